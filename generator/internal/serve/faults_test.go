package serve_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/serve"
	"afterword/generator/internal/watch"
)

// Faults by their numbers in the field's collection, as far as the server meets
// them; those not here are held by tests of tree, watch, scan and endtoend.

// The other ways in which programs save, each of them with the final text
// on the page and never a mistake on the way there.
func TestSavesOfPrograms(t *testing.T) {
	l := archive(t, serve.Options{})
	file := l.path("2019/one.md")
	shell := func(script string) {
		t.Helper()
		cmd := exec.Command("sh", "-ec", script, "sh", file)
		cmd.Dir = filepath.Dir(l.content)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", script, err, out)
		}
	}
	put := func(name, word string) {
		t.Helper()
		l.must(os.WriteFile(filepath.Join(filepath.Dir(l.content), name), []byte(report("The first outage", word)), 0o644))
	}
	for _, save := range []struct{ name, script string }{
		{"sed -i", `sed -i 's/Text of the first\.\|Saved by .*/Saved by sed -i./' "$1"`},
		{"mv", `mv next "$1"`},
		{"cp", `cp next "$1"`},
		{"cat", `cat next > "$1"`},
		{"tee", `tee "$1" < next > /dev/null`},
		{"link and rename", `ln next "$1.new" && mv "$1.new" "$1"`},
		{"remove and write", `rm "$1" && cp next "$1"`},
		{"dd in pieces", `dd if=next of="$1" bs=16 2> /dev/null`},
	} {
		put("next", "Saved by "+save.name+".")
		began := time.Now()
		shell(save.script)
		// On a busy machine steps of a save are so far apart that half of it may be seen.
		quick := time.Since(began) < watch.Quiet
		for saved := false; !saved; {
			r := l.next()
			_, body := l.get("/incidents/2019/one/")
			saved = strings.Contains(body, "Saved by "+save.name+".") && len(r.Problems) == 0
			if r.Err != nil || quick && len(r.Problems) > 0 {
				t.Errorf("%s: problems %v, %v", save.name, r.Problems, r.Err)
			}
		}
	}
	shell(`touch "$1"; chmod 600 "$1"`)
	if r := l.next(); !r.Same || r.Rendered != 0 {
		t.Errorf("a touch renders %d", r.Rendered)
	}
}

// What git does to a working tree, as the server shows it once it has
// settled, is what a build from nothing makes of it.
func TestGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	l := archive(t, serve.Options{})
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = l.content
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v %s", args, err, out)
		}
	}
	many := 600
	if testing.Short() {
		many = 100
	}
	for n := range many {
		name := fmt.Sprintf("2019/n%04d.md", n)
		l.must(os.WriteFile(l.path(name), []byte(report(fmt.Sprintf("Number %d", n), "On the first branch.")), 0o644))
	}
	git("init", "-q", "-b", "one")
	git("add", ".")
	git("commit", "-qm", "one")
	l.settled("at first")
	git("checkout", "-qb", "two")
	for n := range many {
		name := l.path(fmt.Sprintf("2019/n%04d.md", n))
		switch n % 4 {
		case 0:
			l.must(os.Remove(name))
		default:
			l.must(os.WriteFile(name, []byte(report(fmt.Sprintf("Number %d", n), "On the second branch.")), 0o644))
		}
	}
	l.must(os.Rename(l.path("2019"), l.path("2020")))
	git("add", "-A", ".")
	git("commit", "-qm", "two")
	l.settled("after a commit")
	git("checkout", "-q", "one")
	l.settled("after a checkout")
	git("checkout", "-q", "two")
	git("checkout", "-q", "one")
	git("checkout", "-q", "two")
	l.settled("after three checkouts")
	l.write("2020/one.md", report("Stashed", "In the stash."))
	git("stash", "-q")
	l.settled("after a stash")
	git("stash", "pop", "-q")
	l.settled("after the stash came back")
	git("commit", "-qam", "stashed")
	git("checkout", "-q", "one")
	l.write("2018/extra.md", report("Extra", "On the first branch."))
	git("add", ".")
	git("commit", "-qm", "extra")
	git("checkout", "-q", "two")
	git("rebase", "-q", "one")
	l.settled("after a rebase")
}

// settled waits until the server shows what a build from nothing makes.
func (l *live) settled(when string) {
	l.tb.Helper()
	cold, list, err := pipeline.Build(l.tb.Context(), pipeline.Options{Content: l.content, Display: "content", Drafts: true, Clock: time.Now})
	l.must(err)
	defer cold.Loaded.Close() // it was only read
	if list.Errors() > 0 {
		l.tb.Fatal(list)
	}
	file := func(name string) string {
		f, _ := cold.Tree.Lookup(name)
		return string(f.Data)
	}
	shown := func(path string) string {
		response, body := l.ask(path, nil)
		if response.StatusCode != 200 {
			return response.Status
		}
		return body
	}
	data := file("api/incidents.json")
	for shown("/api/incidents.json") != data {
		l.next() // fails where nothing follows
	}
	// Feeds and a sitemap hold all the rest of what a page can differ in.
	for _, name := range []string{"feed.xml", "sitemap.xml", "api/services.json", "search/manifest.bin"} {
		if shown("/"+name) != file(name) {
			l.tb.Errorf("%s: %s is not that of a cold build", when, name)
		}
	}
	for _, f := range cold.Tree {
		if strings.HasSuffix(f.Path, "1/index.json") && !bytes.Equal([]byte(shown("/"+f.Path)), f.Data) {
			l.tb.Errorf("%s: %s is not that of a cold build", when, f.Path)
		}
	}
}

// A build into the very folder beside the archive wakes the server not,
// and what is published is as if there were none.
func TestBuildWhileServing(t *testing.T) {
	l := archive(t, serve.Options{})
	out := filepath.Join(filepath.Dir(l.content), "public")
	for n := range 3 {
		l.write("2019/one.md", report(fmt.Sprintf("Title %d", n), "Text."))
		p, err := publish.Begin(t.Context(), out, publish.Options{})
		l.must(err)
		line := pipeline.Open(pipeline.Options{Content: l.content, Display: "content", Clock: time.Now})
		_, list, err := line.Render(t.Context(), p)
		l.must(err)
		if list.Errors() > 0 {
			t.Fatal(list)
		}
		_, err = p.Commit(nil)
		l.must(err)
		l.must(line.Close())
		if r := l.next(); len(r.Changed) != 1 {
			t.Errorf("built for %v", r.Changed)
		}
		l.has("/incidents/2019/one/", fmt.Sprintf("Title %d", n), "_afterword")
		page, err := os.ReadFile(filepath.Join(out, "incidents", "2019", "one", "index.html"))
		l.must(err)
		if !strings.Contains(string(page), fmt.Sprintf("Title %d", n)) || strings.Contains(string(page), "_afterword") {
			t.Error("what is published is not the page alone")
		}
	}
	select {
	case r := <-l.reports:
		t.Errorf("built once more, for %v", r.Changed)
	default:
	}
}
