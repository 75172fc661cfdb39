package serve

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/urls"
)

// Editions are what the bar of a page shows: all of the archive, the one that is shown, and how many parts
// of each kind it leaves out of the page.
type editions struct {
	IDs      []string       `json:"ids"` // the widest first
	Current  string         `json:"current"`
	Narrow   bool           `json:"narrow"` // it leaves nothing out
	LeftOut  map[string]int `json:"leftOut"`
	IsReport bool           `json:"isReport"` // the page is made from one file
}

// editions are nil where there is nothing to choose, or nobody may.
func (s *Server) editions(now *state, file string) *editions {
	set := now.site.Loaded.Settings.Editions
	if set == nil || !s.opt.Editions {
		return nil
	}
	o, _ := now.site.Site.Output(urls.SitePath(file))
	return &editions{set.IDs, set.Chosen, set.Narrowest(), now.site.LeftOut(o.Owner), strings.HasSuffix(o.Owner, ".md")}
}

// choiceHeader names the edition that a page asks for. A page of another site cannot set it without asking
// first, which the guard refuses.
const choiceHeader = "Afterword-Edition"

// patienceForChoice is how long a page waits for the edition that it asked for.
const patienceForChoice = 30 * time.Second

// serveChoice changes to another edition and answers with the address of the same page there, or of the
// nearest page above it.
func (s *Server) serveChoice(w http.ResponseWriter, r *http.Request, now *state) {
	id := r.Header.Get(choiceHeader)
	if now.site == nil || now.site.Loaded.Settings.Editions == nil || !slices.Contains(now.site.Loaded.Settings.Editions.IDs, id) {
		http.Error(w, "404 no such edition", http.StatusNotFound)
		return
	}
	here, _ := now.site.base().Site(r.URL.Query().Get("path"))
	late := time.After(patienceForChoice)
	if now.site.Loaded.Settings.Editions.Chosen != id || now.problems.Errors() > 0 {
		select {
		case s.chosen <- id:
		case <-late:
		case <-r.Context().Done():
			return
		}
	}
	for now.site.Loaded.Settings.Editions == nil || now.site.Loaded.Settings.Editions.Chosen != id {
		select {
		case <-now.replaced:
		case <-late:
			http.Error(w, "503 the edition is not there yet", http.StatusServiceUnavailable)
			return
		case <-r.Context().Done():
			return
		}
		if now = s.now.Load(); now.problems.Errors() > 0 {
			http.Error(w, "409 the edition has errors", http.StatusConflict)
			return
		}
	}
	for here != "" && !now.site.Has(urls.OutputFile(here)) && here != "/" {
		here = path.Dir(strings.TrimSuffix(here, "/"))
		if here != "/" {
			here += "/"
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, now.site.base().Path("/"+strings.TrimPrefix(here, "/")))
}
