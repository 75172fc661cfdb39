package generator

import (
	"context"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/search"
)

// A SearchQuery is what the command line can ask of an archive.
type SearchQuery = search.Query

// A SearchResult is what was found, as the search page's module returns it.
type SearchResult = search.Result

// Search finds incidents of an archive by their text, ranked as on the search
// page. It needs no built site. Errors are as Build's, but for those in bodies.
func Search(ctx context.Context, o Options, q SearchQuery) (*SearchResult, error) {
	opened, err := open(ctx, o, pipeline.Indexed)
	defer opened.close()
	if err != nil {
		return nil, err
	}
	index, err := opened.Loaded.SearchIndex()
	if err != nil {
		return nil, err
	}
	return index.Search(q), nil
}
