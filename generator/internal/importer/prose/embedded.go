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

	wordForm  = regexp.MustCompile(`</?([A-Za-z][^\s<>/]*)|<[?!]`)
	reference = regexp.MustCompile(`&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);`)
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	// wide matches the tags of elements whose lines may be apart in Markdown.
	wide = regexp.MustCompile(`(?i)<(/?)(?:table|ul|ol|dl|pre)\b`)
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

// hasHTML reports whether a text holds tags or character references.
func hasHTML(text string) bool {
	return reference.MatchString(text) || slices.ContainsFunc(wordForm.FindAllStringSubmatch(text, -1), func(m []string) bool { return elements[strings.ToLower(m[1])] })
}

// withoutHTML writes the HTML within Markdown as Markdown: blocks that hold some
// are rendered and converted as a whole, the others stay as they are.
func withoutHTML(body, base string) (text string, changed bool, dropped []string) {
	if !strings.Contains(body, "<") {
		return body, false, nil
	}
	body = MapProse(body, func(text string, code bool) string {
		if code {
			return text
		}
		return comment.ReplaceAllString(text, "")
	})
	var b strings.Builder
	at := 0
	pieces := renderer.Pieces(body)
	for i, p := range pieces {
		if p.Code || p.Start < at {
			continue
		}
		source := body[p.Start:closed(body, pieces[i:])]
		b.WriteString(body[at:p.Start])
		at = p.Start + len(source)
		// Links may be defined anywhere, and definitions that are in the block stay.
		html, err := renderer.Unsafe(source + "\n\n" + strings.Join(definition.FindAllString(body, -1), "\n"))
		if err != nil {
			html = source
		}
		text, left := FromHTML(html, base)
		b.WriteString("\n" + text + "\n\n" + strings.Join(definition.FindAllString(source, -1), "\n") + "\n\n")
		changed, dropped = true, append(dropped, left...)
	}
	return b.String() + body[at:], changed, dropped
}

// closed is where the first of some pieces ends, or the one that closes the tables and lists which it opens.
func closed(body string, pieces []markdown.Piece) int {
	depth := 0
	for _, p := range pieces {
		if p.Code {
			continue
		}
		for _, m := range wide.FindAllStringSubmatch(body[p.Start:p.End], -1) {
			depth += 1 - 2*len(m[1])
		}
		if depth <= 0 {
			return p.End
		}
	}
	return pieces[0].End
}
