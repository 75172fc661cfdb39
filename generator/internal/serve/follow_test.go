package serve

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"afterword/generator/internal/pipeline"
)

// A follower is a server whose changes the test tells.
type follower struct {
	*Server
	t       *testing.T
	content string
	reports chan Report
}

func newFollower(t *testing.T, asOf string, clock func() time.Time) *follower {
	f := &follower{t: t, content: t.TempDir(), reports: make(chan Report, 100)}
	f.Server = New(Options{
		Archive: pipeline.Open(pipeline.Options{Content: f.content, Display: "content", AsOf: asOf, Clock: clock}),
		Content: f.content, Report: func(r Report) { f.reports <- r },
	})
	return f
}

func (f *follower) write(name, text string) string {
	file := filepath.Join(f.content, name)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
	return file
}

func (f *follower) report(name, title string) string {
	return f.write(name, "---\ntitle: "+title+"\ndate: 2019-03-04T05:06:07Z\nservices: [api]\n---\n\nText.\n")
}

// follow runs until the test ends.
func (f *follower) follow(changes <-chan []string) (end func()) {
	ctx, stop := context.WithCancel(f.t.Context())
	done := make(chan bool)
	go func() { f.Server.follow(ctx, changes); close(done) }()
	return func() { stop(); <-done }
}

// An edit during a build gives that build up and is in the next one;
// who never stops editing sees something all the same.
func TestEditsDuringBuilds(t *testing.T) {
	f := newFollower(t, "", time.Now)
	f.write("archive.yaml", "title: Outages\n")
	for n := range 500 {
		f.report(fmt.Sprintf("n%03d.md", n), fmt.Sprintf("Number %d", n))
	}
	changes := make(chan []string, 3)
	for n := range 3 { // there before the first build begins
		changes <- []string{f.report(fmt.Sprintf("late%d.md", n), fmt.Sprintf("Late %d", n))}
	}
	end := f.follow(changes)
	first := <-f.reports
	if first.Err != nil || len(first.Changed) != 503 {
		t.Errorf("the first build has %d files: %v", len(first.Changed), first.Err)
	}
	// Two were given up for newer edits, the third was not.
	if second := <-f.reports; second.Err != nil || !second.Same {
		t.Errorf("the build after it: %+v", second)
	}
	end()
	if n := f.now.Load().number; n != 1 {
		t.Errorf("%d states", n)
	}
}

// A build that is given up when it has done its last step is shown: the archive
// counts as read, and the next build would find nothing new in it.
func TestGivenUpTooLate(t *testing.T) {
	ctx, giveUp := context.WithCancel(t.Context())
	calls := 0
	f := newFollower(t, "", func() time.Time {
		if calls++; calls == 4 { // the end of the second build
			giveUp()
		}
		return time.Unix(1.7e9, 0)
	})
	f.write("archive.yaml", "title: Outages\n")
	f.report("a.md", "A")
	if err := f.update(ctx, pipeline.Edits{Rescan: true}); err != nil || calls != 2 {
		t.Fatal(calls, err)
	}
	f.report("a.md", "A edited")
	if err := f.update(ctx, pipeline.Edits{Files: []string{"a.md"}}); err != nil || ctx.Err() == nil {
		t.Error(err, ctx.Err())
	}
	if n := f.now.Load().number; n != 2 {
		t.Errorf("%d states", n)
	}
}

// What was edited before a build that failed is in the next one, whatever was
// edited meanwhile.
func TestEditsBeforeAFault(t *testing.T) {
	var meanwhile func() // called once, in the middle of a build that then fails
	f := newFollower(t, "", func() time.Time {
		if run := meanwhile; run != nil {
			meanwhile = nil
			run()
			panic("a fault")
		}
		return time.Unix(1.7e9, 0)
	})
	f.write("archive.yaml", "title: Outages\n")
	f.report("a.md", "A")
	f.report("b.md", "B")
	changes := make(chan []string)
	end := f.follow(changes)
	<-f.reports
	a := f.report("a.md", "A edited")
	meanwhile = func() { changes <- []string{f.report("b.md", "B edited")} }
	changes <- []string{a}
	if failed := <-f.reports; failed.Err == nil {
		t.Error("the build did not fail")
	}
	if next := <-f.reports; next.Err != nil || len(next.Changed) != 2 {
		t.Errorf("the next build has the edits of %v: %v", next.Changed, next.Err)
	}
	end()
}

// An option that the settings make wrong is told for as long as they do.
func TestOptionThatSettingsMakeWrong(t *testing.T) {
	f := newFollower(t, "2026-01-15 10:00 PST", time.Now)
	f.write("archive.yaml", "title: Outages\ntimezone: America/Los_Angeles\n")
	f.report("a.md", "A")
	changes := make(chan []string)
	end := f.follow(changes)
	if first := <-f.reports; first.Problems.Errors() > 0 {
		t.Fatal(first.Problems)
	}
	for _, change := range []string{
		f.write("archive.yaml", "title: Outages\ntimezone: UTC\n"),
		f.report("a.md", "A edited"),
	} {
		changes <- []string{change}
		if r := <-f.reports; r.Problems.Errors() != 1 || r.Snapshot != nil {
			t.Errorf("after %s: %v", filepath.Base(change), r.Problems)
		}
	}
	end()
}
