package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/serve"
	"afterword/generator/internal/watch"
)

// Whoever else has a page open in the same browser gets nothing.
func TestOtherSitesAreRefused(t *testing.T) {
	l := archive(t, serve.Options{Hosts: []string{"drafts.example.org"}})
	address := l.http.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	l.must(err)
	for name, c := range map[string]struct {
		header http.Header
		want   int
	}{
		"plain":                         {http.Header{}, 200},
		"localhost":                     {http.Header{"Host": {"localhost:" + port}}, 200},
		"a name below localhost":        {http.Header{"Host": {"docs.localhost:" + port}}, 200},
		"IPv6":                          {http.Header{"Host": {"[::1]:" + port}}, 200},
		"a name that was given":         {http.Header{"Host": {"drafts.example.org"}}, 200},
		"rebinding":                     {http.Header{"Host": {"evil.example:" + port}}, 403},
		"a name that ends like ours":    {http.Header{"Host": {"notlocalhost:" + port}}, 403},
		"rebinding, same origin":        {http.Header{"Host": {"evil.example"}, "Origin": {"http://evil.example"}}, 403},
		"our own origin":                {http.Header{"Origin": {"http://" + address}}, 200},
		"a foreign origin":              {http.Header{"Origin": {"https://evil.example"}}, 403},
		"another port":                  {http.Header{"Origin": {"http://127.0.0.1:1"}}, 403},
		"no origin":                     {http.Header{"Origin": {"null"}}, 403},
		"our own page":                  {http.Header{"Sec-Fetch-Site": {"same-origin"}, "Sec-Fetch-Mode": {"cors"}}, 200},
		"a link from elsewhere":         {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}, 200},
		"a frame elsewhere":             {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"iframe"}}, 403},
		"a picture elsewhere":           {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"image"}}, 403},
		"a script from another port":    {http.Header{"Sec-Fetch-Site": {"same-site"}, "Sec-Fetch-Mode": {"no-cors"}, "Sec-Fetch-Dest": {"script"}}, 403},
		"an address typed into the bar": {http.Header{"Sec-Fetch-Site": {"none"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}, 200},
	} {
		for _, path := range []string{"/", "/feed.xml", "/_afterword/state?path=/", "/nothing"} {
			response, body := l.ask(path, c.header)
			want := c.want
			if path == "/nothing" && want == 200 {
				want = 404
			}
			if response.StatusCode != want {
				t.Errorf("%s: %s has status %d", name, path, response.StatusCode)
			}
			if want == 403 && strings.Contains(body, "Outages") {
				t.Errorf("%s: %s tells of the archive", name, path)
			}
			if response.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: others may read %s", name, path)
			}
			if response.Header.Get("X-Frame-Options") != "DENY" || response.Header.Get("X-Content-Type-Options") != "nosniff" || response.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s: headers of %s: %v", name, path, response.Header)
			}
		}
	}
}

// What no browser sends.
func TestRawRequests(t *testing.T) {
	l := archive(t, serve.Options{}, "static/notes.txt", "x")
	for request, want := range map[string]string{
		"POST / HTTP/1.1":                                                      "405",
		"PUT /x HTTP/1.1":                                                      "405",
		"TRACE / HTTP/1.1":                                                     "405",
		"OPTIONS / HTTP/1.1":                                                   "405",
		"GET http://evil.example/ HTTP/1.1":                                    "400",
		"GET /../../etc/passwd HTTP/1.1":                                       "404",
		"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1":                               "404",
		"GET /..%5c..%5cetc HTTP/1.1":                                          "404",
		"GET //etc/passwd HTTP/1.1":                                            "404",
		"GET /x%00 HTTP/1.1":                                                   "404",
		"GET /.env::$DATA HTTP/1.1":                                            "404",
		"GET //evil.example/%2e%2e HTTP/1.1":                                   "404",
		"GET /\\evil HTTP/1.1":                                                 "404",
		"GET /_afterword/../../serve.go HTTP/1.1":                              "404",
		"GET /_afterword/client/reload.js HTTP/1.1":                            "404",
		"GET /_afterword/state?path=//evil.example/ HTTP/1.1":                  "200",
		"GET /_afterword/state?path=%2e%2e/%00%zz&x HTTP/1.1":                  "200",
		"HEAD / HTTP/1.1":                                                      "200",
		"GET /notes.txt HTTP/1.1":                                              "200",
		"GET /_afterword/state?path=/incidents/none/ HTTP/1.1":                 "200",
		"GET /search/nothing.bin HTTP/1.1":                                     "404",
		"GET /incidents/2019/one/index.html/ HTTP/1.1":                         "404",
		"GET /index.html HTTP/1.1":                                             "301",
		"GET /incidents/2019/one/../one/ HTTP/1.1":                             "404",
		"GET /services?x=//evil HTTP/1.1":                                      "301",
		"GET /_afterword/nothing HTTP/1.1":                                     "404",
		"GET /_afterword/overlay.css HTTP/1.1":                                 "200",
		"GET /_afterword/worker.js HTTP/1.1":                                   "200",
		"GET /_afterword/%2e%2e/%2e%2e/generator HTTP/1.1":                     "404",
		"CONNECT 127.0.0.1:1 HTTP/1.1":                                         "405",
		"GET /assets/../archive.yaml HTTP/1.1":                                 "404",
		"GET /_afterword/state?path=" + strings.Repeat("a", 999) + " HTTP/1.1": "200",
	} {
		conn, err := net.Dial("tcp", l.http.Listener.Addr().String())
		l.must(err)
		_, err = fmt.Fprintf(conn, "%s\r\nHost: localhost\r\nConnection: close\r\n\r\n", request)
		l.must(err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: %v", request, err)
			continue
		}
		body, _ := io.ReadAll(response.Body) // what is there is looked at
		if !strings.HasPrefix(response.Status, want) {
			t.Errorf("%s: %s", request, response.Status)
		}
		if to := response.Header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("%s leads to %q", request, to)
		}
		if strings.Contains(string(body), "root:") || strings.Contains(string(body), "base_url") {
			t.Errorf("%s gives a file of the machine", request)
		}
		l.must(conn.Close())
	}
}

// Those who listen are bounded.
func TestTooManyListeners(t *testing.T) {
	l := archive(t, serve.Options{})
	var open []*http.Response
	refused := 0
	for range 70 {
		r, err := (&http.Transport{}).RoundTrip(request(t, l.http.URL+"/_afterword/events"))
		l.must(err)
		open = append(open, r)
		if r.StatusCode == http.StatusServiceUnavailable {
			refused++
		}
	}
	for _, r := range open {
		r.Body.Close()
	}
	if refused != 70-64 {
		t.Errorf("%d of 70 are refused", refused)
	}
	if status, _ := l.get("/"); status != http.StatusOK {
		t.Errorf("pages have status %d", status)
	}
}

func request(t *testing.T, url string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What goes wrong while the server runs does not end it.
func TestSurvives(t *testing.T) {
	l := archive(t, serve.Options{})
	good := "title: Outages\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01\n"
	broken := func(what string) {
		t.Helper()
		l.until(func(r serve.Report) bool { return r.Problems.Errors() > 0 })
		l.has("/incidents/2019/one/", "Text of the first.")
		if t.Failed() {
			t.Fatal(what)
		}
	}
	fixed := func() { l.until(func(r serve.Report) bool { return r.Snapshot != nil }) }

	l.write("archive.yaml", "title: [\n")
	broken("settings")
	l.write("archive.yaml", good)
	fixed()
	l.write("layouts/partials/footer.html", "{{ .Nothing.Of.This }}")
	broken("a layout")
	l.write("layouts/partials/footer.html", "{{ index .Nav 99 }}")
	broken("a layout beyond its data")
	l.must(os.Remove(l.path("layouts/partials/footer.html")))
	fixed()
	l.must(os.Symlink("/etc/passwd", l.path("2019/link.md")))
	broken("a link out of the archive")
	l.must(os.Remove(l.path("2019/link.md")))
	fixed()
	if os.Geteuid() != 0 {
		l.must(os.Chmod(l.path("2019/one.md"), 0))
		broken("a file that may not be read")
		l.must(os.Chmod(l.path("2019/one.md"), 0o644))
		fixed()
	}
	l.must(os.RemoveAll(l.content))
	broken("no archive")
	l.write("archive.yaml", good)
	l.write("2019/one.md", report("Back", "Again."))
	fixed()
	l.has("/incidents/2019/one/", "Again.")
}

// A save in two writes is one build, of the whole text.
func TestTruncateThenWrite(t *testing.T) {
	l := archive(t, serve.Options{})
	for try := 0; ; try++ {
		text := fmt.Sprintf("The whole text, %d.", try)
		began := time.Now()
		file, err := os.Create(l.path("2019/one.md"))
		l.must(err)
		// The editor thinks for a while: as long as a reader may not see it.
		timer := time.NewTimer(60 * time.Millisecond)
		<-timer.C
		_, err = file.WriteString(report("The first outage", text))
		l.must(err)
		l.must(file.Close())
		if time.Since(began) < watch.Grace {
			if r := l.next(); r.Problems.Errors() > 0 || len(r.Changed) != 1 {
				t.Errorf("built %v with %v", r.Changed, r.Problems)
			}
			l.has("/incidents/2019/one/", text)
			return
		}
		// The machine was so busy that half of it may be seen.
		l.until(func(serve.Report) bool { _, body := l.get("/incidents/2019/one/"); return strings.Contains(body, text) })
	}
}

// Without live reload the pages are those that a build publishes.
func TestWithoutLiveReload(t *testing.T) {
	l := archive(t, serve.Options{NoLiveReload: true})
	l.has("/", "!_afterword", "!connect-src")
	if status, _ := l.get("/_afterword/reload.js"); status != http.StatusNotFound {
		t.Errorf("the script has status %d", status)
	}
}

// Tabs hear of news also through a writer that knows no deadlines, such as that of another server.
func TestEventsWithoutDeadlines(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/_afterword/events", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	serve.New(serve.Options{}).ServeHTTP(w, r)
	if body := w.Body.String(); !strings.HasPrefix(body, "data: ") {
		t.Errorf("a tab was told %q", body)
	}
}
