package importer

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// inlineTags are elements within a line; known are all of HTML that people write into Markdown.
var (
	inlineTags = setOf("a abbr b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr")
	known      = with(inlineTags, "address article aside audio blockquote body br button canvas caption center col colgroup dd details div dl dt embed fieldset figcaption figure "+
		"footer form h1 h2 h3 h4 h5 h6 head header hr html iframe li link main map math meta nav noscript object ol option p param picture pre script section select source style "+
		"summary svg table tbody td template textarea tfoot th thead title tr track ul video")
	// wholeTags are converted as trees, with all that is in them.
	wholeTags = setOf("table ul ol dl pre details script style iframe object embed svg math video audio noscript template select textarea button canvas head form figure h1 h2 h3 h4 h5 h6 blockquote")
	voidTags  = setOf("br hr img input embed link meta source track wbr param col")
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

func with(set map[string]bool, words string) map[string]bool {
	all := setOf(words)
	for w := range set {
		all[w] = true
	}
	return all
}

var (
	tagForm      = regexp.MustCompile(`^</?([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>`)
	autolinkForm = regexp.MustCompile(`^<(?:https?://[^\s<>]+|mailto:[^\s<>]+|[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>`)
)

// A rewriter takes the HTML out of Markdown, leaving its code alone.
type rewriter struct {
	out     strings.Builder
	base    string
	links   []string        // closing text of the open a elements
	changed map[string]bool // elements that were written as Markdown
	dropped map[string]bool // elements that were left out with their content
	budget  int             // bytes that may still be looked through for the ends of elements
}

// maxLookahead bounds the search for the ends of elements in one body: HTML that
// opens thousands of lists and closes none would take for ever otherwise.
const maxLookahead = 2 << 20

// text rewrites a run of Markdown that holds no block of code.
func (w *rewriter) text(s string) {
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case '\\':
			n := min(2, len(s)-i)
			w.out.WriteString(s[i : i+n])
			i += n
		case '`':
			n := codeLength(s[i:])
			w.out.WriteString(s[i : i+n])
			i += n
		case '<':
			i += w.angle(s[i:])
		default:
			w.out.WriteByte(c)
			i++
		}
	}
}

// codeLength is the length of the code span that a text begins with, or of its
// backticks where none is closed.
func codeLength(s string) int {
	n := 0
	for n < len(s) && s[n] == '`' {
		n++
	}
	for i := n; i < len(s); {
		if s[i] != '`' {
			if strings.HasPrefix(s[i:], "\n\n") {
				return n
			}
			i++
			continue
		}
		end := i
		for end < len(s) && s[end] == '`' {
			end++
		}
		if end-i == n {
			return end
		}
		i = end
	}
	return n
}

// angle rewrites what begins with "<" and tells how much of the text it took.
func (w *rewriter) angle(s string) int {
	if m := autolinkForm.FindString(s); m != "" {
		w.out.WriteString(m)
		return len(m)
	}
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s[4:], "-->"); end >= 0 {
			return 4 + end + 3
		}
	}
	m := tagForm.FindStringSubmatch(s)
	if m == nil {
		if len(s) > 1 && (s[1] == '!' || s[1] == '?' || s[1] == '/' || wordByte(s[1])) {
			w.out.WriteByte('\\')
		}
		w.out.WriteByte('<')
		return 1
	}
	name := strings.ToLower(m[1])
	if !known[name] {
		// A placeholder such as <your-id>: a word, not a tag.
		w.out.WriteString(`\<`)
		return 1
	}
	w.changed[name] = true
	if strings.HasPrefix(s, "</") {
		w.close(name)
		return len(m[0])
	}
	if name == "br" {
		return w.lineBreak(s)
	}
	if wholeTags[name] && !voidTags[name] {
		if end := w.elementEnd(s, name); end > 0 {
			text, dropped := toMarkdown(s[:end], w.base)
			for _, d := range dropped {
				w.dropped[d] = true
			}
			if text != "" {
				w.out.WriteString("\n\n" + text + "\n\n")
			}
			return end
		}
	}
	w.open(name, m[0])
	return len(m[0])
}

var (
	breaks = regexp.MustCompile(`(?i)^(?:<br\s*/?>[ \t]*\n?[ \t]*)+`)
	oneTag = regexp.MustCompile(`(?i)<br`)
)

// lineBreak writes one break as a break and several as the end of a paragraph, which is what they are for.
func (w *rewriter) lineBreak(s string) int {
	m := breaks.FindString(s)
	if m == "" { // a br with attributes
		m = tagForm.FindString(s)
	}
	rest := s[len(m):]
	switch {
	case w.inTable():
		w.out.WriteByte(' ')
		return len(strings.TrimRight(m, " \t\n"))
	case rest == "" || rest[0] == '\n' || len(oneTag.FindAllString(m, -1)) > 1:
		w.out.WriteString("\n\n")
	default:
		w.out.WriteString("\\\n")
	}
	return len(m)
}

// elementEnd finds the end of the element that a text begins with, those of the same name in it counted.
func (w *rewriter) elementEnd(s, name string) int {
	depth := 0
	for i := 0; i < len(s) && w.budget > 0; i++ {
		w.budget--
		if s[i] != '<' {
			continue
		}
		m := tagForm.FindStringSubmatch(s[i:min(len(s), i+4096)])
		if m == nil || !strings.EqualFold(m[1], name) {
			continue
		}
		if s[i+1] == '/' {
			depth--
		} else if !strings.HasSuffix(m[0], "/>") {
			depth++
		}
		if depth <= 0 {
			return i + len(m[0])
		}
	}
	return 0
}

var marks = map[string]string{"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "del": "~~", "s": "~~", "strike": "~~", "code": "`", "kbd": "`", "samp": "`", "tt": "`"}

func (w *rewriter) open(name, tag string) {
	switch name {
	case "hr":
		w.out.WriteString("\n\n---\n\n")
	case "a":
		href := newConverter(w.base).absolute(tagAttribute(tag, "href"))
		end := ""
		if href != "" {
			w.out.WriteByte('[')
			end = "](" + destination(href) + ")"
		}
		w.links = append(w.links, end)
	case "img":
		text, _ := toMarkdown(tag, w.base)
		w.out.WriteString(text)
	case "p", "div", "section", "article", "center":
		if !w.inTable() {
			w.out.WriteString("\n\n")
		}
	case "li":
		w.out.WriteString("\n- ")
	default:
		w.out.WriteString(marks[name])
	}
}

func (w *rewriter) close(name string) {
	switch name {
	case "a":
		if n := len(w.links); n > 0 {
			w.out.WriteString(w.links[n-1])
			w.links = w.links[:n-1]
		}
	case "p", "div", "section", "article", "center":
		if !w.inTable() {
			w.out.WriteString("\n\n")
		}
	default:
		w.out.WriteString(marks[name])
	}
}

// inTable reports whether the line being written is a row of a table.
func (w *rewriter) inTable() bool {
	const longest = 16 << 10 // of a row; looking further back for each tag would take for ever
	text := w.out.String()
	text = text[max(0, len(text)-longest):]
	return strings.HasPrefix(strings.TrimLeft(text[strings.LastIndexByte(text, '\n')+1:], " "), "|")
}

func tagAttribute(tag, name string) string {
	z := html.NewTokenizer(strings.NewReader(tag))
	z.Next()
	for _, a := range z.Token().Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
