package archive

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/urls"
)

// Bounds of what is compared.
const (
	leastEdited = 5   // letters of a term that may have a slip
	mostShared  = 100 // terms that are alike in one way; more are a scheme of names
)

// Near are pairs of terms that are likely to be one: they differ by an edit, a dash or a plural. The first is used
// less. Two that archive.yaml both declares are meant, and so are those that differ in their digits.
func (t *Taxonomy) Near() (pairs [][2]*Term) {
	if t.Ranked {
		return nil
	}
	shared := map[string][]*Term{} // by what two near ones have in common
	add := func(key string, term *Term) { shared[key] = append(shared[key], term) }
	for _, term := range t.Terms {
		add("plural "+singular(term.Slug), term)
		if utf8.RuneCountInString(term.Slug) < leastEdited {
			continue
		}
		add(term.Slug, term)
		last := ""
		for at, r := range term.Slug {
			if without := term.Slug[:at] + term.Slug[at+utf8.RuneLen(r):]; without != last {
				add(without, term)
				last = without
			}
		}
	}
	known := map[[2]*Term]bool{}
	for key, terms := range shared {
		for n := range terms[:min(len(terms), mostShared)] {
			for _, other := range terms[:n] {
				a, b := other, terms[n]
				if a == b || a.Declared && b.Declared || digits(a.Slug) != digits(b.Slug) ||
					!strings.HasPrefix(key, "plural ") && diag.Distance(a.Slug, b.Slug, 2) > 1 {
					continue
				}
				if a.Direct > b.Direct || a.Direct == b.Direct && byName(a, b) < 0 {
					a, b = b, a
				}
				if pair := [2]*Term{a, b}; !known[pair] {
					known[pair] = true
					pairs = append(pairs, pair)
				}
			}
		}
	}
	slices.SortFunc(pairs, func(x, y [2]*Term) int {
		return cmp.Or(byName(x[0], y[0]), byName(x[1], y[1]))
	})
	return pairs
}

// singular takes the endings of English plurals off the words of a slug, but for abbreviations, which have no vowel.
func singular(slug string) string {
	words := strings.Split(slug, "-")
	for n, w := range words {
		if stem, plural := strings.CutSuffix(w, "s"); plural && len(stem) > 2 && !strings.HasSuffix(stem, "s") && strings.ContainsAny(stem, "aeiouy") {
			w = stem
			if y, ies := strings.CutSuffix(w, "ie"); ies {
				w = y + "y"
			}
		}
		if slices.ContainsFunc([]string{"se", "xe", "ze", "che", "she"}, func(end string) bool { return strings.HasSuffix(w, end) }) {
			w = strings.TrimSuffix(w, "e") // of case and cases, of box and boxes
		}
		words[n] = w
	}
	return strings.Join(words, "-")
}

func digits(slug string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, slug)
}

// nearTerms warns of them, where a report last wrote the one that is used less.
func (a *Archive) nearTerms() (list diag.List) {
	for _, t := range a.Taxonomies {
		for _, pair := range t.Near() {
			rare, often := pair[0], pair[1]
			if rare.Direct == 0 { // it is the parent of another only
				rare, often = often, rare
			}
			for _, i := range rare.Incidents {
				n := slices.IndexFunc(i.Postmortem.Terms[t.ID], func(v frontmatter.Value) bool { return urls.Slug(v.Text) == rare.Slug })
				if n < 0 {
					continue // a kind of it
				}
				list.Add(i.Source.Warningf(diag.TermNear, i.Postmortem.Terms[t.ID][n].At,
					"Rename one in all files with afterword terms --rename, or declare both under terms: in archive.yaml where both are meant.",
					"the %s %q is nearly %q, and counted apart from it", strings.ToLower(t.Singular), rare.Name, often.Name))
				break
			}
		}
	}
	return list
}
