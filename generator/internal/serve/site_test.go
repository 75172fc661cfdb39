package serve_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/serve"
	"afterword/generator/internal/watch"
)

// until waits for builds until one satisfies.
func (l *live) until(done func(r serve.Report) bool) (builds int) {
	l.tb.Helper()
	for {
		builds++
		if done(l.next()) {
			return builds
		}
	}
}

// A page that was deleted or renamed is gone from everywhere with the next build.
func TestDeletedPageIsGoneFromEverywhere(t *testing.T) {
	l := archive(t, serve.Options{})
	everywhere := []string{"/", "/incidents/", "/years/2019/incidents/", "/services/api/", "/feed.xml", "/api/incidents.json"}
	for _, path := range everywhere {
		l.has(path, "The first outage")
	}
	l.has("/sitemap.xml", "/2019/one/")
	l.must(os.Rename(l.path("2019/one.md"), l.path("2019/uno.md")))
	l.next()
	if status, _ := l.get("/incidents/2019/one/"); status != http.StatusNotFound {
		t.Errorf("the old address has status %d", status)
	}
	l.has("/incidents/2019/uno/", "The first outage")
	l.must(os.Remove(l.path("2019/uno.md")))
	l.next()
	for _, path := range everywhere {
		l.has(path, "!The first outage", "The second outage")
	}
	l.has("/sitemap.xml", "!/2019/one/", "!/2019/uno/")
}

// Folders that are moved, and folders within folders made at one blow.
func TestFoldersComeAndGo(t *testing.T) {
	l := archive(t, serve.Options{})
	l.must(os.Rename(l.path("2019"), l.path("2020")))
	l.until(func(serve.Report) bool {
		status, _ := l.get("/incidents/2020/one/")
		return status == http.StatusOK
	})
	l.write("a/b/c/deep.md", report("Deep", "Text."))
	l.until(func(serve.Report) bool {
		status, _ := l.get("/incidents/a/b/c/deep/")
		return status == http.StatusOK
	})
}

// Every way in which editors save is one build, and none builds what
// they leave beside the file.
func TestSavesOfEditors(t *testing.T) {
	l := archive(t, serve.Options{})
	file := l.path("2019/one.md")
	rename := func(from, to string) { l.must(os.Rename(from, to)) }
	put := func(name, text string) { l.must(os.WriteFile(name, []byte(text), 0o644)) }
	for name, do := range map[string]func(text string){
		"in place":             func(text string) { put(file, text) },
		"temporary and rename": func(text string) { put(file+".tmp1234", text); rename(file+".tmp1234", file) },
		"vim, backup": func(text string) {
			probe := l.path("2019/4913")
			put(probe, "")
			l.must(os.Remove(probe))
			rename(file, file+"~")
			put(file, text)
			l.must(os.Remove(file + "~"))
		},
		"vim, swap file": func(text string) { put(l.path("2019/.one.md.swp"), "x"); put(file, text) },
		"emacs": func(text string) {
			l.must(os.Symlink("me@host.1", l.path("2019/.#one.md")))
			put(l.path("2019/#one.md#"), text)
			put(file, text)
			l.must(os.Remove(l.path("2019/.#one.md")))
			l.must(os.Remove(l.path("2019/#one.md#")))
		},
		"jetbrains": func(text string) {
			put(file+"___jb_tmp___", text)
			rename(file, file+"___jb_old___")
			rename(file+"___jb_tmp___", file)
			l.must(os.Remove(file + "___jb_old___"))
		},
	} {
		text := "Saved " + name + "."
		began := time.Now()
		do(report("The first outage", text))
		if time.Since(began) >= watch.Quiet {
			// On a busy machine steps of a save are so far apart that half of it may be seen.
			l.until(func(r serve.Report) bool {
				_, body := l.get("/incidents/2019/one/")
				return len(r.Problems) == 0 && strings.Contains(body, text)
			})
			continue
		}
		r := l.next()
		if r.Err != nil || len(r.Problems) > 0 || len(r.Changed) != 1 || r.Changed[0] != "2019/one.md" {
			t.Errorf("%s: built %v, problems %v, %v", name, r.Changed, r.Problems, r.Err)
		}
		l.has("/incidents/2019/one/", text)
	}
}

// The settings by rename, a theme by a swapped link, the whole archive by another.
func TestReplacedRoots(t *testing.T) {
	l := archive(t, serve.Options{})
	l.write("archive.yaml", "title: Another name\ntimezone: UTC\n")
	l.next()
	l.has("/", "Another name", "!Outages</a>")

	root := filepath.Dir(l.content)
	for _, n := range []string{"one", "two"} {
		partials := filepath.Join(root, "looks", n, "layouts", "partials")
		l.must(os.MkdirAll(partials, 0o755))
		l.must(os.WriteFile(filepath.Join(partials, "footer.html"), []byte("<footer>theme "+n+"</footer>"), 0o644))
	}
	l.must(os.Symlink(filepath.Join(root, "looks", "one"), filepath.Join(root, "themes")))
	l.must(os.Remove(filepath.Join(root, "themes")))
	l.must(os.Symlink(filepath.Join(root, "looks"), filepath.Join(root, "themes")))
	l.write("archive.yaml", "title: Another name\ntheme: one\n")
	l.until(func(serve.Report) bool { _, body := l.get("/"); return strings.Contains(body, "theme one") })
	l.must(os.Rename(filepath.Join(root, "looks", "one"), filepath.Join(root, "looks", "old")))
	l.must(os.Rename(filepath.Join(root, "looks", "two"), filepath.Join(root, "looks", "one")))
	l.must(os.Symlink(filepath.Join(root, "looks"), filepath.Join(root, "themes~")))
	l.must(os.Rename(filepath.Join(root, "themes~"), filepath.Join(root, "themes")))
	l.until(func(serve.Report) bool { _, body := l.get("/"); return strings.Contains(body, "theme two") })

	l.must(os.Rename(l.content, l.content+"-away"))
	l.until(func(r serve.Report) bool { return r.Problems.Errors() > 0 })
	l.has("/incidents/2019/one/", "The first outage") // the last good site
	l.write("archive.yaml", "title: A third name\n")
	l.write("2021/new.md", report("New here", "Text."))
	l.until(func(r serve.Report) bool { return r.Snapshot != nil })
	l.has("/", "A third name", "New here", "!The first outage")
}

// A checkout that changes a thousand files is two builds at most.
func TestCheckout(t *testing.T) {
	l := archive(t, serve.Options{})
	for n := range 1000 {
		l.must(os.WriteFile(l.path(fmt.Sprintf("2019/n%04d.md", n)), []byte(report(fmt.Sprintf("Number %d", n), "Text.")), 0o644))
	}
	changed := 0
	l.until(func(r serve.Report) bool { changed += len(r.Changed); return changed >= 1000 })
	began := time.Now()
	var wait sync.WaitGroup
	for half := range 2 {
		wait.Go(func() {
			for n := half * 500; n < half*500+500; n++ {
				if err := os.WriteFile(l.path(fmt.Sprintf("2019/n%04d.md", n)), []byte(report(fmt.Sprintf("Changed %d", n), "Text.")), 0o644); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	builds := l.until(func(serve.Report) bool {
		_, body := l.get("/api/incidents.json")
		return strings.Count(body, `"title":"Changed `) == 1000 || strings.Count(body, `"title": "Changed `) == 1000
	})
	// While files change, a build starts at each deadline and not before; where
	// the writing is quick, that is one and one for what was late.
	if most := 2 + int(time.Since(began)/watch.Deadline); builds > most {
		t.Errorf("%d builds, of at most %d", builds, most)
	}
}

// What was read, parsed and rendered is what depends on the edit, and nothing after a touch.
func TestCounts(t *testing.T) {
	l := archive(t, serve.Options{}, "2019/link.md", report("Links", "See [the first](one.md#h-afterwards)."))
	expect := func(what string, parsed, rendered int, theme, same bool) {
		t.Helper()
		if r := l.next(); r.Parsed != parsed || r.Rendered != rendered || r.Theme != theme || r.Same != same {
			t.Errorf("%s: parsed %d, rendered %d, theme %v, same %v; want %d, %d, %v, %v", what, r.Parsed, r.Rendered, r.Theme, r.Same, parsed, rendered, theme, same)
		}
	}
	l.write("2019/one.md", report("The first outage", "Another text."))
	expect("a body", 1, 1, false, false)
	l.write("2019/one.md", report("A title", "Another text."))
	expect("a title", 1, 1, false, false)
	l.write("2019/two.md", report("The second outage", "Text of the second."))
	expect("a touch", 0, 0, false, true)
	l.write("layouts/partials/footer.html", "<footer>mine</footer>")
	expect("a partial", 0, 0, true, false)
	l.write("2019/new.md", report("New", "Text."))
	expect("a new file", 1, 1, false, false)
	l.must(os.Remove(l.path("2019/one.md")))
	expect("a deleted file that another links to", 0, 1, false, false)
	l.write("2019/one.md", report("Back", "Text."))
	expect("the file again", 1, 2, false, false)
	l.write("archive.yaml", "title: Outages\ntimezone: UTC\nas_of: 2026-01-01\nseverities: [bad]\n")
	expect("the settings", 4, 0, true, false)
}

// The server answers before the first build has ended.
func TestAnswersBeforeTheFirstBuild(t *testing.T) {
	s := serve.New(serve.Options{Archive: pipeline.Open(pipeline.Options{Clock: time.Now})})
	l := &live{tb: t, server: s}
	l.listen()
	response, body := l.ask("/incidents/x/", nil)
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "Reading the archive") || !strings.Contains(body, "reload.js") || response.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

var version = regexp.MustCompile(` data-afterword="([0-9a-f]+)-([0-9a-f]+)"`)

// Every page that is served during rebuilds is whole and of one build, and
// its style sheet is there. Run it with -race.
func TestHammer(t *testing.T) {
	l := archive(t, serve.Options{})
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	states := regexp.MustCompile(`Title (\d+)`)
	sheet := regexp.MustCompile(`href="(/assets/site[^"]+)"`)
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				for _, path := range []string{"/", "/incidents/2019/one/", "/services/", "/feed.xml", "/404/"} {
					_, body := l.get(path)
					seen := map[string]bool{}
					for _, m := range states.FindAllStringSubmatch(body, -1) {
						seen[m[1]] = true
					}
					if len(seen) > 1 || !strings.HasSuffix(strings.TrimSpace(body), ">") {
						t.Errorf("%s is of several builds, or cut: %v", path, seen)
					}
					if m := sheet.FindStringSubmatch(body); m != nil {
						if status, _ := l.get(m[1]); status != http.StatusOK {
							// The build may have been replaced between the two; then the page has another sheet.
							if _, again := l.get(path); strings.Contains(again, m[1]) {
								t.Errorf("%s has the style sheet %s, status %d", path, m[1], status)
							}
						}
					}
				}
			}
		})
	}
	for n := 1; n <= 20; n++ {
		l.write("assets/site.css", fmt.Sprintf("p { margin: %dpx }", n))
		l.write("2019/one.md", report(fmt.Sprintf("Title %d", n), "Text."))
		l.next()
	}
	stop()
	readers.Wait()
}

// Nothing is written, and the published site knows nothing of the server.
func TestWritesNothing(t *testing.T) {
	l := archive(t, serve.Options{}, "2019/draft.md", strings.Replace(report("Not yet", "Text."), "date:", "draft: true\ndate:", 1))
	l.has("/incidents/2019/draft/", "Draft", "Not yet", `name="robots" content="noindex"`)
	entries, err := os.ReadDir(filepath.Dir(l.content))
	l.must(err)
	if len(entries) != 1 {
		t.Errorf("beside the archive: %v", entries)
	}
}

// A page may be kept, and is asked for again with its entity tag.
func TestEntityTags(t *testing.T) {
	l := archive(t, serve.Options{})
	for _, path := range []string{"/", "/incidents/2019/one/", "/feed.xml", "/_afterword/reload.js"} {
		first, _ := l.ask(path, nil)
		tag := first.Header.Get("ETag")
		if tag == "" || strings.HasPrefix(tag, "W/") || first.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: tag %q, caching %q", path, tag, first.Header.Get("Cache-Control"))
		}
		if again, _ := l.ask(path, http.Header{"If-None-Match": {tag}}); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: status %d", path, again.StatusCode)
		}
	}
	before, _ := l.ask("/", nil)
	l.write("2019/three.md", report("A third", "Text."))
	l.next()
	if after, _ := l.ask("/", http.Header{"If-None-Match": {before.Header.Get("ETag")}}); after.StatusCode != http.StatusOK {
		t.Errorf("a changed page has status %d", after.StatusCode)
	}
}

// As GitHub Pages does it, under the base path and nowhere else.
func TestBasePath(t *testing.T) {
	l := archive(t, serve.Options{}, "archive.yaml", "title: Outages\nbase_url: https://u.github.io/repo/\n", "static/notes.txt", "x")
	for path, want := range map[string]struct {
		status   int
		location string
	}{
		"/":                          {http.StatusFound, "/repo/"},
		"/repo":                      {http.StatusMovedPermanently, "/repo/"},
		"/repo/":                     {http.StatusOK, ""},
		"/repo/services":             {http.StatusMovedPermanently, "/repo/services/"},
		"/repo/notes.txt":            {http.StatusOK, ""},
		"/repo/nothing/":             {http.StatusNotFound, ""},
		"/services/":                 {http.StatusNotFound, ""},
		"/repo/_afterword/reload.js": {http.StatusOK, ""},
		"/repo/../archive.yaml":      {http.StatusNotFound, ""},
		"/repo/archive.yaml":         {http.StatusNotFound, ""},
		"/repo/%2e%2e/archive.yaml":  {http.StatusNotFound, ""},
		"/repo/2019/one.md":          {http.StatusNotFound, ""},
		"/repo/.git/config":          {http.StatusNotFound, ""},
		"/repo/_afterword/../x":      {http.StatusNotFound, ""},
		"/_afterword/%2e%2e/serve":   {http.StatusNotFound, ""},
	} {
		response, body := l.ask(path, nil)
		if response.StatusCode != want.status || response.Header.Get("Location") != want.location {
			t.Errorf("%s: %d %q", path, response.StatusCode, response.Header.Get("Location"))
		}
		if path == "/repo/nothing/" && (!strings.Contains(body, "Page not found") || !version.MatchString(body)) {
			t.Error("the page for what is missing is not the site's")
		}
	}
}

// The next port where none was asked for, an error that names it otherwise.
func TestPorts(t *testing.T) {
	taken, err := serve.Listen(serve.Loopback(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(t, taken)
	next, err := serve.Listen(serve.Loopback(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(t, next)
	if serve.Port(next[0]) <= serve.Port(taken[0]) {
		t.Errorf("port %d after %d", serve.Port(next[0]), serve.Port(taken[0]))
	}
	for _, l := range next {
		if serve.Port(l) != serve.Port(next[0]) || !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("listens on %v", l.Addr())
		}
	}
	_, err = serve.Listen(serve.Loopback(), serve.Port(taken[0]))
	var port *serve.PortError
	if !errors.As(err, &port) || !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), fmt.Sprint(serve.Port(taken[0]))) {
		t.Errorf("the error is %v", err)
	}
}

func closeAll(t *testing.T, listeners []net.Listener) {
	for _, l := range listeners {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// It ends at once, streams of news included.
func TestEndsAtOnce(t *testing.T) {
	l := archive(t, serve.Options{})
	listeners, err := serve.Listen([]string{"127.0.0.1"}, 0)
	l.must(err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- l.server.Serve(ctx, listeners) }()
	stream, err := http.Get("http://" + listeners[0].Addr().String() + "/_afterword/events")
	l.must(err)
	defer stream.Body.Close()
	if _, err := stream.Body.Read(make([]byte, 10)); err != nil {
		t.Error(err)
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("it still runs after a minute")
	}
}

// An edit of a data file draws its page anew; a wrong one is reported at its place, and leaves the last good page.
func TestDataFilesAreDrawnAnew(t *testing.T) {
	const head = "time,5xx\n2019-03-04T05:00:00Z,1\n"
	l := archive(t, serve.Options{}, "2019/three/errors.csv", head+"2019-03-04T05:01:00Z,22\n", "2019/three/index.md", report("The third outage", "![Errors](errors.csv)"))
	l.has("/incidents/2019/three/", "highest 22 at")
	l.write("2019/three/errors.csv", head+"2019-03-04T05:01:00Z,4711\n")
	l.until(func(serve.Report) bool {
		_, body := l.get("/incidents/2019/three/")
		return strings.Contains(body, "highest 4711 at")
	})
	l.write("2019/three/errors.csv", head+"2019-03-04T05:01:00Z,many\n")
	l.until(func(r serve.Report) bool {
		return r.Problems.Errors() > 0 && strings.HasSuffix(r.Problems[0].File, "errors.csv") && r.Problems[0].Line == 3
	})
	l.write("2019/three/errors.csv", head+"2019-03-04T05:01:00Z,33\n")
	l.until(func(r serve.Report) bool {
		_, body := l.get("/incidents/2019/three/")
		return r.Problems.Errors() == 0 && strings.Contains(body, "highest 33 at")
	})
}
