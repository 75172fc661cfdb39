package goldentest_test

import (
	"os"
	"path/filepath"
	"testing"

	"afterword/generator/internal/testutil/goldentest"
)

// A judged test remembers that it failed.
type judged struct {
	testing.TB
	failed bool
}

func (j *judged) Errorf(string, ...any) { j.failed = true }

func TestEqual(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.golden")
	if err := os.WriteFile(file, []byte("what was made"), 0o644); err != nil {
		t.Fatal(err)
	}
	for got, fails := range map[string]bool{"what was made": false, "what was made\n": true, "": true} {
		j := &judged{TB: t}
		goldentest.Equal(j, file, got)
		if j.failed != fails {
			t.Errorf("%q: failed %t", got, j.failed)
		}
	}
}
