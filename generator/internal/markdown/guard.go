package markdown

// CommonMark lets a few kilobytes of text ask for work that grows with their
// square, or for pages a thousand times their size. The parsers here wrap
// goldmark's own and refuse to begin such work; what they refuse stays
// plain text, and a diagnostic says so.

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"afterword/generator/internal/settings"
)

// guardKey finds the guard of a parse in its context.
var guardKey = parser.NewContextKey()

// Bounds that have no setting, since no report comes near them.
const (
	maxInline     = 64       // nesting of emphasis and links
	maxReferences = 1_000    // lines of link definitions in one paragraph: each that is read moves the rest
	maxElements   = 40_000   // brackets, marks of emphasis, code spans, tags and addresses of a body
	maxWork       = 32 << 20 // bytes, lines and elements that the parser may go over again to pair them
)

// A guard counts what one body has asked for so far.
type guard struct {
	limits   settings.Limits
	report   func(at int, hint, format string, args ...any)
	cells    int
	elements int
	block    ast.Node // whose text is being read
	tries    int      // brackets and marks of emphasis in it
	work     int
	deep     bool // what was reported
	spent    bool
}

func guardOf(pc parser.Context) *guard { return pc.Get(guardKey).(*guard) }

// nesting bounds how deep lists, quotations and definitions may be in each
// other: every line is offered to every open block.
type nesting struct{ parser.BlockParser }

func (p nesting) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	g := guardOf(pc)
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		switch n.Kind() {
		case ast.KindList, ast.KindBlockquote, extast.KindDefinitionList:
			depth++
		}
	}
	if depth < g.limits.Nesting {
		return p.BlockParser.Open(parent, reader, pc)
	}
	if !g.deep {
		// Whether this line would open a block is not known here, so the
		// message waits until it is: most deep lines are plain text.
		line, segment := reader.PeekLine()
		number, position := reader.Position()
		node, _ := p.BlockParser.Open(parent, reader, pc)
		if node != nil {
			g.deep = true
			at := segment.Start + len(line) - len(bytes.TrimLeft(line, " \t"))
			g.report(at, "Flatten the lists or quotations here, or raise limits.nesting in archive.yaml where this is meant.",
				"blocks are nested more than %d deep", g.limits.Nesting)
		}
		reader.SetPosition(number, position)
	}
	return nil, parser.NoChildren
}

// references bounds the link definitions of one paragraph.
type references struct{ parser.ParagraphTransformer }

func (p references) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	first := lines.At(0)
	if lines.Len() > maxReferences && bytes.HasPrefix(bytes.TrimLeft(first.Value(reader.Source()), " "), []byte("[")) {
		guardOf(pc).report(first.Start, "put blank lines between them", "more than %d lines of link definitions without a blank line", maxReferences)
		return
	}
	p.ParagraphTransformer.Transform(node, reader, pc)
}

// tables bounds columns and cells: a row may leave its cells out, and the page
// gets them all the same.
type tables struct{ parser.ParagraphTransformer }

func (p tables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	g := guardOf(pc)
	lines := node.Lines()
	for i := 1; i < lines.Len(); i++ {
		row := lines.At(i)
		columns := delimiterColumns(row.Value(reader.Source()))
		if columns == 0 {
			continue
		}
		switch cells := columns * (lines.Len() - i); {
		case columns > g.limits.TableColumns:
			g.report(row.Start, "Split the table, or raise limits.table_columns in archive.yaml where this is meant.",
				"a table has %d columns, %d are allowed", columns, g.limits.TableColumns)
			return
		case g.cells+cells > g.limits.TableCells:
			g.report(row.Start, "Split the page, link to a CSV file beside it, or raise limits.table_cells in archive.yaml where this is meant.",
				"the tables of the body have more than %d cells", g.limits.TableCells)
			return
		default:
			g.cells += cells
		}
		break
	}
	p.ParagraphTransformer.Transform(node, reader, pc)
}

// delimiterColumns counts the columns of a line like "|---|:-:|"; 0 for any other line.
func delimiterColumns(line []byte) int {
	line = bytes.TrimSpace(line)
	if len(line) == 0 || len(bytes.Trim(line, "|-: \t")) > 0 || !bytes.Contains(line, []byte("-")) {
		return 0
	}
	return bytes.Count(bytes.Trim(line, "|"), []byte("|")) + 1
}

// bounded bounds how many elements text has, and what pairing brackets and marks
// of emphasis costs: a closing one is compared with all that are open in its block.
type bounded struct{ parser.InlineParser }

func (p bounded) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	g := guardOf(pc)
	line, segment := block.PeekLine()
	if g.elements > maxElements || g.work > maxWork {
		if !g.spent {
			g.spent = true
			g.report(segment.Start, `begin new paragraphs, split the page, or put a backslash before each "[", "*" and "_" that is meant as such`,
				"the text has too many brackets, marks of emphasis, code spans, tags or addresses")
		}
		return nil
	}
	if g.block != parent {
		g.block, g.tries = parent, 0
	}
	node := p.InlineParser.Parse(parent, block, pc)
	if node != nil {
		g.elements++
	}
	if bytes.IndexByte([]byte("[]!*_~"), line[0]) >= 0 && parent.Type() == ast.TypeBlock {
		g.tries++
		g.work += g.tries
		if lines := parent.Lines(); lines.Len() > 0 {
			g.work += lines.Len() // taking a piece of a block's text goes over all its lines
			if node == nil && len(line) > 1 && line[0] == ']' && (line[1] == '(' || line[1] == '[') {
				g.work += len(line) + max(0, lines.At(lines.Len()-1).Stop-segment.Start) // for the end of the link
			}
		}
	}
	return node
}

// CloseBlock hands on what goldmark asks of link parsers at the end of a block.
func (p bounded) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}
