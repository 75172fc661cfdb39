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

// An InitReport lists the files of a new archive, by path within its folder.
type InitReport struct {
	Written []string `json:"written"`
	Kept    []string `json:"kept"` // existed already, and were left as they are
	// Generator is what the workflow installs; "" where its author has to fill it in.
	Generator string `json:"-"`
}

// Init makes a new archive in a folder that is empty, holds only hidden files, or
// does not exist. It overwrites nothing. Program is the package of the running
// program and version that of its module, both "" where they are not known.
func Init(dir, program, version string) (InitReport, error) {
	report := InitReport{Written: []string{}, Kept: []string{}, Generator: scaffold.Generator(program, version)}
	now, err := now()
	if err != nil {
		return report, err
	}
	const hint = "Name an empty folder, or one that does not exist yet."
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return report, &UsageError{fmt.Errorf("%s is not a folder", filepath.ToSlash(dir)), hint}
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return report, fmt.Errorf("looking at %s: %w", dir, err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return report, &UsageError{fmt.Errorf("%s is not empty: it holds %s", filepath.ToSlash(dir), e.Name()), hint}
		}
	}
	files, err := scaffold.Init(program, version, now)
	if err != nil {
		return report, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return report, fmt.Errorf("making %s: %w", dir, err)
	}
	for _, f := range files {
		switch err := writeNew(dir, f.Path, f.Data); {
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
