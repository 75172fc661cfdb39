package search_test

import (
	"encoding/json"
	"strings"
	"testing"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/search"
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

// A passage is a report's own text: not what stands around it on its page, and
// no markup.
func TestPassage(t *testing.T) {
	dir := write(t, build(t, []report{one("a.md", "A", "The replica lagged behind.")}))
	cases := [][2]string{
		{`<title>replica</title><main><style>.replica{}</style><h1>Lag &amp; loss</h1><p>The <b>repli</b>cas &#108;agged &lt;far&gt; behind.</p></main><footer>replica</footer>`,
			"|Lag| & loss The repli cas |lagged| <far> behind."},
		{`<main><p>A replica</p><div class="e-content prose" dir="auto"><div><h2>It</h2><a class="anchor" href="#h-it"><span>#</span></a></div><div><div>lagged</div></div> on.</div><div>This replica as JSON</div></main>`, "It |lagged| on."},
		{`A replica without a page`, "A |replica| without a page"},
		{`<main><div class="e-content">The replica <div>never ends`, "The |replica| never ends"},
		{`<main class="e-content`, ""},
		{``, ""},
	}
	var pages, got []string
	for _, c := range cases {
		pages = append(pages, c[0])
	}
	node(t, "passage.mjs", dir, pages, &got)
	for i, c := range cases {
		if got[i] != c[1] {
			t.Errorf("of %s\n%q, want\n%q", c[0], got[i], c[1])
		}
	}
}

// The page shows a length as all other pages do.
func TestLengths(t *testing.T) {
	var seconds []int64
	for _, unit := range []int64{1, 60, 3600, 86400} {
		for _, n := range []int64{1, 2, 23, 24, 29, 30, 59, 60, 61, 593, 9999} {
			seconds = append(seconds, n*unit, n*unit+1, n*unit+61, n*unit+3600, n*unit+86399)
		}
	}
	var got []string
	node(t, "lengths.mjs", "", seconds, &got)
	for i, n := range seconds {
		if want := calendar.Duration(n); got[i] != want {
			t.Errorf("%d s are %q, elsewhere %q", n, got[i], want)
		}
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
		if strings.Contains(text, "import{") {
			t.Errorf("%s imports another module", f.Path)
		}
	}
}
