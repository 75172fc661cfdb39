package search_test

import (
	"encoding/json"
	"strings"
	"testing"

	"afterword/generator/search"
)

func TestFailures(t *testing.T) {
	docs := corpus(t, 120, 60, 5, false)
	before := write(t, build(t, docs))
	docs[0].Summary, docs[0].Path = "A zebra.", "new.md"
	after := write(t, build(t, docs))
	var got map[string]any
	node(t, "failures.mjs", before, after, &got)
	want := map[string]any{
		"renewed": []any{"new.md"}, "manifests": 2.0, // the manifest is read again, once
		"gone": "missing", "offline": "unreachable", "offlineLater": "unreachable",
		"terms": "damaged", "cards": "damaged", "columns": "damaged",
		"flaky": []any{"unreachable", "none"}, "aborted": "AbortError",
	}
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(want)
	if string(a) != string(b) {
		t.Errorf("the module answers\n%s, want\n%s", a, b)
	}
}

// TestScripts reads the joined modules for what a strict policy forbids.
func TestScripts(t *testing.T) {
	files, err := search.Scripts()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text := string(f.Data)
		for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function", "WebAssembly", "document.write", ".style", "./bytes.js"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s", f.Path, forbidden)
			}
		}
		if f.Path == "search.js" && (strings.Contains(text, "document.") || strings.Contains(text, "window")) {
			t.Error("search.js touches the page")
		}
		if n := strings.Count(text, "import{"); f.Path == "search.js" && n != 0 || f.Path == "page.js" && n != 1 {
			t.Errorf("%s imports %d modules", f.Path, n)
		}
	}
}
