package linkcheck

import "testing"

func TestLinks(t *testing.T) {
	const home, page, missing = "index.html", "incidents/2018/a/index.html", "404.html"
	in := func(name, html string, want ...string) change {
		return change{name, page, "</body>", html + "</body>", want}
	}
	finding := func(what string) string { return page + ": " + what }
	check(t, []change{
		in("a page that is not there", `<a href="/repo/none/">`, finding(`a href "/repo/none/" leads nowhere: there is no none/index.html`)),
		in("once for each address", `<a href="/repo/none/"></a><a href="/repo/none/"></a>`, finding(`a href "/repo/none/" leads nowhere: there is no none/index.html`)),
		in("relative, in its folder", `<a href="none.html">`, finding(`a href "none.html" leads nowhere: there is no incidents/2018/a/none.html`)),
		in("a slash is missing", `<a href="/repo/services/api">`, finding(`a href "/repo/services/api" needs a redirect: the page is at /repo/services/api/`)),
		in("the base path without a slash", `<a href="/repo">`),
		in("case counts", `<a href="/repo/Services/api/">`, finding(`a href "/repo/Services/api/" leads nowhere: there is no Services/api/index.html`)),
		in("the base path is forgotten", `<a href="/services/api/">`, finding(`a href "/services/api/" leaves the base path /repo/`)),
		in("up and out", `<a href="../../../../services/api/">`, finding(`a href "../../../../services/api/" leaves the base path /repo/`)),
		in("a whole address without the base path", `<a href="https://example.org/services/api/">`, finding(`a href "https://example.org/services/api/" leaves the base path /repo/`)),
		in("a base path that only begins alike", `<a href="/repository/">`, finding(`a href "/repository/" leaves the base path /repo/`)),
		in("another scheme is another site", `<a href="http://example.org/repo/none/">`),
		in("queries do not count", `<a href="/repo/search/?q=a&amp;b=/none/">`),
		in("space around it", "<a href=' /repo/ser\nvices/api/ '>"),
		in("percent-encoded", `<a href="/repo/services/%61pi/">`),
		in("not an address", `<a href="/repo/%zz/">`, finding(`a href "/repo/%zz/" cannot be read: invalid URL escape "%zz"`)),
		in("a fragment of this page", `<p id="café"></p><a href="#caf%C3%A9"></a><a href="#">`),
		in("a fragment that is not here", `<a href="#none">`, finding(`a href "#none": incidents/2018/a/index.html has no id "none"`)),
		in("a fragment of another page", `<a href="/repo/services/api/#none">`, finding(`a href "/repo/services/api/#none": services/api/index.html has no id "none"`)),
		in("a text fragment", `<a href="/repo/services/api/#:~:text=Days">`),
		in("a fragment of a file that is no page", `<a href="/repo/feed.xml#x">`),
		in("srcset", `<img alt="" width="1" height="1" srcset="/repo/icon.svg, /repo/none.png 2x">`, finding(`img srcset "/repo/none.png" leads nowhere: there is no none.png`)),
		in("poster", `<video poster="/repo/none.png">`, finding(`video poster "/repo/none.png" leads nowhere: there is no none.png`)),
		in("src", `<audio src="/repo/none.mp3">`, finding(`audio src "/repo/none.mp3" leads nowhere: there is no none.mp3`)),
		in("a drawing's pattern", `<svg aria-hidden="true"><rect fill="url(#none)"/></svg>`, finding(`rect fill "#none": incidents/2018/a/index.html has no id "none"`)),
		in("noscript", `<noscript><a href="/repo/none/"></a></noscript>`, finding(`a href "/repo/none/" leads nowhere: there is no none/index.html`)),
		{"canonical", home, `rel="canonical" href="https://example.org/repo/"`, `rel="canonical" href="https://example.org/"`,
			[]string{`index.html: link rel=canonical "https://example.org/" leaves the base path /repo/`}},
		{"alternate", home, `href="/repo/feed.xml"`, `href="/repo/atom.xml"`,
			[]string{`index.html: link rel=alternate "/repo/atom.xml" leads nowhere: there is no atom.xml`}},
		{"prev", page, `rel="prev" href="/repo/incidents/2018/a/"`, `rel="prev" href="/repo/incidents/2018/b/"`,
			[]string{finding(`link rel=prev "/repo/incidents/2018/b/" leads nowhere: there is no incidents/2018/b/index.html`)}},
		{"next", page, `rel="prev" href="/repo/incidents/2018/a/"`, `rel="next" href="/repo/incidents/2018/a"`,
			[]string{finding(`link rel=next "/repo/incidents/2018/a" needs a redirect: the page is at /repo/incidents/2018/a/`)}},
		{"Open Graph", home, `content="https://example.org/repo/"`, `content="https://example.org/repo/x/"`,
			[]string{`index.html: meta og:url "https://example.org/repo/x/" leads nowhere: there is no x/index.html`}},
		{"a form", home, `action="/repo/search/"`, `action="/search/"`,
			[]string{`index.html: form action "/search/" leaves the base path /repo/`}},
		{"a redirect page", "old/index.html", `url=/repo/incidents/2018/a/`, `url=/repo/incidents/2018/b/`,
			[]string{`old/index.html: meta refresh "/repo/incidents/2018/b/" leads nowhere: there is no incidents/2018/b/index.html`}},
		{"a style sheet", "style.css", `"picture.png"`, `"none.png"`,
			[]string{`style.css: url() "none.png" leads nowhere: there is no none.png`}},
		{"an imported style sheet", "style.css", `@import "more.css"`, `@import url(none.css) screen`,
			[]string{`style.css: url() "none.css" leads nowhere: there is no none.css`}},
		{"404 is served at any depth", missing, `href="/repo/"`, `href="search/"`,
			[]string{`404.html: a href "search/" is relative, and this page is served at any depth`}},
		{"an orphan", home, `<a href="https://example.org/repo/services/api/#days">API</a>`, ``,
			[]string{`services/api/index.html: no link leads here from the home page`}},
		{"a way through a redirect page", home, `href="/repo/incidents/2018/a/"`, `href="/repo/old/"`, nil},
		{"no way through 404", home, `<a href="years/2018/incidents/">`, `<a href="/repo/years/2018/">`,
			[]string{
				`index.html: a href "/repo/years/2018/" leads nowhere: there is no years/2018/index.html`,
				`years/2018/incidents/index.html: no link leads here from the home page`,
			}},
		{"a link element is no way", home, `<a href="https://example.org/repo/services/api/#days">API</a>`, `<link rel="next" href="/repo/services/api/">`,
			[]string{`services/api/index.html: no link leads here from the home page`}},
	})
}
