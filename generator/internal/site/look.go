package site

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html/template"
	"image"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// A Picture is an image of the frame.
type Picture struct {
	URL           string
	Type          string // media type
	Width, Height int    // in pixels; 0 where they are not known
}

// CheckLook reports what is wrong with the look and the menu of archive.yaml, other than what
// can be seen in that file alone.
func (s *Site) CheckLook() diag.List { return s.lookProblems }

// wrong adds a problem of archive.yaml.
func (s *Site) wrong(code diag.Code, at diag.Span, hint, format string, args ...any) {
	s.lookProblems.Add(s.files.Settings.Errorf(code, at, hint, format, args...))
}

// picture finds an asset that archive.yaml names; nil where it names none, or one that cannot be shown.
func (s *Site) picture(name frontmatter.Value) *Picture {
	if name.Text == "" {
		return nil
	}
	media, shown := map[string]string{".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon"}[path.Ext(name.Text)]
	asset, found := s.theme.Asset(name.Text)
	if !shown || !found {
		s.wrong(diag.ImageMissing, name.At, "Put an SVG or PNG into assets/ of the archive, and write its name: logo.svg.", "assets/ holds no picture %q", name.Text)
		return nil
	}
	p := &Picture{URL: s.path(asset.Path), Type: media}
	if config, _, err := image.DecodeConfig(bytes.NewReader(asset.Data)); err == nil {
		p.Width, p.Height = config.Width, config.Height
	} else if media == "image/svg+xml" {
		p.Width, p.Height = vectorSize(asset.Data)
	}
	return p
}

// vectorSize is that of an SVG, by its viewBox; 0 where it has none.
func vectorSize(svg []byte) (width, height int) {
	var root struct {
		ViewBox string `xml:"viewBox,attr"`
	}
	var x, y, w, h float64
	if xml.Unmarshal(svg, &root) != nil {
		return 0, 0
	}
	if n, _ := fmt.Sscan(strings.ReplaceAll(root.ViewBox, ",", " "), &x, &y, &w, &h); n < 4 || !(w > 0 && w < 1e6 && h > 0 && h < 1e6) {
		return 0, 0
	}
	return int(w), int(h)
}

// footnote renders the text that archive.yaml puts into all footers.
func (s *Site) footnote() template.HTML {
	text := s.archive.Settings.Look.Footer
	if text.Text == "" {
		return ""
	}
	doc, problems := s.bodies.md.Render(diag.NewSource("", text.Text), 0, newLinks(s).from("archive.yaml"))
	for _, d := range problems {
		s.wrong(d.Code, text.At, d.Hint, "footer: %s", d.Message)
	}
	return theme.Trusted(doc.HTML)
}

// searchExample is what fields for searching show: words of the archive.
func (s *Site) searchExample() string {
	const most = 40
	words := ""
	for _, term := range slices.Concat(s.mostUsed("causes", 3), s.mostUsed("tags", 3)) {
		if more := strings.TrimPrefix(words+", "+term.Label, ", "); utf8.RuneCountInString(more) <= most {
			words = more
		}
	}
	return words
}

// An entry of the menu leads to a page, which has a site path, or to another site.
type entry struct{ label, path, url string }

// sections are the entries that a menu has by itself.
func sections() []entry {
	return []entry{
		{label: "Incidents", path: urls.Incidents}, {label: "Services", path: urls.Services}, {label: "Years", path: urls.Years},
		{label: "Trends", path: urls.Trends}, {label: "Actions", path: urls.Actions}, {label: "Search", path: urls.Search},
	}
}

// newMenu returns the entries of the menu: the sections and, after them, what archive.yaml adds.
// Where that lists a section, it is the whole menu.
func (s *Site) newMenu() (menu []entry) {
	titles, whole := map[string]string{}, false
	for _, p := range s.archive.Pages {
		titles[urls.Page(p.Path)] = p.Title
	}
	for _, section := range sections() {
		titles[section.path] = section.label
	}
	for _, m := range s.archive.Settings.Menu {
		if m.URL != "" {
			menu = append(menu, entry{label: m.Name, url: m.URL})
			continue
		}
		site := "/" + strings.TrimPrefix(m.Page.Text+"/", "/")
		e := entry{cmp.Or(m.Name, titles[site]), site, s.path(site)}
		switch {
		case !s.exists(site):
			s.wrong(diag.LinkBroken, m.Page.At, "Write the address of a page without slashes: about, services, services/api.", "the site has no page %q", m.Page.Text)
		case e.label == "":
			s.wrong(diag.KeyMissing, m.Page.At, "Add \"name: …\".", "this entry of the menu needs a name")
		default:
			menu = append(menu, e)
		}
		whole = whole || slices.ContainsFunc(sections(), func(section entry) bool { return section.path == site })
	}
	if whole {
		return menu
	}
	all := slices.DeleteFunc(sections(), func(e entry) bool { return !s.exists(e.path) })
	for n := range all {
		all[n].url = s.path(all[n].path)
	}
	return append(all, menu...)
}
