package crawl

import (
	"strings"
	"unicode/utf8"
)

// Bounds of a description, in code points: what result lists show of it.
const (
	leastDescription = 50
	mostDescription  = 160
)

// pageFaults are the findings of T1, T3, T4 and T5.
func (s *site) pageFaults() []Finding {
	list := s.eachPage(func(p *page, r *report) {
		if p.err != nil {
			r.add(Structure, "the page cannot be parsed: %v", p.err)
			return
		}
		p.structure(r)
		p.origins(r)
		p.drawn(r)
		p.tabular(r)
	})
	return append(list, append(s.titles(), s.foreignStyles()...)...)
}

// structure judges T1, but for titles that two pages share.
func (p *page) structure(r *report) {
	if p.lang == "" {
		r.add(Structure, "html has no lang")
	}
	if p.titles != 1 || p.title == "" {
		r.add(Structure, "there are %d title elements, or the title is empty", p.titles)
	}
	p.identifiers(r)
	if p.redirect {
		return
	}
	n := utf8.RuneCountInString(p.description)
	switch {
	case p.descriptions != 1:
		r.add(Structure, "there are %d meta descriptions", p.descriptions)
	case n < leastDescription || n > mostDescription:
		r.add(Structure, "the meta description has %d characters, not %d–%d: %q", n, leastDescription, mostDescription, short(p.description))
	}
	tops, last := 0, 0
	for _, h := range p.headings {
		if h.level == 1 {
			tops++
		}
		if h.level > last+1 {
			r.add(Structure, "the heading %q is h%d after h%d", short(h.text), h.level, last)
		}
		if h.text == "" {
			r.add(Structure, "an h%d is empty", h.level)
		}
		last = h.level
	}
	if tops != 1 {
		r.add(Structure, "there are %d h1", tops)
	}
}

// identifiers judges ids, and attributes that name them.
func (p *page) identifiers(r *report) {
	seen := make(map[string]bool, len(p.ids))
	for _, id := range p.ids {
		switch {
		case id == "" || strings.ContainsAny(id, " \t\n\f\r"):
			r.add(Structure, "the id %q is empty or holds a space", short(id))
		case seen[id]:
			r.add(Structure, "the id %q stands here twice", short(id))
		}
		seen[id] = true
	}
	for _, ref := range p.named {
		if !seen[ref.value] {
			r.add(Structure, "%s names the id %q, which is not here", ref.where, short(ref.value))
		}
	}
}

// titles reports pages that share theirs with a page before them.
func (s *site) titles() []Finding {
	var list []Finding
	first := map[string]*page{}
	for _, p := range s.pages {
		if p.title == "" || p.redirect {
			continue
		}
		other, ok := first[p.title]
		if !ok {
			first[p.title] = p
			continue
		}
		r := report{file: p.file}
		r.add(Structure, "the title %q is also that of %s", short(p.title), other.file.Path)
		list = append(list, r.list...)
	}
	return list
}
