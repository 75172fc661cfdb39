package pipeline

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/testutil/corpus"
)

// benchReports is the size of the archive that is measured with.
const benchReports = 1000

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

// BenchmarkStages takes an archive of 1,000 reports to each goal, and makes the
// whole site in memory.
func BenchmarkStages(b *testing.B) {
	opt := benchArchive(b)
	stage := func(name string, run func(*Pipeline) (diag.List, error)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				line := Open(opt)
				list, err := run(line)
				sound(b, list, err)
				sound(b, nil, line.Close())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1e3/float64(b.N)/benchReports, "µs/postmortem")
		})
	}
	for goal, name := range []string{Read: "read", Indexed: "index", Planned: "plan", Checked: "check", Previewed: "preview"} {
		if name != "" {
			stage(name, func(line *Pipeline) (diag.List, error) {
				_, list, err := line.Rebuild(context.Background(), Edits{}, Goal(goal))
				return list, err
			})
		}
	}
	stage("stamp", func(line *Pipeline) (diag.List, error) {
		_, list, err := line.Rebuild(context.Background(), Edits{}, Read)
		if err == nil {
			_, err = line.Stamp(context.Background(), "program")
		}
		return list, err
	})
	stage("render", func(line *Pipeline) (diag.List, error) {
		_, list, err := line.Render(context.Background(), nowhere{})
		return list, err
	})
}

// nowhere is a Sink that holds nothing.
type nowhere struct{}

func (nowhere) Put(publish.File) error { return nil }
