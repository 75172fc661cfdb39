package importer

import (
	"regexp"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// foreignLimits are wider than an archive's own: what is imported was not written for it.
var foreignLimits = frontmatter.Limits{Bytes: 1 << 20, Depth: 40, Keys: 5_000}

// A foreign is a file of another system: its front matter as a tree, and its Markdown.
type foreign struct {
	root  frontmatter.Node
	body  string
	guess string // how front matter was read that is not valid
	found bool   // there was front matter
}

// readForeign reads front matter as leniently as can be: what is no YAML is read
// line by line, since a colon in a title must not lose an incident.
func readForeign(text string) foreign {
	text = clean(strings.TrimLeft(text, "\n \t"))
	src := diag.NewSource("", text)
	front, _, ok := frontmatter.Split(src, foreignLimits)
	if !ok {
		return foreign{body: text}
	}
	f := foreign{body: text[front.Body:], found: true}
	inner := text[front.Text.Start:front.Text.End]
	if bare := htmlComment.ReplaceAllString(inner, ""); bare != inner && front.Format == frontmatter.YAML {
		inner, f.guess = bare, "the front matter holds HTML comments, which are no YAML; they were passed over"
	}
	root, list := f.root, diag.List(nil)
	if f.guess == "" {
		root, _, list = frontmatter.Parse(src, foreignLimits)
	} else {
		root, list = frontmatter.ParseYAML(diag.NewSource("", inner), foreignLimits)
	}
	if root.Kind == frontmatter.Mapping {
		f.root = root
		if list.Errors() > 0 {
			f.guess = join(f.guess, "the front matter has a mistake, and was read all the same: "+list[0].Message)
		}
		return f
	}
	f.root = byLines(inner)
	f.guess = "the front matter cannot be parsed, and was read line by line"
	return f
}

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	keyLine     = regexp.MustCompile(`^"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*[:=]\s*(.*)$`)
	dashLine    = regexp.MustCompile(`^\s*-\s+(.*)$`)
)

// byLines reads "key: text" and lists below a key, and nothing else.
func byLines(text string) frontmatter.Node {
	root := frontmatter.Node{Kind: frontmatter.Mapping}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := keyLine.FindStringSubmatch(line); m != nil {
			if _, twice := root.Get(m[1]); !twice && len(root.Fields) < 1000 {
				root.Fields = append(root.Fields, frontmatter.Field{Key: m[1], Value: oneValue(m[2])})
			}
			continue
		}
		m := dashLine.FindStringSubmatch(line)
		if m == nil || len(root.Fields) == 0 {
			continue
		}
		last := &root.Fields[len(root.Fields)-1].Value
		if last.Kind == frontmatter.Null {
			last.Kind = frontmatter.Sequence
		}
		if last.Kind == frontmatter.Sequence && len(last.Items) < 1000 {
			last.Items = append(last.Items, oneValue(m[1]))
		}
	}
	return root
}

func oneValue(text string) frontmatter.Node {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return frontmatter.Node{Kind: frontmatter.Null}
	case text[0] == '[' && text[len(text)-1] == ']':
		n := frontmatter.Node{Kind: frontmatter.Sequence}
		for item := range strings.SplitSeq(text[1:len(text)-1], ",") {
			if item = unquoted(item); item != "" {
				n.Items = append(n.Items, frontmatter.Node{Kind: frontmatter.Text, Text: item})
			}
		}
		return n
	}
	return frontmatter.Node{Kind: frontmatter.Text, Text: unquoted(text)}
}

func unquoted(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > 1 && (text[0] == '"' || text[0] == '\'') {
		if i := strings.LastIndexByte(text, text[0]); i > 0 {
			return text[1:i]
		}
	}
	if i := strings.Index(text, " #"); i >= 0 {
		text = strings.TrimSpace(text[:i])
	}
	return text
}

// textOf returns the first of some keys that holds a scalar.
func textOf(root frontmatter.Node, keys ...string) string {
	for _, key := range keys {
		if v, ok := member(root, key); ok && v.Kind != frontmatter.Sequence && v.Kind != frontmatter.Mapping && v.Kind != frontmatter.Null {
			if text := strings.TrimSpace(v.Text); text != "" {
				return text
			}
		}
	}
	return ""
}

// yes reports whether a key is true, as any of the tools writes it.
func yes(root frontmatter.Node, key string) bool { return isYes(textOf(root, key)) }

func isYes(text string) bool {
	return strings.EqualFold(text, "true") || strings.EqualFold(text, "yes") || text == "1"
}

// textsOf returns the first of some keys that holds a list or a text, which is split at its commas.
func textsOf(root frontmatter.Node, keys ...string) []string {
	return partsOf(root, keys, func(text string) []string { return strings.Split(text, ",") })
}

// wordsOf is textsOf for Jekyll, which splits a text without a comma at its spaces.
func wordsOf(root frontmatter.Node, keys ...string) []string {
	return partsOf(root, keys, func(text string) []string {
		if strings.Contains(text, ",") {
			return strings.Split(text, ",")
		}
		return strings.Fields(text)
	})
}

func partsOf(root frontmatter.Node, keys []string, split func(string) []string) (list []string) {
	for _, key := range keys {
		v, ok := member(root, key)
		if !ok || v.Kind == frontmatter.Null {
			continue
		}
		for _, item := range v.Items {
			if text := oneLine(item.Text); text != "" && item.Kind != frontmatter.Mapping {
				list = append(list, text)
			}
		}
		if v.Kind != frontmatter.Sequence && v.Kind != frontmatter.Mapping {
			for _, part := range split(oneLine(v.Text)) {
				if part = strings.TrimSpace(part); part != "" {
					list = append(list, part)
				}
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// member finds a key in any case: other tools do not tell cases apart.
func member(root frontmatter.Node, key string) (frontmatter.Node, bool) {
	for _, f := range root.Fields {
		if strings.EqualFold(f.Key, key) {
			return f.Value, true
		}
	}
	return frontmatter.Node{}, false
}

// rest keeps the scalars of front matter that no one has read, and names what is too deep to keep.
func (in *incident) rest(root frontmatter.Node, read ...string) {
	known := setOf(strings.ToLower(strings.Join(read, " ")))
	for _, f := range root.Fields {
		if known[strings.ToLower(f.Key)] {
			continue
		}
		switch f.Value.Kind {
		case frontmatter.Null:
		case frontmatter.Sequence, frontmatter.Mapping:
			if list := textsOf(root, f.Key); len(list) > 0 && len(list) == len(f.Value.Items) {
				in.keep(f.Key, strings.Join(list, ", "))
			} else if len(f.Value.Items)+len(f.Value.Fields) > 0 {
				in.note(Dropped, f.Key, "a %s that the archive has no key for", f.Value.Kind)
			}
		default:
			in.keep(f.Key, cut(f.Value.Text, 2000))
		}
	}
}
