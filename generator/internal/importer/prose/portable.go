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
	body, rewritten, gone := withoutHTML(body, base)
	if rewritten {
		changed = append(changed, "HTML was written as Markdown")
	}
	l := &linkFixer{good: good}
	l.body = MapLinks(body, func(address string) string {
		target := absolute(base, address)
		if name, _, _ := strings.Cut(address, "#"); name == "" || good[name] || strings.Contains(name, ":") || target == "" {
			return address
		}
		return Destination(target)
	})
	if len(gone) > 0 {
		l.left("HTML that has no Markdown was left out: %s", strings.Join(gone, ", "))
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
		if p.Code {
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
	body    string
	good    map[string]bool
	dropped []string
	remote  []string // images of other sites
}

func (l *linkFixer) left(format string, args ...any) {
	l.dropped = append(l.dropped, fmt.Sprintf(format, args...))
}

// fix asks the renderer what is wrong, so that both agree on what a link is.
func (l *linkFixer) fix() string {
	const rounds = 12 // links within links come one after the other
	for range rounds {
		src := diag.NewSource("", l.body)
		_, list := renderer.Render(src, 0, func(ref markdown.Reference) markdown.Resolution {
			if l.good[ref.Path] {
				return markdown.Resolution{URL: ref.Path}
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
					before := []rune(src.Line(d.Line))[:d.Column-1]
					wrong = append(wrong, src.LineStart(d.Line)+len(string(before)))
				}
			}
		}
		if len(wrong) == 0 {
			return l.body
		}
		slices.Sort(wrong)
		l.round(slices.Compact(wrong))
	}
	l.left("links lie within links, deeper than anybody writes them: all are shown as text")
	return strings.ReplaceAll(l.body, "](", `]\(`)
}

// round fixes the links at some bytes, in order. Of links within each other one
// is fixed; the next round sees the others.
func (l *linkFixer) round(wrong []int) {
	links := map[int][]int{} // by the byte of their destinations
	for _, m := range linkForm.FindAllStringSubmatchIndex(l.body, -1) {
		links[m[4]] = m
	}
	var b strings.Builder
	done := 0
	for _, at := range wrong {
		start, end, text := at, at, ""
		if m := links[at]; m != nil {
			start, end, text = m[0], m[1], l.link(l.body[m[0]] == '!', l.body[m[2]:m[3]], l.body[m[4]:m[5]])
		} else {
			start, text = l.asText(at), `\`
			end = start
		}
		if start >= done {
			b.WriteString(l.body[done:start] + text)
			done = end
		}
	}
	l.body = b.String() + l.body[done:]
}

// link says what to write in the place of a link or an image.
func (l *linkFixer) link(image bool, text, address string) string {
	switch {
	case image && WebAddress(address):
		l.remote = append(l.remote, address)
		return "[" + Or(text, "Image") + "](" + Destination(address) + ")"
	case image:
		l.left("the image %s is not imported", Cut(address, 120))
		return "*" + Or(text, "Image") + "*"
	}
	l.left("the link to %s leads to nothing in the archive; its text stays", Cut(address, 120))
	return text
}

var bareAddress = regexp.MustCompile(`(?i)^(?:https?:|ftp:|www\.)`)

// asText finds where a backslash makes text of what begins at a byte, or of the
// link that is around it; -1 where there is none.
func (l *linkFixer) asText(at int) int {
	start := at + len(bareAddress.FindString(l.body[at:])) - 1
	if start < at {
		for start = min(at, len(l.body)-1); start >= 0 && (l.body[start] != '[' && l.body[start] != '<' || start > 0 && l.body[start-1] == '\\'); {
			start--
		}
		at = max(0, start)
	}
	if start >= 0 {
		line, _, _ := strings.Cut(l.body[at:min(len(l.body), at+400)], "\n")
		l.left("a link that leads to nothing in the archive is shown as text: %s", Cut(OneLine(line), 60))
	}
	return start
}
