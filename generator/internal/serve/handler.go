package serve

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Handler serves files as a server serves those of a site, for those that measure one. lookup finds
// them by path, as publish.Tree.Lookup does.
func Handler(lookup func(path string) (publish.File, bool), base urls.Base) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := resolve(r.URL, base, func(path string) bool { _, ok := lookup(path); return ok })
		f, _ := lookup(a.file)
		a.write(w, r, f)
	})
}

// An answer is what an address of the site is answered with: a redirect, a file, or text.
type answer struct {
	status   int
	location string
	file     string // its output path
	text     string
}

// resolve finds the answer for an address as GitHub Pages does: "/x/" is x/index.html, "/x" is
// the file x, else x.html, else a redirect to "/x/"; anything else is 404.html
// with status 404. Unlike there "/x/index.html", as links have it, is redirected to "/x/", so that a
// page has one address. Under a base path "/" redirects to the site and the rest of
// the host is empty. has reports whether there is a file.
func resolve(u *url.URL, base urls.Base, has func(path string) bool) answer {
	query := ""
	if u.RawQuery != "" {
		query = "?" + u.RawQuery
	}
	// One spelling of the path, whatever the client chose to escape.
	site, inside := base.Site((&url.URL{Path: u.Path}).EscapedPath())
	switch {
	case !inside && u.Path+"/" == base.Root():
		return answer{status: http.StatusMovedPermanently, location: base.Root() + query}
	case !inside && u.Path == "/":
		return answer{status: http.StatusFound, location: base.Root() + query}
	case !inside:
		return answer{status: http.StatusNotFound, text: "404 outside of the site, which is at " + base.Root()}
	}
	if site, err := url.PathUnescape(site); err == nil && fs.ValidPath(urls.OutputFile(site)) {
		name := urls.OutputFile(site)
		switch {
		case has(name) && strings.HasSuffix(u.EscapedPath(), "/index.html"):
			return answer{status: http.StatusMovedPermanently, location: strings.TrimSuffix(u.EscapedPath(), "index.html") + query}
		case has(name):
			return answer{status: http.StatusOK, file: name}
		case has(name + ".html"):
			return answer{status: http.StatusOK, file: name + ".html"}
		case has(name + "/index.html"):
			// The path as it was asked for: it names a file of the site, so it
			// cannot begin with two slashes and lead to another host.
			return answer{status: http.StatusMovedPermanently, location: u.EscapedPath() + "/" + query}
		}
	}
	if name := urls.OutputFile(urls.NotFound); has(name) {
		return answer{status: http.StatusNotFound, file: name}
	}
	return answer{status: http.StatusNotFound, text: "404 page not found"}
}

// write sends the answer; f is its file. Every answer may be stored and must be
// asked for again; the entity tag is the hash of the content.
func (a answer) write(w http.ResponseWriter, r *http.Request, f publish.File) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	switch {
	case a.location != "":
		h.Set("Location", a.location)
		w.WriteHeader(a.status)
		return
	case a.file == "":
		http.Error(w, a.text, a.status)
		return
	}
	content, closer, err := open(f)
	if err == nil {
		defer closer.Close() // it was only read
		var sum string
		if sum, err = f.Sum(); err == nil {
			h.Set("ETag", `"`+sum+`"`)
		}
	}
	if err != nil {
		http.Error(w, "500 this file cannot be read", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", mediaType(f.Path))
	if a.status == http.StatusOK {
		http.ServeContent(w, r, "", time.Time{}, content)
		return
	}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		io.Copy(w, content) // a reader who has gone is no error
	}
}

// open opens a file for ServeContent, which seeks to answer ranges. What cannot
// seek is read into memory.
func open(f publish.File) (io.ReadSeeker, io.Closer, error) {
	if f.Open == nil {
		return bytes.NewReader(f.Data), io.NopCloser(nil), nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	if s, ok := r.(io.ReadSeeker); ok {
		return s, r, nil
	}
	data, err := io.ReadAll(r)
	return bytes.NewReader(data), r, err
}

// mediaType returns the type of a file by its extension, the same on every
// machine. Unknown ones are bytes, which browsers download and never run.
func mediaType(name string) string {
	if t, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

// mediaTypes are from the registry of the IANA. https://www.iana.org/assignments/media-types
var mediaTypes = map[string]string{
	".avif":        "image/avif",
	".css":         "text/css; charset=utf-8",
	".csv":         "text/csv; charset=utf-8",
	".gif":         "image/gif",
	".gz":          "application/gzip",
	".htm":         "text/html; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/vnd.microsoft.icon",
	".ics":         "text/calendar; charset=utf-8",
	".jpeg":        "image/jpeg",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json; charset=utf-8",
	".map":         "application/json; charset=utf-8",
	".md":          "text/markdown; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".mp4":         "video/mp4",
	".pdf":         "application/pdf",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webm":        "video/webm",
	".webmanifest": "application/manifest+json; charset=utf-8",
	".webp":        "image/webp",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".xml":         "application/xml; charset=utf-8",
	".zip":         "application/zip",
}
