package edition

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mentions are the paths that what an edition shows speaks of. A file beside a report or in static/ that nothing
// visible mentions is not published: it may belong to something that is hidden. The signal of a report is no
// mention: no page shows it.
type Mentions struct {
	paths   map[string]bool   // with all that they end in: "a/b.png" and "b.png"
	bundles map[string]string // what the reports of bundles say, by folder
}

// signal is the line of a report's signal as Project writes it.
var signal = regexp.MustCompile(`(?m)^"signal": .*$`)

// Add takes in a text that the edition shows, and its path in the archive.
func (m *Mentions) Add(file, text string) {
	if m.paths == nil {
		m.paths, m.bundles = map[string]bool{}, map[string]string{}
	}
	text = signal.ReplaceAllString(text, "")
	if path.Base(file) == "index.md" {
		m.bundles[path.Dir(file)] = text
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n()[]<>{}\"'`,;=|", r) }) {
		word, _, _ = strings.Cut(word, "#")
		word, _, _ = strings.Cut(word, "?")
		if decoded, err := url.PathUnescape(word); err == nil {
			word = decoded
		}
		for more := true; more && !m.paths[word]; {
			m.paths[word] = true
			_, word, more = strings.Cut(word, "/")
		}
	}
}

// Has reports whether a file is mentioned: one of a bundle by its name in the text of the bundle, in any
// spelling, or elsewhere with the folder; one of static/ by its path there.
func (m *Mentions) Has(file string) bool {
	for folder := path.Dir(file); folder != "."; folder = path.Dir(folder) {
		if text, ok := m.bundles[folder]; ok {
			name := strings.TrimPrefix(file, folder+"/")
			return holds(text, name) || holds(text, (&url.URL{Path: name}).EscapedPath()) || m.paths[path.Join(path.Base(folder), name)]
		}
	}
	return m.paths[strings.TrimPrefix(file, "static/")]
}

// holds reports whether a text has a name, not only within a longer one.
func holds(text, name string) bool {
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' }
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		after, _ := utf8.DecodeRuneInString(text[at+i+len(name):])
		if at += i + len(name); !part(before) && before != '.' && !part(after) {
			return true
		}
	}
}
