package edition

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// An Outline is where Markdown has what no single line tells. The markdown package finds it.
type Outline struct {
	Headings []Heading   // of the document itself, none in lists and quotations, in their order
	Code     []diag.Span // blocks, with all of their lines, and spans, in their order
}

// A Heading begins at a byte.
type Heading struct{ At, Level int }

// A cut is a part of the body that is left out, and what takes its place.
type cut struct {
	diag.Span
	instead string
}

// A bodyLine is what is known of a line.
type bodyLine struct {
	diag.Span
	rank    int // of what holds it
	heading int // its level, 0 for none
}

// Marks of lines. Whatever looks like a mark is one or an error, so that no misspelling shows what was to
// be hidden. A backslash before the brace or the colons shows the mark itself.
var (
	blockLine = regexp.MustCompile(`^[\s>]*(:{3,})[ \t]*(.*?)[ \t]*$`)
	blockLike = regexp.MustCompile(`:{2,}[ \t]*([a-z0-9-]+)[ \t:]*$`)
)

// body finds what is to be cut out of the Markdown, which begins at a byte and belongs to the edition of a rank.
func (p *projection) body(start, rank int) {
	text := p.src.Text()
	p.start = start
	if !strings.Contains(text[start:], "::") && !strings.Contains(text[start:], "<!--") && !strings.Contains(text[start:], "{") {
		return
	}
	p.inline(p.lines(rank, p.outline()))
	for n, c := range p.cuts {
		p.cuts[n].Span = p.whole(c)
	}
}

// cut leaves out a part that is hidden.
func (p *projection) cut(kind string, rank int, at diag.Span, instead string) {
	p.hide(kind, rank, at, p.src.Text()[at.Start:at.End])
	p.cuts = append(p.cuts, cut{at, instead})
}

// drop leaves out a mark.
func (p *projection) drop(start, end int) {
	p.cuts = append(p.cuts, cut{Span: diag.Span{Start: start, End: end}})
}

// outline finds code, and the levels of headings by where their lines begin. Lines that are marks are taken
// for blank ones, as if they were not there.
func (p *projection) outline() map[int]int {
	text := []byte(p.src.Text()[p.start:])
	for at := 0; at < len(text); {
		end := lineEnd(p.src.Text(), p.start+at) - p.start
		if line := bytes.TrimRight(text[at:end], "\r\n"); blockLine.Match(line) {
			for i := bytes.IndexByte(line, ':'); i < len(line); i++ {
				line[i] = ' '
			}
		}
		at = end
	}
	o := p.find(string(text))
	for _, c := range o.Code {
		p.code = append(p.code, diag.Span{Start: p.start + c.Start, End: p.start + c.End})
	}
	headings := map[int]int{}
	for _, h := range o.Headings {
		headings[p.start+bytes.LastIndexAny(text[:h.At], "\r\n")+1] = h.Level
	}
	return headings
}

// isCode reports whether a byte is in code.
func (p *projection) isCode(at int) bool {
	n, found := slices.BinarySearchFunc(p.code, at, func(c diag.Span, at int) int { return c.Start - at })
	return found || n > 0 && at < p.code[n-1].End
}

// A holder is a section or a block that has begun, or, first of all, the file.
type holder struct {
	kind       string // section, block
	rank, from int
	level      int // of a section; 0 for others
	mark       diag.Span
}

// lines walks the lines and cuts out the hidden blocks and sections, and the marks of those that are shown.
func (p *projection) lines(rank int, headings map[int]int) (lines []bodyLine) {
	text, open := p.src.Text(), []holder{{rank: rank}}
	innermost := func() holder { return open[len(open)-1] }
	begin := func(id string, h holder) {
		h.rank = p.rank(id, h.mark, innermost().rank)
		open = append(open, h)
	}
	end := func(at int) {
		h := innermost()
		if open = open[:len(open)-1]; h.rank > p.set.chosen && innermost().rank <= p.set.chosen {
			p.cut(h.kind, h.rank, diag.Span{Start: h.from, End: at}, "")
		}
	}
	next := 0
	for at := p.start; at < len(text); at = next {
		next = lineEnd(text, at)
		line := strings.TrimRight(text[at:next], "\r\n")
		all := diag.Span{Start: at, End: at + len(line)}
		block, level := blockLine.FindStringSubmatch(line), headings[at]
		switch like := blockLike.FindStringSubmatch(line); {
		case p.isCode(at):
			if block != nil && slices.Contains(p.set.IDs, block[2]) && innermost().rank <= p.set.chosen {
				p.markError(all, "Put the mark above the code and its end below it.", "a mark within code does nothing")
			}
		case block != nil && block[2] != "":
			begin(block[2], holder{kind: "block", from: at, mark: diag.Span{Start: at + strings.Index(line, ":"), End: at + len(strings.TrimRight(line, " \t"))}})
			p.drop(at, next)
		case block != nil:
			for innermost().level > 0 { // sections end with the block in which they began
				end(at)
			}
			if len(open) > 1 {
				end(next)
			} else {
				p.markError(all, "Remove it, or open a block with ::: and an edition.", "this ends a block that was never opened")
			}
			p.drop(at, next)
		case like != nil && slices.Contains(p.set.IDs, like[1]):
			p.markError(all, "Write three colons and the edition on a line of their own.", "this is no mark of a block, and looks like one")
		case level > 0:
			for innermost().level >= level {
				end(at)
			}
		}
		lines = append(lines, bodyLine{diag.Span{Start: at, End: next}, innermost().rank, level})
		if m := sectionMark(line); m != nil && level > 0 {
			begin(line[m[2]:m[3]], holder{kind: "section", from: at, level: level, mark: diag.Span{Start: at + m[0], End: at + m[1]}})
			p.drop(at+len(strings.TrimRight(line[:m[0]], " \t")), at+m[1])
		}
	}
	for len(open) > 1 {
		if h := innermost(); h.level == 0 {
			p.markError(h.mark, "End it with a line of three colons.", "the block that begins here never ends")
		}
		end(len(text))
	}
	return lines
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

// whole extends a cut that leaves nothing on its lines to the lines themselves, and to the blank ones after
// them where there is a blank one before them: so the text is as if the part had never been there.
func (p *projection) whole(c cut) diag.Span {
	text, at := p.src.Text(), c.Span
	from := p.start + strings.LastIndexAny(text[p.start:at.Start], "\r\n") + 1
	end := at.End
	if c.instead != "" || end == p.start || !strings.ContainsAny(text[end-1:end], "\r\n") {
		end = lineEnd(text, end)
	}
	if c.instead != "" || strings.TrimSpace(text[from:at.Start]) != "" || strings.TrimSpace(text[at.End:end]) != "" {
		return at
	}
	before := strings.TrimRight(text[p.start:from], " \t\r\n")
	blank := before == "" || strings.Count(text[p.start+len(before):from], "\n") > 1
	for blank && end < len(text) && strings.TrimSpace(text[end:lineEnd(text, end)]) == "" {
		end = lineEnd(text, end)
	}
	return diag.Span{Start: from, End: end}
}

// A segment is text that stays, and where it comes from.
type segment struct {
	text string
	from int
}

// kept is the Markdown without what is cut, in segments.
func (p *projection) kept() (segments []segment) {
	text, at := p.src.Text(), p.start
	slices.SortStableFunc(p.cuts, func(a, b cut) int { return a.Start - b.Start })
	for _, c := range p.cuts {
		if c.End <= at {
			continue // within another
		}
		if c.Start > at {
			segments = append(segments, segment{text[at:c.Start], at})
		}
		if c.instead != "" && c.Start >= at {
			segments = append(segments, segment{c.instead, c.Start})
		}
		at = c.End
	}
	return append(segments, segment{text[at:], at}, segment{"", len(text)})
}

// text is a text of front matter, which may hold marks of words and comments, as it is shown.
func (p *projection) text(n frontmatter.Node, holder int) frontmatter.Node {
	if n.Kind != frontmatter.Text || !strings.Contains(n.Text, "<!--") && !strings.Contains(n.Text, "{") {
		return n
	}
	own := &projection{set: p.set, list: p.list, src: p.src.Project(n.Text, []diag.Anchor{{Origin: n.At.Start}}, nil)}
	var lines []bodyLine
	for at := 0; at < len(n.Text); at = lineEnd(n.Text, at) {
		lines = append(lines, bodyLine{Span: diag.Span{Start: at, End: lineEnd(n.Text, at)}, rank: holder})
	}
	own.inline(lines)
	n.Text = ""
	for _, s := range own.kept() {
		n.Text += s.text
	}
	if p.parts = append(p.parts, own.parts...); len(own.parts) > 0 {
		p.hidden = append(p.hidden, n.At)
	}
	return n
}

func (p *projection) markError(at diag.Span, hint, message string) {
	p.list.Add(p.src.Errorf(diag.EditionMark, at, hint, "%s", message))
}
