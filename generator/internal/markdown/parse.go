package markdown

import (
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// newInlineParser reads one paragraph, whatever it begins with.
func newInlineParser() parser.Parser {
	p := util.Prioritized
	return parser.NewParser(
		parser.WithBlockParsers(p(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(
			p(bounded{parser.NewCodeSpanParser()}, 100),
			p(bounded{parser.NewLinkParser()}, 200),
			p(bounded{parser.NewAutoLinkParser()}, 300),
			p(bounded{parser.NewEmphasisParser()}, 500),
			p(bounded{extension.NewStrikethroughParser()}, 500),
			p(bounded{extension.NewLinkifyParser()}, 999),
		),
	)
}

// newParser puts the dialect together. Parsers whose cost hostile input can
// raise beyond its size are wrapped by those of guard.go and size.go.
func newParser() parser.Parser {
	p := util.Prioritized
	id := parser.WithHeadingAttribute()
	return parser.NewParser(
		parser.WithBlockParsers(
			p(parser.NewSetextHeadingParser(id), 100),
			p(nesting{extension.NewDefinitionListParser()}, 101),
			p(extension.NewDefinitionDescriptionParser(), 102),
			p(parser.NewThematicBreakParser(), 200),
			p(nesting{parser.NewListParser()}, 300),
			p(parser.NewListItemParser(), 400),
			p(parser.NewCodeBlockParser(), 500),
			p(parser.NewATXHeadingParser(id), 600),
			p(parser.NewFencedCodeBlockParser(), 700),
			p(nesting{parser.NewBlockquoteParser()}, 800),
			p(parser.NewHTMLBlockParser(), 900),
			p(extension.NewFootnoteBlockParser(), 999),
			p(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			p(extension.NewTaskCheckBoxParser(), 0),
			p(bounded{parser.NewCodeSpanParser()}, 100),
			p(bounded{extension.NewFootnoteParser()}, 101),
			p(bounded{parser.NewLinkParser()}, 200),
			p(bounded{parser.NewAutoLinkParser()}, 300),
			p(bounded{parser.NewRawHTMLParser()}, 400),
			p(bounded{parser.NewEmphasisParser()}, 500),
			p(bounded{extension.NewStrikethroughParser()}, 500),
			p(bounded{extension.NewLinkifyParser()}, 999),
		),
		parser.WithParagraphTransformers(
			p(references{parser.LinkReferenceParagraphTransformer}, 100),
			p(tables{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(
			p(extension.NewTableASTTransformer(), 0),
			p(extension.NewFootnoteASTTransformer(), 999),
		),
	)
}
