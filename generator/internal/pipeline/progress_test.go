package pipeline

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

func TestProgress(t *testing.T) {
	var none *Progress
	none.Begin("rendering", 3)
	none.Add(1)
	if name, done, of := none.Now(); name != "" || done != 0 || of != 0 {
		t.Errorf("a nil Progress is at %q, %d of %d", name, done, of)
	}
	p := new(Progress)
	p.Add(1) // to no step
	if name, done, of := p.Now(); name != "" || done != 0 || of != 0 {
		t.Errorf("before the first step it is %q, %d of %d", name, done, of)
	}
	for _, step := range []string{"parsing", "rendering"} {
		p.Begin(step, 300)
		var adding sync.WaitGroup
		for range 100 {
			adding.Go(func() { p.Add(2) })
		}
		adding.Wait()
		if name, done, of := p.Now(); name != step || done != 200 || of != 300 {
			t.Errorf("%s: it is %q, %d of %d", step, name, done, of)
		}
	}
}

// watched is a sink that looks at what is being done whenever it is given a file.
type watched struct {
	memory
	progress *Progress
	watching sync.Mutex
	steps    []string
	most     int // rendered
	wrong    []int
}

func (w *watched) Put(f publish.File) error {
	w.watching.Lock()
	defer w.watching.Unlock()
	name, done, of := w.progress.Now()
	if !slices.Contains(w.steps, name) {
		w.steps = append(w.steps, name)
	}
	if name == "rendering" {
		w.most = max(w.most, done)
		if done > of {
			w.wrong = append(w.wrong, done)
		}
	}
	return w.memory.Put(f)
}

// TestProgressOfABuild promises that a build says what it does, in order, and
// counts the pages that it then says it has made.
func TestProgressOfABuild(t *testing.T) {
	g := &garden{t: t, root: t.TempDir()}
	g.write("archive.yaml", "title: Archive\ntimezone: UTC\n")
	g.write("static/note.txt", "one")
	for _, name := range []string{"a.md", "2024/b.md", "2025/c.md"} {
		g.write(name, "---\ntitle: Outage\ndate: 2025-11-01\n---\n\nText.\n")
	}
	p := new(Progress)
	sink := &watched{progress: p}
	opt := Options{Content: g.content(), Display: "content", Now: g.tick, Jobs: 1, Progress: p}
	b, list, err := Open(opt).Render(context.Background(), sink)
	if err != nil || list.Errors() > 0 {
		t.Fatal(list, err)
	}
	defer b.Loaded.Close()
	if diff := cmp.Diff([]string{"rendering", "copying", "search index"}, sink.steps); diff != "" {
		t.Errorf("files were made while (want -, got +):\n%s", diff)
	}
	if sink.most != b.Pages || len(sink.wrong) > 0 {
		t.Errorf("%d of %d pages were counted; too many were %v", sink.most, b.Pages, sink.wrong)
	}
	line := Open(opt)
	if _, _, err := line.Rebuild(context.Background(), Edits{}, Indexed); err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if name, _, _ := p.Now(); name != "indexing" {
		t.Errorf("the last step of reading is %q", name)
	}
}
