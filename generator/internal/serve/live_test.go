package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/serve"
)

// live is a server that runs, and what a test knows of it.
type live struct {
	tb      testing.TB
	server  *serve.Server
	http    *httptest.Server
	content string
	reports chan serve.Report
}

// start runs a server over an archive until ctx ends, on a port of its own.
func start(tb testing.TB, ctx context.Context, content string, o serve.Options) *live {
	l := &live{tb: tb, content: content, reports: make(chan serve.Report, 1000)}
	root := filepath.Dir(content)
	themes := filepath.Join(root, "themes")
	o.Archive = pipeline.Open(pipeline.Options{Content: content, Display: "content", Themes: themes, Drafts: true, Clock: time.Now})
	o.Content, o.Themes, o.Out = content, themes, filepath.Join(root, "public")
	o.Report = func(r serve.Report) { l.reports <- r }
	if o.Notice == nil {
		o.Notice = func(sentence string) { tb.Log(sentence) }
	}
	if o.Locate == nil {
		o.Locate = func(file string) string { return filepath.Join(root, filepath.FromSlash(file)) }
	}
	o.Editor = "vscode://file{file}:{line}:{column}"
	l.server = serve.New(o)
	l.listen()
	ctx, stop := context.WithCancel(ctx)
	done := make(chan bool)
	go func() {
		l.server.Run(ctx)
		close(done)
	}()
	tb.Cleanup(func() {
		stop()
		<-done
	})
	return l
}

// listen opens a port for the server.
func (l *live) listen() {
	l.http = httptest.NewServer(l.server)
	l.tb.Cleanup(func() {
		l.http.CloseClientConnections()
		l.http.Close()
	})
}

// next waits for the end of the next build.
func (l *live) next() serve.Report {
	l.tb.Helper()
	select {
	case r := <-l.reports:
		return r
	case <-time.After(2 * time.Minute):
		l.tb.Fatal("nothing is built")
		return serve.Report{}
	}
}

// get asks for a path with the base path and follows no redirect.
func (l *live) get(path string) (status int, body string) {
	l.tb.Helper()
	response, body := l.ask(path, nil)
	return response.StatusCode, body
}

func (l *live) ask(path string, header http.Header) (*http.Response, string) {
	l.tb.Helper()
	request, err := http.NewRequest(http.MethodGet, l.http.URL+path, nil)
	if err != nil {
		l.tb.Fatal(err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	if m := header.Get("method"); m != "" {
		request.Method = m
		request.Header.Del("Method")
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		l.tb.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		l.tb.Fatal(err)
	}
	return response, string(data)
}

// archive makes a small one, with pairs of a name and a text in it, and runs a server over it.
func archive(t *testing.T, o serve.Options, files ...string) *live {
	t.Helper()
	content := filepath.Join(t.TempDir(), "content")
	l := &live{tb: t, content: content}
	l.write("archive.yaml", "title: Outages\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01\n")
	l.write("2019/one.md", report("The first outage", "Text of the first."))
	l.write("2019/two.md", report("The second outage", "Text of the second."))
	for n := 0; n+1 < len(files); n += 2 {
		l.write(files[n], files[n+1])
	}
	l = start(t, t.Context(), content, o)
	l.next()
	return l
}

func report(title, body string) string {
	return "---\ntitle: " + title + "\ndate: 2019-03-04T05:06:07Z\nservices: [api]\ncauses: [dns]\n---\n\n## What happened\n\n" + body + "\n\n## Afterwards\n\nNothing.\n"
}

func (l *live) path(name string) string { return filepath.Join(l.content, filepath.FromSlash(name)) }

func (l *live) must(err error) {
	l.tb.Helper()
	if err != nil {
		l.tb.Fatal(err)
	}
}

// write saves a file at one blow.
func (l *live) write(name, text string) {
	l.tb.Helper()
	l.must(os.MkdirAll(filepath.Dir(l.path(name)), 0o755))
	save(l.tb, l.path(name), text)
}

// has expects words on a page, or their absence with "!" before them.
func (l *live) has(path string, words ...string) {
	l.tb.Helper()
	status, body := l.get(path)
	for _, w := range words {
		if w, not := strings.CutPrefix(w, "!"); strings.Contains(body, w) == not {
			l.tb.Errorf("%s (status %d): %q is there: %v", path, status, w, !not)
		}
	}
}

// listenAt opens a port that was in use until now.
func listenAt(address string) (net.Listener, error) { return net.Listen("tcp", address) }
