package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"afterword/generator/bench/hugo"
)

// A step is what is measured of one run.
type step int

const (
	cold step = iota
	unchanged
	oneBody
	theme
	withHugo
	withPagefind
	steps
)

func (s step) String() string {
	return [steps]string{
		"Afterword, cold", "Afterword, nothing changed", "Afterword, one body changed", "Afterword, theme changed", "Hugo", "Pagefind",
	}[s]
}

// results are the costs of each step, run by run.
type results [steps][]cost

// compare measures everything and prints the table.
func (b *bench) compare(ctx context.Context) (string, error) {
	if err := b.rivals(); err != nil {
		return "", err
	}
	a, err := b.archive(ctx)
	if err != nil {
		return "", err
	}
	site := ""
	if b.hugo != "" {
		if site, err = b.hugoSite(a); err != nil {
			return "", err
		}
	}
	var all results
	for run := range b.opt.runs {
		ours := func() error { return b.ours(ctx, a, run, &all) }
		theirs := func() error { return b.theirs(ctx, site, run, &all) }
		order := []func() error{ours, theirs}
		if run%2 == 1 {
			order = []func() error{theirs, ours}
		}
		for _, turn := range order {
			if err := turn(); err != nil {
				return "", err
			}
		}
	}
	return fmt.Sprintf("%s; medians of %d, the least and the most in parentheses.\n\n%s", a.about, b.opt.runs, all.table()), nil
}

// took notes what a step of a run took.
func (b *bench) took(all *results, run int, s step, c cost) {
	all[s] = append(all[s], c)
	b.say("run %d of %d: %s: %s", run+1, b.opt.runs, s, brief(c))
}

// A report is what Afterword tells of a build, as JSON.
type report struct {
	Incidents int `json:"incidents"`
	Files     int `json:"files"`
	Written   int `json:"written"`
}

// afterwordBuild builds an archive into dir/public.
func (b *bench) afterwordBuild(ctx context.Context, a archive, dir string, more ...string) (cost, report, error) {
	out := filepath.Join(dir, "public")
	args := append([]string{b.afterword, "build", "--json", "--out", out, "--as-of", a.asOf}, more...)
	took, text, err := b.timed(ctx, command{dir: a.dir, args: args}, a.dir, out)
	var told report
	if err == nil {
		if e := json.Unmarshal([]byte(text), &told); e != nil {
			err = fmt.Errorf("what Afterword tells of its build: %w", e)
		}
	}
	return took, told, err
}

// ours builds with Afterword: cold, and again after each edit. Each build is
// held against what it should have written, else it was not what is measured. The
// archive is as it was before, unless there is an error.
func (b *bench) ours(ctx context.Context, a archive, run int, all *results) error {
	dir, err := b.fresh(ctx, "ours")
	if err != nil {
		return err
	}
	nothing := func() (func() error, error) { return func() error { return nil }, nil }
	plan := []struct {
		step step
		edit func() (undo func() error, err error)
		want func(report) bool
	}{
		{cold, nothing, func(r report) bool { return r.Incidents > 0 && r.Written == r.Files }},
		{unchanged, nothing, func(r report) bool { return r.Written == 0 }},
		{oneBody, func() (func() error, error) { return editBody(a, run, b.opt.runs) },
			func(r report) bool { return r.Written > 0 && r.Written < r.Files }},
		{theme, func() (func() error, error) { return editTheme(a, run) },
			func(r report) bool { return r.Written >= r.Incidents }},
	}
	var undone []func() error
	for _, p := range plan {
		undo, err := p.edit()
		if err != nil {
			return fmt.Errorf("editing the archive: %w", err)
		}
		undone = append(undone, undo)
		took, told, err := b.afterwordBuild(ctx, a, dir)
		if err != nil {
			return err
		}
		if !p.want(told) {
			return fmt.Errorf("%s: %d of %d files were written, of %s: this is not what was to be measured",
				p.step, told.Written, told.Files, postmortems(told.Incidents))
		}
		b.took(all, run, p.step, took)
	}
	for _, undo := range undone {
		if err := undo(); err != nil {
			return fmt.Errorf("restoring the archive: %w", err)
		}
	}
	return nil
}

// hugoSite makes the folder that Hugo is called in, with the same reports.
func (b *bench) hugoSite(a archive) (string, error) {
	dir, err := os.MkdirTemp(b.dir, "hugo-")
	if err == nil {
		err = os.CopyFS(dir, hugo.Site)
	}
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "content"), os.DirFS(a.content()))
	}
	if err == nil {
		err = os.RemoveAll(filepath.Join(dir, "content", "archive.yaml"))
	}
	if err != nil {
		return "", fmt.Errorf("making the site for Hugo: %w", err)
	}
	return dir, nil
}

// theirs builds with Hugo and Pagefind, those that there are.
func (b *bench) theirs(ctx context.Context, site string, run int, all *results) error {
	if b.hugo == "" {
		return nil
	}
	dir, err := b.fresh(ctx, "theirs")
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "public")
	env := []string{"HUGO_CACHEDIR=" + filepath.Join(dir, "cache")}
	first, _, err := b.timed(ctx, command{dir: site, args: []string{b.hugo, "--quiet", "-d", out}, env: env}, site, out)
	if err != nil {
		return err
	}
	b.took(all, run, withHugo, first)
	if b.pagefind != "" {
		second, _, err := b.timed(ctx, command{dir: site, args: []string{b.pagefind, "--site", out}}, out, out)
		if err != nil {
			return err
		}
		// Of the output, what it added.
		second.output.bytes -= first.output.bytes
		second.output.files -= first.output.files
		b.took(all, run, withPagefind, second)
	}
	return nil
}

// table prints a row for each step that was measured, and one for the sum of
// Hugo and Pagefind.
func (r *results) table() string {
	rows := [][]string{{"", "wall, s", "processor, s", "peak memory, MiB", "output, MB", "files", "wall ÷ cold"}}
	add := func(name string, costs []cost) {
		if len(costs) == 0 {
			return
		}
		rows = append(rows, []string{
			name,
			sampleOf(costs, wall).show(2), sampleOf(costs, cpu).show(2), memory(costs),
			sampleOf(costs, megabytes).show(1), sampleOf(costs, files).show(0),
			decimal(sampleOf(costs, wall).median()/sampleOf(r[cold], wall).median(), 2),
		})
	}
	for s := range steps {
		add(s.String(), r[s])
	}
	var both []cost
	for n, c := range r[withPagefind] {
		both = append(both, r[withHugo][n].and(c))
	}
	add("Hugo + Pagefind", both)
	return markdownTable(rows)
}
