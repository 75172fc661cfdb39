package search

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Reading what was typed: words, "phrases", -exclusions and filters.
// js/query.js does the same.

// mostWords is how many different words of a query count, how many of a phrase,
// and how many phrases and excluded things of each kind; the rest of a text that
// was pasted by accident is left aside.
const mostWords = 32

// wanted is a word of a query.
type wanted struct {
	text       string
	exact      bool // of a phrase: no other forms
	prefix     bool // the last word, of which the end may be missing
	compound   bool // a whole compound, whose parts are words too
	start, end int  // in parsed.text
}

// phrase is words that must stand together: texts and their distance from the first.
type phrase struct {
	texts   []string
	offsets []int
}

// parsed is a query as understood.
type parsed struct {
	text     string // in normal form C, with plain quotes
	words    []wanted
	phrases  []phrase
	without  []phrase // exclusions; a word is a phrase of one
	filters  conditions
	barred   []conditions // of which none may hold
	nonsense bool         // something was typed, but no word and no filter
}

// conditions are what filters ask of a report.
type conditions struct {
	chosen  [][]string // of each facet
	years   []int
	after   int // first day that counts
	before  int // first day that counts no more; 0 for none
	longer  int // seconds that must be exceeded; -1 for any
	shorter int // seconds that must not be reached; -1 for any
}

func (x *Index) anything() conditions {
	return conditions{chosen: make([][]string, len(x.facets)), longer: -1, shorter: -1}
}

// item is a part of a query between two spaces.
type item struct {
	without    bool
	key, value string
	quoted     bool
	start      int // of the value, in the text
}

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`)

// patternOf matches an item: -, the key of a filter, a value in quotes or without.
func patternOf(facets []Facet) *regexp.Regexp {
	keys := "organisation|org|year|after|before|longer|shorter"
	for _, f := range facets {
		keys += "|" + regexp.QuoteMeta(f.Name)
	}
	return regexp.MustCompile(`(-?)(?:(?i:(` + keys + `)):)?` +
		`(?:"([^"]*)"?|([^"\x00-\x20\xA0\x{2000}-\x{200A}\x{2028}\x{2029}\x{3000}]*))`)
}

// itemsOf cuts a query at its spaces, but for those in quotes.
func (x *Index) itemsOf(text string) (out []item) {
	for _, at := range x.pattern.FindAllStringSubmatchIndex(text, -1) {
		if at[0] == at[1] {
			continue
		}
		it := item{without: at[2] < at[3], quoted: at[6] >= 0, start: max(at[6], at[8])}
		if at[4] >= 0 {
			it.key = strings.ToLower(text[at[4]:at[5]])
		}
		it.value = text[it.start:max(at[7], at[9])]
		out = append(out, it)
	}
	return out
}

func (x *Index) parse(text string) parsed {
	p := parsed{text: quotes.Replace(norm.NFC.String(text)), filters: x.anything()}
	known := map[string]int{}
	add := func(w wanted) {
		if i, ok := known[w.text]; ok {
			p.words[i].prefix = p.words[i].prefix || w.prefix
			p.words[i].exact = p.words[i].exact && w.exact
		} else if len(p.words) < mostWords {
			known[w.text] = len(p.words)
			p.words = append(p.words, w)
		}
	}
	all := x.itemsOf(p.text)
	lastBare := -1
	for i, it := range all {
		if it.key == "" && !it.quoted && !it.without && len(tokenize(it.value)) > 0 {
			lastBare = i
		}
	}
	understood := 0
	for i, it := range all {
		tokens := tokenize(it.value)
		switch {
		case it.key != "" && it.without:
			understood++
			if len(p.barred) < mostWords {
				c := x.anything()
				x.filter(&c, it.key, it.value)
				p.barred = append(p.barred, c)
			}
		case it.key != "":
			x.filter(&p.filters, it.key, it.value)
			understood++
		case len(tokens) == 0:
		case it.without:
			understood++
			if it.quoted {
				addPhrase(&p.without, phraseOf(tokens))
			} else {
				addPhrase(&p.without, wordOf(tokens))
			}
		case it.quoted:
			addPhrase(&p.phrases, phraseOf(tokens))
			for _, k := range tokens {
				if k.kind == word || k.kind == pair {
					add(wanted{text: k.text, exact: true, start: it.start + k.start, end: it.start + k.end})
				}
			}
		default:
			end := tokens[0].end
			for _, k := range tokens {
				end = max(end, k.end)
			}
			for _, k := range tokens {
				if k.kind == last {
					continue
				}
				add(wanted{
					text: k.text, compound: k.kind == whole || k.joined, start: it.start + k.start, end: it.start + k.end,
					prefix: i == lastBare && k.end == end && k.kind != piece || k.kind == pair && len([]rune(k.text)) == 1,
				})
			}
		}
	}
	p.nonsense = understood == 0 && len(p.words) == 0 && len(all) > 0
	return p
}

// addPhrase adds one that is not there yet.
func addPhrase(list *[]phrase, p phrase) {
	same := func(known phrase) bool {
		return slices.Equal(known.texts, p.texts) && slices.Equal(known.offsets, p.offsets)
	}
	if len(*list) < mostWords && !slices.ContainsFunc(*list, same) {
		*list = append(*list, p)
	}
}

// phraseOf takes the words of a text with their distances. Single characters
// of a compound are not indexed and may be anything.
func phraseOf(tokens []token) (p phrase) {
	first := -1
	for _, k := range tokens {
		if (k.kind == word || k.kind == pair) && len(p.texts) < mostWords {
			if first < 0 {
				first = k.position
			}
			p.texts, p.offsets = append(p.texts, k.text), append(p.offsets, k.position-first)
		}
	}
	return p
}

// wordOf is what -word excludes: the compound if it is one.
func wordOf(tokens []token) phrase {
	for _, k := range tokens {
		if k.kind == whole {
			return phrase{[]string{k.text}, []int{0}}
		}
	}
	return phraseOf(tokens)
}

// filter adds what a filter asks for.
func (x *Index) filter(c *conditions, key, value string) {
	switch key {
	case yearFacet:
		c.years = append(c.years, yearNumber(value))
	case "after":
		c.after = max(c.after, firstDay(value, 1<<30))
	case "before":
		if day := firstDay(value, 1); c.before == 0 || day < c.before {
			c.before = day
		}
	case "longer":
		c.longer = max(c.longer, seconds(value, 1<<40))
	case "shorter":
		if s := seconds(value, 0); c.shorter < 0 || s < c.shorter {
			c.shorter = s
		}
	default:
		if key == "org" || key == "organisation" {
			key = "organization"
		}
		if facet := slices.IndexFunc(x.facets, func(f Facet) bool { return f.Name == key }); facet >= 0 {
			c.chosen[facet] = append(c.chosen[facet], value)
		}
	}
}

// yearFacet is the name of the facet of years.
const yearFacet = "year"

// undated is the year of reports of which none is known.
const undated = "undated"

// yearNumber reads a year, which is 0 for undated; -1 for anything else.
func yearNumber(s string) int {
	if strings.EqualFold(s, undated) {
		return 0
	}
	return cmp.Or(number(s), -1)
}

// number of up to nine digits; -1 for anything else.
func number(s string) int {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return -1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// firstDay of yyyy, yyyy-mm or yyyy-mm-dd; otherwise for anything else, which
// leaves no report over.
func firstDay(s string, otherwise int) int {
	day, err := dayNumber(s)
	if err != nil || day == 0 {
		return otherwise
	}
	return day
}

var lengthPattern = regexp.MustCompile(`^(?:[0-9]{1,9}(?:min|[smhdw]))+$`)

// seconds of a length such as 90s, 15m, 15min, 2h, 1h30m or 3d; a number alone
// is minutes; otherwise for anything else, which leaves no report over.
func seconds(s string, otherwise int) int {
	s = strings.ToLower(s)
	if n := number(s); n >= 0 {
		return n * 60
	}
	if !lengthPattern.MatchString(s) {
		return otherwise
	}
	total := 0
	for s != "" {
		digits := strings.IndexFunc(s, unicode.IsLetter)
		unit := s[digits : len(s)-len(strings.TrimLeft(s[digits:], "smindhw"))]
		total += number(s[:digits]) * units[unit]
		s = s[digits+len(unit):]
	}
	return cmp.Or(total, otherwise)
}

var units = map[string]int{"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}

var plain = strings.NewReplacer(`"`, " ", ":", " ")

// Plain is a query without phrases and filters, which were perhaps not meant as such in a text that
// was pasted.
func Plain(text string) string { return plain.Replace(quotes.Replace(text)) }
