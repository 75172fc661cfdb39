package site

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/urls"
)

func TestRelativeLinks(t *testing.T) {
	for _, test := range []struct{ root, html, want string }{
		{"/", `<a href="/">`, `<a href="../../index.html">`},
		{"/", `<a href="/services/">`, `<a href="../../services/index.html">`},
		{"/", `<a class="x" href="/services/?a=1#b">`, `<a class="x" href="../../services/index.html?a=1#b">`},
		{"/", `<a href="/services/#b">`, `<a href="../../services/index.html#b">`},
		{"/", `<a href="/#b">`, `<a href="../../index.html#b">`},
		{"/", `<a href="/a&#43;b/#c">`, `<a href="../../a&#43;b/index.html#c">`},
		{"/repo/", "<img alt=\"\"\nsrc=\"/repo/x.png\">", "<img alt=\"\"\nsrc=\"../../x.png\">"},
		{"/repo/", `<form action="/repo/search/"><a href="/repo/x/">`, `<form action="../../search/index.html"><a href="../../x/index.html">`},
		{"/repo/", `<source srcset="/repo/a.png 1x, /repo/b.png 2x, /c.png 3x">`, `<source srcset="../../a.png 1x, ../../b.png 2x, /c.png 3x">`},
		// Not of the site, or no address.
		{"/", `<a href="//host/x/">`, ""},
		{"/repo/", `<a href="/repository/">`, ""},
		{"/", `<a href="https://host/">`, ""},
		{"/", `<a title="/x/" href="#main">`, ""},
		{"/", `<meta content="/x/">`, ""},
		{"/", `<p>Write href="/x/" here</p>`, ""},
		{"/", `href="/x/"`, ""},
		{"/", `<script type="application/ld+json">{"a":"href=\"/x/","b=":"/y/"}</script>`, ""},
	} {
		if test.want == "" {
			test.want = test.html
		}
		to := bytes.NewBufferString("before")
		to.WriteString(test.html)
		relativeLinks(to, len("before"), test.root, "../../")
		if got := to.String(); got != "before"+test.want {
			t.Errorf("%s becomes\n%s, want\n%s", test.html, got, test.want)
		}
	}
}

// FuzzRelativeLinks promises that in a page whose text and values are escaped only the addresses
// change, and that each leads to the same place.
func FuzzRelativeLinks(f *testing.F) {
	for _, text := range []string{`<a href="/repo/x/">`, `x href="/repo/"`, `" src="/repo/`, `'href="/repo/`, `/repo/a?b#c`, `/repo/`, `//x/`, "\n=\"/repo/", `>href="/repo/`} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, text, path string) {
		// Text may hold quotes: package markdown leaves them.
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
		address := (&url.URL{Path: "/repo/" + path}).EscapedPath()
		page := `<p title="` + html.EscapeString(text) + `">` + escaped + `</p><a title="x" href="` + html.EscapeString(address) + `">` + escaped + `</a>` + escaped
		to := bytes.NewBufferString(page)
		relativeLinks(to, 0, "/repo/", urls.ToRoot("/a/b/"))
		before, after := tokens(page), tokens(to.String())
		if len(before) != len(after) {
			t.Fatalf("%q became %q", page, to)
		}
		for n, old := range before {
			now := after[n]
			if old.Data != now.Data || old.Type != now.Type {
				t.Fatalf("%q became %q in %q", old, now, to)
			}
			for i, a := range old.Attr {
				got := now.Attr[i].Val
				if a.Key == "href" {
					want, one := url.Parse(a.Val)
					address, other := (&url.URL{Path: "/repo/a/b/"}).Parse(got)
					if one == nil && (other != nil || address.Path != want.Path && strings.TrimSuffix(address.Path, "index.html") != want.Path && !strings.Contains(want.Path, "./") && !strings.HasSuffix(want.Path, "/.") && !strings.HasSuffix(want.Path, "..")) {
						t.Fatalf("%q became %q", a.Val, got)
					}
				} else if got != a.Val {
					t.Fatalf("%s %q became %q", a.Key, a.Val, got)
				}
			}
		}
	})
}

func tokens(text string) (list []html.Token) {
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		list = append(list, z.Token())
	}
	return list
}
