package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/formats"
)

// ImportFormats are what Import understands.
func ImportFormats() []importer.Format { return formats.All() }

// ImportOptions are what the command line says of an import. Of Options it takes
// Content and Progress.
type ImportOptions struct {
	Options
	Format      string   // the name of one of ImportFormats
	Sources     []string // files and folders
	Zone        string   // an IANA zone for times that carry none
	Maintenance string   // a regular expression for titles that were maintenance
	Into        string   // a folder of the archive above those of the years
	DryRun      bool     // plan and report, write nothing
}

// An ImportReport says what an import did, or would do.
type ImportReport struct {
	importer.Report
	Content string   // the archive's folder as it is printed
	Planned []string // files that were to be written, within the archive
	Written int
}

// Import reads other systems' incidents and writes them into the archive. It
// reads local files only. What it could not take is in the report. Errors are as
// Build's, of an archive only what is wrong with its settings. What was written until
// then is whole, and another import writes the rest.
func Import(ctx context.Context, o ImportOptions) (ImportReport, error) {
	var report ImportReport
	p, err := find(o.Options)
	if err != nil {
		return report, err
	}
	report.Content = p.display(p.content)
	format, err := formats.ByName(o.Format)
	if err != nil {
		return report, &UsageError{Err: err}
	}
	options, err := importOptions(o)
	if err != nil {
		return report, err
	}
	root, err := os.OpenRoot(p.content)
	if err != nil {
		return report, err
	}
	defer root.Close() // Apply has closed what it wrote
	o.Progress.Begin("reading the archive", 0)
	existing, err := importer.ReadExisting(root.FS())
	if err != nil {
		return report, fmt.Errorf("reading %s: %w", report.Content, err)
	}
	sources, closeAll, err := openSources(p, o.Sources)
	defer closeAll()
	if err != nil {
		return report, err
	}
	o.Progress.Begin("importing", 0)
	plan, found, err := importer.Import(format, sources, existing, options)
	if broken, ok := errors.AsType[*importer.SettingsError](err); ok {
		for n := range broken.Diagnostics {
			d := &broken.Diagnostics[n]
			d.File = p.display(filepath.Join(p.content, d.File))
		}
		return report, &ArchiveError{broken.Diagnostics}
	}
	if err != nil {
		return report, &UsageError{Err: err}
	}
	if err := ctx.Err(); err != nil {
		return report, err
	}
	report.Report = found
	for _, f := range plan.Files {
		report.Planned = append(report.Planned, f.Path)
	}
	if o.DryRun {
		return report, nil
	}
	o.Progress.Begin("writing", 0)
	report.Written, err = importer.Apply(ctx, root, plan)
	return report, err
}

func importOptions(o ImportOptions) (importer.Options, error) {
	options := importer.Options{Into: filepath.ToSlash(o.Into)}
	if o.Zone != "" {
		zone, wrong := calendar.LoadZone(o.Zone)
		if wrong != nil {
			return options, &UsageError{fmt.Errorf("--timezone: %s", wrong.Message), wrong.Hint}
		}
		options.Zone = zone
	}
	if o.Maintenance != "" {
		pattern, err := regexp.Compile(o.Maintenance)
		if err != nil {
			return options, &UsageError{Err: fmt.Errorf("--maintenance-match: %w", err)}
		}
		options.Maintenance = pattern
	}
	return options, nil
}

// openSources opens files and folders. closeAll closes the folders, which are
// read until the import is done.
func openSources(p project, names []string) (sources []importer.Source, closeAll func(), err error) {
	var roots []*os.Root
	closeAll = func() {
		for _, r := range roots {
			r.Close() // it was only read
		}
	}
	for _, name := range names {
		path := p.absolute(name)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, closeAll, &UsageError{Err: fmt.Errorf("there is no file or folder %s", name)}
		case err != nil:
			return nil, closeAll, err
		case info.IsDir():
			root, err := os.OpenRoot(path)
			if err != nil {
				return nil, closeAll, err
			}
			roots = append(roots, root)
			sources = append(sources, importer.Folder(filepath.ToSlash(name), root.FS()))
		default:
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, closeAll, err
			}
			sources = append(sources, importer.File(filepath.ToSlash(name), data))
		}
	}
	return sources, closeAll, nil
}
