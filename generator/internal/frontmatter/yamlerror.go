package frontmatter

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"afterword/generator/internal/diag"
)

// yamlErrors are the messages of the YAML library in words that an author can act
// on. The first whose part is found in the library's message is used.
var yamlErrors = []struct {
	part, message, hint string
	opening             bool // place it where the construct opens, not where the library gave up
}{
	{"found unexpected end of stream", "this quote is never closed", "Close it; write '' for a quote within single quotes, \\\" within double ones.", true},
	{"expected ',' or ']'", "this [ is not closed where it should be", "Close the list with ], and put a comma between its items.", true},
	{"expected ',' or '}'", "this { is not closed where it should be", "Close the mapping with }, and put a comma between its keys.", true},
	{"mapping values are not allowed", "a colon where no key can stand", "Put quotes around text that holds \": \"; or check that the line is indented like those above.", false},
	{"cannot start any token", "no value can begin with this character", "Put quotes around the text.", false},
	{"could not find expected ':'", "a line without a key", "Write \"key: value\"; indent text that goes on over several lines.", true},
	{"did not find expected key", "a line that does not fit into its mapping", "Check the indentation and the quotes here and on the line above.", false},
	{"expected '-' indicator", "a line that does not fit into its list", "Begin each item with \"- \", all at the same indentation.", false},
	{"expected node content", "a value was expected here", "Write one, or delete the line.", false},
	{"comment or line break", "nothing may follow | and > on their line", "Write the text on the lines below, indented; put quotes around text that begins with | or >.", false},
	{"unknown escape character", "an unknown escape in double quotes", "Write \\\\ for a backslash, or use single quotes.", false},
	{"expected hexadecimal number", "an unknown escape in double quotes", "Write \\\\ for a backslash, or use single quotes.", false},
}

// failed turns an error of the library into diagnostics. An empty text is no error.
func (y *yamlReader) failed(err error) (Node, bool) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		y.errorf(diag.Syntax, y.at, "", "%s cannot be read as YAML: %v", y.what, err)
		return Node{}, false
	}
	mark, opening := y.offset(e.Mark.Line, e.Mark.Column), y.offset(e.ContextMark.Line, e.ContextMark.Column)
	at := y.visible(mark)
	switch {
	case strings.Contains(e.Message, "no documents in stream"):
		return Node{Kind: Mapping}, true
	case strings.Contains(e.Message, "found multiple"):
		at := strings.LastIndex(y.text, "\n---") + 1
		y.errorf(diag.Syntax, diag.Span{Start: at, End: at + len("---")}, "Delete this line.", "%s holds several YAML documents", y.what)
		return Node{}, false
	case strings.Contains(e.Message, errDepth.Error()):
		y.tooDeep(at)
		return Node{}, false
	case strings.Contains(e.Message, "unknown anchor"):
		y.errorf(diag.YAMLFeature, y.word(mark), "Write the value out; put quotes around text that begins with *.", "aliases are not allowed in YAML")
		return Node{}, false
	}
	if tab, found := y.tab(min(opening, mark), mark); found && e.Mark.Line > 0 {
		y.errorf(diag.Syntax, tab, "Indent with spaces.", "a tab in the indentation")
		return Node{}, false
	}
	for _, m := range yamlErrors {
		if strings.Contains(e.Message, m.part) {
			if m.opening && e.ContextMark.Line > 0 {
				at = first(y.text, opening)
			}
			y.errorf(diag.Syntax, at, m.hint, "%s", m.message)
			return Node{}, false
		}
	}
	message := strings.TrimPrefix(e.Message, "yaml: ")
	if e.ContextMsg != "" {
		message += " " + e.ContextMsg
	}
	if e.Mark.Line == 0 {
		at = y.at
	}
	y.errorf(diag.Syntax, at, "", "%s", message)
	return Node{}, false
}

// visible returns a character at or before a byte that an author can see: the
// library returns up beyond the last line when something is missing.
func (y *yamlReader) visible(at int) diag.Span {
	if rest := strings.TrimLeft(y.text[at:], " \t\r\n"); rest == "" {
		at = max(y.lines[0], len(strings.TrimRight(y.text, " \t\r\n"))-1)
		for at > y.lines[0] && y.text[at]&0xC0 == 0x80 { // within a code point
			at--
		}
	}
	return first(y.text, at)
}

// tab finds a tab in the indentation of the lines from one byte to another.
func (y *yamlReader) tab(from, to int) (diag.Span, bool) {
	for i, start := range y.lines {
		if start > to || i+1 < len(y.lines) && y.lines[i+1] <= from {
			continue
		}
		indent := len(y.text[start:]) - len(strings.TrimLeft(y.text[start:], " "))
		if strings.HasPrefix(y.text[start+indent:], "\t") {
			return first(y.text, start+indent), true
		}
	}
	return diag.Span{}, false
}
