package lsp

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/keys"
)

// A place is a key or a value of front matter or of archive.yaml.
type place struct {
	path  []string  // the keys that lead to it, its own among them: "impact", "level"
	key   *keys.Key // describes its key; nil of the author's own
	onKey bool      // it is the key, else the value
	text  string
	at    diag.Span
	// within are the mappings that it is in, the outermost first, and offered what the last of them may hold.
	within  []frontmatter.Node
	offered []keys.Key
}

// known are the keys that a document may hold at its top.
func (now snapshot) known(doc *document) []keys.Key {
	switch {
	case doc.settings():
		return keys.Archive()
	case now.archive() == nil:
		return keys.Report()
	}
	return append(keys.Report(), feeds.OwnKeys(now.Archive)...)
}

// find looks for the key or the value that is meant.
func find(root frontmatter.Node, known []keys.Key, meant func(text string, at diag.Span) bool) (place, bool) {
	if root.Kind != frontmatter.Mapping { // it cannot be read
		return place{}, false
	}
	return place{offered: known}.in(root, meant)
}

// on finds what is at a byte of a document.
func (now snapshot) on(doc *document, offset int) (place, bool) {
	return find(doc.tree(), now.known(doc), func(_ string, at diag.Span) bool { return at.Start <= offset && offset <= at.End })
}

// in looks for it within a node, of which the place says how it was reached.
func (p place) in(n frontmatter.Node, meant func(string, diag.Span) bool) (place, bool) {
	switch n.Kind {
	case frontmatter.Sequence:
		for _, item := range n.Items {
			if found, ok := p.in(item, meant); ok {
				return found, true
			}
		}
		return place{}, false
	case frontmatter.Mapping:
		p.within = append(slices.Clip(p.within), n)
		if p.key != nil {
			p.offered = slices.Concat(p.key.Keys, p.key.Or)
		}
		for _, f := range n.Fields {
			own := p
			own.path, own.key = append(slices.Clip(p.path), f.Key), describing(p.offered, f.Key)
			if meant(f.Key, f.KeyAt) {
				own.onKey, own.text, own.at = true, f.Key, f.KeyAt
				return own, true
			}
			if own.key == nil {
				own.offered = nil
			}
			if found, ok := own.in(f.Value, meant); ok {
				return found, true
			}
		}
		return place{}, false
	}
	if !meant(n.Text, n.At) {
		return place{}, false
	}
	p.text, p.at = n.Text, n.At
	return p, true
}

func describing(list []keys.Key, name string) *keys.Key {
	n := slices.IndexFunc(list, func(k keys.Key) bool { return k.Name == name || slices.Contains(k.Aliases, name) })
	if n < 0 {
		return nil
	}
	return &list[n]
}

// marker is a word that no author writes. It is put where somebody is about to write.
const marker = "afterwordcursor"

// A typed place is where somebody is writing.
type typed struct {
	place
	word   diag.Span // what is there of the word
	quoted bool      // between quotes
}

// typing finds the place in front matter in which somebody is writing. The text around it may be half written: the
// marker is put there in each way that may make it whole, in the whole text, and then in what is before it.
func (now snapshot) typing(doc *document, offset int) (typed, bool) {
	format, front, ok := doc.front()
	if !ok || offset < front.Start || offset > front.End {
		return typed{}, false
	}
	text := doc.src.Text()
	start, end := word(text[front.Start:front.End], offset-front.Start)
	t := typed{word: diag.Span{Start: front.Start + start, End: front.Start + end}}
	before, after := text[front.Start:t.word.Start], text[t.word.End:front.End]
	quote := before[max(0, len(before)-1):]
	t.quoted = quote == `"` || quote == "'"
	if t.quoted && len(after) > 0 && strings.HasPrefix(after, quote) {
		before, after = before[:len(before)-1], after[1:]
	} else if t.quoted {
		before = before[:len(before)-1]
	}
	known := now.known(doc)
	for _, part := range [][2]string{{before, after}, {fragment(format, before), ""}} {
		for _, as := range written(format, part[0]) {
			whole := fence(doc, format, part[0]+as+part[1])
			found, ok := find(newDocument("", doc.name, nil, whole, false).tree(), known, func(text string, _ diag.Span) bool { return strings.Contains(text, marker) })
			if ok {
				t.place = found
				return t, true
			}
		}
	}
	return typed{}, false
}

// word is the part of a text around a byte that somebody is writing: from what separates values up to the end of the word.
func word(text string, at int) (start, end int) {
	line := strings.LastIndexAny(text[:at], "\r\n") + 1
	start = line
	for _, separator := range []string{"[", "{", ",", `"`, "'", ": ", "= ", "- "} {
		if n := strings.LastIndex(text[line:at], separator); n >= 0 {
			start = max(start, line+n+len(separator))
		}
	}
	for start < at && text[start] == ' ' {
		start++
	}
	end = at + len(expression(`^[\pL\pN_/.-]*`).FindString(text[at:]))
	return start, end
}

func expression(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

// written are the ways in which the marker may stand behind a text: as a value and as a key, also where brackets are not
// closed or a comma is still missing.
func written(format frontmatter.Format, before string) (ways []string) {
	value, key := marker, marker+": x"
	switch format {
	case frontmatter.JSON:
		value, key = `"`+marker+`"`, `"`+marker+`": 1`
	case frontmatter.TOML:
		value, key = `"`+marker+`"`, marker+" = 1"
	}
	line := before[strings.LastIndexAny(before, "\r\n")+1:]
	open := closing(line)
	if format == frontmatter.JSON {
		open = closing(before)
	}
	for _, end := range []string{"", ",", open} {
		ways = append(ways, value+end, key+end)
	}
	return ways
}

// closing are the brackets that a text leaves open, closed.
func closing(text string) string {
	var open []byte
	quote := byte(0)
	for n := range len(text) {
		switch c := text[n]; {
		case quote != 0:
			if c == quote && text[n-1] != '\\' {
				quote = 0
			}
		case c == '"' || c == '\'' && n > 0 && strings.IndexByte(" [{,", text[n-1]) >= 0:
			quote = c
		case c == '[':
			open = append(open, ']')
		case c == '{':
			open = append(open, '}')
		case (c == ']' || c == '}') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	slices.Reverse(open)
	return string(open)
}

// fragment is the end of a text that can be read alone: from the last key at the margin, or the last table of TOML.
func fragment(format frontmatter.Format, before string) string {
	begins := `(?m)^[^\s#-][^\r\n]*`
	switch format {
	case frontmatter.JSON:
		return before
	case frontmatter.TOML:
		begins = `(?m)^\[[^\r\n]*`
	}
	lines := expression(begins).FindAllStringIndex(before, -1)
	line := strings.LastIndexAny(before, "\r\n") + 1
	if len(lines) == 0 || before[line:] == "" && format == frontmatter.YAML {
		return before[line:] // at the margin itself
	}
	return before[lines[len(lines)-1][0]:]
}

// fence makes a document of front matter.
func fence(doc *document, format frontmatter.Format, text string) string {
	if filepath.Ext(doc.name) != ".md" || format == frontmatter.JSON {
		return text
	}
	fence := map[frontmatter.Format]string{frontmatter.YAML: "---", frontmatter.TOML: "+++"}[format]
	return fence + "\n" + strings.TrimRight(text, "\r\n") + "\n" + fence + "\n"
}
