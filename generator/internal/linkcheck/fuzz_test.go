package linkcheck

import (
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
)

// Whatever is in a page and a style sheet, checking them ends, does not panic and
// says the same twice.
func FuzzWithin(f *testing.F) {
	for _, file := range good(f) {
		if strings.HasSuffix(file.Path, ".html") || strings.HasSuffix(file.Path, ".css") {
			f.Add(string(file.Data))
		}
	}
	f.Add(`<a href="//[" srcset=", ,a 1x,, b"><svg><a><table><th fill="url('"><svg>`)
	f.Add(`@import url("a\`)
	f.Add("/*")
	f.Fuzz(func(t *testing.T, text string) {
		files := []publish.File{{Path: "index.html", Data: []byte(text)}, {Path: "style.css", Data: []byte(text)}}
		first, second := within(t, files, repo), within(t, files, repo)
		if !slices.Equal(first, second) {
			t.Errorf("said once %q, then %q", first, second)
		}
		for _, what := range first {
			if strings.Contains(what, "\n") {
				t.Errorf("%q", what)
			}
		}
	})
}
