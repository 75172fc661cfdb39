package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
)

// Outline finds the headings and the code of a body, by the rules by which it is rendered. Of a
// body that goes over a limit, it is that of what is within; Render reports it.
func (r *Renderer) Outline(body string) (o edition.Outline) {
	src := diag.NewSource("", body)
	w := r.walkers.Get().(*walker)
	defer r.walkers.Put(w)
	w.reset(r, src, 0, nil)
	root := w.parse()
	// The walk never fails.
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if n.Parent() == root {
				o.Headings = append(o.Headings, edition.Heading{At: n.Pos(), Level: n.Level})
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if lines := n.Lines(); lines.Len() > 0 {
				from, to := strings.LastIndexAny(body[:lines.At(0).Start], "\r\n")+1, lines.At(lines.Len()-1).Stop
				o.Code = append(o.Code, diag.Span{Start: from, End: to})
			}
		case *ast.CodeSpan:
			first, ok := n.FirstChild().(*ast.Text)
			last, _ := n.LastChild().(*ast.Text)
			if ok && last != nil {
				o.Code = append(o.Code, diag.Span{Start: first.Segment.Start, End: last.Segment.Stop})
			}
		}
		return ast.WalkContinue, nil
	})
	slices.SortFunc(o.Code, func(a, b diag.Span) int { return a.Start - b.Start })
	return o
}
