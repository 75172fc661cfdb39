package prose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// linkForm is the usual form of a link or an image: its text and its destination.
var linkForm = regexp.MustCompile(`!?\[([^\[\]]*)\]\(\s*<?([^\s()<>]+)>?(?:\s+["'(][^\n]*?["')])?\s*\)`)

var emptyLines = regexp.MustCompile(`\n{3,}`)

// Portable makes the Markdown of another system fit for an archive: clean text,
// no raw HTML, no link or image that leads to what was not imported. Relative
// addresses count from base, which may be ""; good are those that the archive has.
// It says in sentences what was written otherwise, and what was left out.
func Portable(body, base string, good map[string]bool) (text string, changed, dropped []string) {
	if body = Clean(body); strings.TrimSpace(body) == "" {
		return "", nil, nil
	}
	w := newRewriter(body, base)
	l := &linkFixer{body: w.rewrite(), base: base, good: good}
	if len(w.changed) > 0 {
		changed = append(changed, "HTML was written as Markdown: "+strings.Join(sortedKeys(w.changed), ", "))
	}
	if len(w.dropped) > 0 {
		l.left("HTML that has no Markdown was left out: %s", strings.Join(sortedKeys(w.dropped), ", "))
	}
	body = l.fix()
	if n := len(l.remote); n > 0 {
		changed = append(changed, fmt.Sprintf("images of other sites are links, %d in all: %s", n, Cut(strings.Join(l.remote, ", "), 300)))
	}
	body = MapProse(body, func(text string, code bool) string {
		if code {
			return text
		}
		return emptyLines.ReplaceAllString(text, "\n\n")
	})
	return strings.Trim(body, "\n") + "\n", changed, l.dropped
}

// MapProse changes the text of Markdown part by part; code says that a part is a block of code.
func MapProse(body string, change func(text string, code bool) string) string {
	var b strings.Builder
	at := 0
	for _, p := range renderer.Pieces(body) {
		if p.Kind == markdown.CodeBlock {
			b.WriteString(change(body[at:p.Start], false) + change(body[p.Start:p.End], true))
			at = p.End
		}
	}
	return b.String() + change(body[at:], false)
}

// definition is that of a reference of Markdown, and its destination.
var definition = regexp.MustCompile(`(?m)^( {0,3}\[[^\]\n]+\]:[ \t]*<?)([^\s<>]+)`)

// MapLinks changes the destinations of the links and images of Markdown.
func MapLinks(body string, change func(address string) string) string {
	replace := func(form *regexp.Regexp, group int, text string) string {
		var b strings.Builder
		at := 0
		for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
			b.WriteString(text[at:m[2*group]] + change(text[m[2*group]:m[2*group+1]]))
			at = m[2*group+1]
		}
		return b.String() + text[at:]
	}
	return MapProse(body, func(text string, code bool) string {
		if code {
			return text
		}
		return replace(definition, 2, replace(linkForm, 2, text))
	})
}

// A linkFixer takes out of Markdown what the generator would refuse to build.
type linkFixer struct {
	body, base string
	good       map[string]bool
	dropped    []string
	remote     []string // images of other sites
}

func (l *linkFixer) left(format string, args ...any) {
	l.dropped = append(l.dropped, fmt.Sprintf(format, args...))
}

// fix asks the renderer what is wrong, so that both agree on what a link is.
func (l *linkFixer) fix() string {
	const rounds = 12 // links within links come one after the other
	for range rounds {
		src := diag.NewSource("", l.body)
		targets := map[int]string{} // web addresses that relative destinations mean
		_, list := renderer.Render(src, 0, func(ref markdown.Reference) markdown.Resolution {
			if l.good[ref.Path] {
				return markdown.Resolution{URL: ref.Path}
			}
			if WebAddress(l.base) {
				targets[ref.Span.Start] = absolute(l.base, l.body[ref.Span.Start:ref.Span.End])
			}
			return markdown.Resolution{Problem: "not here"}
		})
		var wrong []int
		for _, d := range list {
			switch d.Code {
			case diag.MarkdownLimit:
				if d.Severity == diag.Error {
					l.left("as Markdown it is beyond the limits of an archive (%s): it is shown as it was written", d.Message)
					return Fence(l.body, "")
				}
			case diag.LinkBroken, diag.LinkScheme, diag.LinkFragment, diag.ImageMissing, diag.ImageInvalid, diag.ImageRemote, diag.RawHTML:
				if d.Line > 0 {
					wrong = append(wrong, offset(src, d.Line, d.Column))
				}
			}
		}
		if len(wrong) == 0 {
			return l.body
		}
		slices.Sort(wrong)
		l.round(slices.Compact(wrong), targets)
	}
	l.left("links lie within links, deeper than anybody writes them: all are shown as text")
	return strings.ReplaceAll(l.body, "](", `]\(`)
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

// round fixes the links at some bytes, in order. Of links within each other one
// is fixed; the next round sees the others.
func (l *linkFixer) round(wrong []int, targets map[int]string) {
	links := map[int][]int{} // by the byte of their destinations
	for _, m := range linkForm.FindAllStringSubmatchIndex(l.body, -1) {
		links[m[4]] = m
	}
	var b strings.Builder
	done := 0
	for _, at := range wrong {
		start, end, text := l.link(at, links[at], targets[at])
		if start >= done {
			b.WriteString(l.body[done:start] + text)
			done = end
		}
	}
	l.body = b.String() + l.body[done:]
}

var bareAddress = regexp.MustCompile(`(?i)^(?:https?:|ftp:|www\.)`)

// link says what to write in the place of which bytes, for the link whose
// destination, or whose opening bracket, is at a byte. m is where its parts are, if it has the
// usual form. start is -1 where there is nothing to do.
func (l *linkFixer) link(at int, m []int, target string) (start, end int, text string) {
	if m != nil {
		text, written := l.body[m[2]:m[3]], l.body[m[4]:m[5]]
		image := l.body[m[0]] == '!'
		if image && target == "" && WebAddress(written) {
			target = written
		}
		if image && target != "" {
			l.remote = append(l.remote, target)
		}
		switch {
		case target != "":
			text = "[" + Or(text, "Image") + "](" + Destination(target) + ")"
		case image:
			l.left("the image %s is not imported", Cut(written, 120))
			text = "*" + Or(text, "Image") + "*"
		default:
			l.left("the link to %s leads to nothing in the archive; its text stays", Cut(written, 120))
		}
		return m[0], m[1], text
	}
	if scheme := bareAddress.FindString(l.body[at:]); scheme != "" {
		l.left("%s is no web address, and is shown as text", beginning(l.body[at:]))
		last := at + len(scheme) - 1
		return last, last, `\`
	}
	// Whatever else it is: as text it builds.
	for i := min(at, len(l.body)-1); i >= 0 && i > at-2000; i-- {
		if (l.body[i] == '[' || l.body[i] == '<') && (i == 0 || l.body[i-1] != '\\') {
			l.left("a link that leads to nothing in the archive is shown as text: %s", beginning(l.body[i:]))
			return i, i, `\`
		}
	}
	return -1, -1, ""
}

// beginning is the beginning of a line, for a message.
func beginning(text string) string {
	line, _, _ := strings.Cut(text[:min(len(text), 400)], "\n")
	return Cut(OneLine(line), 60)
}
