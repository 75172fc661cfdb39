package edition

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// Marks within lines, each at the beginning of a text.
var (
	attribute = regexp.MustCompile(`^\{edition=([^\s}]*)(?:\s+instead="([^"\n]*)")?\s*\}`)
	likeMark  = regexp.MustCompile(`^(?i)\{(?:\s*edition\b|[^{}\n]*\b(?:edit\w*|instead)\s*=)`)
	bareMark  = regexp.MustCompile(`^\{[ \t]*[.#]?([a-z0-9-]+)[ \t]*\}`)
)

// inline cuts out hidden words and comments, and the marks of words that are shown.
func (p *projection) inline(lines []bodyLine) {
	p.comments()
	text, pairs := p.src.Text(), p.pairs(lines)
	for at := p.start; ; at++ {
		i := strings.IndexByte(text[at:], '{')
		if i < 0 {
			return
		}
		if at += i; at > p.start && text[at-1] == '\\' {
			continue
		}
		line := lineAt(lines, at)
		ofWords, ofHeading := at > p.start && text[at-1] == ']', line.heading > 0
		full, like, bare := attribute.FindStringSubmatchIndex(text[at:]), likeMark.FindString(text[at:]), bareMark.FindStringSubmatch(text[at:])
		switch {
		case full == nil && like == "" && bare != nil && slices.Contains(p.set.IDs, bare[1]) && (ofWords || ofHeading) && !p.isCode(at):
			p.markError(diag.Span{Start: at, End: at + len(bare[0])}, `Write {edition=ID}.`, "this mark of an edition cannot be read")
		case full == nil && like == "":
		case full == nil:
			p.markError(diag.Span{Start: at, End: at + len(like)}, `Write {edition=ID} or {edition=ID instead="words"}.`, "this mark of an edition cannot be read")
		case p.isCode(at):
			p.markError(diag.Span{Start: at, End: at + full[1]}, "Mark the whole block, by ::: and the edition above and ::: below it.", "a mark within code does nothing")
		case ofWords:
			p.words(at, full, line, pairs)
		case !ofHeading || sectionMark(strings.TrimRight(text[line.Start:line.End], "\r\n")) == nil:
			p.markError(diag.Span{Start: at, End: at + full[1]}, "Put the words that it is for between [ and ] before it, or the mark at the end of a heading.", "this mark belongs to nothing")
		}
	}
}

// sectionMark finds the mark at the end of a heading's line: its place and that of the id.
func sectionMark(line string) []int {
	line = strings.TrimRight(line, " \t#")
	at := strings.LastIndex(line, "{edition=")
	if at < 1 || line[at-1] == ']' || line[at-1] == '\\' {
		return nil
	}
	m := attribute.FindStringSubmatchIndex(line[at:])
	if m == nil || at+m[1] != len(line) {
		return nil
	}
	return []int{at, len(line), at + m[2], at + m[3]}
}

// words cuts [words]{edition=ID}, whose attribute begins at a byte.
func (p *projection) words(at int, m []int, line bodyLine, pairs map[int]int) {
	text := p.src.Text()
	mark := diag.Span{Start: at, End: at + m[1]}
	open, found := pairs[at-1]
	switch {
	case !found:
		p.markError(mark, "Pair all brackets of the paragraph; a backslash before one takes it out.", "the words of this mark have no certain beginning")
		return
	case open > p.start && text[open-1] == ']':
		p.markError(mark, "Put brackets around the whole link, its text too.", "this mark belongs to a part of a link only")
		return
	}
	rank := p.rank(text[at+m[2]:at+m[3]], mark, line.rank)
	if rank <= p.set.chosen {
		p.drop(open, open+1)
		p.drop(at-1, mark.End)
		return
	}
	whole, instead := diag.Span{Start: open, End: mark.End}, ""
	// One of the spaces around the words goes with them.
	next, _ := utf8.DecodeRuneInString(text[whole.End:])
	if m[4] >= 0 {
		instead = text[at+m[4] : at+m[5]]
	} else if open > p.start && text[open-1] == ' ' && (whole.End == len(text) || unicode.IsSpace(next) || strings.ContainsRune(".,;:!?)", next)) {
		whole.Start--
	}
	p.cut("words", rank, whole, instead)
}

// pairs are the brackets that belong together, the opening by the closing one. Where one of a
// paragraph was opened and not closed, those after it may mean something else: they are left out.
func (p *projection) pairs(lines []bodyLine) map[int]int {
	text, pairs := p.src.Text(), map[int]int{}
	var open, closed []int
	end := func() {
		for _, c := range closed {
			if len(open) > 0 && pairs[c] > open[0] {
				delete(pairs, c)
			}
		}
		open, closed = nil, nil
	}
	for _, l := range lines {
		if strings.Trim(text[l.Start:l.End], " \t>\r\n") == "" {
			end()
		}
		for i := l.Start; i < l.End; i++ {
			switch c := text[i]; {
			case c != '[' && c != ']' && c != '\\', p.isCode(i):
			case c == '\\':
				i++
			case c == '[':
				open = append(open, i)
			case len(open) > 0:
				pairs[i], closed, open = open[len(open)-1], append(closed, i), open[:len(open)-1]
			}
		}
	}
	end()
	return pairs
}

// comments cuts out those of HTML, which no edition shows.
func (p *projection) comments() {
	text := p.src.Text()
	for at := p.start; ; {
		i := strings.Index(text[at:], "<!--")
		if i < 0 {
			return
		}
		from := at + i
		if at = from + len("<!--"); p.isCode(from) || from > p.start && text[from-1] == '\\' {
			continue
		}
		end := strings.Index(text[at:], "-->")
		if end < 0 {
			p.markError(diag.Span{Start: from, End: at}, "End it with -->, or write a backslash before it.", "the comment that begins here never ends")
			return
		}
		at += end + len("-->")
		p.cut("comment", len(p.set.IDs), diag.Span{Start: from, End: at}, "")
	}
}

// lineAt is the line that holds a byte.
func lineAt(lines []bodyLine, at int) bodyLine {
	n, _ := slices.BinarySearchFunc(lines, at, func(l bodyLine, at int) int {
		if l.End <= at {
			return -1
		}
		return 1
	})
	return lines[min(n, len(lines)-1)]
}
