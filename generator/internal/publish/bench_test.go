package publish_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"afterword/generator/internal/publish"
)

// BenchmarkPublish publishes 10,000 small files, two to a folder: into an empty
// folder, again without a change, and again with three files changed.
func BenchmarkPublish(b *testing.B) {
	var lines []string
	for i := range 10_000 {
		lines = append(lines, fmt.Sprintf("p/%d/%d.html *2000", i/2, i))
	}
	build := func(b *testing.B, dir string, changed ...string) publish.Report {
		b.StopTimer()
		content, _ := publish.New(files(append(changed, lines[len(changed):]...)...))
		b.StartTimer()
		report, err := publishAll(b.Context(), content, dir, publish.Options{})
		if err != nil {
			b.Fatal(err)
		}
		return report
	}
	milliseconds := func(b *testing.B) {
		b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/op")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			build(b, filepath.Join(b.TempDir(), "public"))
		}
		milliseconds(b)
	})
	b.Run("nothing changed", func(b *testing.B) {
		dir := filepath.Join(b.TempDir(), "public")
		build(b, dir)
		for b.Loop() {
			if report := build(b, dir); report.Method != publish.Unneeded {
				b.Fatal(report)
			}
		}
		milliseconds(b)
	})
	b.Run("three changed", func(b *testing.B) {
		dir := filepath.Join(b.TempDir(), "public")
		build(b, dir)
		n := 0
		for b.Loop() {
			n++
			content := fmt.Sprint("build ", n)
			if report := build(b, dir, "p/0/0.html "+content, "p/0/1.html "+content, "p/1/2.html "+content); report.Written != 3 {
				b.Fatal(report)
			}
		}
		milliseconds(b)
	})
}
