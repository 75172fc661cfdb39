package pipeline

import (
	"context"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// A garden is an archive that is edited at random.
type garden struct {
	t    *testing.T
	r    *rand.Rand
	root string // holds content/ and themes/
	tick time.Time
}

func newGarden(t *testing.T, seed uint64) *garden {
	g := &garden{t: t, r: rand.New(rand.NewPCG(seed, 1)), root: t.TempDir(), tick: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	g.settings()
	for range 6 {
		g.create()
	}
	return g
}

func (g *garden) content() string { return filepath.Join(g.root, "content") }

func (g *garden) write(name, text string) {
	name = filepath.Join(g.content(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		g.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		g.t.Fatal(err)
	}
	// Times that never repeat act as a clock that is fine enough.
	g.tick = g.tick.Add(time.Second)
	if err := os.Chtimes(name, g.tick, g.tick); err != nil {
		g.t.Fatal(err)
	}
}

func (g *garden) read(name string) string {
	data, err := os.ReadFile(filepath.Join(g.content(), filepath.FromSlash(name)))
	if err != nil {
		g.t.Fatal(err)
	}
	return string(data)
}

// files lists what is there, by extension; "" is all.
func (g *garden) files(ext string) []string {
	var names []string
	err := filepath.WalkDir(g.content(), func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ext) {
			rel, _ := filepath.Rel(g.content(), name)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return names
}

// state is everything that an edit may change: path → text and time.
func (g *garden) state() map[string]string {
	m := map[string]string{}
	for _, name := range g.files("") {
		info, err := os.Stat(filepath.Join(g.content(), name))
		if err != nil {
			g.t.Fatal(err)
		}
		m[name] = fmt.Sprint(info.ModTime().UnixNano(), g.read(name))
	}
	return m
}

func (g *garden) pick(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *garden) settings() {
	text := fmt.Sprintf("title: %s\nbase_url: %s\ntimezone: %s\n", g.pick("Outages", "Lessons"), g.pick("https://example.org/", "https://example.org/repo/"), g.pick("UTC", "Asia/Tokyo"))
	if g.r.IntN(3) == 0 {
		text += "services:\n  - {id: api, name: The API, slo: 99.9}\n  - id: web\n  - id: mail\n"
	}
	if g.r.IntN(3) == 0 {
		text += "markdown: {unsafe: true}\n"
	}
	if g.r.IntN(8) == 0 {
		text += "theme: nowhere\n"
	}
	g.write("archive.yaml", text)
}

// report writes a postmortem.
func (g *garden) report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Outage %d\ndate: 20%02d-0%d-1%dT10:00:00Z\nservices: [%s]\ncauses: [%s]\n", g.r.IntN(50), 18+g.r.IntN(4), 1+g.r.IntN(9), g.r.IntN(9), g.pick("api", "web", "mail"), g.pick("dns", "load", "human error"))
	if g.r.IntN(3) == 0 {
		fmt.Fprintf(&b, "impact:\n  - {start: 2019-03-26T01:16:00Z, end: 2019-03-26T0%d:15:00Z, level: major_outage}\n", 2+g.r.IntN(7))
	}
	if g.r.IntN(8) == 0 {
		b.WriteString("draft: true\n")
	}
	if g.r.IntN(8) == 0 {
		fmt.Fprintf(&b, "slug: named-%d\n", g.r.IntN(9))
	}
	fmt.Fprintf(&b, "---\n\n## What happened\n\nText %d with <b>raw</b> HTML.\n\n<p>zebra</p>\n\n## After\n\n", g.r.IntN(1000))
	if others := g.files(".md"); len(others) > 0 && g.r.IntN(8) == 0 {
		fmt.Fprintf(&b, "See [another](/%s).\n", g.pick("services/", "years/", "incidents/"))
		fmt.Fprintf(&b, "And [a report](%s%s).\n", "../", g.pick(others...))
	}
	return b.String()
}

func (g *garden) create() {
	name := fmt.Sprintf("%s/r%d.md", g.pick("2019", "2020", "deep/er"), g.r.IntN(30))
	if g.r.IntN(5) == 0 {
		name = fmt.Sprintf("2021/b%d/index.md", g.r.IntN(3))
		g.image(filepath.Dir(name) + "/graph.png")
	}
	text := g.report()
	if strings.HasSuffix(name, "/index.md") {
		text += "![A graph](graph.png)\n"
	}
	g.write(name, text)
}

func (g *garden) image(name string) {
	var b strings.Builder
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1+g.r.IntN(9), 3))); err != nil {
		g.t.Fatal(err)
	}
	g.write(name, b.String())
}

// edit does one thing and says what.
func (g *garden) edit() string {
	reports := slices.DeleteFunc(g.files(".md"), func(n string) bool { return strings.HasPrefix(n, "pages/") })
	move := func(from, to string) {
		to = filepath.Join(g.content(), to)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			g.t.Fatal(err)
		}
		if _, err := os.Lstat(to); err == nil {
			return
		}
		if err := os.Rename(filepath.Join(g.content(), from), to); err != nil && !os.IsNotExist(err) {
			g.t.Fatal(err)
		}
	}
	if len(reports) == 0 {
		g.create()
		return "create"
	}
	one := g.pick(reports...)
	switch g.r.IntN(27) {
	case 0, 1:
		g.create()
		return "create"
	case 2, 3, 4:
		g.write(one, g.read(one)+fmt.Sprintf("\nMore %d.\n", g.r.IntN(1000)))
		return "body of " + one
	case 5, 6:
		g.write(one, strings.Replace(g.read(one), "title: Outage", "title: Renamed outage", 1))
		return "title of " + one
	case 7:
		g.write(one, g.report())
		return "rewrite " + one
	case 8:
		if err := os.Remove(filepath.Join(g.content(), one)); err != nil {
			g.t.Fatal(err)
		}
		return "delete " + one
	case 9:
		move(one, filepath.Dir(one)+fmt.Sprintf("/moved%d.md", g.r.IntN(20)))
		return "rename " + one
	case 10:
		folder := g.pick("2019", "2020", "deep", "2021")
		move(folder, g.pick("moved/a", "moved/b/c", "2022"))
		return "move " + folder
	case 11:
		g.write(one, g.read(one))
		return "touch " + one
	case 12:
		g.settings()
		return "settings"
	case 13:
		g.write("pages/about.md", fmt.Sprintf("---\ntitle: About %d\ndraft: %t\n---\n\nText with [a link](/years/).\n", g.r.IntN(5), g.r.IntN(3) == 0))
		if g.r.IntN(2) == 0 {
			g.write(one, g.read(one)+"\n[About](/pages/about.md)\n")
		}
		return "page"
	case 14:
		g.write("static/notes.txt", fmt.Sprint(g.r.IntN(5)))
		return "static"
	case 15:
		g.write("layouts/partials/footer.html", fmt.Sprintf("<footer>%d</footer>\n", g.r.IntN(5)))
		return "layout"
	case 16:
		g.write("assets/site.css", fmt.Sprintf("p { margin: %dpx }\n", g.r.IntN(5)))
		return "asset"
	case 17:
		for _, gone := range []string{"layouts", "assets", "static", "pages"} {
			if g.r.IntN(2) == 0 {
				if err := os.RemoveAll(filepath.Join(g.content(), gone)); err != nil {
					g.t.Fatal(err)
				}
			}
		}
		return "remove folders"
	case 18:
		text := g.read(one)
		g.write(one, g.pick(strings.Replace(text, "date: 20", "date: yesterday 20", 1), text+"\n[broken](nowhere.md)\n", ""))
		return "break " + one
	case 19:
		g.image(fmt.Sprintf("2021/b%d/graph.png", g.r.IntN(3)))
		return "image"
	case 20:
		g.write("layouts/partials/footer.html", g.pick("{{ if }}", "{{ .Nothing }}", "<footer>sound</footer>"))
		return "break a layout"
	default:
		// Fix: whatever is broken is thrown away.
		if strings.Contains(g.read("archive.yaml"), "nowhere") {
			g.settings()
		}
		for _, name := range g.files("") {
			if strings.Contains(g.read(name), "nowhere.md") || strings.Contains(g.read(name), "yesterday") || strings.HasPrefix(name, "layouts/") || g.read(name) == "" {
				if err := os.Remove(filepath.Join(g.content(), name)); err != nil {
					g.t.Fatal(err)
				}
			}
		}
		return "fix"
	}
}

// edits are the files in which two states differ, as a watcher reports them.
func edits(before, after map[string]string) (e Edits) {
	for name, text := range after {
		if before[name] != text {
			e.Files = append(e.Files, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			e.Files = append(e.Files, name)
		}
	}
	slices.Sort(e.Files)
	return e
}

var editSequences = flag.Uint64("edits", 80, "how many sequences of random edits are compared with builds from nothing")

// After any sequence of edits, the site is that of a cold build, byte for
// byte, and so is the list of what is wrong.
func TestLiveEqualsColdBuild(t *testing.T) {
	sequences, length := *editSequences, 4
	if testing.Short() {
		sequences = 20
	}
	sound, broken := 0, 0
	for seed := range sequences {
		g := newGarden(t, seed)
		now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
		opt := Options{Content: g.content(), Display: "content", Themes: filepath.Join(g.root, "themes"), Drafts: true}
		opt.Now = now
		live := Open(opt)
		state := map[string]string{}
		var log []string
		for range length {
			next := g.state()
			u, list, err := live.Rebuild(context.Background(), edits(state, next), Previewed)
			if err != nil {
				t.Fatal(seed, log, err)
			}
			state = next
			cold, want, err := Build(context.Background(), opt)
			if err != nil {
				t.Fatal(seed, log, err)
			}
			if diff := cmp.Diff(want.Sorted(), list, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("sequence %d, %v: a cold build finds -, the live one +:\n%s", seed, log, diff)
			}
			if want.Errors() > 0 {
				broken++
				if u.Snapshot != nil {
					t.Fatalf("sequence %d, %v: there is a snapshot of a broken archive", seed, log)
				}
			} else {
				sound++
				same(t, fmt.Sprintf("sequence %d, %v", seed, log), cold.Tree, whole(t, u.Snapshot))
				everyFile(t, u.Snapshot, cold.Tree)
			}
			if err := cold.Loaded.Close(); err != nil {
				t.Fatal(err)
			}
			log = append(log, g.edit())
		}
	}
	t.Logf("%d sound and %d broken archives compared", sound, broken)
	if !testing.Short() && sound < int(sequences)*2 || broken < int(sequences)/4 {
		t.Errorf("%d sound and %d broken archives: the edits are too tame or too wild", sound, broken)
	}
}

// whole is everything that a snapshot can show.
func whole(t *testing.T, s *Snapshot) publish.Tree {
	t.Helper()
	var files []publish.File
	for _, o := range s.Site.Plan() {
		f, _, err := s.File(urls.OutputFile(o.Path))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	for _, c := range s.Site.Copies() {
		files = append(files, copyOf(c))
	}
	index, err := s.Site.SearchFiles()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range index {
		files = append(files, publish.File{Path: urls.OutputFile(f.Path), Data: f.Data})
	}
	all, _ := publish.New(files)
	return all
}

func same(t *testing.T, when string, want, got publish.Tree) {
	t.Helper()
	differs := func(a, b publish.Tree) {
		t.Helper()
		for _, f := range a {
			other, ok := b.Lookup(f.Path)
			one, errA := f.Sum()
			two, errB := other.Sum()
			if !ok || one != two || errA != nil || errB != nil {
				t.Fatalf("%s: %s differs from a cold build: %v %v", when, f.Path, errA, errB)
			}
		}
	}
	differs(want, got)
	differs(got, want)
}

// everyFile asks for each file on its own, as a browser would.
func everyFile(t *testing.T, s *Snapshot, want publish.Tree) {
	t.Helper()
	for _, f := range want {
		got, ok, err := s.File(f.Path)
		if !ok || err != nil {
			t.Fatal(f.Path, ok, err)
		}
		a, errA := f.Sum()
		b, errB := got.Sum()
		if errA != nil || errB != nil || a != b {
			t.Fatalf("%s differs: %v %v", f.Path, errA, errB)
		}
	}
	for _, path := range []string{"nothing.html", "incidents/2019/index", "", "search/none.bin"} {
		if _, ok, err := s.File(path); ok || err != nil {
			t.Errorf("%q is served: %v", path, err)
		}
	}
}
