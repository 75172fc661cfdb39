package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
)

// A project is where the parts of one archive are, as absolute paths.
type project struct {
	root    string // the folder that holds content/, themes/ and public/
	content string
	out     string
	working string
	epoch   time.Time // what SOURCE_DATE_EPOCH says counts as now; zero: the clock's time does
}

// settingsFiles are the names that make a folder an archive.
var settingsFiles = [...]string{"archive.yaml", "archive.toml"}

// find looks for the archive: the folder that was named, else content/ in the
// working directory or above it, else a folder above it that is an archive itself.
func find(o Options) (project, error) {
	var p project
	var err error
	if p.working, err = os.Getwd(); err != nil {
		return p, fmt.Errorf("finding the working directory: %w", err)
	}
	if p.epoch, err = sourceDate(); err != nil {
		return p, err
	}
	if o.Content != "" {
		p.content = p.absolute(o.Content)
		if info, err := os.Stat(p.content); err != nil || !info.IsDir() {
			return p, &UsageError{fmt.Errorf("--content %s is not a folder", o.Content), "Name the folder that holds archive.yaml."}
		}
	} else if p.content = lookUp(p.working); p.content == "" {
		return p, &ArchiveError{diag.List{{
			Code: diag.ArchiveMissing, File: "content", Message: "no archive here or in a folder above",
			Hint: "An archive is a folder content/ with an archive.yaml in it; --content names another folder.",
		}}}
	}
	p.root = filepath.Dir(p.content)
	p.out = filepath.Join(p.root, "public")
	if o.Out != "" {
		p.out = p.absolute(o.Out)
	}
	return p, nil
}

func (p project) absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(p.working, path)
}

// outOf is the folder to publish into: the edition may name its own.
func (p project) outOf(o Options) (string, error) {
	if o.Out != "" {
		return p.out, nil
	}
	s, err := scan.Settings(p.content, p.display(p.content), o.Edition)
	if err != nil || s.Editions == nil || s.Editions.Out == "" {
		return p.out, err
	}
	if !filepath.IsLocal(s.Editions.Out) {
		return "", &UsageError{fmt.Errorf("the edition %s would be published into %s, outside of the project", s.Editions.Chosen, s.Editions.Out), "Name a folder beside content/, or pass --out."}
	}
	return filepath.Join(p.root, s.Editions.Out), nil
}

func lookUp(dir string) string {
	for {
		for _, candidate := range []string{filepath.Join(dir, "content"), dir} {
			for _, name := range settingsFiles {
				if _, err := os.Lstat(filepath.Join(candidate, name)); err == nil || !errors.Is(err, fs.ErrNotExist) {
					return candidate
				}
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// display is a path as it is printed: relative to the working directory where it is below it.
func (p project) display(path string) string {
	if rel, err := filepath.Rel(p.working, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}

func (p project) options(o Options) pipeline.Options {
	if filepath.Base(o.Theme) != o.Theme && o.Theme != "" { // a path, which counts from here
		o.Theme = p.absolute(o.Theme)
	}
	opt := pipeline.Options{
		Content: p.content,
		Display: p.display(p.content),
		Themes:  filepath.Join(p.root, "themes"),
		BaseURL: o.BaseURL,
		Theme:   o.Theme,
		AsOf:    o.AsOf,
		Edition: o.Edition,
		Drafts:  o.Drafts,
		Jobs:    o.Jobs,

		Progress: o.Progress,
	}
	if p.epoch.IsZero() {
		opt.Clock = time.Now
	} else {
		opt.Now = p.epoch
	}
	return opt
}

// yearTenThousand is the first second that no date of four digits has.
const yearTenThousand = 253402300800

// sourceDate reads SOURCE_DATE_EPOCH, seconds since 1970; zero where it is not set.
// https://reproducible-builds.org/specs/source-date-epoch/
func sourceDate() (time.Time, error) {
	text, ok := os.LookupEnv("SOURCE_DATE_EPOCH")
	if !ok {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, &UsageError{Err: fmt.Errorf("SOURCE_DATE_EPOCH=%q is not a number of seconds since 1970", text)}
	}
	if seconds >= yearTenThousand {
		return time.Time{}, &UsageError{Err: fmt.Errorf("SOURCE_DATE_EPOCH=%q is after the year 9999", text)}
	}
	return time.Unix(seconds, 0), nil
}

// now is the time that counts as now where no option says.
func now() (time.Time, error) {
	epoch, err := sourceDate()
	if err != nil || !epoch.IsZero() {
		return epoch, err
	}
	return time.Now(), nil
}

// An opened archive has been taken as far as a verb needs it. Close it in any case.
type opened struct {
	project
	pipeline.Update
	problems diag.List
	line     *pipeline.Pipeline
}

// open finds an archive and takes it as far as goal. The error is what the verb
// ends with.
func open(ctx context.Context, o Options, goal pipeline.Goal) (a opened, err error) {
	if a.project, err = find(o); err != nil {
		return a, err
	}
	a.line = pipeline.Open(a.options(o))
	a.Update, a.problems, err = a.line.Rebuild(ctx, pipeline.Edits{}, goal)
	return a, verdict(o, a.problems, err)
}

func (a opened) close() {
	if a.line != nil {
		a.line.Close() // it was only read
	}
}
