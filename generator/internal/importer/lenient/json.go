package lenient

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/frontmatter"
)

// maxDocuments bounds the JSON values of one text.
const maxDocuments = 100_000

// Documents reads the JSON values of a text: paginated downloads are often
// several, one after the other. What was read before an error comes with it.
func Documents(text string) (values []frontmatter.Node, err error) {
	text = strings.TrimSpace(text)
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		var v any
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return values, nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return values, fmt.Errorf("the JSON ends too early, after %d bytes", len(text))
		case err != nil:
			return values, fmt.Errorf("the JSON is broken at byte %d: %w", d.InputOffset(), err)
		case len(values) == maxDocuments:
			return values, fmt.Errorf("only the first %d values of JSON are read", maxDocuments)
		}
		values = append(values, node(v))
	}
}

// node is a decoded value of JSON as a tree, its keys sorted.
func node(value any) (n frontmatter.Node) {
	switch v := value.(type) {
	case string:
		n.Kind, n.Text = frontmatter.Text, v
	case json.Number:
		n.Kind, n.Text = frontmatter.Number, v.String()
	case bool:
		n.Kind, n.Text = frontmatter.Bool, fmt.Sprint(v)
	case []any:
		n.Kind = frontmatter.Sequence
		for _, item := range v {
			n.Items = append(n.Items, node(item))
		}
	case map[string]any:
		n.Kind = frontmatter.Mapping
		for _, key := range slices.Sorted(maps.Keys(v)) {
			n.Fields = append(n.Fields, frontmatter.Field{Key: key, Value: node(v[key])})
		}
	}
	return n
}

// ItemsOf returns the items of a list, or a value that is none alone.
func ItemsOf(n frontmatter.Node) []frontmatter.Node {
	if n.Kind == frontmatter.Sequence {
		return n.Items
	}
	return []frontmatter.Node{n}
}
