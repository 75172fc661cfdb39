package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/exporter"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
)

// ExportOptions are what the command line says of an export. Out is the folder
// to export into; "" is export/FORMAT beside the archive, and "-" returns the
// file of a format that has only one.
type ExportOptions struct {
	Options
	Format string
	Year   int // 0: all
}

// An ExportReport says what an export did.
type ExportReport struct {
	Out       string `json:"out"` // as it is printed
	Format    string `json:"format"`
	Incidents int    `json:"incidents"` // of the archive
	Files     int    `json:"files"`
	Size      int64  `json:"bytes"`
	publish.Report
	Data        []byte    `json:"-"` // the one file, where Out is "-"
	Diagnostics diag.List `json:"-"`
}

// ExportFormats lists the formats of Export with a line about each.
func ExportFormats() []exporter.Format { return exporter.Formats() }

// Export writes the archive in another system's format. The folder is published
// as a site is: in one step, leaving files of others alone and removing those
// that an earlier export wrote and this one did not. Errors are as Build's.
func Export(ctx context.Context, o ExportOptions) (ExportReport, error) {
	report := ExportReport{Format: o.Format}
	formats, names := exporter.Formats(), []string{}
	for _, f := range formats {
		names = append(names, f.Name)
	}
	format := slices.Index(names, o.Format)
	if format < 0 {
		return report, &UsageError{fmt.Errorf("no export format is called %q", o.Format), "Known are " + strings.Join(names, ", ") + "."}
	}
	toCaller := o.Out == "-"
	if toCaller {
		o.Out = ""
	}
	p, err := open(ctx, o.Options, pipeline.Checked)
	defer p.close()
	report.Diagnostics = p.problems
	if err != nil {
		return report, err
	}
	if o.Out == "" {
		p.out = filepath.Join(p.root, "export", o.Format)
	}
	report.Out = p.display(p.out)
	a := p.Loaded.Archive
	o.Progress.Begin("exporting", 0)
	files, err := formats[format].Export(exporter.Input{
		Archive: a, Base: p.Loaded.Base, Uptime: p.Site.Uptime(), Body: p.Site.Report, Year: o.Year,
	})
	if _, ok := errors.AsType[*exporter.YearError](err); ok {
		return report, &UsageError{Err: err}
	}
	if err != nil {
		return report, err
	}
	report.Incidents, report.Files = len(a.Incidents), len(files)
	for _, f := range files {
		report.Size += int64(len(f.Data))
	}
	if toCaller {
		if len(files) != 1 {
			return report, &UsageError{fmt.Errorf("%s has %d files, and - takes one", o.Format, len(files)), "Name a folder with --out."}
		}
		report.Data = files[0].Data
		return report, nil
	}
	if _, err := os.Lstat(filepath.Join(p.out, "index.html")); err == nil {
		return report, &UsageError{fmt.Errorf("will not export into %s: it holds a site", report.Out), "Name another folder with --out."}
	}
	o.Progress.Begin("publishing", 0)
	publication, err := p.publish(ctx, o.Options)
	if err != nil {
		return report, err
	}
	defer publication.Abort() // it has ended, or the error is the one that counts
	for _, f := range files {
		if err := publication.Put(publish.File{Path: f.Path, Data: f.Data, Source: "the archive"}); err != nil {
			return report, err
		}
	}
	report.Report, err = publication.Commit(nil)
	return report, p.refusal(err)
}
