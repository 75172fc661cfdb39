package serve

import (
	"net/http"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Handler serves files as a server serves those of a site. lookup finds them by path, as
// publish.Tree.Lookup does.
func Handler(lookup func(path string) (publish.File, bool), base urls.Base) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := resolve(r.URL, base, func(path string) bool { _, ok := lookup(path); return ok })
		f, _ := lookup(a.file)
		a.write(w, r, f)
	})
}
