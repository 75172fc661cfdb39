package serve

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/theme"
)

// servePage answers with a file of the site.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request, now *state) {
	if now.site == nil {
		s.serveWaiting(w, r, now)
		return
	}
	var fault error
	lookup := func(path string) (publish.File, bool) {
		if !now.site.snapshot.Has(path) {
			return publish.File{}, false
		}
		if !strings.HasSuffix(path, ".html") {
			f, ok, err := now.site.plain(path)
			fault = errors.Join(fault, err)
			return f, ok && err == nil
		}
		p := now.site.page(path)
		fault = errors.Join(fault, p.err)
		return p.file, p.ok && p.err == nil
	}
	base := now.site.snapshot.Loaded.Base
	answer := &held{ResponseWriter: w, keep: func() bool { return fault == nil }}
	Handler(lookup, base).ServeHTTP(answer, r)
	if fault == nil {
		return
	}
	d, ok := failure(fault)
	if !ok {
		d = diag.Diagnostic{Code: diag.FileUnreadable, Message: fault.Error()}
	}
	s.message(w, http.StatusInternalServerError, "This page cannot be drawn", now, diag.List{d})
}

// held passes an answer on for as long as nothing has gone wrong. The handler
// looks a file up before it writes the first byte.
type held struct {
	http.ResponseWriter
	keep func() bool
}

func (h *held) WriteHeader(status int) {
	if h.keep() {
		h.ResponseWriter.WriteHeader(status)
	}
}

func (h *held) Write(data []byte) (int, error) {
	if h.keep() {
		return h.ResponseWriter.Write(data)
	}
	return len(data), nil
}

// failure is the diagnostic of a layout that failed.
func failure(err error) (diag.Diagnostic, bool) {
	var f *theme.Failure
	if !errors.As(err, &f) {
		return diag.Diagnostic{}, false
	}
	return f.Diagnostic, true
}

// serveWaiting answers while there is no site: before the first build has
// ended, and for as long as the archive has had errors from the start.
func (s *Server) serveWaiting(w http.ResponseWriter, r *http.Request, now *state) {
	w.Header().Set("Retry-After", "1")
	if now.built {
		s.message(w, http.StatusServiceUnavailable, "The archive has errors", now, now.problems)
		return
	}
	s.message(w, http.StatusServiceUnavailable, "Reading the archive", now, nil)
}

// message is a page of the server's own, which gives way to the real one.
func (s *Server) message(w http.ResponseWriter, status int, title string, now *state, list diag.List) {
	own := ownPath
	if now.site != nil {
		own = now.site.snapshot.Loaded.Base.Path(ownPath)
	}
	script := ""
	if !s.opt.Still {
		script = fmt.Sprintf("<script type=\"module\" src=\"%sreload.js\" data-afterword=\"\" data-whole></script>\n", html.EscapeString(own))
	}
	var text bytes.Buffer
	_ = diag.WriteText(&text, list, diag.TextOptions{}) // memory takes everything
	body := ""
	if text.Len() > 0 {
		body = "<pre>" + html.EscapeString(text.String()) + "</pre>\n"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'")
	w.Header().Del("Content-Length")
	w.Header().Del("ETag")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n%s</head>\n<body>\n<h1>%s</h1>\n%s</body>\n</html>\n",
		html.EscapeString(title), script, html.EscapeString(title), body)
}
