package feeds

import (
	"strings"

	"afterword/generator/internal/urls"
)

// policy is what the search page's own Content-Security-Policy says, which is
// the widest of all pages, and what a meta element cannot say: that no other
// site may frame a page (https://www.w3.org/TR/CSP3/#meta-element). Browsers
// apply header and element both, so every page keeps its narrower one. The
// words are those of layouts/partials/head.html; a test compares them.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; " +
	"script-src 'self'; connect-src 'self'; frame-ancestors 'none'"

// forever is for files whose name changes with their content.
const forever = "public, max-age=31536000, immutable"

// named are the folders of such files.
var named = []string{
	"/assets/", urls.Search + "cards/", urls.Search + "columns/", urls.Search + "positions/", urls.Search + "terms/", urls.Search + "words/",
}

// Headers is /_headers, the headers of each response, which Netlify and Cloudflare
// Pages read and other hosts serve as any file. It does not say how long pages may be
// cached: these hosts have them revalidated each time, and where two rules set one
// header, they send both.
// https://docs.netlify.com/manage/routing/headers/
// https://developers.cloudflare.com/pages/configuration/headers/
func Headers(base urls.Base) []byte {
	var b strings.Builder
	rule := func(path string, headers ...string) {
		b.WriteString(base.Path(path) + "*\n")
		for _, h := range headers {
			b.WriteString("  " + h + "\n")
		}
	}
	rule("/", "Content-Security-Policy: "+policy, "X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin")
	for _, folder := range named {
		rule(folder, "Cache-Control: "+forever)
	}
	return []byte(b.String())
}
