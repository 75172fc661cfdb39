package frontmatter

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
)

// An Edit gives a scalar or a key of a file another text.
type Edit struct {
	At   diag.Span // as the parser found it, quotes included
	Text string
}

// Replace makes edits in a file of a format and leaves all other bytes as they are, comments and
// spaces too. A text keeps its quotes. It returns an error for a text of several lines.
func Replace(text string, format Format, edits []Edit) (string, error) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return a.At.Start - b.At.Start })
	var b strings.Builder
	end := 0
	for _, e := range edits {
		old := text[e.At.Start:e.At.End]
		if strings.ContainsAny(old, "\r\n") || old == "" {
			return "", fmt.Errorf("%q is written over several lines", e.Text)
		}
		b.WriteString(text[end:e.At.Start])
		b.WriteString(e.Written(old, format))
		end = e.At.End
	}
	return b.String() + text[end:], nil
}

// Written is the new text as the format has it, in the quotes of the old one.
func (e Edit) Written(old string, format Format) string {
	switch {
	case format == YAML && old[0] == '"':
		return Scalar(e.Text, JSON)
	case format == YAML && old[0] == '\'':
		return "'" + strings.ReplaceAll(e.Text, "'", "''") + "'"
	}
	return Scalar(e.Text, format)
}

// Scalar writes a text as a format has it; in YAML without quotes where it needs none.
func Scalar(text string, format Format) string {
	if format != YAML {
		quoted, _ := json.Marshal(text) // a string: it cannot fail
		return string(quoted)
	}
	return strings.TrimSuffix(strings.TrimPrefix(WriteYAMLFlow(Node{Kind: Sequence, Items: []Node{{Kind: Text, Text: text}}}), "["), "]")
}

// SameBut reports whether two trees are the same but for edits, of which before has the places.
func SameBut(before, after Node, edits []Edit) bool {
	text := func(old string, at diag.Span) string {
		if n := slices.IndexFunc(edits, func(e Edit) bool { return e.At == at }); n >= 0 {
			return edits[n].Text
		}
		return old
	}
	if before.Kind == Sequence || before.Kind == Mapping {
		if before.Kind != after.Kind {
			return false
		}
	} else if text(before.Text, before.At) != after.Text {
		return false
	}
	return slices.EqualFunc(before.Items, after.Items, func(x, y Node) bool { return SameBut(x, y, edits) }) &&
		slices.EqualFunc(before.Fields, after.Fields, func(x, y Field) bool {
			return text(x.Key, x.KeyAt) == y.Key && SameBut(x.Value, y.Value, edits)
		})
}
