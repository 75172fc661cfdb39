package site

import (
	"cmp"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/urls"
)

// tally counts what the incidents of a list have in common, most frequent first.
func tally(list []*archive.Incident, keys func(*archive.Incident) []Link) []Counted {
	at := map[Link]int{}
	var out []Counted
	for _, i := range list {
		for _, k := range keys(i) {
			n, ok := at[k]
			if !ok {
				n = len(out)
				at[k] = n
				out = append(out, Counted{Link: k})
			}
			out[n].Count++
		}
	}
	slices.SortStableFunc(out, func(x, y Counted) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Label, y.Label))
	})
	return out
}

func (s *Site) servicesOf(i *archive.Incident) []Link {
	links := make([]Link, 0, len(i.Services))
	for _, v := range i.Services {
		links = append(links, s.link(v.Name, urls.Service(v.ID)))
	}
	return links
}

// first are the first n of a list, or all of a shorter one.
func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }
