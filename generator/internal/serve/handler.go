package serve

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Handler serves a site as GitHub Pages does: "/x/" is x/index.html, "/x" is
// the file x, else x.html, else a redirect to "/x/"; anything else is 404.html
// with status 404. Under a base path "/" redirects to the site and the rest of
// the host is empty.
//
// Every answer may be stored and must be asked for again (Cache-Control:
// no-cache); the entity tag is the hash of the content. Types come from a fixed
// table, so that they are the same on every machine.
//
// lookup finds files by path, as publish.Tree.Lookup does.
func Handler(lookup func(path string) (publish.File, bool), base urls.Base) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
			return
		}
		// One spelling of the path, whatever the client chose to escape.
		site, inside := base.Site((&url.URL{Path: r.URL.Path}).EscapedPath())
		switch {
		case !inside && r.URL.Path+"/" == base.Root():
			redirect(w, r, http.StatusMovedPermanently, base.Root())
			return
		case !inside && r.URL.Path == "/":
			redirect(w, r, http.StatusFound, base.Root())
			return
		case !inside:
			http.Error(w, "404 outside of the site, which is at "+base.Root(), http.StatusNotFound)
			return
		}
		site, err := url.PathUnescape(site)
		if err != nil {
			http.Error(w, "400 bad path", http.StatusBadRequest)
			return
		}
		name := urls.OutputFile(site)
		if !fs.ValidPath(name) {
			notFound(w, r, lookup)
			return
		}
		if f, ok := lookup(name); ok {
			serveFile(w, r, f)
		} else if f, ok := lookup(name + ".html"); ok {
			serveFile(w, r, f)
		} else if _, ok := lookup(name + "/index.html"); ok {
			// The path as it was asked for: it names a file of the site, so it
			// cannot begin with two slashes and lead to another host.
			redirect(w, r, http.StatusMovedPermanently, r.URL.EscapedPath()+"/")
		} else {
			notFound(w, r, lookup)
		}
	})
}

func redirect(w http.ResponseWriter, r *http.Request, status int, to string) {
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", to)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(status)
}

func serveFile(w http.ResponseWriter, r *http.Request, f publish.File) {
	content, closer, err := seekable(f)
	if err != nil {
		http.Error(w, "500 this file cannot be read", http.StatusInternalServerError)
		return
	}
	defer closer.Close()
	sum, err := f.Sum()
	if err != nil {
		http.Error(w, "500 this file cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	w.Header().Set("Content-Type", mediaType(f.Path))
	// The entity tag is exact where a modification time is not.
	http.ServeContent(w, r, "", time.Time{}, content)
}

// seekable opens a file for ServeContent, which seeks to answer ranges. What
// cannot seek is read into memory.
func seekable(f publish.File) (io.ReadSeeker, io.Closer, error) {
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
	if err != nil {
		r.Close()
		return nil, nil, err
	}
	return bytes.NewReader(data), r, nil
}

func notFound(w http.ResponseWriter, r *http.Request, lookup func(string) (publish.File, bool)) {
	body := []byte("404 page not found\n")
	contentType := mediaType("404.txt")
	if f, ok := lookup("404.html"); ok {
		if content, closer, err := seekable(f); err == nil {
			if page, err := io.ReadAll(content); err == nil {
				body, contentType = page, mediaType(f.Path)
			}
			closer.Close() // it was only read
		}
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(http.StatusNotFound)
	if r.Method == http.MethodGet {
		w.Write(body) // a reader who has gone is no error of ours
	}
}

// mediaType returns the type of a file by its extension. Unknown ones are bytes,
// which browsers download and never run.
func mediaType(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return "application/octet-stream"
	}
	if t, ok := mediaTypes[strings.ToLower(name[dot+1:])]; ok {
		return t
	}
	return "application/octet-stream"
}

// mediaTypes are from the registry of the IANA. https://www.iana.org/assignments/media-types
var mediaTypes = map[string]string{
	"avif":        "image/avif",
	"css":         "text/css; charset=utf-8",
	"csv":         "text/csv; charset=utf-8",
	"gif":         "image/gif",
	"gz":          "application/gzip",
	"htm":         "text/html; charset=utf-8",
	"html":        "text/html; charset=utf-8",
	"ico":         "image/vnd.microsoft.icon",
	"ics":         "text/calendar; charset=utf-8",
	"jpeg":        "image/jpeg",
	"jpg":         "image/jpeg",
	"js":          "text/javascript; charset=utf-8",
	"json":        "application/json; charset=utf-8",
	"map":         "application/json; charset=utf-8",
	"md":          "text/markdown; charset=utf-8",
	"mjs":         "text/javascript; charset=utf-8",
	"mp4":         "video/mp4",
	"pdf":         "application/pdf",
	"png":         "image/png",
	"svg":         "image/svg+xml",
	"txt":         "text/plain; charset=utf-8",
	"wasm":        "application/wasm",
	"webm":        "video/webm",
	"webmanifest": "application/manifest+json; charset=utf-8",
	"webp":        "image/webp",
	"woff":        "font/woff",
	"woff2":       "font/woff2",
	"xml":         "application/xml; charset=utf-8",
	"zip":         "application/zip",
}
