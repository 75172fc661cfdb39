package lenient

import (
	"path"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/prose"
)

// Limits are wider than an archive's own: what is imported was not written for it.
var Limits = frontmatter.Limits{Bytes: 1 << 20, Depth: 40, Keys: 5_000}

// A Front is a file of another system: its front matter as a tree, and its Markdown.
type Front struct {
	Root  frontmatter.Node
	Body  string
	Guess string // how front matter was read that is not valid; "" where it is
	Found bool   // there was front matter
	above int    // lines of the file above the Markdown
}

// ReadFront reads front matter as leniently as can be: what is no YAML is read
// line by line, since a colon in a title must not lose an incident.
func ReadFront(text string) Front {
	begun := strings.TrimLeft(text, "\n \t")
	skipped := strings.Count(text[:len(text)-len(begun)], "\n")
	text = prose.Clean(begun)
	src := diag.NewSource("", text)
	front, _, ok := frontmatter.Split(src, Limits)
	if !ok {
		return Front{Body: text}
	}
	f := Front{Body: text[front.Body:], Found: true, above: skipped + strings.Count(text[:front.Body], "\n")}
	inner := text[front.Text.Start:front.Text.End]
	var list diag.List
	if bare := Comment.ReplaceAllString(inner, ""); bare != inner && front.Format == frontmatter.YAML {
		f.Guess = "the front matter holds HTML comments, which are no YAML; they were passed over"
		inner = bare
		f.Root, list = frontmatter.ParseYAML(diag.NewSource("", inner), Limits)
	} else {
		f.Root, _, list = frontmatter.Parse(src, Limits)
	}
	switch {
	case f.Root.Kind != frontmatter.Mapping:
		f.Root, f.Guess = byLines(inner), "the front matter cannot be parsed, and was read line by line"
	case list.Errors() > 0:
		said := "the front matter has an error, and was read all the same: " + list[0].Message
		f.Guess = strings.TrimPrefix(f.Guess+"; "+said, "; ")
	}
	return f
}

// Lines returns the Markdown in the lines that it has in its file, below as many empty ones as there is front matter.
func (f Front) Lines() string { return strings.Repeat("\n", f.above) + f.Body }

// IsConfig reports whether a file configures a Hugo or Jekyll site.
func IsConfig(name string) bool {
	base := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	if path.Ext(name) == ".md" || strings.Contains(name, "content/") || strings.Contains(name, "static/") {
		return false
	}
	return base == "config" || base == "hugo" || base == "params" || base == "_config"
}

// A Site is what the configuration of a Hugo or Jekyll site says.
type Site struct {
	Title   string
	Address string         // with a slash at its end; "" where there is none, or one of an example
	Zone    *time.Location // of times without one; nil where none is named
	Roots   []frontmatter.Node
}

// ReadConfig reads a configuration in TOML where its name says so, else in YAML or
// JSON. problem says what cannot be used.
func (s *Site) ReadConfig(name, text string) (problem string) {
	parse := frontmatter.ParseYAML // JSON is YAML but for what nobody writes into a configuration
	if strings.EqualFold(path.Ext(name), ".toml") {
		parse = frontmatter.ParseTOML
	}
	root, list := parse(diag.NewSource(name, prose.Clean(text)), Limits)
	if root.Kind != frontmatter.Mapping && len(list) > 0 {
		return "the configuration cannot be read: " + list[0].Message
	}
	s.Roots = append(s.Roots, root)
	s.Title = prose.Or(s.Title, Text(root, "title"))
	address := Text(root, "baseURL", "url")
	placeholder := strings.Contains(address, "example.com") || strings.Contains(address, "://example.")
	if prose.WebAddress(address) && !placeholder {
		s.Address = strings.TrimSuffix(address, "/") + "/"
	}
	if name := Text(root, "timeZone"); name != "" {
		zone, bad := calendar.LoadZone(name)
		if bad != nil {
			return "the time zone of the site cannot be used: " + bad.Message
		}
		s.Zone = zone
	}
	return ""
}

// Comment matches a comment of HTML.
var Comment = regexp.MustCompile(`(?s)<!--.*?-->`)

var (
	keyLine  = regexp.MustCompile(`^"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*[:=]\s*(.*)$`)
	dashLine = regexp.MustCompile(`^\s*-\s+(.*)$`)
)

// byLines reads "key: text" and lists below a key, and nothing else.
func byLines(text string) frontmatter.Node {
	root := frontmatter.Node{Kind: frontmatter.Mapping}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := keyLine.FindStringSubmatch(line); m != nil {
			if _, twice := root.Get(m[1]); !twice && len(root.Fields) < 1000 {
				root.Fields = append(root.Fields, frontmatter.Field{Key: m[1], Value: lineValue(m[2])})
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
			last.Items = append(last.Items, lineValue(m[1]))
		}
	}
	return root
}

// lineValue reads the value of one line: as YAML where it is, else as text.
func lineValue(text string) frontmatter.Node {
	root, list := frontmatter.ParseYAML(diag.NewSource("", "value: "+text), Limits)
	if f, ok := root.Get("value"); ok && list.Errors() == 0 && f.Value.Kind != frontmatter.Mapping {
		return f.Value
	}
	return frontmatter.Node{Kind: frontmatter.Text, Text: strings.Trim(text, "\"' \t")}
}
