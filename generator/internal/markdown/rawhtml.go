package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"afterword/generator/internal/diag"
)

// htmlBlock renders a block of raw HTML.
func (w *walker) htmlBlock(n *ast.HTMLBlock) {
	w.rawHTML(htmlLines(n), true)
	w.breakText()
}

func (w *walker) rawInline(n *ast.RawHTML) {
	w.rawHTML(n.Segments.Sliced(0, n.Segments.Len()), false)
}

// rawHTML renders raw HTML that stands in some pieces of the body.
func (w *walker) rawHTML(segments []text.Segment, block bool) {
	var b bytes.Buffer
	for _, s := range segments {
		b.Write(s.Value(w.text))
	}
	source := strings.TrimSpace(strings.ReplaceAll(b.String(), "\r", ""))
	if len(segments) == 0 || source == "" || comment(source) {
		return
	}
	at := w.span(segments[0].Start, segments[0].Start+len(strings.TrimRight(string(segments[0].Value(w.text)), "\r\n")))
	if w.renderer.unsafe {
		w.fragmentHTML(source, at)
		return
	}
	if !strings.HasPrefix(source, "</") {
		w.warnf(diag.RawHTML, at, "write Markdown, or set markdown: {unsafe: true} in archive.yaml to let it through a sanitizer",
			"raw HTML is shown as text")
	}
	if block {
		w.tag(`<p class="raw">`)
		defer w.tag("</p>\n")
	}
	w.write(source)
}

// comment reports whether HTML is one well-formed comment and nothing else: its
// author meant that nobody should see it. What browsers end earlier than its
// author thinks is not one. https://html.spec.whatwg.org/#comments
func comment(s string) bool {
	inner, ok := strings.CutPrefix(s, "<!--")
	if !ok {
		return false
	}
	inner, ok = strings.CutSuffix(inner, "-->")
	return ok && !strings.HasPrefix(inner, ">") && !strings.HasPrefix(inner, "->") &&
		!strings.Contains(inner, "--") && !strings.Contains(inner, "<!--") && !strings.HasSuffix(inner, "-")
}

// Elements and attributes of raw HTML that a page may carry. Headings are not
// among them: the outline of a page is that of its Markdown.
var (
	rawElements = set("p div span br hr b i strong em u s del ins mark small sub sup abbr kbd samp var code pre blockquote cite q " +
		"ul ol li dl dt dd table caption thead tbody tfoot tr th td a img figure figcaption details summary time address wbr")
	rawAttributes = map[string]map[string]bool{
		"a": set("title"), "img": set("title"), "abbr": set("title"), "time": set("datetime"), "ol": set("start reversed"),
		"td": set("colspan rowspan"), "th": set("colspan rowspan scope"), "details": set("open"),
	}
	// The text of these is not text.
	rawDropped = set("script style iframe noscript noembed noframes template textarea title xmp plaintext svg math select object")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(words) {
		m[word] = true
	}
	return m
}

// fragmentHTML lets the tags of raw HTML through that are allowed, with
// addresses decided like those of Markdown. It writes no tag as it stood: each
// is put together anew. sanitise then closes what is left open.
func (w *walker) fragmentHTML(source string, at diag.Span) {
	w.raw = true
	z := html.NewTokenizer(strings.NewReader(source))
	dropping := ""
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		token := z.Token()
		switch kind {
		case html.TextToken:
			if dropping == "" {
				w.write(visible(token.Data))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			switch {
			case dropping != "":
			case rawDropped[token.Data]:
				w.refuse(token.Data, at)
				if kind == html.StartTagToken {
					dropping = token.Data
				}
			case !rawElements[token.Data]:
				w.refuse(token.Data, at)
			default:
				w.rawTag(token, at)
			}
		case html.EndTagToken:
			switch {
			case dropping != "":
				if token.Data == dropping {
					dropping = ""
				}
			case rawElements[token.Data]:
				w.tag("</", token.Data, ">")
			}
		}
	}
}

func (w *walker) refuse(element string, at diag.Span) {
	w.warnf(diag.RawHTML, at, "", "the element <%s> is left out", visible(element))
}

func (w *walker) rawTag(token html.Token, at diag.Span) {
	var href, src, alt, id string
	allowed := rawAttributes[token.Data]
	kept := token.Attr[:0]
	for _, a := range token.Attr {
		value := visible(strings.TrimSpace(a.Val))
		switch {
		case a.Namespace != "":
		case a.Key == "id", a.Key == "name" && token.Data == "a":
			id = strings.ToLower(value)
		case a.Key == "href" && token.Data == "a":
			href = value
		case a.Key == "src" && token.Data == "img":
			src = value
		case a.Key == "alt" && token.Data == "img":
			alt = value
		case allowed[a.Key]:
			kept = append(kept, html.Attribute{Key: a.Key, Val: value})
		case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcset":
			w.warnf(diag.RawHTML, at, "", "the attribute %s of <%s> is left out", visible(a.Key), token.Data)
		}
	}
	if token.Data == "img" {
		w.picture(src, alt, "", at)
		return
	}
	token.Attr = kept
	if plainID(id) {
		token.Attr = append(token.Attr, html.Attribute{Key: "id", Val: w.unique(headingPrefix + strings.TrimPrefix(id, headingPrefix))})
	}
	if href != "" {
		if t, ok := w.target(href, at, false); ok {
			token.Attr = append(token.Attr, html.Attribute{Key: "href", Val: t.url})
		}
	}
	token.Type = html.StartTagToken
	w.tag(token.String())
}
