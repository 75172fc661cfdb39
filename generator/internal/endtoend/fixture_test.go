// Package endtoend_test builds whole sites from archives under testdata and
// looks at what comes out. It may import everything.
package endtoend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
)

// lay writes a file, given by its path within a folder.
func lay(t testing.TB, dir, name, data string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// buildIn builds the archive in dir/content. Whatever is in it is the author's to
// fix: an I/O error or a panic fails the test.
func buildIn(t testing.TB, dir string) (*pipeline.Built, diag.List) {
	t.Helper()
	b, list, err := pipeline.Build(t.Context(), pipeline.Options{
		Content: filepath.Join(dir, "content"), Display: "content", Themes: filepath.Join(dir, "themes"),
		Now: time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.Loaded != nil {
		t.Cleanup(func() {
			if err := b.Loaded.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if list.Errors() > 0 && len(b.Tree) > 0 {
		t.Errorf("%d errors, and %d files to publish", list.Errors(), len(b.Tree))
	}
	return b, list.Sorted()
}

// The archives have no warnings but those that they are meant to have.
func TestFixtureWarnings(t *testing.T) {
	for name, want := range map[string]string{
		"fixture": `content/2024/contradicting-phases.md:9: detected (2024-07-01 09:55 UTC) is before start (2024-07-01 10:00 UTC)
content/2024/contradicting-phases.md:11: mitigated (2024-07-01 10:05 UTC) is before acknowledged (2024-07-01 10:10 UTC)
content/2024/contradicting-phases.md:15: this entry is before the one above it (2024-07-01 10:10 UTC)
content/2025/hostile.md:23: raw HTML is shown as text
content/2025/hostile.md:23: raw HTML is shown as text
content/2025/hostile.md:25: raw HTML is shown as text
content/2025/hostile.md:27: raw HTML is shown as text
content/evidence/payments/2024.csv:0: payments: nobody looked for 2 d, 1 gap; the longest: 3 Jun 2024, 00:00 UTC – 5 Jun 2024, 00:00 UTC
`,
		"one":   "",
		"empty": "",
	} {
		_, list := buildIn(t, "testdata/"+name)
		got := ""
		for _, d := range list {
			got += fmt.Sprintf("%s:%d: %s\n", d.File, d.Line, d.Message)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}
