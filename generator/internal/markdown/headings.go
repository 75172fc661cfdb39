package markdown

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"afterword/generator/internal/diag"
)

// headingPrefix keeps ids that content makes apart from those of the theme,
// and from names that scripts look up in a document ("DOM clobbering").
const headingPrefix = "h-"

// heading renders a heading with its anchor link and opens a section.
func (w *walker) heading(n *ast.Heading) {
	w.endSection()
	text := strings.TrimSpace(visible(strings.Join(strings.Fields(w.plain(n)), " ")))
	h := Heading{Level: w.level(n.Level), Text: text}
	element := "h" + strconv.Itoa(h.Level)
	w.headings++
	if w.headings > w.limits.Headings {
		if w.headings == w.limits.Headings+1 {
			w.limit(max(0, n.Pos()), "Split the page, or raise limits.headings in archive.yaml where this is meant.",
				"the body has more than %d headings", w.limits.Headings)
		}
		w.section.Text = text
		w.enclose(element, n)
		w.prose = w.prose[:0]
		return
	}
	h.ID = w.unique(headingPrefix + w.headingSlug(n, text))
	w.section = h
	w.doc.Headings = append(w.doc.Headings, h)

	w.tag(`<div class="heading"><`, element)
	w.attribute("id", h.ID)
	w.tag(">")
	w.inlines(n, 0)
	w.prose = w.prose[:0]
	w.tag("</", element, `><a class="anchor"`)
	w.attribute("href", "#"+h.ID)
	w.attribute("aria-label", "Link to section "+text)
	w.tag("></a></div>\n") // the style sheet draws the sign
}

// level maps a level of the source to one of the page: the outermost is 2, and
// none is skipped on the way in.
func (w *walker) level(source int) int {
	for len(w.levels) > 0 && w.levels[len(w.levels)-1] >= source {
		w.levels = w.levels[:len(w.levels)-1]
	}
	w.levels = append(w.levels, source)
	return min(1+len(w.levels), 6)
}

// Filled are the ids, without their prefix, of headings with something beneath them: text,
// or a heading further in.
func (d *Document) Filled() (ids []string) {
	n := 0
	for _, s := range d.Sections {
		if s.ID == "" {
			continue // what is before the first heading, or beyond the limit
		}
		n++
		parent := n < len(d.Headings) && d.Headings[n].Level > d.Headings[n-1].Level
		if s.Text != "" || s.Code != "" || parent {
			ids = append(ids, strings.TrimPrefix(s.ID, headingPrefix))
		}
	}
	return ids
}

// endSection adds the text so far to its section.
func (w *walker) endSection() {
	s := Section{
		Heading: w.section.Text,
		ID:      w.section.ID,
		Text:    strings.TrimSpace(string(w.prose)),
		Code:    strings.TrimRight(string(w.code), "\n"),
	}
	w.prose, w.code = w.prose[:0], w.code[:0]
	w.section = Heading{}
	if s != (Section{}) {
		w.doc.Sections = append(w.doc.Sections, s)
	}
}

// headingSlug is the id that the author gave in braces, else one made of the text.
func (w *walker) headingSlug(n *ast.Heading, text string) string {
	var given string
	for _, a := range n.Attributes() {
		at := w.span(max(0, n.Pos()), max(0, n.Pos())+1)
		value, _ := a.Value.([]byte)
		if string(a.Name) != "id" {
			w.warnf(diag.RawHTML, at, "write {#id} and nothing else in the braces",
				"the attribute %q of a heading is left out", visible(string(a.Name)))
			continue
		}
		given = strings.ToLower(string(value))
		if !plainID.MatchString(given) {
			w.warnf(diag.RawHTML, at, "an id holds a–z, 0–9, dashes and underscores, at most 100",
				"the id %q of a heading is left out", visible(given))
			given = ""
		}
	}
	if given != "" {
		return strings.TrimPrefix(given, headingPrefix)
	}
	return Anchor(text)
}

// plainID matches the ids that authors may give.
var plainID = regexp.MustCompile(`^[a-z0-9_-]{1,100}$`)

// Anchor makes an id of a heading the way GitHub does, so that links written for GitHub's
// rendering work: lower case, letters, digits, dashes and underscores of any
// script, spaces as dashes, all else dropped.
func Anchor(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			b.WriteRune(r)
		}
		if b.Len() >= 100 {
			break
		}
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// unique makes an id that no other heading has: the second "x" is "x-2".
func (w *walker) unique(id string) string {
	count := w.ids[id]
	w.ids[id] = count + 1
	if count == 0 {
		return id
	}
	for n := count + 1; ; n++ {
		next := id + "-" + strconv.Itoa(n)
		if _, taken := w.ids[next]; !taken {
			w.ids[id] = n
			w.ids[next] = 1
			return next
		}
	}
}
