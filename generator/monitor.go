package generator

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/monitor"
	"afterword/generator/internal/scan"
)

// MonitorFormats are what ImportMonitor understands.
func MonitorFormats() []monitor.Format { return monitor.Formats() }

// MonitorOptions are what the command line says of the import of what a monitor recorded.
type MonitorOptions struct {
	Options
	Format   string   // the name of one of MonitorFormats
	Sources  []string // files
	Service  string   // the id of the service that was watched
	Timezone string   // the IANA zone of times that carry none, or ""
	Read     monitor.Options
	DryRun   bool
}

// A MonitorReport says what a monitor saw, and what an import of it wrote.
type MonitorReport struct {
	Service string   `json:"service"`
	Source  string   `json:"source"`
	From    string   `json:"from"` // RFC 3339, of the first probe
	To      string   `json:"to"`   // of the last
	Every   int64    `json:"every"`
	Up      int64    `json:"up"` // seconds, and so on
	Down    int64    `json:"down"`
	Outages int      `json:"outages"` // stretches of downtime
	Paused  int64    `json:"maintenance"`
	Unseen  int64    `json:"unseen"`
	Gaps    int      `json:"gaps"`  // in which nobody looked
	Files   []string `json:"files"` // that differ from those of the archive
	Written int      `json:"written"`
}

// Text is the report as it is printed.
func (r MonitorReport) Text() string {
	text := fmt.Sprintf("%s, from %s to %s:\nup %s, down %s in %s",
		diag.Visible(r.Source), r.From, r.To, calendar.Duration(r.Up), calendar.Duration(r.Down), calendar.Plural(r.Outages, "outage"))
	if r.Paused > 0 {
		text += ", maintenance " + calendar.Duration(r.Paused)
	}
	if r.Gaps > 0 {
		text += fmt.Sprintf(", nobody looked for %s in %s", calendar.Duration(r.Unseen), calendar.Plural(r.Gaps, "gap"))
	}
	return text + "\n"
}

// ImportMonitor reads what a monitor recorded of a service and adds it to the archive's evidence. It reads local files
// only. Errors are as Import's; an ArchiveError lists what is wrong with the sources, too.
func ImportMonitor(ctx context.Context, o MonitorOptions) (MonitorReport, error) {
	report := MonitorReport{Service: o.Service, Files: []string{}}
	p, err := find(o.Options)
	if err != nil {
		return report, err
	}
	formats := monitor.Formats()
	n := slices.IndexFunc(formats, func(f monitor.Format) bool { return f.Name == o.Format })
	if n < 0 {
		return report, &UsageError{Err: fmt.Errorf("no format of monitors is called %q", o.Format)}
	}
	if err := knownService(p, o); err != nil {
		return report, err
	}
	if o.Timezone != "" {
		zone, bad := calendar.LoadZone(o.Timezone)
		if bad != nil {
			return report, &UsageError{fmt.Errorf("--timezone: %s", bad.Message), bad.Hint}
		}
		o.Read.Zone = zone
	}
	files, closeAll, err := monitorFiles(p, o.Sources)
	defer closeAll()
	if err != nil {
		return report, err
	}
	now, list := monitor.Read(formats[n], files, o.Read)
	if list.Errors() > 0 {
		return report, &ArchiveError{list}
	}
	report.count(now)
	root, err := os.OpenRoot(p.content)
	if err != nil {
		return report, err
	}
	defer root.Close() // Apply has closed what it wrote
	plan, err := planEvidence(p, root.FS(), o.Service, now)
	if err != nil {
		return report, err
	}
	for _, f := range plan.Files {
		report.Files = append(report.Files, f.Path)
	}
	if !o.DryRun {
		report.Written, err = importer.Apply(ctx, root, plan)
	}
	return report, err
}

// knownService fails where the archive has no such service.
func knownService(p project, o MonitorOptions) error {
	s, err := scan.Settings(p.content, p.display(p.content), o.Edition)
	if err != nil {
		return err
	}
	var ids []string
	for _, known := range s.Services {
		ids = append(ids, known.ID)
	}
	if !slices.Contains(ids, o.Service) {
		return &UsageError{fmt.Errorf("the archive has no service %q", o.Service), diag.DidYouMean(o.Service, ids, "Name one of services: in archive.yaml with --service.")}
	}
	return nil
}

// monitorFiles opens the folders of files, which are read until closeAll.
func monitorFiles(p project, names []string) (files []monitor.File, closeAll func(), err error) {
	var roots []*os.Root
	closeAll = func() {
		for _, r := range roots {
			r.Close() // it was only read
		}
	}
	for _, name := range names {
		file := p.absolute(name)
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() {
			return nil, closeAll, &UsageError{Err: fmt.Errorf("there is no file %s", name)}
		}
		root, err := os.OpenRoot(filepath.Dir(file))
		if err != nil {
			return nil, closeAll, err
		}
		roots = append(roots, root)
		files = append(files, monitor.File{Name: filepath.ToSlash(name), Files: root.FS(), Path: filepath.Base(file)})
	}
	return files, closeAll, nil
}

// planEvidence adds what was read now to the evidence of a service.
func planEvidence(p project, content fs.FS, service string, now []evidence.Stretch) (plan importer.Plan, err error) {
	names, err := fs.Glob(content, path.Join("evidence", service, "*.csv"))
	if err != nil {
		return plan, err
	}
	var list diag.List
	var files []evidence.File
	texts := map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(content, name)
		if err != nil {
			return plan, err
		}
		texts[name] = string(data)
		f, bad := evidence.Read(name, diag.NewSource(p.display(filepath.Join(p.content, filepath.FromSlash(name))), string(data)))
		list.Add(bad...)
		files = append(files, f)
	}
	if list.Errors() > 0 {
		return plan, &ArchiveError{list}
	}
	merged := evidence.Write(service, evidence.Merge(evidence.Of(files, service), now))
	for name, text := range merged {
		if texts[name] != text {
			plan.Files = append(plan.Files, importer.PlannedFile{Path: name, Text: text, Replaces: texts[name]})
		}
	}
	slices.SortFunc(plan.Files, func(a, b importer.PlannedFile) int { return strings.Compare(a.Path, b.Path) })
	return plan, nil
}

// count adds up what was seen.
func (r *MonitorReport) count(all []evidence.Stretch) {
	r.Source, r.From, r.To = all[0].Source, calendar.RFC3339(all[0].Start), calendar.RFC3339(all[len(all)-1].End)
	for n, s := range all {
		r.Every = max(r.Every, s.Every)
		switch s.Seen {
		case evidence.Up:
			r.Up += s.Seconds()
		case evidence.Paused:
			r.Paused += s.Seconds()
		case evidence.Down:
			r.Down += s.Seconds()
			r.Outages++
		}
		if n > 0 && s.Start > all[n-1].End {
			r.Unseen += s.Start - all[n-1].End
			r.Gaps++
		}
	}
}
