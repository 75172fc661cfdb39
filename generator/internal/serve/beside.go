package serve

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/search"
	"afterword/generator/internal/urls"
)

// What the bar beside a report says to its author: what the rules miss, which figures the report moves, and, of a draft,
// which incidents are like it.
type beside struct {
	Missing []string    `json:"missing"`
	Against string      `json:"against"` // the last commit; "" where there is none
	Moves   []Move      `json:"moves"`
	Similar []precedent `json:"similar"`
}

// A Move is a figure of a service that a report moves.
type Move struct {
	Service string `json:"service"`
	Period  string `json:"period"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// A Compare says which figures a report of an archive moves against the last commit, and names that; "" where there is none.
type Compare func(ctx context.Context, a *archive.Archive, report *archive.Incident) (commit string, moves []Move, err error)

// A precedent is an incident that is like the draft on a page.
type precedent struct {
	Title  string   `json:"title"`
	Date   string   `json:"date"`
	URL    string   `json:"url"`
	Shares []string `json:"shares"`
}

// report is that of the page that is asked about, where somebody is writing it: a draft, or one that was edited since the
// server began; else nil.
func (now *state) report(r *http.Request) *archive.Incident {
	if now.site == nil {
		return nil
	}
	here, _ := now.site.base().Site(r.URL.Query().Get("path"))
	name, _ := strings.CutPrefix(here, urls.Incidents)
	if i, ok := now.site.Loaded.Archive.Incident(strings.TrimSuffix(name, "/")); ok && (i.Draft || now.edited[i.File]) {
		return i
	}
	return nil
}

// serveBeside answers with what is to be said beside a page.
func (s *Server) serveBeside(w http.ResponseWriter, r *http.Request, now *state) {
	found := beside{Missing: []string{}, Moves: []Move{}, Similar: []precedent{}}
	if i := now.report(r); i != nil {
		for _, d := range now.site.Site.CheckRulesOf(i) {
			found.Missing = append(found.Missing, d.Message)
		}
		var err, failed error
		if s.opt.Compare != nil {
			var moves []Move
			found.Against, moves, err = s.opt.Compare(r.Context(), now.site.Loaded.Archive, i)
			found.Moves = append(found.Moves, moves...)
		}
		if i.Draft {
			found.Similar, failed = now.similar(i)
		}
		if err = cmp.Or(err, failed); err != nil {
			http.Error(w, "500 "+err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(found) // a reader who has gone is no error
}

// similar are the incidents that are like a draft, as the verb of that name finds them.
func (now *state) similar(i *archive.Incident) ([]precedent, error) {
	found := []precedent{}
	index, err := now.site.index()
	if err != nil {
		return found, err
	}
	text := i.Title + "\n" + i.Summary + "\n" + i.Source.Text()[i.Body:]
	for _, hit := range index.Similar(text, search.SimilarOptions{Without: i.Path}).Results {
		found = append(found, precedent{hit.Title, hit.Date, hit.URL, slices.Concat(hit.Identifiers, hit.Words)})
	}
	return found, nil
}
