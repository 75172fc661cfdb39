package importer_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"afterword/generator/internal/importer"
)

// folder is an empty archive on a disk.
func folder(t *testing.T, settings string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	if err := root.WriteFile("archive.yaml", []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

// TestRaisedLimit imports a text twice that is larger than an archive allows
// which does not say otherwise.
func TestRaisedLimit(t *testing.T) {
	root := folder(t, "title: T\nlimits: {file: 9000000}\n")
	source := file1("a.md", []byte("# Mail stopped\n\n2024-01-01\n\n"+strings.Repeat("It stopped for a while. ", 100_000)))
	for _, outcome := range []importer.Outcome{importer.Created, importer.Unchanged} {
		existing, err := importer.ReadExisting(root.FS())
		if err != nil {
			t.Fatal(err)
		}
		plan, report, err := imported("markdown", []importer.Source{source}, existing, importer.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		if report.Count(outcome) != 1 {
			t.Errorf("not %s: %+v", outcome, report.Items)
		}
		if _, err := importer.Apply(t.Context(), root, plan); err != nil {
			t.Error(err)
		}
	}
}

// TestInterrupted holds that an import ends between two files when it is told to, and goes on where it ended.
func TestInterrupted(t *testing.T) {
	root := folder(t, "title: T\n")
	plan, _ := table(t, tableHead+"One,2024-01-01,,\nTwo,2024-01-02,,\n")
	ctx := &ending{Context: t.Context(), asked: 1}
	if n, err := importer.Apply(ctx, root, plan); n != 1 || !errors.Is(err, context.Canceled) {
		t.Error(n, err)
	}
	if _, err := root.Stat(plan.Files[1].Path); err == nil {
		t.Error("it went on")
	}
	if n, err := importer.Apply(t.Context(), root, plan); n != len(plan.Files) || err != nil {
		t.Error(n, err)
	}
}

// ending is a context that is cancelled once it has been asked a few times.
type ending struct {
	context.Context
	asked int // for how many times it is not
}

func (e *ending) Err() error {
	if e.asked--; e.asked < 0 {
		return context.Canceled
	}
	return nil
}
