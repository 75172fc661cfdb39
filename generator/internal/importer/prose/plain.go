package prose

import (
	"regexp"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// link matches one of Markdown that was escaped.
var link = regexp.MustCompile(`\\\[([^\[\]\\]*)\\\]\((https?://[^\s()]+)\)`)

// Message writes a text as status pages have it as Markdown: it may hold HTML, and links
// as Markdown has them; all else is plain. Relative addresses count from base.
func Message(text, base string) string {
	if hasHTML(text) {
		text, _ = FromHTML(text, base)
	} else {
		text = EscapeLines(text)
	}
	return link.ReplaceAllString(text, "[$1]($2)")
}

// PlainHTML returns the text of what may hold HTML; the addresses of its links stay.
func PlainHTML(text string) string {
	if !hasHTML(text) {
		return text
	}
	return PlainMarkdown(Message(text, ""))
}

// rich matches what one line cannot hold: lists, quotations, headings, tables, code, images, links by reference.
var rich = regexp.MustCompile("(?m)^\\s*(?:[-*+]|\\d+[.)]|>|#{1,6}|\\|)\\s|```|!\\[|\\]\\[")

// Rich reports whether Markdown is more than paragraphs.
func Rich(text string) bool { return rich.MatchString(text) }

// Inline writes Markdown on one line: paragraphs as they are, else the words of what is more.
func Inline(text string) string {
	if Rich(text) {
		return Escape(OneLine(PlainMarkdown(text)))
	}
	text, _, _ = withoutHTML(text, "")
	return OneLine(strings.ReplaceAll(text, "\\\n", "\n"))
}

// anyLink matches a link, and what a backslash makes text of.
var anyLink = regexp.MustCompile(`\\?` + linkForm.String())

// PlainMarkdown returns the text of Markdown without its markup; the addresses of its links stay.
func PlainMarkdown(text string) string {
	const longest = 256 << 10 // bytes; what is longer is no message, and not worth the work
	if len(text) > longest {
		return text
	}
	text, _, _ = withoutHTML(text, "")
	text = anyLink.ReplaceAllStringFunc(text, func(link string) string {
		m := linkForm.FindStringSubmatch(link)
		switch {
		case link[0] == '\\': // text that looks like one
			return link
		case !WebAddress(m[2]) || m[1] == m[2]:
			return m[1]
		}
		return m[1] + " (" + m[2] + ")"
	})
	document, _ := renderer.Render(diag.NewSource("", text), 0, func(markdown.Reference) markdown.Resolution { return markdown.Resolution{Problem: "not looked at"} })
	var parts []string
	for _, s := range document.Sections {
		parts = append(parts, s.Heading, s.Text, s.Code)
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

var renderer = markdown.New(markdown.Options{})
