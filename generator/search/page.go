package search

import (
	"strings"
	"unicode/utf8"
)

// Text of a page, for passages: no parser of HTML, but enough for pages of the
// site's own. js/page-text.js does the same.

// pageText returns the text of the element of class e-content, or else of
// main, or else of everything, with spaces where tags were.
func pageText(page string) string {
	for _, opening := range []string{`class="e-content`, "<main"} {
		if i := strings.Index(page, opening); i >= 0 {
			page = page[i:]
			if i = strings.IndexByte(page, '>'); i >= 0 {
				page = page[i+1:]
			}
			break
		}
	}
	if i := strings.Index(page, "</main"); i >= 0 {
		page = page[:i]
	}
	var b strings.Builder
	for page != "" {
		i := strings.IndexByte(page, '<')
		if i < 0 {
			i = len(page)
		}
		b.WriteString(page[:i])
		page = page[i:]
		for _, hidden := range [...]string{"script", "style", "svg", "template"} {
			if strings.HasPrefix(page, "<"+hidden) {
				end := strings.Index(page, "</"+hidden)
				if end < 0 {
					end = len(page)
				}
				page = page[end:]
			}
		}
		if end := strings.IndexByte(page, '>'); end >= 0 {
			page = page[end+1:]
		} else {
			page = ""
		}
		b.WriteByte(' ')
	}
	return squeeze(entities(b.String()))
}

// entities resolves those that the site writes: five names and numbers.
func entities(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s, ';')
		text, ok := "", false
		if end > 1 && end < 10 {
			text, ok = entity(s[1:end])
		}
		if !ok {
			b.WriteByte('&')
			s = s[1:]
			continue
		}
		b.WriteString(text)
		s = s[end+1:]
	}
}

func entity(name string) (string, bool) {
	switch name {
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "amp":
		return "&", true
	case "quot":
		return `"`, true
	case "nbsp":
		return " ", true
	}
	digits, numeric := strings.CutPrefix(name, "#")
	if n := number(digits); numeric && n > 0 && n <= utf8.MaxRune && utf8.ValidRune(rune(n)) {
		return string(rune(n)), true
	}
	return "", false
}

// squeeze makes one space of several.
func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, space), " ")
}
