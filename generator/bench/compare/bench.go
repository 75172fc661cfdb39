package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"afterword/generator/internal/testutil/corpus"
)

// A bench is where things are measured: a temporary folder, and the programs.
type bench struct {
	opt    options
	dir    string // temporary
	env    []string
	began  time.Time
	stderr io.Writer

	afterword      string // files; "" is what there is none of
	hugo, pagefind string
}

// open makes the temporary folder; close removes it.
func open(opt options, stderr io.Writer) (*bench, error) {
	dir, err := os.MkdirTemp("", "afterword-bench-")
	if err != nil {
		return nil, err
	}
	// On macOS the temporary folder is reached through a link.
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	return &bench{opt: opt, dir: dir, env: environment(os.Environ()), began: time.Now(), stderr: stderr}, nil
}

func (b *bench) close() error {
	if err := os.RemoveAll(b.dir); err != nil {
		return fmt.Errorf("removing the temporary files: %w", err)
	}
	return nil
}

// say tells of progress.
func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.stderr, format+"\n", args...) }

// environment leaves out what steers the programs that are measured.
func environment(all []string) []string {
	var kept []string
	for _, entry := range all {
		name, _, _ := strings.Cut(entry, "=")
		switch name = strings.ToUpper(name); {
		case strings.HasPrefix(name, "AFTERWORD_"), strings.HasPrefix(name, "HUGO_"), strings.HasPrefix(name, "PAGEFIND_"):
		case name == "GOGC", name == "GOMEMLIMIT", name == "GODEBUG", name == "GOFLAGS", name == "SOURCE_DATE_EPOCH":
		default:
			kept = append(kept, entry)
		}
	}
	return kept
}

// fresh is a new empty folder. What earlier runs made stays until the end: some
// file systems are slow for a while after many files were removed, and would
// slow down what comes next. For the same reason it rests first.
func (b *bench) fresh(ctx context.Context, name string) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(b.opt.rest):
	}
	return os.MkdirTemp(b.dir, name+"-")
}

// An archive is what is built.
type archive struct {
	dir         string // holds content/
	postmortems []string
	asOf        string // counts as now, so that a site is the same whenever it is built
	about       string
}

func (a archive) content() string { return filepath.Join(a.dir, "content") }

// archive is the one that was asked for.
func (b *bench) archive(ctx context.Context) (archive, error) {
	b.say("making the archive")
	if b.opt.corpus != "" {
		return b.copyArchive()
	}
	return b.makeArchive(ctx, b.opt.reports)
}

// makeArchive makes up an archive of n postmortems.
func (b *bench) makeArchive(ctx context.Context, n int) (archive, error) {
	opt := corpus.Defaults()
	opt.Reports = n
	a := archive{
		dir: filepath.Join(b.dir, fmt.Sprintf("archive-%d", n)),
		// Later than all of it.
		asOf:  time.Date(opt.To+1, 6, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339),
		about: fmt.Sprintf("%s made up with seed %d", postmortems(n), opt.Seed),
	}
	c, err := corpus.New(opt)
	if err == nil {
		err = c.Write(ctx, a.dir)
	}
	if err != nil {
		return a, fmt.Errorf("making the archive: %w", err)
	}
	a.postmortems, err = reports(a.content())
	return a, err
}

// copyArchive copies the archive that was asked for: it will be edited.
func (b *bench) copyArchive() (archive, error) {
	a := archive{dir: filepath.Join(b.dir, "archive"), asOf: b.began.UTC().Truncate(time.Hour).Format(time.RFC3339)}
	err := os.CopyFS(a.content(), os.DirFS(filepath.Join(b.opt.corpus, "content")))
	if err != nil {
		return a, fmt.Errorf("copying the archive: %w", err)
	}
	if a.postmortems, err = reports(a.content()); err != nil {
		return a, err
	}
	if len(a.postmortems) == 0 {
		return a, fmt.Errorf("%s holds no postmortem", filepath.Join(b.opt.corpus, "content"))
	}
	a.about = fmt.Sprintf("%s of %s", postmortems(len(a.postmortems)), b.opt.corpus)
	return a, nil
}

// reports lists the Markdown files of a folder, in order.
func reports(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(name) == ".md" {
			files = append(files, name)
		}
		return err
	})
	return files, err
}

// warmUp reads all files of a folder, so that none is timed coming from the disk.
func warmUp(ctx context.Context, dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // it was only read
		_, err = io.Copy(io.Discard, f)
		return err
	})
}

// A size is that of an output folder.
type size struct {
	bytes int64
	files int
}

// sizeOf measures a folder, without what Afterword keeps there for itself.
func sizeOf(dir string) (s size, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(d.Name(), ".afterword") && d.IsDir() && name != dir:
			return fs.SkipDir
		case strings.HasPrefix(d.Name(), ".afterword") || d.IsDir():
			return nil
		}
		info, err := d.Info()
		if err == nil {
			s.bytes, s.files = s.bytes+info.Size(), s.files+1
		}
		return err
	})
	return s, err
}
