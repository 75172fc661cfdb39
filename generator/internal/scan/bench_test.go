package scan_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"afterword/generator/internal/scan"
)

// BenchmarkRead reads an archive of ten thousand reports in sixteen folders.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	text := "---\ntitle: Outage\ndate: 2026-11-01\n---\n\n" + strings.Repeat("The primary lost its disk and the replica was an hour behind.\n", 60)
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("archive.yaml", "title: Archive\n")
	for year := range 16 {
		if err := os.Mkdir(filepath.Join(dir, fmt.Sprint(2010+year)), 0o755); err != nil {
			b.Fatal(err)
		}
	}
	for n := range 10_000 {
		write(fmt.Sprintf("%d/outage-%d.md", 2010+n%16, n), text)
	}
	for b.Loop() {
		files, _, list, err := scan.Read(dir, "content")
		if err != nil || len(list) > 0 || len(files.Postmortems) != 10_000 {
			b.Fatal(list, err)
		}
		files.Close()
	}
}
