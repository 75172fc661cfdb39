package edition

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// The marks of a body. Whatever looks like one is one or an error, so that no misspelling shows what was to
// be hidden. A backslash before the brace or the colons shows the mark itself.
var (
	attribute = regexp.MustCompile(`\{edition=([^\s}]*)(?:\s+instead="([^"\n]*)")?\s*\}`)
	anything  = regexp.MustCompile(`\{\s*edition\b`)
	fenceLine = regexp.MustCompile("^[\\s>]*(?:[-+*]\\s+|\\d+[.)]\\s+)*(`{3,}|~{3,})")
	blockLine = regexp.MustCompile(`^[\s>]*(:{3,})[ \t]*(.*?)[ \t]*$`)
	atxLine   = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]|$)`)
	underline = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// A cut is a part of the body that is left out, and what stands in its place.
type cut struct {
	diag.Span
	instead string
}

// A bodyLine is what is known of a line.
type bodyLine struct {
	diag.Span
	rank int  // of what holds it
	code bool // it is in a fence
}

// body finds what is to be cut out of the Markdown from start on, which belongs to the edition of a rank.
func (p *projection) body(start, rank int) []cut {
	lines, cuts := p.lines(start, rank)
	cuts = append(cuts, p.inline(start, lines)...)
	for _, at := range comment.FindAllStringIndex(p.src.Text()[start:], -1) {
		c := diag.Span{Start: start + at[0], End: start + at[1]}
		if !lineAt(lines, c.Start).code {
			p.hide("comment", len(p.set.IDs), c)
			cuts = append(cuts, cut{Span: c})
		}
	}
	for n, c := range cuts {
		cuts[n].Span = p.whole(start, c)
	}
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.Start - b.Start })
	return cuts
}

// whole extends a cut that leaves nothing on its lines to the lines themselves, and to the blank ones after
// them where there is a blank one before them: so the text is as if the part had never been there.
func (p *projection) whole(start int, c cut) diag.Span {
	text, at := p.src.Text(), c.Span
	from := start + strings.LastIndexAny(text[start:at.Start], "\r\n") + 1
	end := at.End
	if c.instead != "" || end == start || !strings.ContainsAny(text[end-1:end], "\r\n") {
		end = lineEnd(text, end)
	}
	if c.instead != "" || strings.TrimSpace(text[from:at.Start]) != "" || strings.TrimSpace(text[at.End:end]) != "" {
		return at
	}
	before := strings.TrimRight(text[start:from], " \t\r\n")
	blank := before == "" || strings.Count(text[start+len(before):from], "\n") > 1
	for blank && end < len(text) && strings.TrimSpace(text[end:lineEnd(text, end)]) == "" {
		end = lineEnd(text, end)
	}
	return diag.Span{Start: from, End: end}
}

// lines walks the lines and cuts out the hidden blocks and sections, and the marks of those that are shown.
func (p *projection) lines(start, rank int) (lines []bodyLine, cuts []cut) {
	type holder struct {
		rank, level int // level of a section, 0 for a block
		at          diag.Span
	}
	text := p.src.Text()
	var open []holder
	fence, hiddenFrom, hiddenRank, kind := "", -1, 0, ""
	now := func() int {
		if len(open) > 0 {
			return open[len(open)-1].rank
		}
		return rank
	}
	reveal := func(end int) { // what was hidden ends here, if anything was
		if hiddenFrom >= 0 && now() <= p.set.chosen {
			p.hide(kind, hiddenRank, diag.Span{Start: hiddenFrom, End: end})
			cuts = append(cuts, cut{Span: diag.Span{Start: hiddenFrom, End: end}})
			hiddenFrom = -1
		}
	}
	begin := func(from int, what string) {
		if hiddenFrom < 0 && now() > p.set.chosen {
			hiddenFrom, hiddenRank, kind = from, now(), what
		}
	}
	for at := start; at < len(text); {
		end := lineEnd(text, at)
		line, whole := strings.TrimRight(text[at:end], "\r\n"), diag.Span{Start: at, End: end}
		if m := opened(line); fence != "" {
			if closing := strings.TrimSpace(strings.TrimLeft(line, " \t>")); len(closing) >= len(fence) && strings.Trim(closing, fence[:1]) == "" {
				fence = ""
			} else if m := blockLine.FindStringSubmatch(line); m != nil && slices.Contains(p.set.IDs, m[2]) && now() <= p.set.chosen {
				p.markError(whole, "Put the mark above the code and its end below it.", "a mark within code does nothing")
			}
			lines = append(lines, bodyLine{whole, now(), true})
			at = end
			continue
		} else if m != "" {
			fence = m
		}
		lines = append(lines, bodyLine{whole, now(), fence != ""})
		if m := blockLine.FindStringSubmatch(line); m != nil && m[2] != "" {
			mark := diag.Span{Start: at + strings.Index(line, ":"), End: at + len(strings.TrimRight(line, " \t"))}
			id := frontmatter.Node{Kind: frontmatter.Text, Text: m[2], At: mark}
			open = append(open, holder{rank: p.within(p.set.rank(p.src, id, p.list), now(), mark), at: mark})
			begin(at, "block")
			cuts = append(cuts, cut{Span: whole})
		} else if m != nil {
			// Sections that began within the block end with it.
			n := len(open) - 1
			for n >= 0 && open[n].level > 0 {
				n--
			}
			if n < 0 {
				p.markError(diag.Span{Start: at, End: at + len(line)}, "Remove it, or open a block with ::: and an edition.", "this ends a block that was never opened")
			} else {
				open = open[:n]
			}
			after := end
			for after < len(text) && strings.TrimSpace(text[after:lineEnd(text, after)]) == "" && hiddenFrom >= 0 {
				after = lineEnd(text, after)
			}
			reveal(after)
			cuts = append(cuts, cut{Span: whole})
			for end < after {
				lines = append(lines, bodyLine{diag.Span{Start: end, End: lineEnd(text, end)}, now(), false})
				end = lineEnd(text, end)
			}
		} else if level := headingLevel(text, at, end); level > 0 {
			for len(open) > 0 && open[len(open)-1].level >= level {
				open = open[:len(open)-1]
			}
			reveal(at)
			lines[len(lines)-1].rank = now()
			if m := sectionMark(line); m != nil && !atxLine.MatchString(line) && len(lines) > 1 && strings.TrimSpace(text[lines[len(lines)-2].Start:lines[len(lines)-2].End]) != "" {
				p.markError(diag.Span{Start: at + m[0], End: at + m[1]}, "Write the heading on one line.", "this mark is on the last line of a heading that has several")
			} else if m != nil {
				mark := diag.Span{Start: at + m[0], End: at + m[1]}
				id := frontmatter.Node{Kind: frontmatter.Text, Text: line[m[2]:m[3]], At: mark}
				open = append(open, holder{p.within(p.set.rank(p.src, id, p.list), now(), mark), level, mark})
				begin(at, "section")
				before := at + len(strings.TrimRight(line[:m[0]], " \t"))
				cuts = append(cuts, cut{Span: diag.Span{Start: before, End: mark.End}})
			}
		}
		at = end
	}
	for _, h := range open {
		if h.level == 0 {
			p.markError(h.at, "End it with a line of three colons.", "the block that begins here never ends")
		}
	}
	open = nil
	if hiddenFrom >= 0 {
		p.hide(kind, hiddenRank, diag.Span{Start: hiddenFrom, End: len(text)})
		cuts = append(cuts, cut{Span: diag.Span{Start: hiddenFrom, End: len(text)}})
	}
	return lines, cuts
}

// lineEnd is the byte after the line that begins at a byte.
func lineEnd(text string, at int) int {
	i := strings.IndexAny(text[at:], "\r\n")
	if i < 0 {
		return len(text)
	}
	if strings.HasPrefix(text[at+i:], "\r\n") {
		i++
	}
	return at + i + 1
}

// opened returns the characters that open a fence of code in a line; "" where none opens.
func opened(line string) string {
	m := fenceLine.FindStringSubmatch(line)
	if m == nil || m[1][0] == '`' && strings.Contains(line[strings.Index(line, m[1])+len(m[1]):], "`") {
		return "" // code within a line
	}
	return m[1]
}

// headingLevel is the level of a heading that is, or whose first line is, the line [at, end); 0 for none.
func headingLevel(text string, at, end int) int {
	line := strings.TrimRight(text[at:end], "\r\n")
	if m := atxLine.FindStringSubmatch(line); m != nil {
		return len(m[1])
	}
	if end < len(text) && strings.TrimSpace(line) != "" {
		if m := underline.FindStringSubmatch(strings.TrimRight(text[end:lineEnd(text, end)], "\r\n")); m != nil {
			return map[byte]int{'=': 1, '-': 2}[m[1][0]]
		}
	}
	return 0
}

// sectionMark finds the mark at the end of a heading's line: its place and that of the id.
func sectionMark(line string) []int {
	trimmed := strings.TrimRight(line, " \t#")
	for _, m := range attribute.FindAllStringSubmatchIndex(trimmed, -1) {
		if m[1] == len(trimmed) && m[0] > 0 && trimmed[m[0]-1] != ']' && trimmed[m[0]-1] != '\\' {
			return m
		}
	}
	return nil
}

// inline cuts out hidden words, and the marks of those that are shown.
func (p *projection) inline(start int, lines []bodyLine) (cuts []cut) {
	text := p.src.Text()
	for _, m := range anything.FindAllStringIndex(text[start:], -1) {
		at := start + m[0]
		if text[at-1] == '\\' {
			continue
		}
		line := lineAt(lines, at)
		full := attribute.FindStringSubmatchIndex(text[at:])
		switch {
		case full == nil || full[0] != 0:
			p.markError(diag.Span{Start: at, End: start + m[1]}, `Write {edition=ID} or {edition=ID instead="words"}.`, "this mark of an edition cannot be read")
		case line.code:
			p.markError(diag.Span{Start: at, End: at + full[1]}, "Mark the whole block, by ::: and the edition above and ::: below it.", "a mark within code does nothing")
		case text[at-1] == ']':
			cuts = append(cuts, p.words(start, at, full, line)...)
		case sectionMark(strings.TrimRight(text[line.Start:line.End], "\r\n")) == nil || headingLevel(text, line.Start, line.End) == 0:
			p.markError(diag.Span{Start: at, End: at + full[1]}, "Put the words that it is for between [ and ] before it, or the mark at the end of a heading.", "this mark belongs to nothing")
		}
	}
	return cuts
}

// words cuts [words]{edition=ID}, whose attribute begins at a byte.
func (p *projection) words(start, at int, m []int, line bodyLine) []cut {
	text := p.src.Text()
	open := opening(text, start, at-1)
	mark := diag.Span{Start: at, End: at + m[1]}
	if open < 0 {
		p.markError(mark, "Open the bracket in the same paragraph.", "the words of this mark have no beginning")
		return nil
	}
	id := frontmatter.Node{Kind: frontmatter.Text, Text: text[at+m[2] : at+m[3]], At: mark}
	rank := p.within(p.set.rank(p.src, id, p.list), line.rank, mark)
	if rank <= p.set.chosen {
		return []cut{{Span: diag.Span{Start: open, End: open + 1}}, {Span: diag.Span{Start: at - 1, End: mark.End}}}
	}
	whole := diag.Span{Start: open, End: mark.End}
	p.hide("words", rank, whole)
	if m[4] >= 0 {
		return []cut{{whole, text[at+m[4] : at+m[5]]}}
	}
	// One of the spaces around the words goes with them.
	if next, _ := utf8.DecodeRuneInString(text[whole.End:]); whole.Start > start && text[whole.Start-1] == ' ' && (whole.End == len(text) || unicode.IsSpace(next) || strings.ContainsRune(".,;:!?)", next)) {
		whole.Start--
	}
	return []cut{{Span: whole}}
}

// opening finds the bracket that the one at a byte closes, within its paragraph; -1 where there is none.
func opening(text string, start, at int) int {
	depth := 0
	for i := at; i >= start; i-- {
		switch c := text[i]; {
		case c == '\n' && strings.TrimSpace(text[max(start, strings.LastIndexByte(text[:i], '\n')+1):i]) == "":
			return -1
		case c != '[' && c != ']', i > start && text[i-1] == '\\':
		case c == ']':
			depth++
		default:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
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

func (p *projection) markError(at diag.Span, hint, message string) {
	p.list.Add(p.src.Errorf(diag.EditionMark, at, hint, "%s", message))
}
