package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
)

// A build into a folder that holds an earlier site makes what a build elsewhere
// makes, byte for byte, and finds the same problems: after any edits, whatever was
// lost of the output, however the clock moves, and whether it finds that nothing
// has changed or not.
func TestBuildInPlaceEqualsColdBuild(t *testing.T) {
	sequences, length := *editSequences/4, 6
	if testing.Short() {
		sequences = 6
	}
	sites, unchanged := 0, 0
	for seed := range sequences {
		g := newGarden(t, seed+1000)
		now := time.Date(2026, 6, 1, 10, 50, 0, 0, time.UTC)
		opt := Options{Content: g.content(), Display: "content", Themes: filepath.Join(g.root, "themes"), Now: now}
		if g.r.IntN(2) == 0 {
			opt.Clock = func() time.Time { return now }
		}
		out := filepath.Join(g.root, "public")
		var log []string
		for range length {
			where := fmt.Sprintf("sequence %d, %v", seed, log)
			cold, want, err := Build(context.Background(), opt)
			if err != nil {
				t.Fatal(where, err)
			}
			found, list := inPlace(t, opt, out)
			if diff := cmp.Diff(want.Sorted(), list.Sorted(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: a cold build finds -, the one in place +:\n%s", where, diff)
			}
			if want.Errors() == 0 {
				sites++
				if found {
					unchanged++
				}
				same(t, where, cold.Tree, onDisk(t, out))
			}
			if err := cold.Loaded.Close(); err != nil {
				t.Fatal(err)
			}
			log = append(log, g.disturb(out, &opt, &now))
		}
	}
	t.Logf("%d sites compared, %d of them unchanged", sites, unchanged)
	if !testing.Short() && (sites < int(sequences)*3 || unchanged < int(sequences)/4) {
		t.Errorf("%d sites compared, %d of them unchanged: the edits are too tame or too wild", sites, unchanged)
	}
}

// inPlace builds into a folder as a program does, and reports whether it found
// nothing to do.
func inPlace(t *testing.T, opt Options, out string) (unchanged bool, list diag.List) {
	t.Helper()
	ctx := context.Background()
	p, err := publish.Begin(ctx, out, publish.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Abort()
	line := Open(opt)
	defer line.Close()
	if _, _, err := line.Rebuild(ctx, Edits{}, Read); err != nil {
		t.Fatal(err)
	}
	stamp, err := line.Stamp(ctx, "test")
	if err != nil {
		t.Fatal(err)
	}
	if before, report, ok := p.Previous(); ok {
		if b, list, ok := line.Recall(before, stamp); ok {
			if report.Unchanged != b.Files || report.BytesUnchanged != b.Size {
				t.Errorf("%d files of %d bytes are there, %d of %d were made", report.Unchanged, report.BytesUnchanged, b.Files, b.Size)
			}
			return true, list
		}
	}
	b, list, err := line.Render(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if list.Errors() > 0 {
		return false, list
	}
	report, err := p.Commit(line.Record(stamp, b, list))
	if err != nil {
		t.Fatal(err)
	}
	if n := report.Written + report.Unchanged; n != b.Files || report.Bytes+report.BytesUnchanged != b.Size {
		t.Errorf("%d files of %d bytes were published, %d of %d were made", n, report.Bytes+report.BytesUnchanged, b.Files, b.Size)
	}
	return false, list
}

// disturb edits the archive, or something else that a build depends on.
func (g *garden) disturb(out string, opt *Options, now *time.Time) string {
	switch g.r.IntN(10) {
	case 0, 1:
		var names []string
		for _, f := range onDisk(g.t, out) {
			names = append(names, f.Path)
		}
		if len(names) == 0 {
			return "nothing"
		}
		one := g.pick(names...)
		name := filepath.Join(out, one)
		if g.r.IntN(2) == 0 {
			if err := os.Remove(name); err != nil {
				g.t.Fatal(err)
			}
			return "lose " + one
		}
		if err := os.WriteFile(name, []byte("another text"), 0o644); err != nil {
			g.t.Fatal(err)
		}
		return "overwrite " + one
	case 2:
		*now = now.Add(time.Duration(g.r.IntN(40)) * time.Minute)
		return "the clock moves"
	case 3:
		return "nothing"
	case 4:
		opt.Drafts = !opt.Drafts
		return "drafts"
	}
	return g.edit()
}

// onDisk is the site in a folder, without what a build keeps there for itself
// and for readers of the site before.
func onDisk(t *testing.T, dir string) publish.Tree {
	t.Helper()
	var manifest struct {
		Files []struct {
			Path string
			Old  bool
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, ".afterword-manifest.json"))
	if err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	old := map[string]bool{}
	for _, f := range manifest.Files {
		old[f.Path] = f.Old
	}
	var files []publish.File
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) || err == nil && (d.IsDir() || strings.HasPrefix(d.Name(), ".afterword-")) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if rel = filepath.ToSlash(rel); !old[rel] {
			files = append(files, publish.File{Path: rel, Data: data})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all, _ := publish.New(files)
	return all
}

// TestRecall promises that a record counts for the same stamp only, while the
// clock says nothing new, and that a damaged one is none.
func TestRecall(t *testing.T) {
	g := newGarden(t, 1)
	now := time.Date(2026, 6, 1, 10, 50, 0, 0, time.UTC)
	g.write("2026/soon.md", "---\ntitle: Soon\ndate: 2026-06-01T11:20:00Z\n---\n\nText.\n")
	opt := Options{Content: g.content(), Display: "content", Clock: func() time.Time { return now }}
	built, list, err := Build(t.Context(), opt)
	if err != nil || list.Errors() > 0 {
		t.Fatal(err, list)
	}
	defer built.Loaded.Close()
	recall := func(record []byte, stamp string) bool {
		line := Open(opt)
		defer line.Close()
		if _, _, err := line.Rebuild(t.Context(), Edits{}, Read); err != nil {
			t.Fatal(err)
		}
		b, problems, ok := line.Recall(record, stamp)
		if ok && (b.Totals != built.Totals || len(problems) != len(list)) {
			t.Errorf("the record says %+v, %v", b.Totals, problems)
		}
		return ok
	}
	record := Open(opt).Record("stamp", built, list)
	for name, wrong := range map[string]bool{
		"another stamp": recall(record, "other"),
		"no stamp":      recall(record, ""),
		"no record":     recall(nil, "stamp"),
		"half a record": recall(record[:len(record)/2], "stamp"),
	} {
		if wrong {
			t.Errorf("%s counts", name)
		}
	}
	for minutes, want := range map[int]bool{0: true, 9: true, 10: false, 31: false, -51: false} {
		now = time.Date(2026, 6, 1, 10, 50+minutes, 0, 0, time.UTC)
		if got := recall(record, "stamp"); got != want {
			t.Errorf("after %d minutes the record counts: %v", minutes, got)
		}
	}
}
