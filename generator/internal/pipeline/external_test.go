package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/testutil/goldentest"
)

// TestExternal promises that every place with a broken address is reported,
// and what was not asked for once. No site is asked: the answers depend on the
// address.
func TestExternal(t *testing.T) {
	const golden = "testdata/external.txtar"
	a, err := txtar.ParseFile(filepath.FromSlash(golden))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	n := -1
	for i, f := range a.Files {
		if f.Name == "want" {
			n = i
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	line := Open(Options{Content: dir, Display: "content", Now: time.Unix(1<<31, 0)})
	u, list, err := line.Rebuild(t.Context(), Edits{}, Indexed)
	if err != nil || len(list) > 0 {
		t.Fatal(err, list)
	}
	defer line.Close() // it was only read
	places, err := u.Loaded.places(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	var answers []linkcheck.Answer
	for _, p := range places {
		switch {
		case strings.Contains(p.URL, "gone"):
			answers = append(answers, linkcheck.Answer{Code: diag.LinkGone, What: "answers 404 Not Found"})
		case strings.Contains(p.URL, "failing"):
			answers = append(answers, linkcheck.Answer{Code: diag.LinkFailing, What: "did not answer within 10 seconds"})
		case strings.Contains(p.URL, "private"):
			answers = append(answers, linkcheck.Answer{Code: diag.LinkUnasked, What: "was not asked: 10.0.0.1 is an address of a private network"})
		case strings.Contains(p.URL, "fine"):
			answers = append(answers, linkcheck.Answer{})
		default:
			t.Errorf("%s is asked for", p.URL)
			answers = append(answers, linkcheck.Answer{})
		}
	}
	var b bytes.Buffer
	if err := diag.WriteText(&b, unreached(places, answers), diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	a.Files[n].Data = b.Bytes()
	goldentest.Equal(t, golden, txtar.Format(a))
}

// TestExternalIsFew promises that a file of many broken addresses is as short to
// read as one of many other problems.
func TestExternalIsFew(t *testing.T) {
	src := diag.NewSource("content/a.md", strings.Repeat("https://gone.example/\n", 1000))
	var places []place
	for n := range 1000 {
		start := src.LineStart(n + 1)
		places = append(places, place{postmortem.Address{URL: "https://gone.example/", At: diag.Span{Start: start, End: start + 21}}, src})
	}
	answers := slices.Repeat([]linkcheck.Answer{{Code: diag.LinkGone, What: "answers 410 Gone"}}, len(places))
	list := unreached(places, answers)
	if len(list) != diag.MostAlike+1 {
		t.Errorf("%d warnings", len(list))
	}
}
