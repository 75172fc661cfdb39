package monitor

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
)

// Bounds of what is read, so that a hostile or a wrong source cannot use up the machine.
const (
	maxText   = 64 << 20 // bytes of a file that is no database
	maxProbes = 10_000_000
	maxErrors = 20 // after which reading ends: they have one cause
	longest   = 50 * 366 * day
)

// A Format is one kind of record that can be read.
type Format struct {
	Name    string // "kuma"
	Summary string // one line: what it is
	Sources string // one line: which files to give
	read    func(*reader, file)
}

// Formats returns what can be read, in the order in which help shows it.
func Formats() []Format {
	return []Format{
		{"kuma", "Uptime Kuma 1.23 and 2", "kuma.db; or a status page's JSON, /api/status-page/heartbeat/NAME", readKuma},
		{"gatus", "Gatus 5", "the SQLite file; or the JSON of /api/v1/endpoints/KEY/statuses", readGatus},
		{"uptimerobot", "UptimeRobot, with --timezone of the account", "the JSON of getMonitors with logs=1", readUptimeRobot},
		{"prometheus", "Prometheus and its blackbox exporter", "the JSON of query_range for probe_success, in as many files as it takes", readPrometheus},
		{"csv", "a table of probes (time, seen) or of stretches (from, to, seen)", ".csv; --column names columns that are called otherwise", readTable},
	}
}

// Options are what the files do not say.
type Options struct {
	Monitor string            // id or name of the one to take; "" where there is only one
	Name    string            // what the source is called; "" for what it calls itself
	Every   int64             // seconds between two probes; 0 for what the source says, or its usual time between two
	Zone    *time.Location    // of times that carry none, or nil
	Columns map[string]string // of a table: "time" → "Date-Time"
}

// A File is one file to read.
type File struct {
	Name  string // as it is reported, "backup/kuma.db"
	Files fs.FS  // the folder that holds it
	Path  string // within Files
}

// Read reads what files recorded of one monitor. The stretches, which ascend and do not overlap, may be used only where
// the list holds no errors; warnings say what could not be used.
func Read(f Format, files []File, o Options) ([]evidence.Stretch, diag.List) {
	r := &reader{Options: o}
	for _, named := range files {
		hash, err := hashOf(named)
		if err != nil {
			r.fail(named.Name, "", "the file cannot be read: %v", err)
			continue
		}
		f.read(r, file{File: named, hash: hash})
	}
	if r.list.Errors() > 0 {
		return nil, r.list
	}
	if len(r.probes)+len(r.spans) == 0 {
		r.fail(files[0].Name, "", "it holds no probes")
		return nil, r.list
	}
	r.every = cmp.Or(r.Every, r.every, r.median())
	if r.every < 1 || 5*r.every+r.late+r.retried > evidence.MaxEvery {
		r.fail(files[0].Name, "Say with --every how many seconds lie between two probes.", "nothing says how often the monitor looked, or it says less than every day")
		return nil, r.list
	}
	all := r.stretches()
	switch {
	case r.list.Errors() > 0:
	case len(all) == 0:
		r.fail(files[0].Name, "", "it holds no probes")
	case all[0].Start < 0 || all[len(all)-1].End-all[0].Start > longest:
		r.fail(files[0].Name, "", "its times are from %s to %s", calendar.RFC3339(all[0].Start), calendar.RFC3339(all[len(all)-1].End))
	}
	return all, r.list
}

// A file is one file that is read, and its SHA-256 in hexadecimal digits.
type file struct {
	File
	hash string
}

func hashOf(f File) (string, error) {
	in, err := f.Files.Open(f.Path)
	if err != nil {
		return "", err
	}
	defer in.Close() // opened for reading: nothing can be lost
	h := sha256.New()
	_, err = io.Copy(h, in)
	return hex.EncodeToString(h.Sum(nil)), err
}

// A reader collects what files say of one monitor.
type reader struct {
	Options
	record
	list diag.List
}

// fail reports what is wrong with a file as a whole.
func (r *reader) fail(name, hint, format string, args ...any) {
	r.list.Add(diag.NewSource(name, "").Errorf(diag.MonitorSource, diag.Span{}, hint, format, args...))
}

// text is what a file holds.
func (r *reader) text(f file) (string, bool) {
	in, err := f.Files.Open(f.Path)
	if err != nil {
		r.fail(f.Name, "", "the file cannot be read: %v", err)
		return "", false
	}
	defer in.Close() // opened for reading: nothing can be lost
	data, err := io.ReadAll(io.LimitReader(in, maxText+1))
	switch {
	case err != nil:
		r.fail(f.Name, "", "the file cannot be read: %v", err)
	case len(data) > maxText:
		r.fail(f.Name, "Export a shorter time, and give several files.", "the file has more than %d bytes", maxText)
	default:
		return strings.TrimPrefix(string(data), "\ufeff"), true
	}
	return "", false
}

// parse reads the JSON of a file into v, with the place of what is none.
func (r *reader) parse(f file, v any) bool {
	text, ok := r.text(f)
	if !ok {
		return false
	}
	err := json.Unmarshal([]byte(text), v)
	if err == nil {
		return true
	}
	var end int64
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		end = wrong.Offset
	} else if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		end = wrong.Offset
	}
	r.list.Add(diag.NewSource(f.Name, text).Errorf(diag.MonitorSource, diag.Span{Start: int(max(0, end-1)), End: int(end)},
		"Save the answer as it is.", "this is not the JSON of the format: %v", err))
	return false
}

// A candidate is one of the monitors of a file.
type candidate struct{ id, name string }

func (c candidate) String() string {
	if c.id == c.name || c.name == "" {
		return c.id
	}
	return c.id + " (" + c.name + ")"
}

// choose finds the monitor that is asked for, or the only one.
func (r *reader) choose(f file, all []candidate) (n int, ok bool) {
	var found []int
	for n, c := range all {
		if r.Monitor == "" || r.Monitor == c.id {
			found = append(found, n)
		}
	}
	if len(found) == 0 { // names may be there twice
		for n, c := range all {
			if r.Monitor == c.name {
				found = append(found, n)
			}
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	var names []string
	for _, c := range all[:min(len(all), 20)] {
		names = append(names, c.String())
	}
	slices.Sort(names)
	hint := "Choose one with --monitor: " + strings.Join(names, ", ") + "."
	switch {
	case len(all) == 0:
		r.fail(f.Name, "", "it holds no monitor")
	case len(found) == 0:
		r.fail(f.Name, hint, "it holds no monitor %q", r.Monitor)
	default:
		r.fail(f.Name, hint, "it holds %d monitors", len(all))
	}
	return 0, false
}

// called names the source, which is the same for all files of a run.
func (r *reader) called(f file, format string, args ...any) bool {
	name := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	if r.Name != "" {
		name = r.Name
	}
	if r.source != "" && r.source != name {
		r.fail(f.Name, "Import each alone; a second import adds to the first.", "it is of %s, and the file before it of %s", name, r.source)
		return false
	}
	r.source = name
	return true
}

// says takes the interval of a source, in seconds, unless another one was asked for.
func (r *reader) says(every int64) { r.every = max(r.every, every) }

// median is how many seconds usually lie between two probes, 0 of fewer than two.
func (r *reader) median() int64 {
	var apart []int64
	r.sort()
	for n := range r.probes[min(1, len(r.probes)):] {
		apart = append(apart, r.probes[n+1].at-r.probes[n].at)
	}
	if len(apart) == 0 {
		return 0
	}
	slices.Sort(apart)
	return (apart[len(apart)/2] + 999) / 1000
}
