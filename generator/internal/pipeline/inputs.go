package pipeline

import (
	"context"
	"strconv"
	"strings"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/search"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
)

// inputs are the hashes of all that a site is made from. Every key of the cache
// is made of them, and holds every input of what lies under it:
//
//	data     settings, options, the front matter of all files, names and pictures of bundles
//	theme    layouts and assets
//	bodies   the Markdown of each file
//
// What counts as now is not among them; it is added where it is known.
type inputs struct {
	data, theme cache.Key
	bundled     cache.Key           // names and content of bundles' files: pictures are measured
	static      cache.Key           // the content of static files, which no page tells of
	documents   map[string]document // by path in the archive
	addresses   cache.Key           // set once the site is planned; without the theme's assets
	claims      cache.Key           // with them
	now         int64
}

// A document is one Markdown file in two halves.
type document struct {
	front, body cache.Key
	start, line int // where the body begins: byte and line
}

// newInputs hashes everything that was read.
func newInputs(ctx context.Context, opt Options, l *Loaded, look *theme.Theme) (*inputs, error) {
	in := &inputs{theme: look.Key(), documents: make(map[string]document, len(l.Files.Postmortems)+len(l.Files.Pages))}
	all := append(l.Files.Postmortems[:len(l.Files.Postmortems):len(l.Files.Postmortems)], l.Files.Pages...)
	docs := make([]document, len(all))
	limits := l.Settings.Limits.ForFrontMatter()
	err := each(ctx, len(all), opt.jobs(), func(n int) error {
		src, start := all[n].Source, len(all[n].Source.Text())
		if front, _, ok := frontmatter.Split(src, limits); ok {
			start = front.Body
		}
		// As src.Position says, which would find all lines first and keep them.
		line := 1 + strings.Count(src.Text()[:start], "\n")
		if strings.Contains(src.Text()[:start], "\r") {
			line, _ = src.Position(start)
		}
		docs[n] = document{cache.Of(src.Text()[:start]), cache.Of(src.Text()[start:]), start, line}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var h cache.Hash
	h.Add("data", opt.Display, opt.AsOf, l.Base.String(), strconv.FormatBool(opt.Drafts), l.Files.Settings.File(), l.Files.Settings.Text())
	for n, d := range all {
		h.Add(d.Path)
		h.AddKeys(docs[n].front)
		in.documents[d.Path] = docs[n]
	}
	var bundled cache.Hash
	if err := addFiles(&bundled, l.Files.Bundled); err != nil {
		return nil, err
	}
	in.bundled = bundled.Key()
	h.AddKeys(in.bundled)
	h.Add(strconv.Itoa(len(l.Files.Static)))
	for _, f := range l.Files.Static {
		h.Add(f.Path)
	}
	in.data = h.Key()
	var static cache.Hash
	if err := addFiles(&static, l.Files.Static); err != nil {
		return nil, err
	}
	in.static = static.Key()
	return in, nil
}

// addFiles adds names and content of files that are copied.
func addFiles(h *cache.Hash, files []scan.File) error {
	h.Add(strconv.Itoa(len(files)))
	for _, f := range files {
		sum, err := copyOf(site.Copy{File: f}).Sum()
		if err != nil {
			return err
		}
		h.Add(f.Path)
		h.AddKeys(cache.Key(sum))
	}
	return nil
}

// whole is the key of the whole site, at an hour of the clock where that is what
// counts as now.
func (in *inputs) whole(opt Options, l *Loaded) cache.Key {
	var h cache.Hash
	h.Add("whole")
	switch {
	case opt.AsOf != "", !l.Settings.AsOf.IsZero(): // in the data
	case opt.Clock:
		h.Add("hour", strconv.FormatInt(hour(opt).Unix(), 10))
	default:
		h.Add("moment", strconv.FormatInt(opt.Now.Unix(), 10))
	}
	h.AddKeys(in.data, in.theme, in.static)
	in.addBodies(&h, l)
	return h.Key()
}

// addBodies adds the Markdown of all files.
func (in *inputs) addBodies(h *cache.Hash, l *Loaded) {
	for _, list := range [][]scan.Document{l.Files.Postmortems, l.Files.Pages} {
		for _, d := range list {
			h.AddKeys(in.documents[d.Path].body)
		}
	}
}

// index is the key of the search index.
func (in *inputs) index(l *Loaded) cache.Key {
	var h cache.Hash
	h.Add("index", strconv.FormatInt(in.now, 10))
	h.AddKeys(in.data)
	in.addBodies(&h, l)
	return h.Key()
}

// segment is the key of a run of the search index.
func (in *inputs) segment(docs []search.Document, files []string, unsafe bool) cache.Key {
	var h cache.Hash
	h.Add("segment", strconv.FormatBool(unsafe))
	for n := range docs {
		h.Add(string(docs[n].AppendKey(nil)))
		h.AddKeys(in.documents[files[n]].body)
	}
	return h.Key()
}

// outputs is the key of the files that a batch makes.
func (in *inputs) outputs(b batch, plan []site.Output) cache.Key {
	var h cache.Hash
	h.Add("outputs", strconv.FormatInt(in.now, 10))
	h.AddKeys(in.data)
	if b.themed {
		h.AddKeys(in.theme)
	}
	for _, file := range b.bodies {
		h.Add(file)
		h.AddKeys(in.documents[file].body)
	}
	for _, n := range b.outputs {
		h.Add(plan[n].Path, plan[n].Owner)
	}
	return h.Key()
}

// plan takes in which addresses there are: what links in bodies lead to, and the
// theme's assets, whose names change with it.
func (in *inputs) plan(s *site.Site, l *Loaded) {
	var addresses, assets cache.Hash
	addresses.Add(l.Base.String(), l.Files.Settings.Text())
	for _, o := range s.Plan() {
		if o.Themed && !o.HTML {
			assets.Add(o.Path, o.Owner)
		} else {
			addresses.Add(o.Path, o.Owner)
		}
	}
	for _, c := range s.Copies() {
		addresses.Add(c.Path, c.File.Path)
	}
	for _, list := range [][]scan.Document{l.Files.Postmortems, l.Files.Pages} {
		for _, d := range list {
			addresses.Add(d.Path)
		}
	}
	in.addresses = addresses.Key()
	var claims cache.Hash
	claims.AddKeys(in.addresses, assets.Key())
	in.claims = claims.Key()
}

// texts is the key of a kind of what is kept of rendered bodies.
func (in *inputs) texts(kind string, opt Options, files []string) cache.Key {
	var h cache.Hash
	h.Add(kind, opt.Display)
	h.AddKeys(in.addresses, in.bundled)
	for _, file := range files {
		d := in.documents[file]
		h.Add(file, strconv.Itoa(d.start), strconv.Itoa(d.line))
		h.AddKeys(d.body)
	}
	return h.Key()
}
