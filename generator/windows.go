package generator

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/series"
)

// WindowsOptions name a report, and the series that shows when its incident was.
type WindowsOptions struct {
	Options
	Report string // its path in the archive, or its file
	// Signal is the series and its limit; with a File that is "", the signal that the report names.
	Signal postmortem.Signal
}

// A ProposedWindow is one that a series shows. Times are RFC 3339 in UTC.
type ProposedWindow struct {
	Start   string `json:"start"`
	End     string `json:"end"` // "unknown" where samples are missing there
	AtLeast int64  `json:"at_least,omitempty"`
	AtMost  int64  `json:"at_most,omitempty"` // seconds; 0 where nothing is known
}

// Windows reads the samples beside a report and returns the windows in which they are beyond a limit. Drafts count.
// Errors are as Build's; those of the data file are an *ArchiveError too.
func Windows(ctx context.Context, o WindowsOptions) ([]ProposedWindow, error) {
	o.Drafts = true
	opened, err := open(ctx, o.Options, pipeline.Indexed)
	defer opened.close()
	if err != nil {
		return nil, err
	}
	report, err := reportOf(opened.Loaded.Archive, o.Report)
	if err != nil {
		return nil, err
	}
	if o.Signal.File == "" && report.Signal != nil {
		o.Signal = *report.Signal
	}
	name := path.Join(path.Dir(report.File), o.Signal.File)
	files := opened.Loaded.Files.Bundled
	n := slices.IndexFunc(files, func(f scan.File) bool { return f.Path == name && series.IsData(name) })
	if n < 0 {
		return nil, &UsageError{fmt.Errorf("--from: there is no data file %s beside %s", o.Signal.File, report.File), "Put a CSV, TSV or JSON file beside the index.md of the report."}
	}
	display := strings.TrimSuffix(report.Source.File(), report.File)
	src, list := files[n].Text(display, series.MaxBytes, "Export a shorter time or a wider step.")
	var table series.Table
	if src != nil {
		zone := report.Zone
		if zone == nil {
			zone = opened.Loaded.Settings.DefaultZone()
		}
		table, list = series.Read(src, zone)
	}
	if list.Errors() > 0 {
		return nil, &ArchiveError{list}
	}
	chosen, ok := table.Column(o.Signal.Column)
	if !ok {
		return nil, &UsageError{fmt.Errorf("--column: %s has no column %q", o.Signal.File, o.Signal.Column), ""}
	}
	windows := []ProposedWindow{}
	for _, w := range o.Signal.Proposals(chosen) {
		windows = append(windows, ProposedWindow{
			Start: calendar.ISOTime(w.Start), End: cmp.Or(calendar.ISOTime(w.End), "unknown"),
			AtLeast: int64(w.AtLeast.Seconds()), AtMost: int64((w.AtMost + time.Second - 1) / time.Second),
		})
	}
	return windows, nil
}

// reportOf finds a report by its path in the archive or by its file.
func reportOf(a *archive.Archive, name string) (*postmortem.Postmortem, error) {
	var paths []string
	for _, i := range a.Incidents {
		if i.Path == strings.Trim(name, "/") || i.Source.File() == name || i.File == name || path.Dir(i.Source.File()) == strings.TrimSuffix(name, "/") {
			return i.Postmortem, nil
		}
		paths = append(paths, i.Path)
	}
	return nil, &UsageError{fmt.Errorf("the archive has no report %q", name), diag.DidYouMean(name, paths, "Name it by its path, as in 2018/zuora-connect.")}
}
