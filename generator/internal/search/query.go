package search

import (
	"slices"
	"strconv"
	"strings"

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
	chosen  [len(facetNames)][]string
	years   []int
	after   int // first day that counts
	before  int // first day that counts no more; 0 for none
	longer  int // seconds that must be exceeded; -1 for any
	shorter int // seconds that must not be reached; -1 for any
}

func anything() conditions { return conditions{longer: -1, shorter: -1} }

// item is what stands between two spaces.
type item struct {
	without    bool
	key, value string
	quoted     bool
	start      int // of the value, in the text
}

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`)

func space(r rune) bool {
	return r <= ' ' || r == 0xA0 || r == 0x3000 || r >= 0x2000 && r <= 0x200A || r == 0x2028 || r == 0x2029
}

// items cuts a query at its spaces, but for those in quotes.
func items(text string) (out []item) {
	for i := 0; i < len(text); {
		if r := letterAt(text, i); space(r) {
			i += len(string(r))
			continue
		}
		var it item
		if text[i] == '-' && i+1 < len(text) && !space(letterAt(text, i+1)) {
			it.without = true
			i++
		}
		end := i
		for end < len(text) && text[end] != ':' && text[end] != '"' && !space(letterAt(text, end)) {
			end++
		}
		if end < len(text) && text[end] == ':' && filters[strings.ToLower(text[i:end])] {
			it.key = strings.ToLower(text[i:end])
			i = end + 1
		}
		it.start = i
		if i < len(text) && text[i] == '"' {
			it.quoted, it.start = true, i+1
			end = strings.IndexByte(text[i+1:], '"')
			if end < 0 {
				it.value, i = text[i+1:], len(text)
			} else {
				it.value, i = text[i+1:i+1+end], i+end+2
			}
		} else {
			end = i
			for end < len(text) && text[end] != '"' && !space(letterAt(text, end)) {
				end++
			}
			it.value, i = text[i:end], end
		}
		out = append(out, it)
	}
	return out
}

// filters are the keys that may stand before a colon.
var filters = map[string]bool{
	"service": true, "severity": true, "cause": true, "tag": true, "organization": true, "organisation": true, "org": true,
	"year": true, "after": true, "before": true, "longer": true, "shorter": true,
}

func parse(text string) parsed {
	p := parsed{text: quotes.Replace(norm.NFC.String(text)), filters: anything()}
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
	all := items(p.text)
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
				c := anything()
				c.filter(it.key, it.value)
				p.barred = append(p.barred, c)
			}
		case it.key != "":
			p.filters.filter(it.key, it.value)
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

func (c *conditions) filter(key, value string) {
	switch key {
	case "service":
		c.chosen[facetService] = append(c.chosen[facetService], value)
	case "severity":
		c.chosen[facetSeverity] = append(c.chosen[facetSeverity], value)
	case "cause":
		c.chosen[facetCause] = append(c.chosen[facetCause], value)
	case "tag":
		c.chosen[facetTag] = append(c.chosen[facetTag], value)
	case "organization", "organisation", "org":
		c.chosen[facetOrganization] = append(c.chosen[facetOrganization], value)
	case "year":
		c.years = append(c.years, number(value))
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
	}
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
	switch len(s) {
	case 4:
		s += "-01-01"
	case 7:
		s += "-01"
	}
	day, err := dayNumber(s)
	if err != nil || day == 0 {
		return otherwise
	}
	return day
}

// seconds of a length such as 90s, 15m, 15min, 2h, 1h30m or 3d; a number alone
// is minutes; otherwise for anything else, which leaves no report over.
func seconds(s string, otherwise int) int {
	s = strings.ToLower(s)
	if n := number(s); n >= 0 {
		return n * 60
	}
	total := 0
	for s != "" {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		n := number(s[:digits])
		s = s[digits:]
		letters := len(s) - len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz"))
		unit, ok := units[s[:letters]]
		if n < 0 || !ok {
			return otherwise
		}
		total += n * unit
		s = s[letters:]
	}
	if total == 0 {
		return otherwise
	}
	return total
}

var units = map[string]int{"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
