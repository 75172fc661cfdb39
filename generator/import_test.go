package generator_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"afterword/generator"
)

// TestImportInterrupted holds that an import heeds its context.
func TestImportInterrupted(t *testing.T) {
	content := t.TempDir()
	source := filepath.Join(t.TempDir(), "a.csv")
	for name, text := range map[string]string{
		filepath.Join(content, "archive.yaml"): "title: T\n", source: "title,start\nOne,2024-01-01\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	report, err := generator.Import(ctx, generator.ImportOptions{Options: generator.Options{Content: content}, Format: "csv", Sources: []string{source}})
	if !errors.Is(err, context.Canceled) || report.Written != 0 {
		t.Error(report.Written, err)
	}
}
