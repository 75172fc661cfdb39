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

// keyLine matches "key: text", and an item below a key.
var keyLine = regexp.MustCompile(`^(?:"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*[:=]|\s*-\s)\s*(.*)$`)

// byLines reads "key: text" and lists below a key, and nothing else: values that are no
// YAML are quoted, and other lines are left out.
func byLines(text string) frontmatter.Node {
	var b strings.Builder
	seen := map[string]bool{}
	list := false // the last key may have one
	for line := range strings.Lines(text) {
		m := keyLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil || seen[m[1]] || m[1] == "" && !list {
			continue
		}
		key, value := m[1]+": ", m[2]
		if m[1] == "" {
			key = "  - "
		} else {
			seen[m[1]], list = true, value == ""
		}
		root, problems := frontmatter.ParseYAML(diag.NewSource("", "value: "+value), Limits)
		if f, _ := root.Get("value"); problems.Errors() > 0 || f.Value.Kind == frontmatter.Mapping {
			value = frontmatter.QuoteYAML(strings.Trim(value, "\"' \t"))
		}
		b.WriteString(key + value + "\n")
	}
	root, _ := frontmatter.ParseYAML(diag.NewSource("", b.String()), Limits)
	return root
}
