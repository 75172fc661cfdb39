package serve

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html"
	"net/http"
	"path"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/theme"
)

// ownPath is a site path that no archive can have: names do not begin with an underscore.
const ownPath = "/_afterword/"

//go:embed client
var client embed.FS

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.guard(w, r) {
		return
	}
	now := s.now.Load()
	// The server's own files are below the base path, and at the root while that is not known.
	for _, prefix := range []string{now.site.base().Path(ownPath), ownPath} {
		if name, ok := strings.CutPrefix(r.URL.Path, prefix); ok {
			s.serveOwn(w, r, now, name)
			return
		}
	}
	s.servePage(w, r, now)
}

// serveOwn answers with one of the server's own files.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, now *state, name string) {
	switch data, err := client.ReadFile(path.Join("client", path.Clean("/"+name))); {
	case s.opt.NoLiveReload:
		http.Error(w, "404 not found", http.StatusNotFound)
	case name == "events":
		s.serveEvents(w, r)
	case name == "edition" && r.Method == http.MethodPost:
		s.serveChoice(w, r, now)
	case name == "state":
		s.serveStatus(w, r, now)
	case name == "beside":
		s.serveBeside(w, r, now)
	case err != nil:
		http.Error(w, "404 not found", http.StatusNotFound)
	default:
		answer{status: http.StatusOK, file: name}.write(w, r, publish.File{Path: name, Data: data})
	}
}

// servePage answers with a file of the site, or says why there is none: before the
// first build has ended, and for as long as the archive has had errors from the start.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request, now *state) {
	if now.site == nil {
		title := "Reading the archive"
		if now.built {
			title = "The archive has errors"
		}
		w.Header().Set("Retry-After", "1")
		s.explain(w, http.StatusServiceUnavailable, title, now, now.problems)
		return
	}
	answer := now.site.resolve(r.URL)
	var f publish.File
	if answer.file != "" {
		var err error
		if f, err = now.site.file(answer.file); err != nil {
			d, ok := failure(err)
			if !ok {
				d = diag.Diagnostic{Code: diag.FileUnreadable, Message: err.Error()}
			}
			s.explain(w, http.StatusInternalServerError, "This page cannot be drawn", now, diag.List{d})
			return
		}
	}
	answer.write(w, r, f)
}

// failure is the diagnostic of a layout that failed.
func failure(err error) (diag.Diagnostic, bool) {
	f, ok := errors.AsType[*theme.Failure](err)
	if !ok {
		return diag.Diagnostic{}, false
	}
	return f.Diagnostic, true
}

// explain answers with a page of the server's own, which loads itself again once
// there is something new.
func (s *Server) explain(w http.ResponseWriter, status int, title string, now *state, list diag.List) {
	script, body := "", ""
	if !s.opt.NoLiveReload {
		script = fmt.Sprintf("<script type=\"module\" src=\"%s\" data-afterword=\"\" data-whole></script>\n", html.EscapeString(now.site.base().Path(ownPath+"reload.js")))
	}
	if len(list) > 0 {
		var text bytes.Buffer
		_ = diag.WriteText(&text, list, diag.TextOptions{}) // memory takes everything
		body = "<pre>" + html.EscapeString(text.String()) + "</pre>\n"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n%s</head>\n<body>\n<h1>%[1]s</h1>\n%[3]s</body>\n</html>\n",
		html.EscapeString(title), script, body)
}
