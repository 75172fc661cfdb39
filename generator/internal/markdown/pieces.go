package markdown

import (
	"regexp"
	"slices"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"afterword/generator/internal/diag"
)

// A Piece is a part of a body that is not prose: raw HTML or a block of code.
type Piece struct {
	Start, End int // bytes of the body
	Kind       PieceKind
	Held       bool // it is in a cell, a list or a quotation, and must stay on its line
}

// A PieceKind says what a Piece is.
type PieceKind uint8

const (
	// Tag is one tag or comment of raw HTML.
	Tag PieceKind = iota
	// HTMLBlock is a block of raw HTML outside lists and quotations. In them the
	// lines of a block are apart, and each tag is a piece.
	HTMLBlock
	// CodeBlock is the text of a block of code, without its fences.
	CodeBlock
)

var anyTag = regexp.MustCompile(`<[^<>]*>`)

// Pieces finds the raw HTML and the blocks of code of a body, in the order of the text.
func (r *Renderer) Pieces(body string) (found []Piece) {
	w := r.walkers.Get().(*walker)
	defer r.walkers.Put(w)
	w.reset(r, diag.NewSource("", body), 0, nil)
	tables := 0
	add := func(lines []text.Segment, kind PieceKind) {
		if len(lines) > 0 {
			found = append(found, Piece{lines[0].Start, lines[len(lines)-1].Stop, kind, tables > 0})
		}
	}
	visit := func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := n.(*extast.Table); ok && entering {
			tables++
		} else if ok {
			tables--
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			add(n.Lines().Sliced(0, n.Lines().Len()), CodeBlock)
		case *ast.RawHTML:
			add(n.Segments.Sliced(0, n.Segments.Len()), Tag)
		case *ast.HTMLBlock:
			if n.Parent().Kind() == ast.KindDocument {
				add(htmlLines(n), HTMLBlock)
				break
			}
			for _, line := range htmlLines(n) {
				for _, at := range anyTag.FindAllIndex(line.Value(w.text), -1) {
					found = append(found, Piece{line.Start + at[0], line.Start + at[1], Tag, true})
				}
			}
		}
		return ast.WalkContinue, nil
	}
	_ = ast.Walk(w.parse(), visit)                                            // visit returns no error
	slices.SortFunc(found, func(a, b Piece) int { return a.Start - b.Start }) // footnotes come last in the tree
	return found
}

// htmlLines are the lines of a block of raw HTML.
func htmlLines(n *ast.HTMLBlock) []text.Segment {
	lines := slices.Clone(n.Lines().Sliced(0, n.Lines().Len()))
	if n.HasClosure() {
		lines = append(lines, n.ClosureLine)
	}
	return lines
}
