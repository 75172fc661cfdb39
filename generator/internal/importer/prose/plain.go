package prose

import (
	"strings"

	"golang.org/x/net/html"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// PlainHTML returns the text of what may hold HTML, as messages of status pages
// do: line breaks and paragraphs become spaces. Text without a tag is left as it is.
func PlainHTML(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	var b strings.Builder
	href, from := "", 0 // of the open link, and where its text begins
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		case html.CommentToken:
		default:
			raw := string(z.Raw())
			tag, _ := z.TagName()
			switch name := string(tag); {
			case !elements[name]:
				b.WriteString(raw) // "<service>" is a word that somebody wrote, not a tag
			case name == "a" && kind == html.StartTagToken:
				href, from = tagAttribute(raw, "href"), b.Len()
			case name == "a" && kind == html.EndTagToken:
				if WebAddress(href) && strings.TrimSpace(b.String()[from:]) != href {
					b.WriteString(" (" + href + ")")
				}
				href = ""
			case !inlineElements[name] || name == "br":
				b.WriteByte(' ')
			}
		}
	}
}

// PlainLinks writes the links of Markdown as text, their addresses in brackets.
func PlainLinks(text string) string {
	return linkForm.ReplaceAllStringFunc(text, func(link string) string {
		m := linkForm.FindStringSubmatch(link)
		if strings.TrimSpace(m[1]) == m[2] || !WebAddress(m[2]) {
			return m[1]
		}
		return m[1] + " (" + m[2] + ")"
	})
}

// PlainMarkdown returns the text of Markdown without its markup; the addresses of its links stay.
func PlainMarkdown(text string) string {
	const longest = 256 << 10 // bytes; what is longer is no message, and not worth the work
	if len(text) > longest {
		return PlainHTML(text)
	}
	src := diag.NewSource("", PlainHTML(PlainLinks(text)))
	document, _ := renderer.Render(src, 0, func(markdown.Reference) markdown.Resolution { return markdown.Resolution{Problem: "not looked at"} })
	var parts []string
	for _, s := range document.Sections {
		parts = append(parts, s.Heading, s.Text, s.Code)
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// Heading returns the text of the first heading of Markdown, or "".
func Heading(body string) string {
	for line := range strings.Lines(body) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "#"); ok {
			return OneLine(PlainMarkdown(strings.TrimLeft(text, "#")))
		}
	}
	return ""
}

var renderer = markdown.New(markdown.Options{})
