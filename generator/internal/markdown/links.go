package markdown

import (
	"bytes"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/urls"
)

// classify is the one place that decides which destinations a page may carry.
// It is an allow-list: https, http, mailto, tel, and what is relative to the
// file or to the site. It returns the scheme, "" for a relative destination, or
// the reason why there can be no link.
func classify(destination string) (scheme, problem string) {
	const unseen = "holds a space or a control character"
	for _, r := range destination {
		switch {
		case r < ' ' || r == 0x7f || unprintable(r) || r == '\uFFFD':
			// Browsers drop some of these before they read the scheme.
			return "", unseen
		case r == '\\':
			return "", `holds a backslash, which browsers take for "/"`
		}
	}
	if strings.HasPrefix(strings.TrimLeft(destination, " "), "//") {
		return "", "names a host without a scheme"
	}
	end := strings.IndexAny(destination, ":/?#")
	if end < 0 || destination[end] != ':' {
		return "", "" // its spaces are those of a file's name
	}
	if strings.Contains(destination, " ") {
		return "", unseen
	}
	scheme = strings.ToLower(destination[:end])
	switch scheme {
	case "https", "http":
		if u, err := url.Parse(destination); err != nil || u.Hostname() == "" || !urls.ValidPort(u) {
			return "", "is not a web address"
		}
		return scheme, ""
	case "mailto", "tel":
		return scheme, ""
	}
	return "", fmt.Sprintf("has the scheme %q", scheme+":")
}

// A target is a destination that a page may carry.
type target struct {
	url           string // escaped, with its fragment
	width, height int
	external      bool
	figure        string // HTML in the place of the image
}

// target decides what a destination becomes, asking the resolver where needed,
// and reports what is wrong with it. ref is what else is known of it. It returns false when there can be no link.
func (w *walker) target(destination string, ref Reference) (target, bool) {
	at, image := ref.Span, ref.Image
	if strings.HasPrefix(destination, "#") && !image {
		id := destination[1:]
		if id != "" && id != "top" {
			id = contentID(id)
		}
		w.fragments = append(w.fragments, fragment{id: id, at: at})
		return target{url: "#" + escapeFragment(id)}, true
	}
	scheme, problem := classify(destination)
	switch {
	case problem != "":
		w.errorf(diag.LinkScheme, at, "use https:, http:, mailto:, tel:, a path, or an archive file such as ../other.md",
			"the link %q %s, so it is left out", visible(destination), problem)
		return target{}, false
	case scheme != "":
		u := escapeURL(destination)
		w.doc.Links = append(w.doc.Links, Link{URL: u, Image: image, Span: at})
		return target{url: u, external: true}, true
	}
	return w.relative(destination, ref)
}

// relative asks the resolver about a destination without a scheme.
func (w *walker) relative(destination string, ref Reference) (target, bool) {
	at, image := ref.Span, ref.Image
	rest, frag, _ := strings.Cut(destination, "#")
	path, query, _ := strings.Cut(rest, "?")
	if decoded, err := url.PathUnescape(path); err == nil && visible(decoded) == decoded {
		path = decoded
	}
	if path == "" {
		problem, hint := "the link has no destination", "write where it leads"
		if image {
			problem, hint = "the image has no address", "write the name of its file"
		}
		w.broken(at, image, "", problem, hint)
		return target{}, false
	}
	if w.resolve == nil {
		u := escapeURL(destination)
		w.doc.Links = append(w.doc.Links, Link{URL: u, Image: image, Span: at})
		return target{url: u}, true
	}
	ref.Path, ref.Query, ref.Fragment = path, query, frag
	r := w.resolve(ref)
	if r.Problems != nil {
		w.diags.Add(*r.Problems...)
	}
	if r.URL == "" {
		w.broken(at, image, destination, r.Problem, r.Hint)
		return target{}, false
	}
	t := target{url: r.URL, width: r.Width, height: r.Height, figure: r.Figure}
	link := Link{Page: r.Page, Image: image, Span: at}
	if frag != "" {
		link.Fragment = frag
		if r.Page != "" {
			link.Fragment = contentID(frag)
		}
		t.url += "#" + escapeFragment(link.Fragment)
	}
	link.URL = t.url
	w.doc.Links = append(w.doc.Links, link)
	return t, true
}

func (w *walker) broken(at diag.Span, image bool, destination, problem, hint string) {
	code, what := diag.LinkBroken, "link"
	if image {
		code, what = diag.ImageMissing, "image"
	}
	if problem == "" {
		problem = fmt.Sprintf("the %s %q leads nowhere", what, visible(destination))
	}
	w.errorf(code, at, hint, "%s", problem)
}

// contentID is the id on a page that a fragment written in Markdown means:
// "#Root-Cause" is the heading with the id "h-root-cause".
func contentID(frag string) string {
	if decoded, err := url.PathUnescape(frag); err == nil {
		frag = decoded
	}
	frag = strings.ToLower(frag)
	if strings.HasPrefix(frag, headingPrefix) {
		return frag
	}
	return headingPrefix + frag
}

// checkFragments reports links within the body that lead nowhere; "#" and "#top" are its beginning.
func (w *walker) checkFragments() {
	for _, f := range w.fragments {
		if _, ok := w.ids[f.id]; ok || f.id == "" || f.id == "top" {
			continue
		}
		var ids []string
		for _, h := range w.doc.Headings {
			ids = append(ids, "#"+strings.TrimPrefix(h.ID, headingPrefix))
		}
		id := strings.TrimPrefix(f.id, headingPrefix)
		hint := "the body has no headings"
		if len(ids) > 0 {
			hint = diag.DidYouMean("#"+id, ids, "the headings are "+strings.Join(ids[:min(len(ids), 8)], ", "))
		}
		w.errorf(diag.LinkFragment, f.at, hint, "no heading of this page has the id %q", visible(id))
	}
}

func (w *walker) link(n *ast.Link, depth int) {
	at := w.destinationSpan(n, n.Destination)
	if n.Reference != nil && !w.expand(n, n.Destination, n.Title) {
		w.inlines(n, depth+1)
		return
	}
	t, ok := w.target(unescape(n.Destination), Reference{Span: at})
	if !ok || w.linked > 0 {
		w.inlines(n, depth+1)
		return
	}
	w.openLink(t.url, "", unescape(n.Title))
	w.linked++
	w.inlines(n, depth+1)
	w.linked--
	w.tag("</a>")
}

// expand counts what reference links add to the page, and returns false when it
// is more than the body may ask for: a definition of one kilobyte can be used
// ten thousand times.
func (w *walker) expand(n ast.Node, destination, title []byte) bool {
	bound := max(w.limits.References, len(w.text))
	if w.expanded > bound {
		return false
	}
	w.expanded += len(destination) + len(title)
	if w.expanded > bound {
		w.limit(max(0, n.Pos()), "Use shorter addresses, fewer links to them, or raise limits.references in archive.yaml where this is meant.",
			"the addresses of reference links come to more than %d bytes", bound)
		return false
	}
	return true
}

func (w *walker) autoLink(n *ast.AutoLink) {
	label := visible(string(n.Label(w.text)))
	destination := string(n.URL(w.text))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(destination), "mailto:") {
		destination = "mailto:" + destination
	}
	pos := max(0, n.Pos())
	if i := bytes.Index(w.text[pos:], n.Label(w.text)); i >= 0 {
		pos += i
	}
	t, ok := w.target(destination, Reference{Span: w.span(pos, pos+len(label))})
	if !ok || w.linked > 0 {
		w.write(label)
		return
	}
	w.openLink(t.url, "", "")
	w.write(label)
	w.tag("</a>")
}

func (w *walker) openLink(href, class, title string) {
	w.tag("<a")
	if class != "" {
		w.attribute("class", class)
	}
	w.attribute("href", href)
	if title != "" {
		w.attribute("title", title)
	}
	w.tag(">")
}

// image renders an image of the archive, or what is drawn in its place where it is a paragraph of its own. One of
// another origin becomes a link to it: a page makes no request to anyone but its own host.
func (w *walker) image(n *ast.Image, paragraph bool) {
	alt := visible(strings.TrimSpace(w.plain(n)))
	at := w.destinationSpan(n, n.Destination)
	if n.Reference != nil && !w.expand(n, n.Destination, n.Title) {
		w.write(alt)
		return
	}
	w.picture(unescape(n.Destination), unescape(n.Title), Reference{Image: true, Span: at, Figure: paragraph, Alt: alt})
}

func (w *walker) picture(destination, title string, ref Reference) {
	alt, at := ref.Alt, ref.Span
	if ref.Figure {
		ref.Title = title
	}
	t, ok := w.target(destination, ref)
	switch {
	case t.figure != "":
		w.figure(t.figure)
		w.prose = appendText(w.prose, alt)
		return
	case ref.Figure:
		w.tag("<p>")
		defer w.tag("</p>\n")
	}
	switch {
	case !ok:
		w.write(alt)
		return
	case t.external:
		w.warnf(diag.ImageRemote, at, "store the file beside the postmortem and name it here",
			"an image of another site is shown as a link")
		if alt == "" {
			alt = t.url
		}
		if w.linked > 0 {
			w.write(alt)
			return
		}
		w.openLink(t.url, "remote", title)
		w.write(alt)
		w.tag("</a>")
		return
	}
	if alt == "" {
		w.warnf(diag.ImageInvalid, at, "write ![what it shows](…)", "the image has no description for those who cannot see it")
	}
	w.doc.Images = true
	w.tag("<img")
	w.attribute("src", t.url)
	w.attribute("alt", alt)
	if t.width > 0 && t.height > 0 {
		w.tag(` width="`, strconv.Itoa(t.width), `" height="`, strconv.Itoa(t.height), `"`)
	}
	if title != "" {
		w.attribute("title", title)
	}
	w.tag(` loading="lazy" decoding="async">`)
	w.prose = appendText(w.prose, alt)
}

// destinationSpan finds where a link's destination is written, for the caret;
// the link as a whole where that is not in the line or two after its label.
func (w *walker) destinationSpan(n ast.Node, destination []byte) diag.Span {
	pos := max(0, n.Pos())
	window := w.text[min(pos, len(w.text)):min(len(w.text), pos+1000)]
	if i := bytes.Index(window, []byte("](")); i >= 0 && len(destination) > 0 {
		if j := bytes.Index(window[i:], destination); j >= 0 && j < 4 {
			return w.span(pos+i+j, pos+i+j+len(destination))
		}
	}
	return w.span(pos, pos+1)
}

// escapeURL percent-encodes what may not be in a URL, and leaves what is
// encoded already.
func escapeURL(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c > ' ' && c < 0x7f && strings.IndexByte("\"<>\\^`{|}", c) < 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// escapeFragment keeps letters of all scripts: ids are written with them.
func escapeFragment(id string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune("\"<>\\^`{|}", r) {
			return -1
		}
		return r
	}, id)
}
