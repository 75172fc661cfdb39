package edition

import (
	"bytes"
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
	anything  = regexp.MustCompile(`(?i)\{(?:\s*edition\b|[^{}\n]*\b(?:edit\w*|instead)\s*=)`)
	short     = regexp.MustCompile(`\]?\{[ \t]*[.#]?([a-z0-9-]+)[ \t]*\}`)
	blockLine = regexp.MustCompile(`^[\s>]*(:{3,})[ \t]*(.*?)[ \t]*$`)
	blockLike = regexp.MustCompile(`:{2,}[ \t]*([a-z0-9-]+)[ \t:]*$`)
)

// An Outline is where Markdown has what no single line tells. The markdown package finds it.
type Outline struct {
	Headings []Heading   // of the document itself, none in lists and quotations, in their order
	Code     []diag.Span // blocks, with all of their lines, and spans, in their order
}

// A Heading begins at a byte.
type Heading struct{ At, Level int }

// A cut is a part of the body that is left out, and what stands in its place.
type cut struct {
	diag.Span
	instead string
}

// A bodyLine is what is known of a line.
type bodyLine struct {
	diag.Span
	rank int // of what holds it
}

// body finds what is to be cut out of the Markdown from start on, which belongs to the edition of a rank.
func (p *projection) body(start, rank int) []cut {
	text := p.src.Text()
	if !strings.Contains(text[start:], "::") && !strings.Contains(text[start:], "<!--") && !strings.Contains(text[start:], "{") {
		return nil
	}
	headings := p.outline(start)
	lines, cuts := p.lines(start, rank, headings)
	cuts = append(cuts, p.inline(start, lines, headings)...)
	for n, c := range cuts {
		cuts[n].Span = p.whole(start, c)
	}
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.Start - b.Start })
	return cuts
}

// outline finds code, and the levels of headings by where their lines begin. Lines that are marks are taken
// for blank ones, as if they were not there.
func (p *projection) outline(start int) map[int]int {
	text := []byte(p.src.Text()[start:])
	for at := 0; at < len(text); {
		end := lineEnd(p.src.Text(), start+at) - start
		if line := bytes.TrimRight(text[at:end], "\r\n"); blockLine.Match(line) {
			for i := bytes.IndexByte(line, ':'); i < len(line); i++ {
				line[i] = ' '
			}
		}
		at = end
	}
	o := p.find(string(text))
	for _, c := range o.Code {
		p.code = append(p.code, diag.Span{Start: start + c.Start, End: start + c.End})
	}
	headings := map[int]int{}
	for _, h := range o.Headings {
		headings[start+bytes.LastIndexAny(text[:h.At], "\r\n")+1] = h.Level
	}
	return headings
}

// isCode reports whether a byte is in code.
func (p *projection) isCode(at int) bool {
	n, found := slices.BinarySearchFunc(p.code, at, func(c diag.Span, at int) int { return c.Start - at })
	return found || n > 0 && at < p.code[n-1].End
}

// comments cuts out those of HTML, which no edition shows.
func (p *projection) comments(start int) (cuts []cut) {
	text := p.src.Text()
	for at := start; ; {
		i := strings.Index(text[at:], "<!--")
		if i < 0 {
			return cuts
		}
		at += i + len("<!--")
		c := diag.Span{Start: at - len("<!--"), End: at}
		if p.isCode(c.Start) || c.Start > start && text[c.Start-1] == '\\' {
			continue
		}
		end := strings.Index(text[at:], "-->")
		if end < 0 {
			p.markError(c, "End it with -->, or write a backslash before it.", "the comment that begins here never ends")
			return cuts
		}
		at += end + len("-->")
		c.End = at
		p.hide("comment", len(p.set.IDs), c)
		cuts = append(cuts, cut{Span: c})
	}
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
func (p *projection) lines(start, rank int, headings map[int]int) (lines []bodyLine, cuts []cut) {
	type holder struct {
		rank, level int // level of a section, 0 for a block
		at          diag.Span
	}
	text := p.src.Text()
	var open []holder
	hiddenFrom, hiddenRank, kind := -1, 0, ""
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
		lines = append(lines, bodyLine{whole, now()})
		if p.isCode(at) {
			if m := blockLine.FindStringSubmatch(line); m != nil && slices.Contains(p.set.IDs, m[2]) && now() <= p.set.chosen {
				p.markError(whole, "Put the mark above the code and its end below it.", "a mark within code does nothing")
			}
			at = end
			continue
		}
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
				lines = append(lines, bodyLine{diag.Span{Start: end, End: lineEnd(text, end)}, now()})
				end = lineEnd(text, end)
			}
		} else if m := blockLike.FindStringSubmatch(line); m != nil && slices.Contains(p.set.IDs, m[1]) {
			p.markError(diag.Span{Start: at, End: at + len(line)}, "Write three colons and the edition on a line of their own.", "this is no mark of a block, and looks like one")
		} else if level := headings[at]; level > 0 {
			for len(open) > 0 && open[len(open)-1].level >= level {
				open = open[:len(open)-1]
			}
			reveal(at)
			lines[len(lines)-1].rank = now()
			if m := sectionMark(line); m != nil {
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

// inline cuts out hidden words and comments, and the marks of words that are shown.
func (p *projection) inline(start int, lines []bodyLine, headings map[int]int) (cuts []cut) {
	text := p.src.Text()
	cuts = p.comments(start)
	pairs := p.pairs(lines)
	for _, m := range short.FindAllStringSubmatchIndex(text[start:], -1) {
		at := start + m[0]
		if slices.Contains(p.set.IDs, text[start+m[2]:start+m[3]]) && (text[at] == ']' || headings[lineAt(lines, at).Start] > 0) && !p.isCode(at) {
			p.markError(diag.Span{Start: start + m[2], End: start + m[3]}, `Write {edition=ID}.`, "this mark of an edition cannot be read")
		}
	}
	for _, m := range anything.FindAllStringIndex(text[start:], -1) {
		at := start + m[0]
		if at > start && text[at-1] == '\\' {
			continue
		}
		full := attribute.FindStringSubmatchIndex(text[at:])
		line := lineAt(lines, at)
		switch {
		case full == nil || full[0] != 0:
			p.markError(diag.Span{Start: at, End: start + m[1]}, `Write {edition=ID} or {edition=ID instead="words"}.`, "this mark of an edition cannot be read")
		case p.isCode(at):
			p.markError(diag.Span{Start: at, End: at + full[1]}, "Mark the whole block, by ::: and the edition above and ::: below it.", "a mark within code does nothing")
		case at > start && text[at-1] == ']':
			cuts = append(cuts, p.words(start, at, full, line, pairs)...)
		case sectionMark(strings.TrimRight(text[line.Start:line.End], "\r\n")) == nil || headings[line.Start] == 0:
			p.markError(diag.Span{Start: at, End: at + full[1]}, "Put the words that it is for between [ and ] before it, or the mark at the end of a heading.", "this mark belongs to nothing")
		}
	}
	return cuts
}

// words cuts [words]{edition=ID}, whose attribute begins at a byte.
func (p *projection) words(start, at int, m []int, line bodyLine, pairs map[int]int) []cut {
	text := p.src.Text()
	mark := diag.Span{Start: at, End: at + m[1]}
	open, found := pairs[at-1]
	switch {
	case !found:
		p.markError(mark, "Pair all brackets of the paragraph; a backslash before one takes it out.", "the words of this mark have no certain beginning")
		return nil
	case open > start && text[open-1] == ']':
		p.markError(mark, "Put brackets around the whole link, its text too.", "this mark belongs to a part of a link only")
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

// text is a text of front matter, which may hold marks of words and comments, as it is shown.
func (p *projection) text(n frontmatter.Node, holder int) frontmatter.Node {
	if n.Kind != frontmatter.Text || !strings.Contains(n.Text, "<!--") && !strings.Contains(n.Text, "{") {
		return n
	}
	own := &projection{set: p.set, list: p.list, src: p.src.Project(n.Text, []diag.Anchor{{Origin: n.At.Start}}, nil)}
	var lines []bodyLine
	for at := 0; at < len(n.Text); at = lineEnd(n.Text, at) {
		lines = append(lines, bodyLine{diag.Span{Start: at, End: lineEnd(n.Text, at)}, holder})
	}
	cuts := own.inline(0, lines, nil)
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.Start - b.Start })
	n.Text = ""
	for _, s := range own.kept(0, cuts) {
		n.Text += s.text
	}
	if p.parts = append(p.parts, own.parts...); len(own.parts) > 0 {
		p.hidden = append(p.hidden, n.At)
	}
	return n
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
