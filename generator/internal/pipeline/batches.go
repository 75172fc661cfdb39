package pipeline

import (
	"strings"

	"afterword/generator/internal/site"
)

// A batch is a part of the site that is made in one go: outputs that have their
// inputs in common.
type batch struct {
	// bodies are the files whose rendered text the outputs show.
	bodies []string
	// stretch tells that the bodies are rendered for this batch: it holds all
	// outputs that show one of them alone.
	stretch bool
	// run is the part of the search index that the stretch becomes; -1: none.
	run int
	// themed tells that the theme has a part in the outputs.
	themed  bool
	outputs []int // places in the plan
}

// maxTogether is how many outputs that show no body are made in one go.
const maxTogether = 512

// batches divides a site. Stretches come first, one for each run of the search
// index and one for the plain pages, then what shows several bodies, then all
// else. Each output is in one batch.
func batches(s *site.Site, runs [][]string) []batch {
	var all []batch
	for n, files := range runs {
		all = append(all, batch{bodies: files, stretch: true, run: n, themed: true})
	}
	if pages := s.PageFiles(); len(pages) > 0 {
		all = append(all, batch{bodies: pages, stretch: true, run: -1, themed: true})
	}
	stretchOf := map[string]int{}
	for n, b := range all {
		for _, file := range b.bodies {
			stretchOf[file] = n
		}
	}
	shared := map[string]int{} // bodies → batch
	const data, themed = 0, 1
	plain := [2]batch{data: {run: -1}, themed: {run: -1, themed: true}}
	flush := func(k int) {
		if len(plain[k].outputs) > 0 {
			all = append(all, plain[k])
			plain[k].outputs = nil
		}
	}
	for n, o := range s.Plan() {
		switch {
		case len(o.Bodies) == 1:
			b := &all[stretchOf[o.Bodies[0]]]
			b.outputs = append(b.outputs, n)
		case len(o.Bodies) > 1:
			key := strings.Join(o.Bodies, "\x00")
			at, ok := shared[key]
			if !ok {
				at = len(all)
				shared[key] = at
				all = append(all, batch{bodies: o.Bodies, run: -1, themed: o.Themed})
			}
			all[at].outputs = append(all[at].outputs, n)
			all[at].themed = all[at].themed || o.Themed
		default:
			k := data
			if o.Themed {
				k = themed
			}
			plain[k].outputs = append(plain[k].outputs, n)
			if len(plain[k].outputs) == maxTogether {
				flush(k)
			}
		}
	}
	flush(data)
	flush(themed)
	return all
}
