package lenient

import (
	"slices"
	"strings"
	"unicode"

	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/prose"
)

// Member returns the value of a key in any case and with or without underscores,
// since other tools do not tell these apart; a Null where there is none.
func Member(n frontmatter.Node, key string) frontmatter.Node {
	for _, f := range n.Fields {
		if same(f.Key, key) {
			return f.Value
		}
	}
	return frontmatter.Node{}
}

// Text returns the first of some keys that holds a scalar which is not blank, else "".
func Text(n frontmatter.Node, keys ...string) string {
	for _, key := range keys {
		if text := strings.TrimSpace(Scalar(Member(n, key))); text != "" {
			return text
		}
	}
	return ""
}

// Scalar returns the text of a scalar; "" of a list, a mapping or nothing.
func Scalar(n frontmatter.Node) string {
	if n.Kind == frontmatter.Sequence || n.Kind == frontmatter.Mapping || n.Kind == frontmatter.Null {
		return ""
	}
	return n.Text
}

// Yes reports whether a key is true, as any of the tools writes it.
func Yes(n frontmatter.Node, key string) bool {
	text := Text(n, key)
	return strings.EqualFold(text, "true") || strings.EqualFold(text, "yes") || text == "1"
}

// A Lister reads a list of texts: of the first of some keys that holds one.
type Lister func(n frontmatter.Node, keys ...string) []string

// Texts is a Lister that splits a scalar at commas, semicolons, bars and line breaks.
func Texts(n frontmatter.Node, keys ...string) []string {
	return parts(n, keys, func(c rune) bool { return strings.ContainsRune(",;|\n", c) })
}

// Words is a Lister that splits a scalar without a comma at its spaces, as Jekyll does.
func Words(n frontmatter.Node, keys ...string) []string {
	if strings.Contains(Text(n, keys...), ",") {
		return Texts(n, keys...)
	}
	return parts(n, keys, unicode.IsSpace)
}

func parts(n frontmatter.Node, keys []string, between func(rune) bool) (list []string) {
	for _, key := range keys {
		v := Member(n, key)
		for _, item := range v.Items {
			list = append(list, prose.OneLine(Scalar(item)))
		}
		for part := range strings.FieldsFuncSeq(Scalar(v), between) {
			list = append(list, prose.OneLine(part))
		}
		if list = slices.DeleteFunc(list, func(t string) bool { return t == "" }); len(list) > 0 {
			return list
		}
	}
	return nil
}

// Rest returns the fields of a mapping whose keys are not among the known ones.
func Rest(n frontmatter.Node, known []string) []frontmatter.Field {
	return slices.DeleteFunc(slices.Clone(n.Fields), func(f frontmatter.Field) bool {
		return slices.ContainsFunc(known, func(key string) bool { return same(f.Key, key) })
	})
}
