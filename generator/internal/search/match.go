package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Matching: which words of the archive a word of a query stands for, and the
// reports that hold them. Only the files that routing names for a word are
// looked at, whatever else has been read before, so that the answer does not
// depend on the questions before it. js/match.js does the same.

// Weights of what a word stands for, in 1/16.
const (
	weightExact  = 16
	weightForm   = 10
	weightPrefix = 10
	weightTypo   = 11
	weightTypos  = 8
)

// member is a word of the archive that a word of a query stands for.
type member struct {
	text    string
	weight  int
	file, i int // its file of terms and number there
	docs    []uint32
	impacts []uint8
}

// group is a word of a query with what it stands for.
type group struct {
	wanted
	members    []member
	begun      []uint8 // per document: what words that it begins say there; nil without any
	begunDocs  int
	candidates []candidate // when nothing was found for the word as typed
}

// lookup finds what a word stands for.
func (x *Index) lookup(w wanted) (g group, err error) {
	g.wanted = w
	if g.members, err = x.family(w.text, !w.exact, weightExact, weightForm); err != nil || w.exact {
		return g, err
	}
	if w.prefix {
		if err := x.begin(&g); err != nil {
			return g, err
		}
	}
	if len(g.members) > 0 || g.begun != nil || w.compound && !stemmable(w.text) {
		return g, nil
	}
	// A word nobody used: the beginning of one, or misspelt.
	if !w.prefix && utf8.RuneCountInString(w.text) >= 3 {
		if err := x.begin(&g); err != nil || g.begun != nil {
			return g, err
		}
	}
	return g, x.guess(&g)
}

// guess finds words that a misspelt one may have been meant to be.
func (x *Index) guess(g *group) error {
	if typos([]rune(g.text)) == 0 {
		return nil
	}
	files, err := x.spelling(g.text)
	if err != nil {
		return err
	}
	if g.candidates, err = correct(g.text, files, g.prefix); err != nil {
		return err
	}
	for _, c := range g.candidates {
		weight := weightTypo
		if c.distance > 1 {
			weight = weightTypos
		}
		found, err := x.family(c.text, true, weight, weight*weightForm/16)
		if err != nil {
			return err
		}
		for _, f := range found {
			if !slices.ContainsFunc(g.members, func(m member) bool { return m.text == f.text }) {
				g.members = append(g.members, f)
			}
		}
	}
	return nil
}

// familyFiles are the files of terms that hold a word and its forms.
func (x *Index) familyFiles(text string, forms bool) []int {
	r := &x.manifest.Terms
	add := func(files []int, i int) []int {
		if i < 0 || slices.Contains(files, i) {
			return files
		}
		return append(files, i)
	}
	files := add(nil, r.holding(text))
	if !forms {
		return files
	}
	root := stem(text)
	files = add(files, r.holding(root))
	if from, to := r.spanning(root); to-from <= 3 {
		for i := from; i < to; i++ {
			files = add(files, i)
		}
	}
	for _, other := range irregularForms[root] {
		files = add(files, r.holding(other))
	}
	slices.Sort(files)
	return files
}

// family returns a word and, with forms, its other forms.
func (x *Index) family(text string, forms bool, weight, weightOfForms int) (found []member, err error) {
	forms = forms && x.manifest.english() && stemmable(text)
	root := ""
	if forms {
		root = stem(text)
	}
	for _, file := range x.familyFiles(text, forms) {
		f, err := x.terms(file)
		if err != nil {
			return nil, err
		}
		use := func(i, weight int) error {
			m := member{text: f.terms[i], weight: weight, file: file, i: i}
			if m.docs, m.impacts, err = f.list(i, x.manifest.Documents); err != nil {
				return err
			}
			found = append(found, m)
			return nil
		}
		if !forms {
			if i, ok := f.index[text]; ok {
				if err := use(i, weight); err != nil {
					return nil, err
				}
			}
			continue
		}
		for i, t := range f.terms {
			w := weightOfForms
			if t == text {
				w = weight
			} else if !strings.HasPrefix(t, root[:2]) && !slices.Contains(irregularForms[root], t) || stem(t) != root {
				continue
			}
			if err := use(i, w); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// begin finds the reports with words that the word of g begins.
func (x *Index) begin(g *group) error {
	r := &x.manifest.Terms
	total := x.manifest.Documents
	from, to := r.spanning(g.text)
	wide := to-from > widest
	if wide {
		r = &x.manifest.Prefixes
		from = r.holding(g.text)
		to = from + 1
	}
	typed := utf8.RuneCountInString(g.text)
	most := make([]uint8, total)
	for file := from; file < to; file++ {
		read := x.terms
		if wide {
			read = x.prefixes
		}
		f, err := read(file)
		if err != nil {
			return err
		}
		for i, t := range f.terms {
			share := 16
			switch {
			case wide && t != g.text || !wide && !strings.HasPrefix(t, g.text):
				continue
			case !wide:
				share = typedShare(typed, utf8.RuneCountInString(t))
			}
			docs, impacts, err := f.list(i, total)
			if err != nil {
				return err
			}
			for k, doc := range docs {
				v := impacts[k]
				if !wide {
					v = uint8(begun(int(v), share))
				}
				if most[doc] == 0 {
					g.begunDocs++
				}
				most[doc] = max(most[doc], v)
			}
		}
	}
	if g.begunDocs > 0 {
		g.begun = most
	}
	return nil
}

// standing returns the documents in which the words of a phrase stand together.
func (x *Index) standing(p phrase) (map[uint32]bool, error) {
	var starts map[uint32][]uint32 // per document, positions where all words so far fit
	for n, text := range p.texts {
		found, err := x.family(text, false, weightExact, 0)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, nil
		}
		m := found[0]
		next := map[uint32][]uint32{}
		if len(p.texts) == 1 {
			for _, doc := range m.docs {
				next[doc] = nil
			}
			starts = next
			break
		}
		positions, err := x.positions(m.file, m.i, len(m.docs))
		if err != nil {
			return nil, err
		}
		for k, doc := range m.docs {
			var fit []uint32
			before, ok := starts[doc]
			if n > 0 && !ok {
				continue
			}
			for _, at := range positions[k] {
				if start := at - uint32(p.offsets[n]); n == 0 || slices.Contains(before, start) {
					fit = append(fit, start)
				}
			}
			if len(fit) > 0 {
				next[doc] = fit
			}
		}
		starts = next
	}
	out := make(map[uint32]bool, len(starts))
	for doc := range starts {
		out[doc] = true
	}
	return out, nil
}
