package crawl_test

import (
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/crawl"
	"afterword/generator/internal/publish"
)

// Whatever stands in the files of a site, checking it ends, does not panic and
// says the same twice, in order.
func FuzzAll(f *testing.F) {
	kinds := []string{"index.html", "style.css", "feed.xml", "feed.json", "calendar.ics", "sitemap.xml", "api/incidents.json", "api/uptime.json"}
	for _, file := range good(f) {
		if slices.Contains(kinds, file.Path) {
			f.Add(string(file.Data))
		}
	}
	f.Add(`<a href="//[" srcset=", ,a 1x,, b"><svg><a><table><th><svg>`)
	f.Add(`@import url("a\`)
	f.Add("/*")
	base := newBase(f, "https://example.org/repo/")
	f.Fuzz(func(t *testing.T, text string) {
		var files []publish.File
		for _, kind := range kinds {
			files = append(files, publish.File{Path: kind, Data: []byte(text)})
		}
		files = append(files, publish.File{Path: "ld/index.html", Data: []byte(`<script type="application/ld+json">` + text + `</script>`)})
		content := newTree(t, files)
		first, second := crawl.All(content, base), crawl.All(content, base)
		if !slices.Equal(first, second) {
			t.Errorf("said once %q, then %q", first, second)
		}
		for _, finding := range first {
			if finding.What == "" || strings.Contains(finding.What, "\n") {
				t.Errorf("%q", finding)
			}
		}
	})
}
