package search

import (
	"slices"
	"strings"
)

// Forms of a word. Words are indexed as written; a query asks for those with
// the same stem as well. Stems are cut more boldly than a stemmer that
// replaces words could afford (failure and fail are one), since a form that was
// not typed counts for less than the one that was. js/forms.js does the same.

// stem returns what the forms of an English word have in common. It is no
// word; every form begins with it but for its oddForms.
func stem(w string) string {
	if !stemmable(w) {
		return w
	}
	if lemma, ok := irregular[w]; ok {
		w = lemma
	}
	w = cutPlural(w)
	w = cutInflection(w)
	w = trim(w, 4, "e")
	for range 3 {
		for _, s := range suffixes {
			if rest, ok := strings.CutSuffix(w, s.text); ok && len(rest) >= s.least && !strings.HasSuffix(w, "eat") {
				w = trim(rest, 4, "e")
				break
			}
		}
	}
	w = trim(w, 4, "y")
	w = trim(w, 4, "i")
	w = trim(w, 7, "a")
	if n := len(w); n > 3 && w[n-1] == w[n-2] {
		w = w[:n-1]
	}
	return w
}

// stemmable reports whether a word is long enough, and English enough, to have forms.
func stemmable(w string) bool {
	if len(w) < 3 {
		return false
	}
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

func cutPlural(w string) string {
	switch n := len(w); {
	case n > 4 && strings.HasSuffix(w, "ies"):
		return w[:n-3] + "y"
	case n < 4 || w[n-1] != 's' || w[n-2] == 's' || w[n-2] == 'u' || w[n-2] == 'i':
		return w
	default:
		return w[:n-1]
	}
}

func cutInflection(w string) string {
	n := len(w)
	switch {
	case n > 4 && strings.HasSuffix(w, "ied"):
		return w[:n-3] + "y"
	case n > 5 && strings.HasSuffix(w, "ing") && voiced(w[:n-3]):
		return w[:n-3]
	case n > 4 && strings.HasSuffix(w, "ed") && w[n-3] != 'e' && voiced(w[:n-2]):
		return w[:n-2]
	}
	return w
}

// trim takes a last letter off words of at least so many letters.
func trim(w string, least int, letter string) string {
	if len(w) >= least {
		return strings.TrimSuffix(w, letter)
	}
	return w
}

// voiced reports whether a stem has a vowel, without which it is no word.
func voiced(s string) bool { return strings.ContainsAny(s, "aeiouy") }

// suffixes make one word of another; the first that fits is cut, three times
// over: configuration, configurat, configur, config. A stem keeps at least so
// many letters.
var suffixes = []struct {
	text  string
	least int
}{
	{"ability", 4}, {"ibility", 4}, {"ization", 4}, {"isation", 4}, {"ivity", 4}, {"ator", 4},
	{"abl", 4}, {"ibl", 4}, {"ment", 4}, {"ness", 4}, {"ency", 4}, {"ancy", 4}, {"enc", 4}, {"anc", 4},
	{"ent", 4}, {"ant", 5}, {"ition", 4}, {"ion", 4}, {"ity", 4}, {"ery", 5}, {"iv", 5}, {"er", 5}, {"or", 5},
	{"ly", 4}, {"ur", 4}, {"at", 4},
}

// irregular forms and what they are forms of.
var irregular = map[string]string{
	"began": "begin", "begun": "begin", "broke": "break", "broken": "break", "bought": "buy", "brought": "bring",
	"built": "build", "rebuilt": "rebuild", "caught": "catch", "chose": "choose", "chosen": "choose", "drew": "draw",
	"drove": "drive", "driven": "drive", "fallen": "fall", "fell": "fall", "felt": "feel", "found": "find",
	"froze": "freeze", "frozen": "freeze", "gave": "give", "given": "give", "gone": "go", "went": "go",
	"grew": "grow", "grown": "grow", "held": "hold", "hung": "hang", "kept": "keep", "knew": "know", "known": "know",
	"loss": "lose", "lost": "lose", "maintenance": "maintain", "paid": "pay", "payment": "pay", "payments": "pay",
	"ran": "run", "response": "respond", "responses": "respond", "rose": "rise", "risen": "rise", "sent": "send",
	"shrank": "shrink", "shrunk": "shrink", "slept": "sleep", "spent": "spend", "stuck": "stick", "taken": "take",
	"took": "take", "threw": "throw", "thrown": "throw", "wrote": "write", "written": "write",
	"indices": "index", "indexes": "index", "syncing": "sync", "retries": "retry", "retried": "retry",
}

// oddForms are the forms of a stem that do not begin with it, sorted.
func oddForms(root string) []string {
	forms := irregularForms[root]
	if begin, ok := strings.CutSuffix(root, "y"); ok { // try: tried, tries
		return append([]string{begin + "ied", begin + "ies"}, forms...)
	}
	return forms
}

// irregularForms are the irregular forms of each stem, sorted.
var irregularForms = func() map[string][]string {
	forms := map[string][]string{}
	for form := range irregular {
		root := stem(form)
		if !strings.HasPrefix(form, root) {
			forms[root] = append(forms[root], form)
		}
	}
	for _, f := range forms {
		slices.Sort(f)
	}
	return forms
}()
