package scan_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"afterword/generator/internal/scan"
)

// FuzzText promises that text which passes holds nothing that HTML, XML or a
// terminal cannot, and that text which does not is told where.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "\ufeffa", "\xff\xfea\x00", "a\xe9b", "a\x00", "a\x1b[2J\n\x07", "\u009b", "\ufffe\uffff", "a\r\nb\rc\n", "\u2028\u202e", "日本 🔥\ufffd"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, list := scan.Text("a.md", data)
		if (src == nil) != (list.Errors() > 0) {
			t.Fatalf("%q: %v with %v", data, src, list)
		}
		for _, d := range list {
			if d.File != "a.md" || d.Message == "" || !utf8.ValidString(d.Message) {
				t.Fatalf("%q: %+v", data, d)
			}
		}
		if src == nil {
			return
		}
		text := src.Text()
		if !utf8.ValidString(text) || strings.TrimPrefix(string(data), "\ufeff") != text {
			t.Fatalf("%q became %q", data, text)
		}
		for _, r := range text {
			if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
				t.Fatalf("%q holds %U", text, r)
			}
		}
	})
}
