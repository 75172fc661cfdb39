package site

import (
	"image"
	_ "image/gif"  // measures images of bundles
	_ "image/jpeg" // the same
	_ "image/png"  // the same
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/urls"
)

// links know what a destination in Markdown stands for: another file of the
// archive, a file of a bundle, or a path of the site.
type links struct {
	site    *Site
	pages   map[string]string    // file of the archive → site path
	files   map[string]scan.File // file of a bundle → itself
	copies  map[string]string    // file of a bundle → site path
	statics map[string]bool      // site paths of static files
	names   func() []string      // all files, for suggestions
}

func newLinks(s *Site) *links {
	l := &links{site: s, pages: make(map[string]string, len(s.bodies.byFile)), files: map[string]scan.File{}, copies: map[string]string{}, statics: map[string]bool{}}
	for _, i := range s.archive.Incidents {
		l.pages[i.File] = urls.Incident(i.Path)
	}
	for _, p := range s.archive.Pages {
		l.pages[p.File] = urls.Page(p.Path)
	}
	for _, c := range s.copies {
		if c.bundled {
			l.files[c.File.Path], l.copies[c.File.Path] = c.File, c.Path
		} else {
			l.statics[c.Path] = true
		}
	}
	l.names = sync.OnceValue(func() []string {
		names := slices.AppendSeq(slices.Collect(maps.Keys(l.pages)), maps.Keys(l.files))
		slices.Sort(names)
		return names
	})
	return l
}

// from resolves the destinations of one file, as its author wrote them.
func (l *links) from(file string) markdown.Resolver {
	return func(ref markdown.Reference) markdown.Resolution {
		if strings.HasPrefix(ref.Path, "/") {
			return l.rooted(ref)
		}
		target := path.Join(path.Dir(file), ref.Path)
		if f, ok := l.files[target]; ok {
			return l.file(f, ref)
		}
		if page, ok := l.pages[target]; ok && !ref.Image {
			return markdown.Resolution{URL: l.site.path(page), Page: page}
		}
		if _, ok := l.pages[target]; ok {
			return markdown.Resolution{Problem: target + " is a page, not an image", Hint: "Write [what it is](" + ref.Path + ") for a link."}
		}
		// A folder stands for the report in it, as it does in the address bar.
		if page, ok := l.pages[path.Join(target, "index.md")]; ok && !ref.Image {
			return markdown.Resolution{URL: l.site.path(page), Page: page}
		}
		return markdown.Resolution{Problem: l.problem(ref, target), Hint: l.hint(ref, file, target)}
	}
}

// rooted resolves a path from the root of the site, which may carry the base path or not.
func (l *links) rooted(ref markdown.Reference) markdown.Resolution {
	site := ref.Path
	if !ref.Image {
		for _, candidate := range []string{site, strings.TrimSuffix(site, "/") + "/"} {
			if l.site.exists(candidate) {
				return markdown.Resolution{URL: l.site.path(candidate), Page: candidate}
			}
		}
	}
	if l.statics[site] || l.site.exists(site) {
		return markdown.Resolution{URL: l.site.path(site)}
	}
	return markdown.Resolution{
		Problem: "the site has no " + short(site),
		Hint:    "A path that begins with / counts from the root of the site: /services/, or a file under static/.",
	}
}

// file resolves a file of a bundle; images are measured.
func (l *links) file(f scan.File, ref markdown.Reference) markdown.Resolution {
	r := markdown.Resolution{URL: l.site.path(l.copies[f.Path])}
	if !ref.Image {
		return r
	}
	in, err := f.Open()
	if err != nil {
		return markdown.Resolution{Problem: "the image cannot be read: " + err.Error()}
	}
	defer in.Close() // it was only read
	r.Width, r.Height = measure(in)
	return r
}

// measure reads the size of an image in pixels: 0, 0 for a kind that Go's
// standard library does not know.
func measure(in io.Reader) (width, height int) {
	config, _, err := image.DecodeConfig(in)
	if err != nil {
		return 0, 0
	}
	return config.Width, config.Height
}

func (l *links) problem(ref markdown.Reference, target string) string {
	if ref.Image {
		return "there is no image " + short(target)
	}
	if l.draft(target) {
		return "the link leads to " + short(target) + ", a draft that is left out"
	}
	return "the link leads to " + short(target) + ", which is not in the archive"
}

// draft tells a file that was read and is no page.
func (l *links) draft(target string) bool {
	is := func(d scan.Document) bool { return d.Path == target }
	return slices.ContainsFunc(l.site.files.Postmortems, is) || slices.ContainsFunc(l.site.files.Pages, is)
}

// short is a destination for a message: its author knows how it goes on.
func short(destination string) string {
	const most = 80
	if runes := []rune(destination); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return destination
}

func (l *links) hint(ref markdown.Reference, file, target string) string {
	if l.draft(target) {
		return "Publish the draft, or take the link out; --drafts builds with all drafts."
	}
	if near, ok := diag.Nearest(target, l.names()); ok {
		return "Did you mean " + relative(path.Dir(file), near) + "?"
	}
	// The right name in the wrong folder is the usual slip.
	for _, name := range l.names() {
		if path.Base(name) == path.Base(target) {
			return "Did you mean " + relative(path.Dir(file), name) + "?"
		}
	}
	if ref.Image || path.Ext(target) != ".md" {
		return "Put it beside the index.md of its postmortem, or under static/ and link it from the root, as /name."
	}
	return "Write the path of the file from here, as in ../2018/other.md."
}

// relative is the path from a folder to a file, both of the archive.
func relative(folder, file string) string {
	if folder == "." {
		return file
	}
	up := ""
	for folder != "." && !strings.HasPrefix(file, folder+"/") {
		folder = path.Dir(folder)
		up += "../"
	}
	if folder == "." {
		return up + file
	}
	return up + strings.TrimPrefix(file, folder+"/")
}
