package edition

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"afterword/generator/internal/diag"
)

// A Shown text is one that the edition shows: a file of the archive as the edition has it, or one of the site.
type Shown struct {
	File   string
	Text   string
	Source *diag.Source // of a file of the archive; else nil
}

// Leaks looks for what is hidden in what is shown: names, numbers, and phrases of three words or more. The texts
// are those of the archive first. Each finding is a warning at the place where the words stand in the
// open. known are words that say nothing, such as the names of services.
func Leaks(hidden []Hidden, texts []Shown, known string) (list diag.List) {
	plain := make([]string, len(texts))
	for n, t := range texts {
		plain[n] = spaced(t.Text)
	}
	said := map[string]bool{}
	for w := range strings.FieldsSeq(spaced(known)) {
		said[w] = true
	}
	var reported []string
	for _, h := range hidden {
		for _, words := range candidates(h.Text, said) {
			says := func(text string) bool { return strings.Contains(text, " "+words+" ") }
			if at := slices.IndexFunc(plain, says); at >= 0 && !slices.ContainsFunc(reported, says) {
				reported = append(reported, " "+words+" ")
				list.Add(leak(texts[at], words, fmt.Sprintf("%s:%d", h.File, h.Line)))
			}
		}
	}
	return list
}

// leak is the finding that words which are hidden at one place are shown in a text.
func leak(t Shown, words, hiddenAt string) diag.Diagnostic {
	const hint = "Hide them here too, or say it in other words."
	message := fmt.Sprintf("%q is hidden in %s and shown here", words, hiddenAt)
	if t.Source != nil {
		pattern := regexp.MustCompile(`(?i)` + strings.ReplaceAll(regexp.QuoteMeta(words), " ", `[^\pL\pN]+`))
		if m := pattern.FindStringIndex(t.Source.Text()); m != nil {
			return t.Source.Warningf(diag.EditionLeak, diag.Span{Start: m[0], End: m[1]}, hint, "%s", message)
		}
	}
	return diag.Diagnostic{Severity: diag.Warning, Code: diag.EditionLeak, File: t.File, Message: message, Hint: hint}
}

// spaced is a text as its words in lower case, each between two spaces.
func spaced(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), notWord) {
		b.WriteString(word)
		b.WriteByte(' ')
	}
	return b.String()
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// common are words that prove nothing.
const common = ` a about after all also an and any are as at be because been before but by can could did do does for from had has have he her his how i if in into is it its
 last level list ll may more most much name no not note now of on one only open or other our out over owner re s said same she since so some start status such t than that the their them then there
 these they this those through time title to two under until up us use used was we were what when where which who why will with would you your text end edition internal done true false `

// moment matches parts of times as ISO 8601 has them.
var moment = regexp.MustCompile(`^(?:\d+t)?\d+z?$`)

// longest is how many words a reported phrase has at most.
const longest = 8

// candidates are the words and phrases of a hidden text that tell something, the longest first.
func candidates(text string, known map[string]bool) (found []string) {
	var words []string
	letters := func(w string) bool { return strings.ContainsFunc(w, unicode.IsLetter) && !moment.MatchString(w) }
	telling := func(w string) bool { return !strings.Contains(common, " "+w+" ") && len(w) > 1 }
	for line := range strings.Lines(text) {
		begins := true // a sentence, whose first word is written large for that reason
		for _, field := range strings.FieldsFunc(line, unicode.IsSpace) {
			for n, w := range strings.FieldsFunc(field, notWord) {
				low := strings.ToLower(w)
				upper := strings.IndexFunc(w, unicode.IsUpper)
				named := upper == 0 && !(begins && n == 0) || strings.ContainsFunc(w[1:], unicode.IsUpper) || strings.ContainsFunc(w, unicode.IsDigit)
				if named && len(w) >= 4 && (letters(low) || len(w) >= 5) && telling(low) && !known[low] {
					found = append(found, low)
				}
				words = append(words, low)
			}
			begins = strings.ContainsAny(field[len(field)-1:], ".!?:#-*")
		}
	}
	for n := range words {
		for size := min(longest, len(words)-n); size >= 3; size-- {
			phrase := words[n : n+size]
			count := 0
			for _, w := range phrase {
				if telling(w) && !known[w] && letters(w) && len(w) > 2 {
					count++
				}
			}
			if count >= 2 {
				found = append(found, strings.Join(phrase, " "))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return slices.Compact(found)
}
