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

// BenchmarkInvert is of one run of 128 reports of 500 words.
func BenchmarkInvert(b *testing.B) {
	docs := inOrder(corpus(b, 128, 500, 1, true))
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		size = len(search.Invert(docs).Encode())
	}
	b.ReportMetric(float64(size)/float64(len(docs)), "B/document")
}

// BenchmarkDecode10000 reads the segments of 10,000 reports.
func BenchmarkDecode10000(b *testing.B) {
	_, segments := inverted(b, 10000)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range segments {
			if _, err := search.DecodeSegment(s.Encode()); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkAssemble10000 writes the index of 10,000 reports from their segments.
func BenchmarkAssemble10000(b *testing.B) {
	docs, segments := inverted(b, 10000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := search.Assemble(docs, segments, search.Options{Language: "en"}); err != nil {
			b.Fatal(err)
		}
	}
}

func inverted(b *testing.B, n int) ([]search.Document, []*search.Segment) {
	docs := inOrder(corpus(b, n, 500, 1, true))
	var segments []*search.Segment
	for _, run := range search.Runs(docs) {
		segments = append(segments, search.Invert(docs[run[0]:run[len(run)-1]+1]))
	}
	return withoutText(docs), segments
}
