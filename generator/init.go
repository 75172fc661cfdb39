package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"afterword/generator/internal/scaffold"
)

// InitOptions say where a new archive is to be, and which program makes it; see
// scaffold.InitOptions.
type InitOptions struct {
	Dir              string
	Package, Version string
}

// An InitReport lists the files of a new archive, by path within its folder.
type InitReport struct {
	Written []string
	Kept    []string // existed already, and were left as they are
	// Generator is what the workflow installs; "" where its author has to fill it in.
	Generator string
}

// Init makes a new archive in a folder that is empty, holds only hidden files, or
// does not exist. It overwrites nothing.
func Init(o InitOptions) (InitReport, error) {
	report := InitReport{Generator: scaffold.Generator(o.Package, o.Version)}
	now, err := now()
	if err != nil {
		return report, err
	}
	const hint = "Name an empty folder, or one that does not exist yet."
	if info, err := os.Stat(o.Dir); err == nil && !info.IsDir() {
		return report, &UsageError{fmt.Errorf("%s is not a folder", filepath.ToSlash(o.Dir)), hint}
	}
	entries, err := os.ReadDir(o.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return report, fmt.Errorf("looking at %s: %w", o.Dir, err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return report, &UsageError{fmt.Errorf("%s is not empty: it holds %s", filepath.ToSlash(o.Dir), e.Name()), hint}
		}
	}
	files, err := scaffold.Init(scaffold.InitOptions{Package: o.Package, Version: o.Version, Now: now})
	if err != nil {
		return report, err
	}
	if err := os.MkdirAll(o.Dir, 0o777); err != nil {
		return report, fmt.Errorf("making %s: %w", o.Dir, err)
	}
	for _, f := range files {
		switch err := writeNew(o.Dir, f.Path, f.Data); {
		case errors.Is(err, fs.ErrExist):
			report.Kept = append(report.Kept, f.Path)
		case err != nil:
			return report, fmt.Errorf("writing %s: %w", f.Path, err)
		default:
			report.Written = append(report.Written, f.Path)
		}
	}
	return report, nil
}
