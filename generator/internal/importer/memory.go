package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/prose"
)

// MemoryFile is the file of an archive in which imports keep what a person has chosen.
const MemoryFile = "_import.yaml"

// Choices are what a person says about the import of a format, as it is written.
// The zero value repeats those of the import before.
type Choices struct {
	Timezone    string   // an IANA zone for times that carry none
	Maintenance string   // a regular expression for titles that were maintenance
	Match       []string // which posts are taken: "tag:outage", "category:…", "folder:…", or words
	Into        string   // a folder of the archive above those of the years
	Edition     string   // the one that what is imported belongs to; "" for the default one
	Forget      bool     // those of the import before are not repeated
}

// A ChoiceError is the error of a choice that cannot be followed.
type ChoiceError struct{ Flag, Message, Hint string }

func (e *ChoiceError) Error() string { return e.Flag + ": " + e.Message }

// A WordGroup is what words of reports are candidates for.
type WordGroup string

// The groups of words, by their keys in the file.
const (
	ServiceWords  WordGroup = "services"
	CauseWords    WordGroup = "causes"
	SeverityWords WordGroup = "severities"
	LevelWords    WordGroup = "levels"
)

var wordGroups = []WordGroup{ServiceWords, CauseWords, SeverityWords, LevelWords}

// A Word is a word that reports use, and what a person says that it means here; "" where nobody has said.
type Word struct {
	Word, Means string
	reports     int
	stated      bool // a report gives it as a value, rather than using it
}

// A Memory is what is kept between imports.
type Memory struct {
	choices map[string]Choices // by format
	words   map[WordGroup][]Word
	text    string
}

// readMemory reads the file; its errors are those of YAML.
func readMemory(text string) (*Memory, diag.List) {
	m := &Memory{choices: map[string]Choices{}, words: map[WordGroup][]Word{}, text: text}
	root, list := frontmatter.ParseYAML(diag.NewSource(MemoryFile, text), settingsLimits)
	field := func(n frontmatter.Node, key string) frontmatter.Node {
		f, _ := n.Get(key)
		return f.Value
	}
	for _, f := range field(root, "choices").Fields {
		c := Choices{Timezone: field(f.Value, "timezone").Text, Maintenance: field(f.Value, "maintenance-match").Text, Into: field(f.Value, "into").Text, Edition: field(f.Value, "edition").Text}
		for _, item := range field(f.Value, "match").Items {
			c.Match = append(c.Match, item.Text)
		}
		m.choices[f.Key] = c
	}
	for _, group := range wordGroups {
		for _, f := range field(root, string(group)).Fields {
			m.words[group] = append(m.words[group], Word{Word: f.Key, Means: strings.TrimSpace(f.Value.Text)})
		}
	}
	return m, list
}

// choose completes the choices of an import by those of the one before, keeps
// them, and resolves them.
func (m *Memory) choose(format string, c Choices) (o Options, err error) {
	if old := m.choices[format]; !c.Forget {
		c.Timezone, c.Maintenance = cmp.Or(c.Timezone, old.Timezone), cmp.Or(c.Maintenance, old.Maintenance)
		c.Into, c.Edition = cmp.Or(c.Into, old.Into), cmp.Or(c.Edition, old.Edition)
		if len(c.Match) == 0 {
			c.Match = old.Match
		}
	}
	c.Forget = false
	m.choices[format] = c
	if c.Timezone != "" {
		zone, bad := calendar.LoadZone(c.Timezone)
		if bad != nil {
			return o, &ChoiceError{"--timezone", bad.Message, bad.Hint}
		}
		o.Zone = zone
	}
	if c.Maintenance != "" {
		if o.Maintenance, err = regexp.Compile(c.Maintenance); err != nil {
			return o, &ChoiceError{Flag: "--maintenance-match", Message: err.Error()}
		}
	}
	if o.Into = c.Into; c.Into != "" && !fs.ValidPath(c.Into) {
		return o, &ChoiceError{Flag: "--into", Message: strconv.Quote(c.Into) + " is not a folder within the archive"}
	}
	o.Match, o.Edition = c.Match, c.Edition
	return o, nil
}

// said lists choices as the flags that make them.
func (c Choices) said() string {
	var parts []string
	for _, f := range []struct{ flag, value string }{{"--timezone", c.Timezone}, {"--maintenance-match", c.Maintenance}, {"--into", c.Into}, {"--edition", c.Edition}, {"--match", strings.Join(c.Match, " --match ")}} {
		if f.value != "" {
			parts = append(parts, f.flag+" "+f.value)
		}
	}
	return strings.Join(parts, " ")
}

// See counts a report that uses a word, which becomes a candidate of a group.
// stated says that the report gives it as a value of its own.
func (m *Memory) See(group WordGroup, word string, stated bool) {
	word = prose.OneLine(word)
	if word == "" || prose.Runes(word) > 60 {
		return
	}
	i := slices.IndexFunc(m.words[group], func(w Word) bool { return strings.EqualFold(w.Word, word) })
	if i < 0 {
		i = len(m.words[group])
		m.words[group] = append(m.words[group], Word{Word: word})
	}
	w := &m.words[group][i]
	w.reports, w.stated = w.reports+1, w.stated || stated
}

// Meaning returns what a person says that a word means; "" where nobody has said.
func (m *Memory) Meaning(group WordGroup, word string) string {
	for _, w := range m.words[group] {
		if strings.EqualFold(w.Word, word) {
			return w.Means
		}
	}
	return ""
}

// Known are the words of a group to which a person has given a meaning.
func (m *Memory) Known(group WordGroup) []Word {
	return slices.DeleteFunc(slices.Clone(m.words[group]), func(w Word) bool { return w.Means == "" })
}

// mostWords bounds the candidates of a group that are listed.
const mostWords = 60

// write returns the text of the file, "" where there is nothing to keep.
func (m *Memory) write() string {
	var b strings.Builder
	for _, group := range wordGroups {
		words := slices.DeleteFunc(slices.Clone(m.words[group]), func(w Word) bool { return w.Means == "" && !w.stated && w.reports < 2 })
		slices.SortStableFunc(words, func(a, b Word) int {
			return cmp.Or(-cmp.Compare(min(len(a.Means), 1), min(len(b.Means), 1)), -cmp.Compare(a.reports, b.reports), cmp.Compare(a.Word, b.Word))
		})
		if len(words) > 0 {
			fmt.Fprintf(&b, "%s:\n", group)
		}
		for _, w := range words[:min(len(words), mostWords)] {
			line := "  " + frontmatter.QuoteYAML(w.Word) + ":"
			if w.Means != "" {
				line += " " + frontmatter.QuoteYAML(w.Means)
			}
			reports := "reports"
			if w.reports == 1 {
				reports = "report"
			}
			fmt.Fprintf(&b, "%-40s # %d %s\n", line, w.reports, reports)
		}
	}
	words := b.String()
	b.Reset()
	var formats []frontmatter.Field
	for _, name := range slices.Sorted(maps.Keys(m.choices)) {
		c := m.choices[name]
		if c.said() == "" {
			continue
		}
		formats = append(formats, frontmatter.Field{Key: name, Value: mapping(text("timezone", c.Timezone), text("maintenance-match", c.Maintenance), list("match", c.Match), text("into", c.Into), text("edition", c.Edition))})
	}
	if len(formats) > 0 {
		b.WriteString("# The choices of earlier imports, which the next one repeats.\n")
		b.WriteString(frontmatter.WriteYAML(mapping(frontmatter.Field{Key: "choices", Value: mapping(formats...)})))
	}
	if words != "" {
		b.WriteString("# Words that the reports use. Write on the right of each what it means here: the id or\n" +
			"# the name of a service, a cause, one of the archive's severities, a level. Then import again.\n" + words)
	}
	return b.String()
}

// A Match picks posts by words of kinds: "tag:outage". The zero value picks all.
type Match []string

// Picks reports whether a post has one of the tags, categories or folders of a
// match, or one of its words in the title.
func (m Match) Picks(title, file string, tags, categories []string) bool {
	has := func(list []string, want string) bool {
		return slices.ContainsFunc(list, func(t string) bool { return strings.EqualFold(strings.TrimSpace(t), want) })
	}
	for _, rule := range m {
		kind, want, ok := strings.Cut(rule, ":")
		switch {
		case ok && kind == "tag":
			ok = has(tags, want)
		case ok && kind == "category":
			ok = has(categories, want)
		case ok && kind == "folder":
			ok = strings.Contains("/"+strings.ToLower(path.Dir(file))+"/", "/"+strings.ToLower(strings.Trim(want, "/"))+"/")
		default:
			ok = WordsOf(title).Has(rule)
		}
		if ok {
			return true
		}
	}
	return len(m) == 0
}
