package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"afterword/generator/internal/diag"
)

// A Piece is a part of a body that is not prose alone: the text of a block of
// code without its fences, or a block that is in no other and holds raw HTML.
type Piece struct {
	Start, End int // bytes of the body
	Code       bool
}

// Pieces finds the blocks of code of a body, and those that hold raw HTML, in the order of the text.
func (r *Renderer) Pieces(body string) (found []Piece) {
	w := r.walkers.Get().(*walker)
	defer r.walkers.Put(w)
	w.reset(r, diag.NewSource("", body), 0, nil)
	document := w.parse()
	var starts, raw []int // of the blocks that are in no other, and of those with raw HTML
	for block := document.FirstChild(); block != nil; block = block.NextSibling() {
		start := strings.LastIndexByte(body[:max(0, block.Pos())], '\n') + 1
		starts = append(starts, start)
		visit := func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *ast.CodeBlock, *ast.FencedCodeBlock:
				if lines := n.Lines(); entering && lines.Len() > 0 {
					found = append(found, Piece{lines.At(0).Start, lines.At(lines.Len() - 1).Stop, true})
				}
			case *ast.RawHTML, *ast.HTMLBlock:
				if block.Kind() != extast.KindFootnoteList && !slices.Contains(raw, start) {
					raw = append(raw, start)
				}
			case *extast.Footnote:
				starts = append(starts, strings.LastIndexByte(body[:max(0, n.Pos())], '\n')+1)
			}
			return ast.WalkContinue, nil
		}
		_ = ast.Walk(block, visit) // visit returns no error
	}
	slices.Sort(starts)
	for _, start := range raw {
		end := len(body)
		if i, _ := slices.BinarySearch(starts, start+1); i < len(starts) {
			end = starts[i]
		}
		found = append(found, Piece{start, end, false})
	}
	slices.SortFunc(found, func(a, b Piece) int { return a.Start - b.Start })
	return found
}

// Unsafe renders a body with its raw HTML as it is, for a conversion; no page may hold it.
func (r *Renderer) Unsafe(body string) (string, error) {
	w := r.walkers.Get().(*walker)
	defer r.walkers.Put(w)
	w.reset(r, diag.NewSource("", body), 0, nil)
	document := w.parse()
	var b bytes.Buffer
	err := unsafe().Render(&b, w.text, document)
	return b.String(), err
}

func unsafe() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(html.NewRenderer(html.WithUnsafe()), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
	))
}

// htmlLines are the lines of a block of raw HTML.
func htmlLines(n *ast.HTMLBlock) []text.Segment {
	lines := slices.Clone(n.Lines().Sliced(0, n.Lines().Len()))
	if n.HasClosure() {
		lines = append(lines, n.ClosureLine)
	}
	return lines
}
