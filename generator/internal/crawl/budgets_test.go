package crawl_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/crawl"
)

// noise is text that hardly compresses: n characters of 6 bits each.
func noise(n int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for range n {
		b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[random.IntN(64)])
	}
	return b.String()
}

var compressed = regexp.MustCompile(`\d+ bytes compressed`)

// checkBudgets makes each change to the good site and compares what Budgets
// says. The number of bytes is the compressor's business.
func checkBudgets(t *testing.T, changes []change) {
	t.Helper()
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			files := c.edit(t, good(t))
			var got []string
			for _, f := range crawl.Budgets(newTree(t, files)) {
				got = append(got, compressed.ReplaceAllString(f.String(), "N bytes compressed"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// Each kind of page has its own bound, which an equal page of a laxer kind may pass.
func TestBytesByKind(t *testing.T) {
	page := func(file, title, body string) (string, string) {
		return file, fmt.Sprintf(`<!doctype html><html lang="en"><head><title>%s</title><meta name="robots" content="noindex"><meta name="description" content="%s"></head><body><h1>x</h1>%s</body></html>`,
			title, strings.Repeat("x", 50), body)
	}
	var changes []change
	for _, kind := range []struct {
		file         string
		bytes, nodes int
	}{
		{"index.html", 14, 1400}, {"404.html", 14, 1400}, {"search/index.html", 14, 1400},
		{"years/2018/index.html", 25, 1400}, {"services/x/index.html", 25, 1400}, {"services/index.html", 25, 1400}, {"actions/index.html", 25, 1400}, {"tags/index.html", 25, 1400},
		{"incidents/index.html", 20, 1700}, {"years/2017/incidents/index.html", 20, 1700}, {"years/2018/03/index.html", 20, 1700},
		{"causes/x/index.html", 20, 1700}, {"tags/x/index.html", 20, 1700}, {"severities/x/index.html", 20, 1700}, {"organizations/x/index.html", 20, 1700},
		{"incidents/x/index.html", 30, 1400}, {"about/index.html", 30, 1400},
	} {
		for _, over := range []bool{false, true} {
			most := kind.bytes << 10
			// html, head, title, two metas, body and h1 are seven.
			text, elements := noise(most), strings.Repeat("<i></i>", kind.nodes-7) // 3/4 of the bound, compressed
			var want []string
			if over {
				text, elements = noise(most*3/2), elements+"<i></i>"
				want = []string{
					fmt.Sprintf("%s: T10: the page has %d elements, %d are allowed", kind.file, kind.nodes+1, kind.nodes),
					fmt.Sprintf("%s: T10: the page has N bytes compressed, %d are allowed", kind.file, most),
				}
			}
			file, html := page(kind.file, "A title of its own", text+elements)
			changes = append(changes, change{fmt.Sprint(kind.file, over), file, "", html, want})
		}
	}
	checkBudgets(t, changes)
}

func TestRequestsAndScripts(t *testing.T) {
	const home, search = "index.html", "search/index.html"
	checkBudgets(t, []change{
		{"one request more", home, "</body>", `<img src="/repo/picture.png">`, []string{"index.html: T10: the page makes 4 requests, 3 are allowed"}},
		{"each address once", home, "</body>", `<link rel="preload" href="/repo/style.css"><img src="data:x"><link rel="apple-touch-icon" href="/repo/picture.png">`, nil},
		{"the pictures of an article are its author's", incident, "</body>", `<img src="1.png"><img src="2.png"><img src="3.png">`, nil},
		{"its style sheets and fonts are not", incident, "</body>", `<link rel="stylesheet" href="1.css"><link rel="preload" href="2.woff2"><link rel="manifest" href="m">`, []string{incident + ": T10: the page makes 5 requests, 3 are allowed"}},
		{"a script elsewhere", home, "</body>", `<script src="/repo/search/page.js"></script>`, []string{`index.html: T10: the page loads the script "/repo/search/page.js", and only /search/ may`}},
		{"a module elsewhere", incident, "</body>", `<link rel="modulepreload" href="/repo/search/engine.js">`, []string{incident + `: T10: the page loads the script "/repo/search/engine.js", and only /search/ may`}},
		{"a large script of the search page", "search/page.js", "open()", noise(6 << 10), []string{"search/index.html: T10: the scripts of the page have N bytes compressed, 3072 are allowed"}},
		{"a large engine is not this package's", "search/engine.js", "export", noise(6<<10) + " export", nil},
		{"a script that is small once compressed", "search/page.js", "open()", strings.Repeat("open() ", 6<<10), nil},
		{"a script beside the page", search, "/repo/search/page.js", "page.js", nil},
		{"a large style sheet", "more.css", "red", strings.Repeat("x", 33<<10), []string{"more.css: T10: the style sheet has 33806 bytes, 32768 are allowed"}},
		{"a style sheet that does not compress", "more.css", "red", noise(16 << 10), []string{"more.css: T10: the style sheet has N bytes compressed, 8192 are allowed"}},
		{"a style sheet within both", "more.css", "red", strings.Repeat("xyz", 10<<10), nil},
	})
}
