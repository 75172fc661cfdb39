package search

import (
	"cmp"
	"hash/crc32"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Build returns the files of an index of docs. The order of docs does not
// matter, nor does the number of processors; the same docs give the same bytes.
// It does not look at their sections: full returns document n of docs with them,
// when and only for as long as they are needed. It is called side by side.
// Build fails on a date that is none and on two docs of one path.
func Build(docs []Document, full func(n int) Document, opt Options) ([]File, error) {
	runs := Runs(docs)
	segments := make([]*Segment, len(runs))
	each(len(runs), func(i int) {
		run := make([]Document, len(runs[i]))
		for k, n := range runs[i] {
			run[k] = full(n)
		}
		segments[i] = Invert(run)
	})
	return Assemble(docs, segments, opt)
}

// Runs returns the numbers of docs in the order of the index, which is by day,
// then path: their number there is their age. It cuts the order into runs to
// make segments of. A cut depends only on the path of the report before it and
// the length of its run, so that reports which come or go leave most runs alone.
func Runs(docs []Document) (runs [][]int) {
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &docs[i], &docs[j]
		if a.Date != b.Date {
			return strings.Compare(a.Date, b.Date)
		}
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(i, j))
	})
	from := 0
	for to := 1; to <= len(order); to++ {
		sum := crc32.ChecksumIEEE([]byte(docs[order[to-1]].Path))
		if to == len(order) || to-from == mostOfRun || to-from >= leastOfRun && sum%meanOfRun == 0 {
			runs = append(runs, order[from:to])
			from = to
		}
	}
	return runs
}

// Documents of a run. Longer ones repeat fewer words, shorter ones are sooner
// made again.
const leastOfRun, meanOfRun, mostOfRun = 32, 64, 256

// each runs n pieces of work on as many processors as there are.
func each(n int, work func(int)) {
	eachWith(n, func(i int, _ *struct{}) { work(i) })
}

// eachWith is each, where every processor has something of its own to use
// again for the next piece.
func eachWith[T any](n int, work func(int, *T)) {
	var group sync.WaitGroup
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			var own T
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				work(int(i), &own)
			}
		})
	}
	group.Wait()
}
