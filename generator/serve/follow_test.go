package serve

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"afterword/generator/build"
)

// W8, W13: an edit during a build gives that build up and is in the next one;
// who never stops editing sees something all the same.
func TestEditsDuringBuilds(t *testing.T) {
	content := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(content, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("archive.yaml", "title: Outages\n")
	for n := range 500 {
		write(fmt.Sprintf("n%03d.md", n), fmt.Sprintf("---\ntitle: Number %d\ndate: 2019-03-04T05:06:07Z\nservices: [api]\n---\n\nText.\n", n))
	}
	reports := make(chan Report, 100)
	s := New(Options{
		Archive: build.NewLive(build.Options{Content: content, Display: "content"}, time.Now),
		Content: content, Report: func(r Report) { reports <- r },
	})
	ctx, stop := context.WithCancel(t.Context())
	changes := make(chan []string, 3)
	for n := range 3 { // there before the first build begins
		changes <- []string{write(fmt.Sprintf("late%d.md", n), fmt.Sprintf("---\ntitle: Late %d\ndate: 2019-03-04T05:06:07Z\nservices: [api]\n---\n\nText.\n", n))}
	}
	done := make(chan bool)
	go func() { s.follow(ctx, changes); close(done) }()
	first := <-reports
	if first.Err != nil || len(first.Changed) != 503 {
		t.Errorf("the first build has %d files: %v", len(first.Changed), first.Err)
	}
	// Two were given up for newer edits, the third was not.
	if second := <-reports; second.Err != nil || !second.Same {
		t.Errorf("the build after it: %+v", second)
	}
	stop()
	<-done
	if n := s.now.Load().number; n != 1 {
		t.Errorf("%d states", n)
	}
}
