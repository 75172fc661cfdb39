package diag_test

import (
	"testing"

	"afterword/generator/internal/diag"
)

func TestNearest(t *testing.T) {
	known := []string{"draft", "severity", "services", "service", "end", "start", "slug", "title", "tags", "date", "due"}
	for word, want := range map[string]string{
		"drfat": "draft", "Draft": "draft", "serverity": "severity", "sevrity": "severity", "servces": "services",
		"titel": "title", "tag": "tags", "dat": "date", "ends": "end", "begin": "", "weight": "", "x": "", "params": "", "title": "",
		"startt": "start", "DATE": "date",
	} {
		if got, ok := diag.Nearest(word, known); got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
}
