package pipeline

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/site"
	"afterword/generator/internal/testutil/corpus"
	"afterword/generator/internal/theme"
)

// benchReports is the size of the archive that is measured with.
const benchReports = 1000

// BenchmarkStages takes an archive of 1,000 reports through each stage of a
// build alone, and through whole builds. What a stage needs of those before it is
// made while the clock stands.
func BenchmarkStages(b *testing.B) {
	opt := benchArchive(b)
	stages := []struct {
		name string
		run  func(*testing.B, Options)
	}{
		{"scan", benchScan},
		{"parse", benchParse},
		{"index", benchIndex},
		{"plan", benchPlan},
		{"markdown", benchMarkdown},
		{"pages", benchPages},
		{"search", benchSearch},
		{"publish", benchPublish},
		{"whole/cold", benchCold},
		{"whole/unchanged", benchUnchanged},
	}
	for _, stage := range stages {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			stage.run(b, opt)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1e3/float64(b.N)/benchReports, "µs/postmortem")
		})
	}
}

// benchArchive writes the archive, and counts a time after all of it as now.
func benchArchive(b *testing.B) Options {
	b.Helper()
	made := corpus.Defaults()
	made.Reports = benchReports
	c, err := corpus.New(made)
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	if err := c.Write(context.Background(), dir); err != nil {
		b.Fatal(err)
	}
	return Options{Content: filepath.Join(dir, "content"), Display: "content", Now: time.Date(made.To+1, 6, 1, 0, 0, 0, 0, time.UTC)}
}

// sound ends a benchmark that does not measure what it should.
func sound(b *testing.B, list diag.List, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	if list.Errors() > 0 {
		b.Fatal(list[0].Message)
	}
}

func benchScan(b *testing.B, opt Options) {
	for b.Loop() {
		l, list, err := read(opt, nil)
		sound(b, list, err)
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// benchRead reads the archive; it is closed when the benchmark ends.
func benchRead(b *testing.B, opt Options) *Loaded {
	b.Helper()
	l, list, err := read(opt, nil)
	sound(b, list, err)
	b.Cleanup(func() {
		if err := l.Close(); err != nil {
			b.Error(err)
		}
	})
	return l
}

func benchParse(b *testing.B, opt Options) {
	l := benchRead(b, opt)
	for b.Loop() {
		all, err := parse(context.Background(), opt, l.Files, l.Settings, nil)
		sound(b, nil, err)
		if len(all) != benchReports {
			b.Fatalf("%d reports were parsed", len(all))
		}
	}
}

func benchIndex(b *testing.B, opt Options) {
	l := benchRead(b, opt)
	all, err := parse(context.Background(), opt, l.Files, l.Settings, nil)
	sound(b, nil, err)
	for b.Loop() {
		_, _, list := index(opt, l.Settings, all, opt.Now.Unix())
		sound(b, list, nil)
	}
}

// benchDressed is an archive and a theme, ready to be planned.
func benchDressed(b *testing.B, opt Options) (*Loaded, *theme.Theme) {
	b.Helper()
	l := benchRead(b, opt)
	look, list := dress(opt, l, nil)
	sound(b, list, nil)
	list, err := l.parse(context.Background(), opt, nil, nil)
	sound(b, list, err)
	return l, look
}

func benchPlan(b *testing.B, opt Options) {
	l, look := benchDressed(b, opt)
	for b.Loop() {
		if s := plan(l, look, nil); len(s.Plan()) < benchReports {
			b.Fatalf("%d outputs were planned", len(s.Plan()))
		}
	}
}

// benchBodies renders every body of a site.
func benchBodies(b *testing.B, s *site.Site, opt Options) {
	b.Helper()
	list, err := CheckBodies(context.Background(), s, opt)
	sound(b, list, err)
}

func benchMarkdown(b *testing.B, opt Options) {
	l, look := benchDressed(b, opt)
	for b.Loop() {
		b.StopTimer()
		s := plan(l, look, nil)
		b.StartTimer()
		benchBodies(b, s, opt)
	}
}

// benchPages renders all files of the plan; their bodies are rendered already.
func benchPages(b *testing.B, opt Options) {
	l, look := benchDressed(b, opt)
	for b.Loop() {
		b.StopTimer()
		s := plan(l, look, nil)
		benchBodies(b, s, opt)
		b.StartTimer()
		outputs := s.Plan()
		err := each(context.Background(), len(outputs), opt.jobs(), func(n int) error {
			return outputs[n].Render(new(bytes.Buffer))
		})
		sound(b, nil, err)
	}
}

// benchSearch inverts all reports and writes the index; their bodies are
// rendered already.
func benchSearch(b *testing.B, opt Options) {
	l, look := benchDressed(b, opt)
	for b.Loop() {
		b.StopTimer()
		s := plan(l, look, nil)
		benchBodies(b, s, opt)
		b.StartTimer()
		files, err := searchIndex(s)
		sound(b, nil, err)
		if len(files) == 0 {
			b.Fatal("the index has no files")
		}
	}
}

// benchPublish writes the finished site into a new folder.
func benchPublish(b *testing.B, opt Options) {
	built, list, err := Build(context.Background(), opt, nil)
	sound(b, list, err)
	defer built.Loaded.Close() // it was only read
	files, dir := built.Tree.Files(), b.TempDir()
	for b.Loop() {
		p := benchBegin(b, benchFresh(b, dir))
		err := each(context.Background(), len(files), opt.jobs(), func(n int) error {
			err := p.Put(files[n])
			return err
		})
		sound(b, nil, err)
		benchCommit(b, p)
	}
}

// benchFresh is a folder that does not exist yet. What was there before goes
// while the clock stands.
func benchFresh(b *testing.B, dir string) string {
	b.Helper()
	b.StopTimer()
	defer b.StartTimer()
	if err := os.RemoveAll(dir); err != nil {
		b.Fatal(err)
	}
	return filepath.Join(dir, "public")
}

func benchBegin(b *testing.B, out string) *publish.Publication {
	b.Helper()
	p, err := publish.Begin(context.Background(), out, publish.Options{})
	sound(b, nil, err)
	return p
}

func benchCommit(b *testing.B, p *publish.Publication) publish.Report {
	b.Helper()
	report, err := p.Commit(nil)
	sound(b, nil, err)
	return report
}

// benchWhole builds into a folder, with a cache.
func benchWhole(b *testing.B, opt Options, caches, out string) publish.Report {
	b.Helper()
	var err error
	opt.Cache, err = cache.Open(caches, "bench", 1<<30)
	sound(b, nil, err)
	p := benchBegin(b, out)
	defer p.Abort() // it has ended, or the benchmark has failed
	built, list, err := Stream(context.Background(), opt, entries{p}, nil)
	sound(b, list, err)
	report := benchCommit(b, p)
	sound(b, nil, opt.Cache.Close())
	sound(b, nil, built.Loaded.Close())
	return report
}

func benchCold(b *testing.B, opt Options) {
	dir := b.TempDir()
	for b.Loop() {
		out := benchFresh(b, dir)
		if report := benchWhole(b, opt, filepath.Join(dir, "cache"), out); report.Unchanged > 0 {
			b.Fatalf("%d files were there before", report.Unchanged)
		}
	}
}

func benchUnchanged(b *testing.B, opt Options) {
	dir := b.TempDir()
	caches, out := filepath.Join(dir, "cache"), filepath.Join(dir, "public")
	benchWhole(b, opt, caches, out)
	for b.Loop() {
		if report := benchWhole(b, opt, caches, out); report.Written > 0 {
			b.Fatalf("%d files were written", report.Written)
		}
	}
}
