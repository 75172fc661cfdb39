package search_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"afterword/generator/search"
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

// BenchmarkTransfer10000 has the module answer queries of two to four words as
// a page does, and reports bytes and requests: of a first query on a cold page
// (both scripts and the manifest are in it), of 40 further ones, of the
// letters of a word; and the time of a query whose files have been read.
func BenchmarkTransfer10000(b *testing.B) {
	files := build(b, corpus(b, 10000, 500, 1, true))
	v := readVocabulary(b, false)
	r := rand.New(rand.NewPCG(2, 2))
	in := make([]string, 100)
	for i := range in {
		words := make([]string, 2+r.IntN(3))
		for k := range words {
			words[k] = v.words[100+r.IntN(len(v.words)-100)]
		}
		in[i] = strings.Join(words, " ")
	}
	var got struct {
		Cold, Requests, Further, Letters []float64
		Warm                             []float64
	}
	dir := write(b, files)
	for b.Loop() {
		node(b, "transfer.mjs", dir, in, &got)
	}
	at := func(v []float64, share float64) float64 {
		slices.Sort(v)
		return v[int(share*float64(len(v)-1))]
	}
	b.ReportMetric(at(got.Cold, .5)/1e3, "cold-kB")
	b.ReportMetric(at(got.Cold, .95)/1e3, "cold-kB-p95")
	b.ReportMetric(at(got.Requests, .95), "cold-requests-p95")
	b.ReportMetric(at(got.Further, .5)/1e3, "further-kB")
	b.ReportMetric(at(got.Warm, .95), "warm-ms-p95")
	sum := 0.0
	for _, n := range got.Letters {
		sum += n
	}
	b.ReportMetric(sum/1e3, "connection-kB")
	b.ReportMetric(at(got.Letters, .5)/1e3, "letter-kB")
}
