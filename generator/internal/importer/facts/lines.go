package facts

import (
	"regexp"
	"strings"

	"afterword/generator/internal/importer/prose"
)

// A kind is what a line of Markdown is, as far as facts go.
type kind uint8

const (
	blank     kind = iota
	paragraph      // a line of one
	item           // of a list
	row            // of a table
	rule           // the line below a table's head, or below a heading
	heading
	code       // in a block of code, which states nothing
	definition // of the address of a link, or a comment, which state nothing
)

// A line is one line of a report.
type line struct {
	n       int    // from 1
	raw     string // as it is written
	kind    kind
	indent  int      // spaces before it
	words   string   // inline Markdown, without the mark of an item or a heading
	cells   []string // of a row, inline Markdown
	columns []string // of a row: the names of the columns, as plain text in small letters; of a head, nil
	section *section // that it is in, or that it begins
	used    bool     // the front matter says what it says
}

// A section is what is below a heading. The text above all headings is one, too.
type section struct {
	title string // plain text in small letters
	level int    // 1 to 6; 7 where a bold line serves as a heading; 0 above all
	above *section
	zone  stated // that the heading names
	day   stated // that the heading, or a line further down, gives to what follows
}

// is reports whether the title of a section, or of one above it, matches.
func (s *section) is(form *regexp.Regexp) bool {
	for ; s != nil; s = s.above {
		if form.MatchString(s.title) {
			return true
		}
	}
	return false
}

// from returns the nearest value of a section or of one above it.
func (s *section) from(value func(*section) stated) stated {
	for ; s != nil; s = s.above {
		if v := value(s); v.text != "" {
			return v
		}
	}
	return stated{}
}

var (
	atxForm     = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$`)
	setextForm  = regexp.MustCompile(`^ {0,3}(=+|-{2,})[ \t]*$`)
	boldForm    = regexp.MustCompile(`^(?:\*\*|__)([^*_|]{2,80}?):?(?:\*\*|__):?$`)
	itemForm    = regexp.MustCompile(`^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$`)
	dividerForm = regexp.MustCompile(`^\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?$`)
	// definitionForm is the address that "[text][label]" leads to.
	definitionForm = regexp.MustCompile(`^ {0,3}\[([^\]]+)\]:[ \t]*<?([^\s<>]+)`)

	fenceForm = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	cellForm  = regexp.MustCompile(`(?:\\\||[^|])*`) // a bar behind a backslash is text
)

// longestLine bounds a line that is looked at, in bytes: nobody writes facts into a longer one.
const longestLine = 4_000

// split makes lines of a text, each within its section.
func split(text string) (lines []*line) {
	at := &section{}
	fence, columns := "", []string(nil)
	raw := strings.Split(text, "\n")
	begin := func(l *line, level int, title string) {
		for at.level >= level && at.above != nil {
			at = at.above
		}
		at = &section{title: strings.ToLower(plain(title)), level: level, above: at}
		l.kind, l.words, l.section = heading, title, at
	}
	for i, text := range raw {
		trimmed := strings.TrimSpace(text)
		l := &line{n: i + 1, raw: text, kind: paragraph, words: trimmed, section: at, indent: len(text) - len(strings.TrimLeft(text, " \t"))}
		lines = append(lines, l)
		before := lines[max(0, i-1)]
		next := ""
		if i+1 < len(raw) {
			next = strings.TrimSpace(raw[i+1])
		}
		if !strings.Contains(trimmed, "|") {
			columns = nil
		}
		if len(text) > longestLine {
			l.words = ""
			continue
		}
		switch m := fenceForm.FindStringSubmatch(text); {
		case fence != "":
			l.kind = code
			if m != nil && strings.HasPrefix(m[1], fence) && strings.Trim(trimmed, fence[:1]) == "" {
				fence = ""
			}
		case m != nil:
			l.kind, fence = code, m[1]
		case trimmed == "":
			l.kind = blank
		case definitionForm.MatchString(text), strings.HasPrefix(trimmed, "<!--") && strings.HasSuffix(trimmed, "-->"):
			l.kind = definition
		case dividerForm.MatchString(trimmed) && before.kind == row:
			l.kind, l.columns, columns = rule, before.columns, nil
			for _, c := range before.cells {
				columns = append(columns, strings.ToLower(plain(c)))
			}
		case setextForm.MatchString(text) && before.kind == heading:
			l.kind = rule
		case strings.Contains(trimmed, "|") && (strings.HasPrefix(trimmed, "|") || columns != nil || dividerForm.MatchString(next) && strings.Contains(next, "|")):
			l.kind, l.cells, l.columns = row, cells(trimmed), columns
		default:
			if m := atxForm.FindStringSubmatch(text); m != nil {
				begin(l, len(m[1]), m[2])
			} else if m := setextForm.FindStringSubmatch(next); m != nil && (i == 0 || before.kind != paragraph) && itemForm.FindString(text) == "" {
				begin(l, map[byte]int{'=': 1, '-': 2}[m[1][0]], trimmed)
			} else if m := boldForm.FindStringSubmatch(trimmed); m != nil && (i == 0 || before.kind != paragraph) && next == "" {
				begin(l, 7, m[1])
			} else if m := itemForm.FindStringSubmatch(text); m != nil {
				l.kind, l.words = item, strings.TrimSpace(m[2])
			}
		}
	}
	return lines
}

// cells splits a row of a table.
func cells(text string) (list []string) {
	for _, cell := range cellForm.FindAllString(strings.TrimSuffix(strings.TrimPrefix(text, "|"), "|"), -1) {
		list = append(list, strings.TrimSpace(strings.ReplaceAll(cell, `\|`, "|")))
	}
	return list
}

// plain is the text of inline Markdown on one line.
func plain(text string) string { return prose.OneLine(prose.PlainMarkdown(text)) }

// rest is the text without the heading at its top, the lines that are used, and
// the tables and sections that nothing is left of.
func rest(lines []*line) string {
	var out []string
	for i, l := range lines {
		switch {
		case l.used:
		case l.kind == heading && emptied(lines[i+1:], l.section.level), l.kind == rule && i > 0 && lines[i-1].used:
			l.used = true
		case l.kind == row && l.columns == nil && i+2 < len(lines) && lines[i+1].kind == rule && rowsUsed(lines[i+2:]):
			l.used = true
		case l.kind == blank && len(out) > 0 && out[len(out)-1] == "" && l.kind != code:
		default:
			out = append(out, l.raw)
		}
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// rowsUsed reports whether the rows of a table are used, and there are some.
func rowsUsed(lines []*line) bool {
	n := 0
	for ; n < len(lines) && lines[n].kind == row; n++ {
		if !lines[n].used {
			return false
		}
	}
	return n > 0
}

// emptied reports whether what is below a heading of a level was used, and nothing is left.
func emptied(lines []*line, level int) bool {
	used := false
	for i, l := range lines {
		switch {
		case l.kind == heading && l.section.level <= level:
			return used
		case l.used:
			used = true
		case l.kind == blank, l.kind == heading, l.kind == rule, l.kind == definition:
		case l.kind == row && l.columns == nil && i+2 < len(lines) && rowsUsed(lines[i+2:]):
		default:
			return false
		}
	}
	return used
}

// wholeTables leaves a table in the text where some of its rows are no facts, unless each is a key and its value.
func (r *Report) wholeTables() {
	for i := 0; i < len(r.lines); i++ {
		j, used, left := i, false, false
		for ; j < len(r.lines) && (r.lines[j].kind == row || r.lines[j].kind == rule); j++ {
			head := j+1 < len(r.lines) && r.lines[j+1].kind == rule
			used = used || r.lines[j].used
			left = left || r.lines[j].kind == row && !r.lines[j].used && !(head && len(r.lines[j].cells) > 0 && !r.states(r.lines[j]))
		}
		keyed := i < len(r.lines) && strings.Join(r.lines[i].cells, "") == "" // a table of keys without a head: the other rows stay one
		if used && left && !keyed {
			for _, l := range r.lines[i:j] {
				l.used = false
			}
		}
		i = max(i, j-1)
	}
}

// states reports whether a row states a fact itself, though it may be the head of a table.
func (r *Report) states(l *line) bool {
	_, ok := r.pair(l)
	return ok
}
