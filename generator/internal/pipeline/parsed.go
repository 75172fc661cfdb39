package pipeline

import (
	"context"
	"encoding/json"
	"hash/crc32"
	"strconv"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
)

// Front matter that was parsed before is kept in parts of consecutive files.

// meanPart is about how many files make a part. Where one ends depends on a
// name alone, so that a new file moves no other end.
const meanPart = 128

// parts cuts a list of files.
func parts(files []scan.Document) (all [][]scan.Document) {
	from := 0
	for n, d := range files {
		if n+1 == len(files) || n+1-from == 4*meanPart || crc32.ChecksumIEEE([]byte(d.Path))%meanPart == 0 {
			all = append(all, files[from:n+1])
			from = n + 1
		}
	}
	return all
}

// part is the key of parsed files.
func (in *inputs) part(opt Options, l *Loaded, files []scan.Document) cache.Key {
	var h cache.Hash
	h.Add("parsed", opt.Display, l.Files.Settings.Text())
	for _, d := range files {
		known := in.documents[d.Path]
		h.Add(d.Path, strconv.Itoa(known.start), strconv.Itoa(known.line))
		h.AddKeys(known.front)
	}
	return h.Key()
}

// parsedBefore finds what the cache knows of the files.
func (r *rendering) parsedBefore(ctx context.Context, all [][]scan.Document) ([][]parsed, error) {
	found := make([][]parsed, len(all))
	err := eachOf(ctx, len(all), r.opt.jobs(), 1, func(n int) error {
		if data, ok := r.opt.Cache.Get(r.in.part(r.opt, r.loaded, all[n])); ok {
			found[n] = r.decodeParsed(all[n], data)
		}
		return nil
	})
	return found, err
}

// decodeParsed returns nil for what cannot be read: it is parsed again, and replaced.
func (r *rendering) decodeParsed(files []scan.Document, data []byte) []parsed {
	in := cache.NewReader(data)
	all := make([]parsed, len(files))
	for n, d := range files {
		all[n].postmortem = postmortem.Decode(in, d.Path, d.Source, r.in.documents[d.Path].start)
		if mistakes := in.Text(); mistakes != "" {
			if err := json.Unmarshal([]byte(mistakes), &all[n].list); err != nil {
				return nil
			}
		}
	}
	if in.Close() != nil {
		return nil
	}
	return all
}

// keepParsed keeps a part, unless one of its files is broken or holds keys of its author's own.
func (r *rendering) keepParsed(files []scan.Document, all map[*diag.Source]parsed) {
	var w cache.Writer
	for _, d := range files {
		p := all[d.Source]
		if p.postmortem == nil || p.list.Errors() > 0 || !p.postmortem.Encode(&w) {
			return
		}
		mistakes := ""
		if len(p.list) > 0 {
			data, err := json.Marshal(p.list)
			if err != nil {
				return // a list of plain structs always can be written
			}
			mistakes = string(data)
		}
		w.Text(mistakes)
	}
	r.opt.Cache.Put(r.in.part(r.opt, r.loaded, files), w.Bytes())
}

// parse makes the archive of the files that were read, with what the cache knows of them.
func (r *rendering) parse(ctx context.Context, timings *Timings) (diag.List, error) {
	if r.in == nil {
		return r.loaded.parse(ctx, r.opt, nil, timings)
	}
	r.opt.Progress.Begin("parsing", 0)
	done := timings.start("recall")
	all := parts(r.loaded.Files.Postmortems)
	found, err := r.parsedBefore(ctx, all)
	if err != nil {
		return nil, err
	}
	known := map[*diag.Source]parsed{}
	for n, part := range found {
		for k, p := range part {
			known[all[n][k].Source] = p
		}
	}
	done(len(known))
	list, err := r.loaded.parse(ctx, r.opt, known, timings)
	if err != nil {
		return list, err
	}
	return list, eachOf(ctx, len(all), r.opt.jobs(), 1, func(n int) error {
		if found[n] == nil {
			r.keepParsed(all[n], known)
		}
		return nil
	})
}
