package generator

import (
	"context"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/search"
)

// A SearchQuery is what the command line can ask of an archive.
type SearchQuery = search.Query

// A SearchResult is what was found, as the search page's module returns it.
type SearchResult = search.Result

// Search finds incidents of an archive by their text, ranked as on the search
// page. It needs no built site. Errors are as Build's; the list holds what is
// wrong with the archive, but for bodies.
func Search(ctx context.Context, o Options, q SearchQuery) (*SearchResult, diag.List, error) {
	opened, err := open(ctx, o, pipeline.Indexed)
	defer opened.close()
	list := opened.problems
	if err != nil {
		return nil, list, err
	}
	index, err := opened.Loaded.SearchIndex()
	if err != nil {
		return nil, list, err
	}
	return index.Search(q), list, nil
}
