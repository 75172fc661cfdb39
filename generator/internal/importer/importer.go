package importer

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/settings"
)

// A Format is one kind of source that can be imported.
type Format struct {
	Name    string // "statuspage"
	Summary string // one line: what it is
	Sources string // one line: which files or folders to give
	parse   func(*reading, []input)
	wants   func(path string) bool // of a folder's files; nil: all
}

// Formats lists what can be imported, in the order in which help shows it.
func Formats() []Format {
	return []Format{
		{"statuspage", "Atlassian Statuspage incidents and maintenance", "JSON of the public API v2 or of API v1, a saved incident page (HTML), or its copied text", parseStatuspage, byExtension(".json", ".html", ".htm", ".txt", ".text")},
		{"cstate", "a cState status page", "the site's folder (config and content/issues), or single issues", parseCState, byExtension(".md", ".markdown", ".json", ".yml", ".yaml", ".toml")},
		{"gcp", "Google Cloud's incidents", "incidents.json", parseGCP, byExtension(".json")},
		{"upptime", "Upptime's incidents and maintenance", "GitHub issues as JSON, from the API or from gh issue list --json", parseUpptime, byExtension(".json", ".jsonl", ".ndjson")},
		{"postmortems-app", "the collection icco/postmortems", "its data folder, or its JSON output", parsePostmortemsApp, byExtension(".md", ".json")},
		{"hugo", "posts of a Hugo site", "the site's folder, or a folder of posts", parseHugo, byExtension(".md", ".markdown", ".yml", ".yaml", ".toml", ".json")},
		{"jekyll", "posts of a Jekyll site", "the site's folder, or a folder of posts", parseJekyll, byExtension(".md", ".markdown", ".yml", ".yaml")},
		{"markdown", "Markdown without front matter", "a folder of files, or single files", parseAdopted, byExtension(".md", ".markdown")},
		{"csv", "a table with a line for each incident", "a CSV file whose first line names the columns", parseCSV, byExtension(".csv", ".tsv")},
	}
}

// A Source is one file or one folder to import from.
type Source struct {
	Name  string // as it is reported, "export/incidents.json"
	files fs.FS
	data  []byte
}

// File is a source of one file. Name tells its kind by the extension.
func File(name string, data []byte) Source { return Source{Name: name, data: data} }

// Folder is a source of all files beneath the root of files.
func Folder(name string, files fs.FS) Source { return Source{Name: name, files: files} }

// Options say how an import is done. The zero value is what most want.
type Options struct {
	// Zone reads times that carry none; nil means the source's own, else UTC, with a note.
	Zone *time.Location
	// Maintenance matches titles and names of incidents that were maintenance,
	// whatever the source calls them; nil changes none, and reports the likely ones.
	Maintenance *regexp.Regexp
	// Into is the folder of the archive that files are put into, above that of the year; "" for none.
	Into string
	// Longest is the length above which a window is reported as doubtful; 0 means 7 days.
	Longest time.Duration
}

// Existing is the archive that is imported into, as it stands.
type Existing struct {
	SettingsFile string // "archive.yaml" or "archive.toml"; "" where there is none yet
	SettingsText string
	// Files are the Markdown files of the archive, among them those whose names
	// begin with "_": path and text.
	Files map[string]string
}

// A Plan is what an import wants written. Paths are slash-separated and relative to the archive.
type Plan struct {
	Files []PlannedFile // sorted by path
}

// A PlannedFile is one file to write.
type PlannedFile struct {
	Path string
	Text string
	// Replaces is the text that the plan was made against; "" for a file that is not there yet.
	Replaces string
}

// Import reads sources of a format and says what to write. The error is for a
// format or an archive that cannot be worked with, a *SettingsError where the
// archive's settings have errors; everything about the sources is in the report.
func Import(format string, sources []Source, existing Existing, options Options) (Plan, Report, error) {
	f, err := lookup(format)
	if err != nil {
		return Plan{}, Report{}, err
	}
	archive, err := readArchive(existing)
	if err != nil {
		return Plan{}, Report{}, err
	}
	if options.Longest == 0 {
		options.Longest = 7 * 24 * time.Hour
	}
	if options.Into != "" && !fs.ValidPath(options.Into) {
		return Plan{}, Report{}, fmt.Errorf("%q is not a folder within the archive", options.Into)
	}
	r := &reading{format: f.Name, options: options, settings: archive.settings, components: map[string]component{}}
	inputs := r.inputs(sources, f.wants)
	f.parse(r, inputs)
	if len(r.incidents)+len(r.items) == 0 {
		for _, s := range sources {
			r.skip(s.Name, "", "", "nothing of the format %s was found in it", f.Name)
		}
	}
	r.settle()
	plan, report := reconcile(r, archive, options)
	return plan, report, nil
}

func lookup(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("no format is called %q; known are %s", name, strings.Join(names, ", "))
}

// A reading is an import under way: what has been found so far.
type reading struct {
	format     string
	options    Options
	settings   *settings.Settings
	incidents  []*incident
	items      []Item // of sources that gave no incident
	components map[string]component
	order      []string  // names of components as they came
	newest     time.Time // the latest time that any source holds: what "now" was
}

// skip reports a part of a source that gives no file.
func (r *reading) skip(source, id, title, format string, args ...any) {
	r.items = append(r.items, Item{Source: source, ID: id, Title: title, Outcome: Skipped, Reason: fmt.Sprintf(format, args...)})
}
