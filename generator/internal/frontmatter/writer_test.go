package frontmatter_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// pieces are what texts are made of to find the one that is misread.
var pieces = []string{
	"a", "B", "é", "ß", "日本", "🛑", "\u200b", "\u00a0", "\ufffd", " ", "  ", "\t", "\n", "'", `"`, `\`, "#", " #", ": ", ":", "-", "- ", "--- ", "?", "? ", "!", "&x", "*x", "|", ">", ">-",
	"{", "}", "[", "]", ",", "@", "`", "%", "~", "null", "true", "no", "on", "y", "1", "017", "1.5", "1e3", "0x1f", "1_000", "2024-01-01", "12:30", "12:30:45", ".5", "=", "<<", "<", "<b>", "</b>", "&amp;", "_", "__", "**", "~~", "http://x.org/a:b", "(1)", "1. ", "+ ", "# ", "...",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// TestWriteYAML writes texts in every place of a file and reads them back: with the library, and with the archive's own strict reader.
func TestWriteYAML(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	texts := append([]string{}, pieces...)
	for range 4_000 {
		texts = append(texts, randomText(r))
	}
	for _, text := range texts {
		long := strings.Repeat(text+" word ", 30)
		field := func(key string, value frontmatter.Node) frontmatter.Field {
			return frontmatter.Field{Key: key, Value: value}
		}
		plain := func(text string) frontmatter.Node { return frontmatter.Node{Kind: frontmatter.Text, Text: text} }
		item := frontmatter.Node{Kind: frontmatter.Mapping, Fields: []frontmatter.Field{field("item", plain(long))}}
		source := frontmatter.WriteYAML(frontmatter.Node{Kind: frontmatter.Mapping, Fields: []frontmatter.Field{
			field("short", plain(text)),
			field("list", frontmatter.Node{Kind: frontmatter.Sequence, Items: []frontmatter.Node{item}}),
			field("flow", frontmatter.Texts([]string{text, text})),
			field("long", frontmatter.Texts([]string{text, strings.Repeat(text, 60)})),
		}})

		var loaded struct {
			Short string
			List  []map[string]string
			Flow  []string
			Long  []string
		}
		if err := yaml.Load([]byte(source), &loaded); err != nil {
			t.Fatalf("%q: %v\n%s", text, err, source)
		}
		if loaded.Short != text || loaded.List[0]["item"] != long || loaded.Flow[1] != text || loaded.Long[1] != strings.Repeat(text, 60) {
			t.Fatalf("%q comes back as %q, %q, %q\n%s", text, loaded.Short, loaded.List, loaded.Flow, source)
		}
		root, list := frontmatter.ParseYAML(diag.NewSource("", source), frontmatter.Limits{Bytes: 1 << 20, Depth: 40, Keys: 5_000})
		if len(list) > 0 {
			t.Fatalf("%q: %v\n%s", text, list[0].Message, source)
		}
		short, _ := root.Get("short")
		if short.Value.Kind != frontmatter.Text || short.Value.Text != text {
			t.Fatalf("%q comes back as %v %q\n%s", text, short.Value.Kind, short.Value.Text, source)
		}
	}
}
