package importer

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/urls"
)

// clean takes out of a text what no file of an archive may hold: bytes that are
// not UTF-8, control characters, and line separators that only some programs see.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case unicode.IsControl(r) || r == '\ufeff' || r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// oneLine is clean text on one line, single spaces between its words.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

func runes(text string) int { return utf8.RuneCountInString(text) }

// cut shortens a text to some characters, at a word where there is one.
func cut(text string, limit int) string {
	if runes(text) <= limit {
		return text
	}
	short := string([]rune(text)[:max(1, limit-1)])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–-") + "…"
}

// firstWords is the first sentence or line of a text, of at most so many characters.
func firstWords(text string, limit int) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if i := strings.Index(text, ". "); i > 10 {
		text = text[:i]
	}
	return cut(strings.TrimRight(oneLine(text), "."), limit)
}

// slugOf is the slug of a text in the characters that ids may have; "" where it has none of them.
func slugOf(text string) string { return urls.Slug(text) }

func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && !strings.ContainsAny(address, " \t\n\"<>`")
}

// plainHTML is the text of what may hold HTML, as messages of status pages do:
// line breaks and paragraphs become spaces. Text that holds no tag is left as it is.
func plainHTML(text string) string {
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
			case !known[name]:
				// "<service>" is a word that somebody wrote, not a tag.
				b.WriteString(raw)
			case name == "a" && kind == html.StartTagToken:
				href, from = tagAttribute(raw, "href"), b.Len()
			case name == "a" && kind == html.EndTagToken:
				if webAddress(href) && strings.TrimSpace(b.String()[from:]) != href {
					b.WriteString(" (" + href + ")")
				}
				href = ""
			case !inlineTags[name]:
				b.WriteByte(' ')
			}
		}
	}
}

// plainLinks writes the links of Markdown as text, their addresses in brackets.
func plainLinks(text string) string {
	return linkForm.ReplaceAllStringFunc(text, func(link string) string {
		m := linkForm.FindStringSubmatch(link)
		if strings.TrimSpace(m[1]) == m[2] || !webAddress(m[2]) {
			return m[1]
		}
		return m[1] + " (" + m[2] + ")"
	})
}

// plainMarkdown is the text of Markdown without its markup; the addresses of its links stay.
func plainMarkdown(text string) string {
	const longest = 256 << 10 // what is longer is no message, and not worth the work
	if len(text) > longest {
		return plainHTML(text)
	}
	text = plainLinks(text)
	src := diag.NewSource("", plainHTML(text))
	document, _ := renderer.Render(src, 0, func(markdown.Reference) markdown.Resolution { return markdown.Resolution{Problem: "not looked at"} })
	var parts []string
	for _, s := range document.Sections {
		parts = append(parts, s.Heading, s.Text, s.Code)
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

var renderer = markdown.New(markdown.Options{})
