package serve_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/serve"
	"afterword/generator/internal/urls"
)

func TestHandler(t *testing.T) {
	content := files("index.html home", "404.html lost", "a/index.html page a", "b.html page b", "both.html file", "both/index.html folder",
		"data.json {}", "s.css x", "CNAME example.org", "é/index.html accent", "deep/er/index.html deep", "x.bin bits")
	for _, base := range []string{"/", "/repo/", "https://example.org/répo/x/"} {
		b, err := urls.ParseBase(base)
		if err != nil {
			t.Fatal(err)
		}
		handler := serve.Handler(content.Lookup, b)
		for _, test := range []struct {
			request string // method and site path
			status  int
			want    string // body, or the Location less the base path
			kind    string
		}{
			{"GET /", 200, "home", "text/html; charset=utf-8"},
			{"GET /index.html", 301, "/", ""},
			{"GET /a/index.html?q=1", 301, "/a/?q=1", ""},
			{"GET //evil.example/index.html", 404, "lost", "text/html; charset=utf-8"},
			{"HEAD /", 200, "", "text/html; charset=utf-8"},
			{"GET /a/", 200, "page a", "text/html; charset=utf-8"},
			{"GET /a", 301, "/a/", ""},
			{"GET /a?q=1&r=%20", 301, "/a/?q=1&r=%20", ""},
			{"GET /%C3%A9", 301, "/%C3%A9/", ""},
			{"GET /%c3%a9/", 200, "accent", "text/html; charset=utf-8"},
			{"GET /b", 200, "page b", "text/html; charset=utf-8"},
			{"GET /b.html", 200, "page b", "text/html; charset=utf-8"},
			{"GET /b/", 404, "lost", "text/html; charset=utf-8"},
			{"GET /both", 200, "file", "text/html; charset=utf-8"},
			{"GET /both/", 200, "folder", "text/html; charset=utf-8"},
			{"GET /deep/", 404, "lost", "text/html; charset=utf-8"},
			{"GET /deep", 404, "lost", "text/html; charset=utf-8"},
			{"GET /data.json", 200, "{}", "application/json; charset=utf-8"},
			{"GET /data.json/", 404, "lost", "text/html; charset=utf-8"},
			{"GET /s.css?v=1", 200, "x", "text/css; charset=utf-8"},
			{"GET /CNAME", 200, "example.org", "application/octet-stream"},
			{"GET /x.bin", 200, "bits", "application/octet-stream"},
			{"GET /A/", 404, "lost", "text/html; charset=utf-8"},
			{"HEAD /missing", 404, "", "text/html; charset=utf-8"},
			{"GET /a/../b", 404, "lost", "text/html; charset=utf-8"},
			{"GET /%2e%2e/%2e%2e/etc/passwd", 404, "lost", "text/html; charset=utf-8"},
			{"GET /..%5c..%5cx", 404, "lost", "text/html; charset=utf-8"},
			{"GET /a%00", 404, "lost", "text/html; charset=utf-8"},
			{"GET //a", 404, "lost", "text/html; charset=utf-8"},
			{"GET //evil.example/%2e%2e", 404, "lost", "text/html; charset=utf-8"},
		} {
			method, path, _ := strings.Cut(test.request, " ")
			root := strings.TrimSuffix(b.Root(), "/")
			got := ask(handler, method, root+path, nil)
			name := fmt.Sprintf("%s under %s", test.request, b.Root())
			if got.Code != test.status {
				t.Errorf("%s: status %d, want %d", name, got.Code, test.status)
			}
			if test.status == 301 {
				if location := got.Header().Get("Location"); location != root+test.want {
					t.Errorf("%s: leads to %q, want %q", name, location, root+test.want)
				}
			} else if got.Body.String() != test.want {
				t.Errorf("%s: body %q, want %q", name, got.Body, test.want)
			}
			if kind := got.Header().Get("Content-Type"); test.kind != "" && kind != test.kind {
				t.Errorf("%s: type %q, want %q", name, kind, test.kind)
			}
			if got.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("%s: may be cached", name)
			}
		}
	}
}

func TestHandlerOutsideOfTheBasePath(t *testing.T) {
	b, err := urls.ParseBase("/repo/")
	if err != nil {
		t.Fatal(err)
	}
	handler := serve.Handler(files("index.html home", "404.html lost").Lookup, b)
	for path, want := range map[string]string{
		"/": "302 /repo/", "/repo": "301 /repo/", "/repo?x=1": "301 /repo/?x=1", "/repo/": "200 ", "/repository/": "404 ", "/x": "404 ", "/Repo/": "404 ",
	} {
		got := ask(handler, "GET", path, nil)
		if got := fmt.Sprint(got.Code, " ", got.Header().Get("Location")); got != want {
			t.Errorf("%s gives %q, want %q", path, got, want)
		}
	}
}

func TestHandlerAnswersFromTheCache(t *testing.T) {
	content, _ := publish.New([]publish.File{
		{Path: "index.html", Data: []byte("home")},
		{Path: "clip.mp4", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("0123456789")), nil }},
	})
	handler := serve.Handler(content.Lookup, urls.Base{})
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256([]byte("home")))
	if got := ask(handler, "GET", "/", nil).Header().Get("ETag"); got != tag {
		t.Errorf("the tag is %s, want %s", got, tag)
	}
	for value, status := range map[string]int{tag: 304, `"other"`: 200, `"other", ` + tag: 304} {
		if got := ask(handler, "GET", "/", http.Header{"If-None-Match": {value}}); got.Code != status {
			t.Errorf("If-None-Match: %s gives %d, want %d", value, got.Code, status)
		}
	}
	got := ask(handler, "GET", "/clip.mp4", http.Header{"Range": {"bytes=2-4"}})
	if got.Code != 206 || got.Body.String() != "234" {
		t.Errorf("a range gives %d %q", got.Code, got.Body)
	}
}

func TestHandlerReportsUnreadableFiles(t *testing.T) {
	content, _ := publish.New([]publish.File{{Path: "x.png", Open: func() (io.ReadCloser, error) { return nil, errors.New("secret/place") }}})
	got := ask(serve.Handler(content.Lookup, urls.Base{}), "GET", "/x.png", nil)
	if got.Code != 500 || strings.Contains(got.Body.String(), "secret") {
		t.Errorf("got %d %q", got.Code, got.Body)
	}
	if got := ask(serve.Handler(content.Lookup, urls.Base{}), "GET", "/none", nil); got.Code != 404 || got.Body.Len() == 0 {
		t.Errorf("without a 404.html: %d %q", got.Code, got.Body)
	}
}

// files is a site of lines "PATH CONTENT".
func files(lines ...string) publish.Tree {
	var list []publish.File
	for _, line := range lines {
		path, content, _ := strings.Cut(line, " ")
		list = append(list, publish.File{Path: path, Data: []byte(content)})
	}
	site, _ := publish.New(list)
	return site
}

func ask(h http.Handler, method, path string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+path, nil)
	r.Header = header
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
