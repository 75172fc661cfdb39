package site

import (
	"image"
	_ "image/gif"  // measures images of bundles
	_ "image/jpeg" // the same
	_ "image/png"  // the same
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/series"
)

// links resolve destinations in Markdown: another file of the archive, a file of a
// bundle, or a path of the site.
type links struct {
	site   *Site
	copies map[string]Copy // by the file in the archive
	names  func() []string // of all files that can be linked, for suggestions
}

func newLinks(s *Site) *links {
	l := &links{site: s, copies: make(map[string]Copy, len(s.copies))}
	for _, c := range s.copies {
		l.copies[c.File.Path] = c
	}
	l.names = sync.OnceValue(func() []string {
		names := s.Bodies()
		for _, c := range s.copies {
			if c.bundled {
				names = append(names, c.File.Path)
			}
		}
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
		if c, ok := l.copies[target]; ok && c.bundled {
			if ref.Image && series.IsData(target) {
				return l.figure(c, ref, file)
			}
			return l.file(c, ref)
		}
		if slices.Contains(l.site.files.Refused, target) { // it is there, and what is wrong with it was said
			return markdown.Resolution{URL: "."}
		}
		// A folder leads to the report in it, as it does in the address bar.
		for _, name := range []string{target, path.Join(target, "index.md")} {
			b, ok := l.site.bodies.byFile[name]
			switch {
			case ok && !ref.Image:
				return markdown.Resolution{URL: l.site.path(b.site), Page: b.site}
			case ok && name == target:
				return markdown.Resolution{Problem: target + " is a page, not an image", Hint: "Write [what it is](" + ref.Path + ") for a link."}
			}
		}
		return l.unresolved(ref, file, target)
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
	if _, static := l.copies["static"+site]; static || l.site.exists(site) {
		return markdown.Resolution{URL: l.site.path(site)}
	}
	return markdown.Resolution{
		Problem: "the site has no " + short(site),
		Hint:    "A path that begins with / counts from the root of the site: /services/, or a file under static/.",
	}
}

// file resolves a file of a bundle; images are measured.
func (l *links) file(c Copy, ref markdown.Reference) markdown.Resolution {
	r := markdown.Resolution{URL: l.site.path(c.Path)}
	if !ref.Image {
		return r
	}
	in, err := c.File.Open()
	if err != nil {
		return markdown.Resolution{Problem: "the image cannot be read: " + err.Error()}
	}
	defer in.Close()                                          // it was only read
	if config, _, err := image.DecodeConfig(in); err == nil { // else a kind that the standard library does not know
		r.Width, r.Height = config.Width, config.Height
	}
	return r
}

// unresolved says why a destination leads nowhere, and what its author may have meant.
func (l *links) unresolved(ref markdown.Reference, file, target string) markdown.Resolution {
	r := markdown.Resolution{Problem: "the link leads to " + short(target) + ", which is not in the archive"}
	if ref.Image {
		r.Problem = "there is no image " + short(target)
	}
	if l.draft(target) {
		if !ref.Image {
			r.Problem = "the link leads to " + short(target) + ", a draft that is left out"
		}
		r.Hint = "Publish the draft, or take the link out; --drafts builds with all drafts."
		return r
	}
	near, ok := diag.Nearest(target, l.names())
	if !ok { // the right name in the wrong folder
		n := slices.IndexFunc(l.names(), func(name string) bool { return path.Base(name) == path.Base(target) })
		if ok = n >= 0; ok {
			near = l.names()[n]
		}
	}
	switch {
	case ok:
		r.Hint = "Did you mean " + relative(path.Dir(file), near) + "?"
	case ref.Image || path.Ext(target) != ".md":
		r.Hint = "Put it beside the index.md of its postmortem, or under static/ and link it from the root, as /name."
	default:
		r.Hint = "Write the path of the file from here, as in ../2018/other.md."
	}
	return r
}

// draft reports whether a file without a page was read: a draft that is left out.
func (l *links) draft(target string) bool {
	is := func(d scan.Document) bool { return d.Path == target }
	return slices.ContainsFunc(l.site.files.Postmortems, is) || slices.ContainsFunc(l.site.files.Pages, is)
}

// short is a destination for a message: its author knows how it goes on.
func short(destination string) string { return shorten(destination, 80) }

// relative is the path from a folder to a file, both of the archive.
func relative(folder, file string) string {
	rel, err := filepath.Rel(filepath.FromSlash(folder), filepath.FromSlash(file))
	if err != nil { // not reached: both are relative
		return file
	}
	return filepath.ToSlash(rel)
}
