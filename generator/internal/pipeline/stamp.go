package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/site"
)

// Stamp identifies everything that the site is made from, other than the clock:
// program, which identifies the running program, options, settings, all files and
// the theme. It is "" where the theme has errors. It is asked for after a rebuild.
func (p *Pipeline) Stamp(ctx context.Context, program string) (string, error) {
	p.loadTheme(&p.last)
	if p.last.theme.theme == nil {
		return "", nil
	}
	l := p.last.loaded
	documents := slices.Concat(l.Files.Postmortems, l.Files.Pages)
	copies := slices.Concat(l.Files.Bundled, l.Files.Static)
	sums := make([]string, len(documents)+len(copies))
	p.opt.Progress.Begin("comparing", len(sums))
	err := each(ctx, len(sums), p.opt.jobs(), func(n int) (err error) {
		defer p.opt.Progress.Add(1)
		if n < len(documents) {
			sums[n], err = publish.File{Data: []byte(documents[n].Source.Text())}.Sum()
			return err
		}
		sums[n], err = copyOf(site.Copy{File: copies[n-len(documents)]}).Sum()
		return err
	})
	if err != nil {
		return "", err
	}
	all := sha256.New()
	add := func(parts ...string) {
		for _, part := range parts {
			fmt.Fprintf(all, "%d:%s", len(part), part)
		}
	}
	add(program, p.opt.Display, l.Base.String(), p.opt.Theme, p.opt.AsOf, fmt.Sprint(p.opt.Drafts))
	if p.opt.Clock == nil {
		add(fmt.Sprint(p.now.Unix()))
	}
	if text := l.Files.Settings; text != nil {
		add(text.File(), text.Text())
	}
	for n, d := range documents {
		add(d.Path, sums[n])
	}
	for n, f := range copies {
		add(f.Path, sums[len(documents)+n])
	}
	// Of a file that was passed over nothing else is known.
	add(fmt.Sprint(p.last.problems[Read]))
	key := p.last.theme.theme.Key()
	add(string(key[:]))
	return hex.EncodeToString(all.Sum(nil)), nil
}

// A record is what one build leaves for the next, which may find that nothing has
// changed: then it reports the same numbers and problems again.
type record struct {
	Stamp       string
	From, Until int64 // seconds since 1970: while the time is between them, the site is the same
	Totals
	Problems diag.List
}

// Record is the record of a build, as JSON.
func (p *Pipeline) Record(stamp string, b *Built, list diag.List) []byte {
	data, err := json.Marshal(record{stamp, b.Loaded.moment.asOf, b.Loaded.moment.until, b.Totals, list})
	if err != nil {
		return nil // plain structs can always be written
	}
	return data
}

// Recall reads a record, and reports whether a build at this time would make
// the same site.
func (p *Pipeline) Recall(data []byte, stamp string) (*Built, diag.List, bool) {
	var r record
	if stamp == "" || json.Unmarshal(data, &r) != nil || r.Stamp != stamp {
		return nil, nil, false
	}
	if now := p.now.Unix(); p.opt.Clock != nil && (now < r.From || now >= r.Until) {
		return nil, nil, false
	}
	return &Built{Totals: r.Totals, Loaded: p.last.loaded}, r.Problems, true
}
