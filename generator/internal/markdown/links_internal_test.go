package markdown

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// scheme is what a browser takes for one, after it has dropped what the URL
// standard lets it drop. https://url.spec.whatwg.org/#concept-basic-url-parser
var scheme = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:`)

// FuzzClassify promises that what a browser would make of an accepted
// destination is of the schemes that a page may carry, and leads to no host
// that the text does not name.
func FuzzClassify(f *testing.F) {
	for _, s := range []string{
		"javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "\x01javascript:x", " javascript:x", "javascript\n:x", "vbscript:x", "data:text/html,x", "blob:https://a/b",
		"//evil", " //evil", "a //b", "/\\evil", "\\\\evil", "\t//evil", "/\t/evil", "https:evil", "https:/evil", "http://", "https://a@b", "mailto:a@b", "tel:1", "#a", "?a:b", "a/b:c", "./javascript:x", "\u00a0javascript:x", "\u3000//evil",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, destination string) {
		_, problem := classify(destination)
		if problem != "" {
			return
		}
		seen := strings.ToLower(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimFunc(destination, func(r rune) bool { return r <= ' ' })))
		if s := scheme.FindString(seen); s != "" && !slices.Contains([]string{"https:", "http:", "mailto:", "tel:"}, s) {
			t.Fatalf("%q is accepted", destination)
		}
		if strings.HasPrefix(strings.ReplaceAll(seen, "\\", "/"), "//") {
			t.Fatalf("%q is accepted", destination)
		}
		if u := escapeURL(destination); strings.ContainsAny(u, "\"'<> \n\x00`") && !strings.Contains(destination, "'") {
			t.Fatalf("%q becomes %q", destination, u)
		}
	})
}
