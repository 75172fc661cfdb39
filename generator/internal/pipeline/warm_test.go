package pipeline

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
)

// A build with a cache makes the site that a build without one makes, byte for
// byte, and finds the same mistakes: after any edits, whatever of the cache and
// of the output was lost or damaged, and however the clock moves.
func TestWarmEqualsColdBuild(t *testing.T) {
	sequences, length := uint64(60), 6
	if testing.Short() {
		sequences = 6
	}
	caches := t.TempDir() // of all archives
	sound, unchanged, spares := 0, 0, 0
	for seed := range sequences {
		g := newGarden(t, seed+1000)
		if seed%6 == 0 {
			g.many()
		}
		opt := Options{Content: g.content(), Display: "content", Themes: filepath.Join(g.root, "themes"), Clock: g.r.IntN(2) == 0}
		opt.Now = time.Date(2026, 6, 1, 10, 50, 0, 0, time.UTC)
		out := filepath.Join(g.root, "public")
		var log []string
		for range length {
			where := fmt.Sprintf("sequence %d, %v", seed, log)
			cold, want, err := Build(context.Background(), opt, nil)
			if err != nil {
				t.Fatal(where, err)
			}
			report, list := warm(t, opt, caches, out)
			if diff := cmp.Diff(want.Sorted(), list.Sorted(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: a cold build finds -, the warm one +:\n%s", where, diff)
			}
			if want.Errors() == 0 {
				sound++
				if report.Written == 0 {
					unchanged++
				}
				same(t, where, cold.Tree, onDisk(t, out))
				if _, err := os.Lstat(spareOf(out)); err == nil {
					spares++
				}
			}
			if err := cold.Loaded.Close(); err != nil {
				t.Fatal(err)
			}
			log = append(log, g.disturb(caches, out, &opt))
		}
	}
	t.Logf("%d sites compared, %d of them unchanged, %d with a spare", sound, unchanged, spares)
	if spares == 0 && runtime.GOOS == "linux" {
		t.Error("no build left a spare: the sites are too small")
	}
	if !testing.Short() && (sound < int(sequences)*3 || unchanged < int(sequences)/4) {
		t.Errorf("%d sites compared, %d unchanged: the edits are too tame or too wild", sound, unchanged)
	}
}

// What is kept of a body depends on more than its text.
func TestWarmInputs(t *testing.T) {
	const settings = "title: Archive\ntimezone: UTC\n"
	report := func(body string) string { return "---\ntitle: A\ndate: 2020-01-01\n---\n\n" + body + "\n" }
	for name, test := range map[string]struct{ before, after map[string]string }{
		"the words of raw HTML": {
			map[string]string{"2020/a.md": report("Hello <b title=\"zebra\">bold</b>.\n\n<div>okapi</div>")},
			map[string]string{"archive.yaml": settings + "markdown: {unsafe: true}\n"},
		},
		"a draft that is gone": {
			map[string]string{"2020/a.md": report("[About](../pages/about.md)"), "pages/about.md": "---\ntitle: About\ndraft: true\n---\n\nText.\n"},
			map[string]string{"pages/about.md": ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := &garden{t: t, root: t.TempDir(), tick: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
			g.write("archive.yaml", settings)
			opt := Options{Content: g.content(), Display: "content", Now: g.tick}
			caches, out := t.TempDir(), filepath.Join(g.root, "public")
			for n, files := range []map[string]string{test.before, test.after} {
				for name, text := range files {
					g.write(name, text)
					if text == "" {
						if err := os.Remove(filepath.Join(g.content(), name)); err != nil {
							t.Fatal(err)
						}
					}
				}
				cold, want, err := Build(context.Background(), opt, nil)
				if err != nil {
					t.Fatal(err)
				}
				_, list := warm(t, opt, caches, out)
				if diff := cmp.Diff(want.Sorted(), list.Sorted(), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("build %d: cold -, warm +:\n%s", n, diff)
				}
				if want.Errors() == 0 {
					same(t, fmt.Sprint("build ", n), cold.Tree, onDisk(t, out))
				}
				if err := cold.Loaded.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A body that leads to an asset of the theme is looked at again when the theme changes.
func TestWarmLinksToAssets(t *testing.T) {
	g := newGarden(t, 1)
	g.write("archive.yaml", "title: Archive\ntimezone: UTC\n")
	g.write("assets/note.txt", "one")
	opt := Options{Content: g.content(), Display: "content", Now: g.tick, Drafts: true}
	cold, _, err := Build(context.Background(), opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer cold.Loaded.Close()
	asset := ""
	for _, f := range cold.Tree.Files() {
		if strings.HasPrefix(f.Path, "assets/note.") {
			asset = f.Path
		}
	}
	g.write("2020/leads.md", "---\ntitle: Leads to an asset\ndate: 2020-01-01\n---\n\n[The note](/"+asset+").\n")
	caches, out := t.TempDir(), filepath.Join(g.root, "public")
	for range 2 {
		if _, list := warm(t, opt, caches, out); list.Errors() > 0 {
			t.Fatal(list)
		}
	}
	g.write("assets/note.txt", "two")
	if _, list := warm(t, opt, caches, out); list.Errors() != 1 {
		t.Errorf("the link to %s, which is gone, is told as %v", asset, list)
	}
}

// warm builds with a cache into a folder.
func warm(t *testing.T, opt Options, caches, out string) (publish.Report, diag.List) {
	t.Helper()
	var err error
	if opt.Cache, err = cache.Open(caches, "test", 4<<20); err != nil {
		t.Fatal(err)
	}
	p, err := publish.Begin(context.Background(), out, publish.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Abort()
	b, list, err := Stream(context.Background(), opt, entries{p}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Loaded.Close()
	if list.Errors() > 0 {
		return publish.Report{}, list
	}
	report, err := p.Commit(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := opt.Cache.Close(); err != nil {
		t.Fatal(err)
	}
	if n := report.Written + report.Unchanged; n != b.Files || report.Bytes+report.BytesUnchanged != b.Size {
		t.Errorf("%d files of %d bytes were published, %d of %d were made", n, report.Bytes+report.BytesUnchanged, b.Files, b.Size)
	}
	return report, list
}

// disturb edits the archive, or something else that a build relies on.
func (g *garden) disturb(caches, out string, opt *Options) string {
	switch g.r.IntN(10) {
	case 0:
		entries, err := filepath.Glob(filepath.Join(caches, "*.entry"))
		if err != nil {
			g.t.Fatal(err)
		}
		for _, name := range entries {
			switch g.r.IntN(4) {
			case 0:
				err = os.Remove(name)
			case 1:
				err = os.Truncate(name, int64(g.r.IntN(50)))
			}
			if err != nil {
				g.t.Fatal(err)
			}
		}
		return "lose a part of the cache"
	case 1:
		var names []string
		if _, err := os.Lstat(spareOf(out)); err == nil && g.r.IntN(2) == 0 {
			out = spareOf(out)
		}
		for _, f := range onDisk(g.t, out).Files() {
			names = append(names, f.Path)
		}
		if len(names) == 0 {
			return "nothing"
		}
		one := g.pick(names...)
		if err := os.Remove(filepath.Join(out, one)); err != nil {
			g.t.Fatal(err)
		}
		return "lose " + one
	case 2:
		opt.Now = opt.Now.Add(time.Duration(g.r.IntN(40)) * time.Minute)
		return "the clock moves"
	case 3:
		return "nothing"
	case 4:
		opt.Drafts = !opt.Drafts
		return "drafts"
	}
	return g.edit()
}

// many adds files enough for a site whose old version is kept as a spare.
func (g *garden) many() {
	for n := range 500 {
		g.write(fmt.Sprintf("static/%d/%d.txt", n%50, n), fmt.Sprint(n))
	}
}

// spareOf is where the spare of an output lies.
func spareOf(out string) string {
	return filepath.Join(filepath.Dir(out), ".afterword-"+filepath.Base(out), "stage")
}

// onDisk is the site in a folder, without what a build keeps there for itself.
func onDisk(t *testing.T, dir string) publish.Tree {
	t.Helper()
	var files []publish.File
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) || err == nil && (d.IsDir() || d.Name() == ".afterword-manifest.json") {
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
		files = append(files, publish.File{Path: filepath.ToSlash(rel), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all, _ := publish.New(files)
	return all
}

// entries is a publication as a Sink.
type entries struct{ *publish.Publication }

func (e entries) Put(f publish.File) (publish.Entry, error) { return e.PutEntry(f) }
