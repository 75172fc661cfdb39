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
//
// Where quotes or filters in the text leave nothing, it is searched for as plain words: the
// result's Plain says so.
func Search(ctx context.Context, o Options, q SearchQuery) (found *SearchResult, err error) {
	err = withIndex(ctx, o, func(index *search.Index) { found = index.Search(q) })
	return found, err
}

// A SimilarQuery narrows what Similar finds.
type SimilarQuery = search.SimilarOptions

// A SimilarResult is what was found for a text, each with its reasons; or the best guess where
// nothing is like it.
type SimilarResult = search.Similar

// A Like is an incident and what it shares with the text.
type Like = search.Like

// Similar finds incidents of an archive that are like a text of any length: an alert, log lines, a
// stack trace, a draft. Errors are as Search's.
func Similar(ctx context.Context, o Options, text string, q SimilarQuery) (found SimilarResult, err error) {
	err = withIndex(ctx, o, func(index *search.Index) { found = index.Similar(text, q) })
	return found, err
}

func withIndex(ctx context.Context, o Options, use func(*search.Index)) error {
	opened, err := open(ctx, o, pipeline.Indexed)
	defer opened.close()
	if err != nil {
		return err
	}
	index, err := opened.Loaded.SearchIndex()
	if err == nil {
		use(index)
	}
	return err
}
