package prose

import (
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/markdown"
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

var (
	inlineElements = setOf("a abbr b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr br")
	// elements are all of HTML that people write into Markdown; other names in
	// angle brackets, such as <your-id>, are words.
	elements = setOf("a abbr address article aside audio b bdi bdo big blockquote body br button canvas caption center cite code col colgroup data dd del details dfn div dl dt em " +
		"embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main map mark math meta nav noscript " +
		"object ol option p param picture pre q s samp script section select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot " +
		"th thead time title tr track tt u ul var video wbr")
	// whole are the elements that are converted with all that is in them, Markdown or not.
	whole = setOf("a code kbd samp tt table ul ol dl pre script style iframe object svg math video audio noscript template select textarea button canvas head h1 h2 h3 h4 h5 h6")
	// wrappers are so only within a line: between their blocks, Markdown stays Markdown.
	wrappers = setOf("details figure blockquote form")

	tagForm  = regexp.MustCompile(`^</?([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>`)
	wordForm = regexp.MustCompile(`</?([A-Za-z][A-Za-z0-9-]*)`)
)

// wordsEscaped escapes what looks like a tag in HTML and is a word.
func wordsEscaped(source string) string {
	return wordForm.ReplaceAllStringFunc(source, func(tag string) string {
		if elements[strings.ToLower(strings.TrimLeft(tag, "</"))] {
			return tag
		}
		return "&lt;" + tag[1:]
	})
}

// A rewriter writes the HTML within Markdown as Markdown.
type rewriter struct {
	body    string
	base    string
	out     strings.Builder
	changed map[string]bool // elements written as Markdown
	dropped map[string]bool // elements left out with their content
	open    map[string]bool // elements that are not closed further down
	skip    int             // bytes up to which the body is written already
}

func newRewriter(body, base string) *rewriter {
	return &rewriter{body: body, base: base, changed: map[string]bool{}, dropped: map[string]bool{}, open: map[string]bool{}}
}

// rewrite goes through the pieces of raw HTML of a body, as the parser of Markdown finds them.
func (w *rewriter) rewrite() string {
	if !strings.Contains(w.body, "<") {
		return w.body
	}
	pieces := slices.DeleteFunc(renderer.Pieces(w.body), func(p markdown.Piece) bool { return p.Kind == markdown.CodeBlock })
	at := 0
	for i := 0; i < len(pieces); i++ {
		w.out.WriteString(w.body[at:pieces[i].Start])
		i = w.piece(pieces, i)
		at = max(pieces[i].End, w.skip)
	}
	w.out.WriteString(w.body[at:])
	return w.out.String()
}

// marks are what the tags of elements become that may hold Markdown, opening and closing alike.
var marks = map[string]string{
	"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "del": "~~", "s": "~~", "strike": "~~",
}

// piece writes a piece and returns the last one that it has taken with it.
func (w *rewriter) piece(pieces []markdown.Piece, i int) int {
	p := pieces[i]
	source := w.body[p.Start:p.End]
	name := ""
	if m := tagForm.FindStringSubmatch(strings.TrimLeft(source, " ")); m != nil {
		name = strings.ToLower(m[1])
	}
	block := p.Kind == markdown.HTMLBlock
	closing := strings.HasPrefix(strings.TrimSpace(source), "</")
	switch {
	case strings.HasPrefix(strings.TrimSpace(source), "<!--"):
		if block {
			w.out.WriteByte('\n')
		}
		return i
	case !elements[name]:
		w.out.WriteString(strings.ReplaceAll(source, "<", `\<`))
		return i
	}
	w.changed[name] = true
	last := i
	if !closing && (whole[name] || wrappers[name] && !block) {
		last = w.lastOf(name, pieces, i)
	}
	switch source = w.body[p.Start:pieces[last].End]; {
	case name == "br" && !block:
		return w.lineBreak(pieces, i)
	case block, last > i, name == "img", name == "hr":
		w.convert(source, inlineElements[name] && !block)
	case marks[name] != "":
		w.out.WriteString(marks[name])
	case name == "li" && !closing:
		w.out.WriteString("\n- ")
	case !inlineElements[name] && !p.Held:
		w.out.WriteString("\n\n")
	}
	return last
}

// convert writes HTML as Markdown, within a line or as blocks of its own.
func (w *rewriter) convert(source string, inline bool) {
	text, dropped := FromHTML(source, w.base)
	for _, d := range dropped {
		w.dropped[d] = true
	}
	switch {
	case inline:
		w.out.WriteString(text)
	case text != "":
		w.out.WriteString("\n\n" + text + "\n\n")
	case strings.HasSuffix(source, "\n"):
		w.out.WriteByte('\n') // it was a block: what is around it stays apart
	}
}

// lastOf finds the piece that closes the element which a piece opens; the piece
// itself where none does, or where it closes what it opens.
func (w *rewriter) lastOf(name string, pieces []markdown.Piece, i int) int {
	if w.open[name] {
		return i
	}
	depth := 0
	for j := i; j < len(pieces); j++ {
		source := strings.ToLower(w.body[pieces[j].Start:pieces[j].End])
		depth += strings.Count(source, "<"+name+">") + strings.Count(source, "<"+name+" ") - strings.Count(source, "</"+name)
		if depth <= 0 {
			return j
		}
	}
	w.open[name] = true // nor is any that comes later: looking again would take for ever
	return i
}

// lineBreak writes one break as a break, and several as the end of a paragraph, which is what they are for.
func (w *rewriter) lineBreak(pieces []markdown.Piece, i int) int {
	if pieces[i].Held {
		w.out.WriteByte(' ')
		return i
	}
	isBreak := func(p markdown.Piece) bool { return strings.EqualFold(w.body[p.Start:min(p.Start+3, p.End)], "<br") }
	last := i
	for last+1 < len(pieces) && isBreak(pieces[last+1]) && strings.TrimSpace(w.body[pieces[last].End:pieces[last+1].Start]) == "" {
		last++
	}
	rest := w.body[pieces[last].End:]
	next := strings.TrimLeft(rest, " \t")
	w.skip = len(w.body) - len(strings.TrimLeft(strings.TrimPrefix(next, "\n"), " \t"))
	if last > i || next == "" || strings.HasPrefix(w.body[w.skip:], "\n") {
		w.out.WriteString("\n\n")
	} else {
		w.out.WriteString("\\\n")
	}
	return last
}
