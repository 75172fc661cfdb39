package importer

import (
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

var (
	fenceForm   = regexp.MustCompile("^ {0,3}(?:(?:[-*+]|\\d{1,9}[.)]) +)?(```+|~~~+)")
	listForm    = regexp.MustCompile(`^\s*(?:[-*+]|\d{1,9}[.)])\s`)
	bareAddress = regexp.MustCompile(`(?i)^(?:https?:|ftp:|www\.)`)
	linkForm    = regexp.MustCompile(`!?\[([^\[\]]*)\]\(\s*<?([^\s()<>]+)>?(?:\s+["'(][^\n]*?["')])?\s*\)`)
)

// portable makes the Markdown of another system fit for an archive: clean text,
// no raw HTML, no link or image that leads to what was not imported.
func (in *incident) portable(body string) string {
	body = clean(body)
	if strings.TrimSpace(body) == "" {
		return ""
	}
	w := &rewriter{base: in.base, changed: map[string]bool{}, dropped: map[string]bool{}, budget: maxLookahead}
	for _, part := range splitCode(body) {
		if part.code {
			w.out.WriteString(part.text)
		} else {
			w.text(part.text)
		}
	}
	if tags := sortedKeys(w.changed); len(tags) > 0 {
		in.note(Guessed, "body", "HTML was written as Markdown: %s", strings.Join(tags, ", "))
	}
	if tags := sortedKeys(w.dropped); len(tags) > 0 {
		in.note(Dropped, "body", "HTML that has no Markdown was left out: %s", strings.Join(tags, ", "))
	}
	body = in.mendLinks(w.out.String())
	for strings.Contains(body, "\n\n\n") && !strings.Contains(body, "```") && !strings.Contains(body, "~~~") {
		body = strings.ReplaceAll(body, "\n\n\n", "\n\n")
	}
	return strings.Trim(body, "\n") + "\n"
}

// A part is a run of lines of Markdown, code or not.
type part struct {
	text string
	code bool
}

// splitCode tells blocks of code from the rest. Indented code counts only after
// an empty line and outside lists, where it cannot be anything else.
func splitCode(body string) []part {
	var parts []part
	var run strings.Builder
	fence, code, list, blank := "", false, false, true
	cut := func(next bool) {
		if next != code && run.Len() > 0 {
			parts = append(parts, part{run.String(), code})
			run.Reset()
		}
		code = next
	}
	for line := range strings.Lines(body) {
		trimmed := strings.TrimSpace(line)
		indented := strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")
		switch {
		case fence != "":
			run.WriteString(line)
			if strings.HasPrefix(trimmed, fence) && strings.Trim(trimmed, fence[:1]) == "" {
				fence = ""
				cut(false)
			}
			blank = false
			continue
		case trimmed == "":
			run.WriteString(line)
			blank = true
			continue
		case fenceForm.MatchString(line):
			cut(true)
			fence = fenceForm.FindStringSubmatch(line)[1]
			run.WriteString(line)
			continue
		case indented && !list && (blank || code):
			cut(true)
		default:
			cut(false)
			if listForm.MatchString(line) {
				list = true
			} else if !indented && blank {
				list = false
			}
		}
		run.WriteString(line)
		blank = false
	}
	if run.Len() > 0 {
		parts = append(parts, part{run.String(), code})
	}
	return parts
}

// mendLinks takes out what the generator would refuse to build. It asks the
// renderer itself, so that both agree on what a link is.
func (in *incident) mendLinks(body string) string {
	const rounds = 12 // links within links come one after the other
	for range rounds {
		src := diag.NewSource("", body)
		c := newConverter(in.base)
		absolute := map[int]string{}
		_, list := renderer.Render(src, 0, func(ref markdown.Reference) markdown.Resolution {
			if target := c.absolute(body[ref.Span.Start:ref.Span.End]); c.base != nil && target != "" {
				absolute[ref.Span.Start] = target
			}
			return markdown.Resolution{Problem: "not here"}
		})
		var at []int
		for _, d := range list {
			switch d.Code {
			case diag.MarkdownLimit:
				if d.Severity == diag.Error {
					in.note(Dropped, "body", "as Markdown it is beyond the limits of an archive (%s): it is shown as it was written", d.Message)
					return fence(body, "")
				}
			case diag.LinkBroken, diag.LinkScheme, diag.LinkFragment, diag.ImageMissing, diag.ImageInvalid, diag.ImageRemote, diag.RawHTML:
				if d.Line > 0 {
					at = append(at, offset(src, d.Line, d.Column))
				}
			}
		}
		slices.Sort(at)
		at = slices.Compact(at)
		if len(at) == 0 {
			return body
		}
		body = in.applyEdits(body, at, absolute)
	}
	in.note(Dropped, "body", "links lie within links, deeper than anybody writes them: all are shown as text")
	return strings.ReplaceAll(body, "](", `]\(`)
}

// An edit puts a text in the place of a run of bytes.
type edit struct {
	start, end int
	text       string
}

// applyEdits fixes the links at some bytes, in order. Of links within each other
// one is fixed; the next round sees the others.
func (in *incident) applyEdits(body string, at []int, absolute map[int]string) string {
	links := map[int][]int{} // by the byte of their destinations
	for _, m := range linkForm.FindAllStringSubmatchIndex(body, -1) {
		links[m[4]] = m
	}
	var edits []edit
	for _, i := range at {
		if e, ok := in.mendLink(body, i, links[i], absolute[i]); ok {
			edits = append(edits, e)
		}
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var b strings.Builder
	done := 0
	for _, e := range edits {
		if e.start >= done {
			b.WriteString(body[done:e.start] + e.text)
			done = e.end
		}
	}
	return b.String() + body[done:]
}

// offset is the byte at a line and a column of code points.
func offset(src *diag.Source, line, column int) int {
	at := src.LineStart(line)
	for i := range src.Line(line) {
		if column--; column == 0 {
			return at + i
		}
	}
	return at + len(src.Line(line))
}

// mendLink says how to change the link whose destination, or whose opening
// bracket, stands at a byte. m is where it stands, if it has the usual form.
func (in *incident) mendLink(body string, at int, m []int, absolute string) (edit, bool) {
	if m != nil {
		text, target := body[m[2]:m[3]], body[m[4]:m[5]]
		image := body[m[0]] == '!'
		switch {
		case absolute != "":
			text = "[" + orText(text, "Image") + "](" + destination(absolute) + ")"
		case image && webAddress(target):
			text = "[" + orText(text, "Image") + "](" + destination(target) + ")"
		case image:
			in.note(Dropped, "body", "the image %s is not imported", cut(target, 120))
			text = "*" + orText(text, "Image") + "*"
		default:
			in.note(Dropped, "body", "the link to %s leads to nothing in the archive; its text stays", cut(target, 120))
		}
		return edit{m[0], m[1], text}, true
	}
	// An address that stands alone and is none.
	if scheme := bareAddress.FindString(body[at:]); scheme != "" {
		in.note(Dropped, "body", "%s is no web address, and is shown as text", excerpt(body[at:]))
		last := at + len(scheme) - 1
		return edit{last, last, `\`}, true
	}
	// Whatever else it is: as text it builds.
	for i := min(at, len(body)-1); i >= 0 && i > at-2000; i-- {
		if (body[i] == '[' || body[i] == '<') && (i == 0 || body[i-1] != '\\') {
			in.note(Dropped, "body", "a link that leads to nothing in the archive is shown as text: %s", excerpt(body[i:]))
			return edit{i, i, `\`}, true
		}
	}
	return edit{}, false
}

// excerpt is the beginning of a line, for a note.
func excerpt(text string) string {
	line, _, _ := strings.Cut(text[:min(len(text), 400)], "\n")
	return cut(oneLine(line), 60)
}

func orText(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}
