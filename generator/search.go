package generator

import (
	"context"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/search"
)

// SearchQuery is what the command line can ask of an archive. Each filter takes
// several values; they are alternatives.
type SearchQuery struct {
	Text                                              string
	Service, Severity, Year, Cause, Tag, Organization []string
	Sort                                              string // relevance, newest, oldest or longest; "" is relevance
	Limit                                             int    // results at most
}

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
	return index.Search(search.Query{
		Text: q.Text, Service: q.Service, Severity: q.Severity, Year: q.Year, Cause: q.Cause, Tag: q.Tag, Organization: q.Organization,
		Sort: q.Sort, Limit: q.Limit,
	}), list, nil
}
