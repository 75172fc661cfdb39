package build

import (
	"crypto/sha256"
	"slices"
	"strings"

	"afterword/generator/site"
)

// A batch is a part of the site that is made in one go: outputs that have their
// inputs in common.
type batch struct {
	// bodies are the files whose rendered text the outputs show.
	bodies []string
	// stretch tells that the bodies are rendered for this batch: it holds all
	// outputs that show one of them alone.
	stretch bool
	// themed tells that the theme has a part in the outputs.
	themed  bool
	outputs []int // places in the plan
}

// stretchMean is about how many bodies make a stretch: few, so that an edit
// renders few again, and enough that there are few stretches to look up.
const stretchMean = 64

// maxTogether is how many outputs that show no body are made in one go.
const maxTogether = 512

// batches divides a site. Stretches come first, then what shows several bodies,
// then all else. Each output is in one batch.
func batches(s *site.Site) []batch {
	all := stretches(s.Bodies())
	stretchOf := map[string]int{}
	for n, b := range all {
		for _, file := range b.bodies {
			stretchOf[file] = n
		}
	}
	shared := map[string]int{} // bodies → batch
	const data, themed = 0, 1
	var plain [2]batch
	plain[themed].themed = true
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
				all = append(all, batch{bodies: o.Bodies, themed: o.Themed})
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

// stretches cuts a list of files into runs of about stretchMean. Where it cuts
// depends on the names there alone, so that a new file moves no other cut.
func stretches(files []string) (all []batch) {
	for from := 0; from < len(files); {
		to := from + 1
		for to < len(files) && to-from < 4*stretchMean && sha256.Sum256([]byte(files[to]))[0] >= 256/stretchMean {
			to++
		}
		all = append(all, batch{bodies: slices.Clip(files[from:to]), stretch: true, themed: true})
		from = to
	}
	return all
}
