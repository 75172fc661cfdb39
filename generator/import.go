package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/formats"
)

// ImportFormats are what Import understands.
func ImportFormats() []importer.Format { return formats.All() }

// ImportOptions are what the command line says of an import. Of Options it takes
// Content and Progress.
type ImportOptions struct {
	Options
	Format  string   // the name of one of ImportFormats
	Sources []string // files and folders
	Choices importer.Choices
	DryRun  bool // plan and report, write nothing
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
// Build's, of an archive only what is wrong with its settings; one that lists nothing
// says that nothing of the sources was taken, as the report says in full. What was written until
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
	plan, found, err := importer.Import(format, sources, existing, o.Choices)
	if broken, ok := errors.AsType[*importer.SettingsError](err); ok {
		for n := range broken.Diagnostics {
			d := &broken.Diagnostics[n]
			d.File = p.display(filepath.Join(p.content, d.File))
		}
		return report, &ArchiveError{broken.Diagnostics}
	}
	if bad, ok := errors.AsType[*importer.ChoiceError](err); ok {
		return report, &UsageError{err, bad.Hint}
	}
	if err != nil {
		return report, err
	}
	if err := ctx.Err(); err != nil {
		return report, err
	}
	report.Report = found
	for _, f := range plan.Files {
		report.Planned = append(report.Planned, f.Path)
	}
	if !o.DryRun {
		o.Progress.Begin("writing", 0)
		report.Written, err = importer.Apply(ctx, root, plan)
	}
	if err == nil && found.Taken() == 0 {
		err = &ArchiveError{}
	}
	return report, err
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
		case !info.IsDir():
			path = filepath.Dir(path) // what a report shows is beside it
		}
		root, err := os.OpenRoot(path)
		if err != nil {
			return nil, closeAll, err
		}
		roots = append(roots, root)
		if name = filepath.ToSlash(name); info.IsDir() {
			sources = append(sources, importer.Folder(name, root.FS()))
		} else {
			sources = append(sources, importer.File(name, root.FS()))
		}
	}
	return sources, closeAll, nil
}
