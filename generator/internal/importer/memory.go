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
	"afterword/generator/internal/importer/lenient"
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

// A flag is the name of a choice that is one text, and its value.
type flag struct {
	name  string
	value *string
}

func (c *Choices) flags() []flag {
	return []flag{{"timezone", &c.Timezone}, {"maintenance-match", &c.Maintenance}, {"into", &c.Into}, {"edition", &c.Edition}}
}

// readMemory reads the file; its errors are those of YAML.
func readMemory(text string) (*Memory, diag.List) {
	m := &Memory{choices: map[string]Choices{}, words: map[WordGroup][]Word{}, text: text}
	root, list := frontmatter.ParseYAML(diag.NewSource(MemoryFile, text), settingsLimits)
	for _, f := range lenient.Member(root, "choices").Fields {
		c := Choices{Match: lenient.Texts(f.Value, "match")}
		for _, flag := range c.flags() {
			*flag.value = lenient.Text(f.Value, flag.name)
		}
		m.choices[f.Key] = c
	}
	for _, group := range wordGroups {
		for _, f := range lenient.Member(root, string(group)).Fields {
			m.words[group] = append(m.words[group], Word{Word: f.Key, Means: strings.TrimSpace(f.Value.Text)})
		}
	}
	return m, list
}

// choose completes the choices of an import by those of the one before, keeps
// them, and resolves them.
func (j *Job) choose(format string, c Choices) (err error) {
	if old := j.Memory.choices[format]; !c.Forget {
		for i, flag := range c.flags() {
			*flag.value = cmp.Or(*flag.value, *old.flags()[i].value)
		}
		if len(c.Match) == 0 {
			c.Match = old.Match
		}
	}
	c.Forget = false
	j.Memory.choices[format], j.Choices = c, c
	if c.Timezone != "" {
		zone, bad := calendar.LoadZone(c.Timezone)
		if bad != nil {
			return &ChoiceError{"--timezone", bad.Message, bad.Hint}
		}
		j.Zone = zone
	}
	if c.Maintenance != "" {
		if j.maintenance, err = regexp.Compile(c.Maintenance); err != nil {
			return &ChoiceError{Flag: "--maintenance-match", Message: err.Error()}
		}
	}
	switch {
	case c.Into != "" && !fs.ValidPath(c.Into):
		return &ChoiceError{Flag: "--into", Message: strconv.Quote(c.Into) + " is not a folder within the archive"}
	case c.Edition != "" && (j.Settings.Editions == nil || !slices.Contains(j.Settings.Editions.IDs, c.Edition)):
		return &ChoiceError{"--edition", fmt.Sprintf("the archive has no edition %q", c.Edition), "The editions are those that editions: in archive.yaml lists."}
	}
	return nil
}

// Planned reports whether a title is that of planned work by the choices.
func (j *Job) Planned(title string) bool {
	return j.maintenance != nil && j.maintenance.MatchString(title)
}

// said lists choices as the flags that make them.
func (c Choices) said() string {
	var parts []string
	for _, flag := range c.flags() {
		if *flag.value != "" {
			parts = append(parts, "--"+flag.name+" "+*flag.value)
		}
	}
	for _, match := range c.Match {
		parts = append(parts, "--match "+match)
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
		var fields []frontmatter.Field
		for _, flag := range c.flags() {
			fields = append(fields, text(flag.name, *flag.value))
		}
		if c.said() != "" {
			formats = append(formats, frontmatter.Field{Key: name, Value: mapping(append(fields, list("match", c.Match))...)})
		}
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

// Picks reports whether a post has one of the tags, categories or folders of Match,
// or one of its words in the title, or whether Match is empty.
func (c Choices) Picks(title, file string, tags, categories []string) bool {
	has := func(list []string, want string) bool {
		return slices.ContainsFunc(list, func(t string) bool { return strings.EqualFold(strings.TrimSpace(t), want) })
	}
	for _, rule := range c.Match {
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
	return len(c.Match) == 0
}
