package frontmatter

import "afterword/generator/internal/diag"

// Kind is what a value looks like in its file.
type Kind uint8

const (
	// Null is nothing: "key:" in YAML, null in JSON.
	Null Kind = iota
	// Text is any scalar that was quoted, or that reads as text.
	Text
	// Number is an unquoted scalar of digits: 17, 0.3, 1e3.
	Number
	// Bool is an unquoted true or false, and nothing like it.
	Bool
	// Sequence holds Items.
	Sequence
	// Mapping holds Fields.
	Mapping
)

// A Node is a value of front matter with its place in the file. Scalars stay
// as they were written: 017, 1.10 and no are those very letters.
type Node struct {
	Kind   Kind
	Text   string // of a scalar, as written, without its quotes and with its escapes undone
	Items  []Node
	Fields []Field
	At     diag.Span // of the value, quotes included
}

// A Field is one key of a mapping and its value, in the order of the file.
type Field struct {
	Key   string
	KeyAt diag.Span
	Value Node
}

// Get finds the field of a key in a mapping.
func (n Node) Get(key string) (Field, bool) {
	for _, f := range n.Fields {
		if f.Key == key {
			return f, true
		}
	}
	return Field{}, false
}
