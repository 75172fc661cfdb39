package markdown

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bep/goat"
	"golang.org/x/net/html"

	"github.com/yuin/goldmark/ast"

	"afterword/generator/internal/diag"
)

// Bounds of one diagram: the library takes memory for each of its characters.
const (
	diagramLines   = 200
	diagramColumns = 240
)

// diagram draws a block that is a picture in characters, and shows its text beneath for those who do not see it. It
// returns false where the block is too large to be drawn. https://github.com/bep/goat
func (w *walker) diagram(n *ast.FencedCodeBlock, text string) bool {
	text = strings.ReplaceAll(text, "\t", "    ")
	lines, columns := 0, 0
	for line := range strings.Lines(text) {
		lines, columns = lines+1, max(columns, len([]rune(line)))
	}
	if lines > diagramLines || columns > diagramColumns {
		w.warnf(diag.CodeLanguage, w.codeSpan(n), "Draw it smaller.", "a diagram of %d lines and %d columns is shown as code; %d and %d are drawn", lines, columns, diagramLines, diagramColumns)
		return false
	}
	drawn := goat.BuildSVG(strings.NewReader(text))
	shapes, words := reshape(drawn.Body)
	w.diagrams++
	label := "Diagram " + strconv.Itoa(w.diagrams)
	if len(words) > 0 {
		label += ": " + strings.Join(words, " ")
	}
	part := walker{}
	part.tag(`<figure class="diagram"><div class="table" role="region" tabindex="0"`)
	part.attribute("aria-label", "Diagram "+strconv.Itoa(w.diagrams)+" of the text")
	part.tag(">", `<svg role="img"`)
	part.attribute("aria-label", label)
	for _, a := range [][2]string{{"width", strconv.Itoa(drawn.Width)}, {"height", strconv.Itoa(drawn.Height)}, {"viewBox", "-8 -16 " + strconv.Itoa(drawn.Width) + " " + strconv.Itoa(drawn.Height)}} {
		part.attribute(a[0], a[1])
	}
	part.tag(` fill="none" stroke="currentColor" font-family="monospace" font-size="13">`, shapes,
		"</svg></div>\n<details><summary>The diagram as text</summary>", `<pre class="code"><code>`)
	part.out = escape(part.out, text)
	part.tag("</code></pre></details></figure>")
	w.figure(string(part.out))
	w.code = append(w.code, text...)
	return true
}

// shapeAttributes are those that a shape of a diagram keeps, by its element.
var shapeAttributes = map[string][]string{
	"path": {"d"}, "polygon": {"points", "transform"}, "circle": {"cx", "cy", "r"}, "rect": {"x", "y", "width", "height"},
}

// geometry is what such an attribute may hold.
var geometry = regexp.MustCompile(`^[-0-9., MLA()a-z]*$`)

// reshape writes the shapes that a library has drawn anew, from a list of what is allowed, and its characters as
// words. Nothing of what the library wrote is taken over as it is.
func reshape(body string) (shapes string, words []string) {
	type letter struct {
		x, y int
		text string
	}
	var out walker
	var letters []letter
	z := html.NewTokenizer(strings.NewReader(body))
	for z.Next() != html.ErrorToken {
		t := z.Token()
		value := map[string]string{}
		for _, a := range t.Attr {
			value[strings.ToLower(a.Key)] = a.Val
		}
		keep, ok := shapeAttributes[t.Data]
		switch {
		case t.Type != html.StartTagToken:
		case t.Data == "text":
			x, _ := strconv.Atoi(value["x"]) // the library writes whole numbers; what is none stays at the edge
			y, _ := strconv.Atoi(value["y"])
			if z.Next() == html.TextToken {
				letters = append(letters, letter{x, y, z.Token().Data})
			}
		case ok:
			out.tag("<", t.Data)
			for _, name := range keep {
				if v := value[name]; v != "" && geometry.MatchString(v) {
					out.attribute(name, v)
				}
			}
			switch fill := value["fill"]; fill {
			case "currentColor", "none":
				out.attribute("fill", fill)
			default: // white, or a grey
				out.attribute("fill", "Canvas")
			}
			out.tag("/>")
		}
	}
	slices.SortStableFunc(letters, func(a, b letter) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) })
	for i := 0; i < len(letters); {
		first, word := letters[i], ""
		for n := 0; i < len(letters) && letters[i].y == first.y && letters[i].x == first.x+8*n; n++ {
			word += letters[i].text
			i++
		}
		words = append(words, word)
		out.tag(`<text stroke="none" fill="currentColor" lengthAdjust="spacingAndGlyphs"`)
		out.attribute("x", strconv.Itoa(first.x-4))
		out.attribute("y", strconv.Itoa(first.y))
		out.attribute("textLength", strconv.Itoa(8*len([]rune(word))))
		out.tag(">")
		out.out = escape(out.out, word)
		out.tag("</text>")
	}
	return string(out.out), words
}
