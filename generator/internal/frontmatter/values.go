package frontmatter

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Values are the fields of a mapping as plain values, for templates and JSON: a mapping is a
// map, a list a slice, true and false are booleans, and a number is a json.Number as it was
// written, where JSON can write it so. All else is text, and nil where there is none. No
// fields are a nil map.
func Values(fields []Field) map[string]any {
	if len(fields) == 0 {
		return nil
	}
	values := make(map[string]any, len(fields))
	for _, f := range fields {
		values[f.Key] = f.Value.plain()
	}
	return values
}

func (n Node) plain() any {
	switch n.Kind {
	case Null:
		return nil
	case Bool:
		return n.Text == "true"
	case Number:
		if json.Valid([]byte(n.Text)) {
			return json.Number(n.Text)
		}
	case Sequence:
		items := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			items = append(items, item.plain())
		}
		return items
	case Mapping:
		if len(n.Fields) == 0 {
			return map[string]any{}
		}
		return Values(n.Fields)
	}
	return n.Text
}

// PlainTexts lists what a plain value says, its keys left out: those of a list in order,
// those of a mapping by key.
func PlainTexts(value any) (texts []string) {
	switch v := value.(type) {
	case nil:
	case []any:
		for _, item := range v {
			texts = append(texts, PlainTexts(item)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, PlainTexts(v[key])...)
		}
	default:
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}
