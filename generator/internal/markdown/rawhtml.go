package markdown

import (
	"bytes"
	"slices"
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

// rawHTML renders the raw HTML in some pieces of the body.
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

// fragmentHTML lets raw HTML through that the policy allows, with addresses decided
// and ids made like those of Markdown: each tag is put together anew. sanitise then
// closes what is left open.
func (w *walker) fragmentHTML(source string, at diag.Span) {
	w.raw = true
	w.leftOut(source, at)
	z := html.NewTokenizer(strings.NewReader(policy().Sanitize(source)))
	for z.Next() != html.ErrorToken {
		switch t := z.Token(); t.Type {
		case html.TextToken:
			w.write(visible(t.Data))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.rawTag(t, at)
		case html.EndTagToken:
			w.tag("</", t.Data, ">")
		}
	}
}

// leftOut reports the elements of raw HTML that the policy takes out, and those of
// its attributes that do something.
func (w *walker) leftOut(source string, at diag.Span) {
	z := html.NewTokenizer(strings.NewReader(source))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		if !slices.Contains(rawElements, t.Data) {
			w.warnf(diag.RawHTML, at, "", "the element <%s> is left out", visible(t.Data))
			continue
		}
		for _, a := range t.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcset" {
				w.warnf(diag.RawHTML, at, "", "the attribute %s of <%s> is left out", visible(a.Key), t.Data)
			}
		}
	}
}

// rawTag writes a tag that the policy let through.
func (w *walker) rawTag(token html.Token, at diag.Span) {
	var src, alt string
	var kept []html.Attribute
	for _, a := range token.Attr {
		value := visible(strings.TrimSpace(a.Val))
		switch a.Key {
		case "src":
			src = value
		case "alt":
			alt = value
		case "id", "name":
			if id := strings.ToLower(value); plainID.MatchString(id) {
				kept = append(kept, html.Attribute{Key: "id", Val: w.unique(headingPrefix + strings.TrimPrefix(id, headingPrefix))})
			}
		case "href":
			if value == "" {
				continue
			}
			if t, ok := w.target(value, Reference{Span: at}); ok {
				kept = append(kept, html.Attribute{Key: "href", Val: t.url})
			}
		default:
			kept = append(kept, html.Attribute{Key: a.Key, Val: value})
		}
	}
	if token.Data == "img" {
		w.picture(src, "", Reference{Image: true, Span: at, Alt: alt})
		return
	}
	token.Type, token.Attr = html.StartTagToken, kept
	w.tag(token.String())
}
