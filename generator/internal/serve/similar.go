package serve

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/search"
	"afterword/generator/internal/urls"
)

// A precedent is an incident that is like the draft on a page.
type precedent struct {
	Title  string   `json:"title"`
	Date   string   `json:"date"`
	URL    string   `json:"url"`
	Shares []string `json:"shares"`
}

// draft is the report of the page that is asked about, where that is a draft; else nil.
func (now *state) draft(r *http.Request) *archive.Incident {
	if now.site == nil {
		return nil
	}
	here, _ := now.site.base().Site(r.URL.Query().Get("path"))
	name, _ := strings.CutPrefix(here, urls.Incidents)
	if i, ok := now.site.Loaded.Archive.Incident(strings.TrimSuffix(name, "/")); ok && i.Draft {
		return i
	}
	return nil
}

// serveSimilar answers with the incidents that are like the draft on a page, as similar finds them.
func (s *Server) serveSimilar(w http.ResponseWriter, r *http.Request, now *state) {
	found := []precedent{}
	if i := now.draft(r); i != nil {
		index, err := now.site.index()
		if err != nil {
			http.Error(w, "500 "+err.Error(), http.StatusInternalServerError)
			return
		}
		text := i.Title + "\n" + i.Summary + "\n" + i.Source.Text()[i.Body:]
		for _, hit := range index.Similar(text, search.SimilarOptions{Without: i.Path}).Results {
			found = append(found, precedent{hit.Title, hit.Date, hit.URL, slices.Concat(hit.Identifiers, hit.Words)})
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(found) // a reader who has gone is no error
}
