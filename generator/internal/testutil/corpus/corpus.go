package corpus

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Options say which archive is made up.
type Options struct {
	Reports  int
	Seed     uint64 // another seed gives another archive
	Services int    // at least one
	From, To int    // first and last year in which an incident begins
}

// Defaults are the options that figures are published for.
func Defaults() Options {
	return Options{Reports: 1000, Seed: 1, Services: 60, From: 2010, To: 2025}
}

// A Corpus is an archive that is made up as it is asked for.
type Corpus struct {
	opt   Options
	words Vocabulary
}

// New prepares to make up an archive.
func New(opt Options) (*Corpus, error) {
	switch {
	case opt.Reports < 0:
		return nil, fmt.Errorf("%d reports: there cannot be fewer than none", opt.Reports)
	case opt.Services < 1:
		return nil, fmt.Errorf("%d services: at least one is needed", opt.Services)
	case opt.From < 1 || opt.To > 9998 || opt.From > opt.To:
		return nil, fmt.Errorf("the years from %d to %d: the first may not come after the last, and both have up to four digits", opt.From, opt.To)
	}
	words, err := Words()
	return &Corpus{opt, words}, err
}

// Write makes dir/content with archive.yaml and all reports, and what folders
// it needs. Files of the same names are replaced, others stay.
func (c *Corpus) Write(ctx context.Context, dir string) error {
	content := filepath.Join(dir, "content")
	if err := write(filepath.Join(content, "archive.yaml"), c.Settings()); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	const together = 64
	for start := 0; start < c.opt.Reports; start += together {
		g.Go(func() error {
			for i := start; i < min(start+together, c.opt.Reports); i++ {
				if err := ctx.Err(); err != nil {
					return fmt.Errorf("writing the reports: %w", err)
				}
				path, text := c.Report(i)
				if err := write(filepath.Join(content, filepath.FromSlash(path)), text); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}
