package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"afterword/generator/internal/scaffold"
)

// InitOptions say what a new archive begins with.
type InitOptions struct {
	scaffold.InitOptions
	Ask Asker
}

// An InitReport lists the files of a new archive, by path within its folder.
type InitReport struct {
	Written []string `json:"written"`
	Kept    []string `json:"kept"` // existed already, and were left as they are
	// Program is where the workflow takes Afterword from; "" is to be filled in.
	Program  string `json:"program"`
	Imported int    `json:"imported"` // files that an import added
}

// besides are the files that a repository has from its beginning, beside hidden ones.
var besides = regexp.MustCompile(`(?i)^(?:README|LICEN[CS]E|COPYING|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|CODEOWNERS)(?:[.-][\w.-]+)?$`)

// Init makes a new archive in a folder that does not exist, is empty, or holds no more than a new repository:
// hidden files, README and LICENSE. It overwrites nothing; what it keeps it reports.
func Init(dir string, o InitOptions) (InitReport, error) {
	report := InitReport{Written: []string{}, Kept: []string{}}
	const hint = "Name a folder that does not exist yet, is empty, or is a new repository with README and LICENSE alone."
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return report, &UsageError{fmt.Errorf("%s is not a folder", filepath.ToSlash(dir)), hint}
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return report, fmt.Errorf("looking at %s: %w", dir, err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case besides.MatchString(name) && e.Type().IsRegular():
			report.Kept = append(report.Kept, name)
		case !strings.HasPrefix(name, "."):
			return report, &UsageError{fmt.Errorf("%s is not empty: it holds %s", filepath.ToSlash(dir), name), hint}
		}
	}
	services, files := strings.Join(o.Services, ","), []scaffold.File(nil)
	try := func() (err error) {
		o.Services = Parts(services)
		files, err = scaffold.Init(o.InitOptions)
		return err
	}
	err = o.Ask.all(try,
		Question{"What is the archive called? [Postmortems]", nil, &o.Title},
		Question{"In which time zone are its days and times? [UTC]", nil, &o.Zone},
		Question{"Which services are there, by name, separated by commas? [to be filled in]", nil, &services},
		Question{"Which address will the site have? [that of GitHub Pages]", nil, &o.BaseURL},
		Question{"Which program publishes it, as OWNER/REPO@REF on GitHub? [to be filled in]", nil, &o.Program},
	)
	if err != nil {
		return report, err
	}
	if err := try(); err != nil {
		return report, &UsageError{Err: err}
	}
	report.Program = o.Program
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
