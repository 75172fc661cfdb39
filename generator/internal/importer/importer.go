package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/settings"
)

// A Format is one kind of source that can be imported.
type Format struct {
	Name       string   // "statuspage"
	Summary    string   // one line: what it is
	Sources    string   // one line: which files or folders to give
	Extensions []string // of a folder's files that are read: ".json"
	Otherwise  string   // a sentence for a source in which nothing was found, or ""
	// Read adds the incidents of the inputs to a job, and skips what is none.
	Read func(*Job, []Input)
}

// A Source is one file or one folder to import from.
type Source struct {
	Name  string // as it is reported, "export/incidents.json"
	files fs.FS
	one   string // the name of a single file among files; "" for all of them
}

// File is a source of one file of a folder. Its extension says its kind; what is
// beside it is read where the file shows it.
func File(name string, beside fs.FS) Source {
	return Source{name, beside, path.Base(strings.ReplaceAll(name, `\`, "/"))}
}

// Folder is a source of all files beneath the root of files.
func Folder(name string, files fs.FS) Source { return Source{Name: name, files: files} }

// Existing is the archive that is imported into, as it is.
type Existing struct {
	SettingsFile string // "archive.yaml" or "archive.toml"; "" where there is none yet
	SettingsText string
	Remembered   string // the text of _import.yaml, what earlier imports keep for later ones
	// Files are the Markdown files of the archive, among them those whose names
	// begin with "_": path and text.
	Files  map[string]string
	Others map[string]bool // paths of all other files, but for those of folders that hold no postmortems
}

// A Plan is what an import wants written. Paths are slash-separated and relative to the archive.
type Plan struct {
	Files []PlannedFile // sorted by path
}

// A PlannedFile is one file to write.
type PlannedFile struct {
	Path string
	Text string // any bytes, of a copy
	// Replaces is the text that the plan was made against; "" for a file that is not there yet.
	Replaces string
}

// Import reads sources of a format and says what to write. The error is for an
// archive that cannot be worked with, a *SettingsError where its settings have
// errors, or for choices that cannot be followed, a *ChoiceError; everything
// about the sources is in the report.
func Import(f Format, sources []Source, existing Existing, choices Choices) (Plan, Report, error) {
	archive, err := readArchive(existing)
	if err != nil {
		return Plan{}, Report{}, err
	}
	j := &Job{Settings: archive.settings, Memory: archive.memory, components: map[string]Component{}}
	if err := j.choose(f.Name, choices); err != nil {
		return Plan{}, Report{}, err
	}
	f.Read(j, j.inputs(sources, f))
	if len(j.incidents) == 0 && f.Otherwise != "" {
		j.Note(Suspicious, "%s", f.Otherwise)
	}
	if len(j.incidents)+len(j.items) == 0 {
		for _, s := range sources {
			j.Skip(s.Name, "", "", "nothing of the format %s was found in it", f.Name)
		}
	}
	j.settle()
	plan, report := reconcile(j, f.Name, archive)
	return plan, report, nil
}

// A Job is an import under way: what has been found so far.
type Job struct {
	Choices     Choices
	Zone        *time.Location     // that the choices name for times that carry none, or nil
	maintenance *regexp.Regexp     // likewise, of titles of planned work
	Settings    *settings.Settings // of the archive
	Memory      *Memory            // what earlier imports keep
	incidents   []*Incident
	items       []Item // of sources that led to no incident
	notes       []Note // about the import as a whole
	folders     bool   // all sources are folders: what is not in them is gone
	// components by their keys, and the keys in the order in which they came
	components map[string]Component
	order      []string
	// Newest is the latest time that any source holds: what "now" was.
	Newest time.Time
}

// Skip reports a part of a source that becomes no file.
func (j *Job) Skip(source, id, title, format string, args ...any) {
	j.items = append(j.items, Item{Source: source, ID: id, Title: title, Outcome: Skipped, Reason: fmt.Sprintf(format, args...), group: format})
}

// Note reports something about the import as a whole.
func (j *Job) Note(kind NoteKind, format string, args ...any) {
	j.notes = append(j.notes, Note{Kind: kind, Text: fmt.Sprintf(format, args...), group: format})
}

// Present reports a source that the archive holds already.
func (j *Job) Present(source, id, title, format string, args ...any) {
	j.items = append(j.items, Item{Source: source, ID: id, Title: title, Outcome: Unchanged, Reason: fmt.Sprintf(format, args...), group: format})
}

// EachJSON reads what items finds in the JSON values of an input; nil means that
// a value is none of the format's. thing is what they are called in the label of
// each, which is counted from 1; one without any of the members in need is none.
func (j *Job) EachJSON(in Input, thing, need string, items func(frontmatter.Node) []frontmatter.Node, read func(item frontmatter.Node, index int)) {
	values, err := lenient.Documents(in.Text)
	if err != nil {
		j.Skip(in.Source, "", "", "%v", err)
	}
	n, known := 0, false
	for _, v := range values {
		list := items(v)
		known = known || list != nil
		for _, item := range list {
			if n++; lenient.Text(item, strings.Fields(need)...) != "" {
				read(item, n)
			} else {
				j.Skip(fmt.Sprintf("%s %s %d", in.Source, thing, n), "", "", "it has none of %s", strings.Join(strings.Fields(need), ", "))
			}
		}
	}
	if !known && err == nil {
		j.Skip(in.Source, "", "", "it holds no %s", thing)
	}
}

// settle drops what is beyond the bound and puts the incidents into the order in which they happened.
func (j *Job) settle() {
	if len(j.incidents) > MaxFound {
		for _, in := range j.incidents[MaxFound:] {
			j.Skip(in.Source, in.ID, in.Title, "only the first %d incidents are imported at once", MaxFound)
		}
		j.incidents = j.incidents[:MaxFound]
	}
	slices.SortStableFunc(j.incidents, func(a, b *Incident) int {
		return cmp.Or(a.began().Compare(b.began()), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Source, b.Source))
	})
	seen := map[string]int{}
	for _, in := range j.incidents {
		if seen[in.ID]++; seen[in.ID] > 1 {
			in.ID = fmt.Sprintf("%s~%d", in.ID, seen[in.ID])
			in.Note(Suspicious, "id", "another incident of this import has the same id")
		}
		in.finish()
	}
}
