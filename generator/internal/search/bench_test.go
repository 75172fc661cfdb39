package search_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// BenchmarkBuild10000 writes the index of 10,000 reports of 500 words and
// prints its size: files and bytes, positions apart.
func BenchmarkBuild10000(b *testing.B) {
	docs := corpus(b, 10000, 500, 1, true)
	var files []search.File
	for b.Loop() {
		files = build(b, docs)
	}
	count, size, positions := 0, 0, 0
	for _, f := range files {
		if strings.HasPrefix(f.Path, "positions/") {
			positions += len(f.Data)
			continue
		}
		count++
		size += len(f.Data)
	}
	b.ReportMetric(float64(len(files)), "files")
	b.ReportMetric(float64(len(files)-count), "files-positions")
	b.ReportMetric(float64(size)/1e6, "MB")
	b.ReportMetric(float64(positions)/1e6, "MB-positions")
}

// BenchmarkSearch10000 answers queries of 10,000 reports from memory.
func BenchmarkSearch10000(b *testing.B) {
	docs := corpus(b, 10000, 500, 1, true)
	x := indexOf(b, docs, "en")
	all := queries(docs, 100, 1)
	for i := 0; b.Loop(); i++ {
		x.Search(all[i%len(all)])
	}
}
