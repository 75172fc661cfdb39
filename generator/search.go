package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/search"
)

// SearchQuery is what the command line can ask of the index. Each filter takes
// several values; they are alternatives.
type SearchQuery struct {
	Text                                              string
	Service, Severity, Year, Cause, Tag, Organization []string
	Sort                                              string // relevance, newest, oldest or longest; "" is relevance
	Limit                                             int    // results at most
}

// A SearchResult is what was found, as the module search.js gives it.
type SearchResult = search.Result

// Search asks the index of the built site, the one that its search page reads. A
// site that Options.Out names needs no archive; the list tells of one that is
// missing, where the error is ErrArchive.
func Search(o Options, q SearchQuery) (*SearchResult, diag.List, error) {
	p, err := find(o)
	if err != nil && (o.Out == "" || !errors.Is(err, ErrArchive)) {
		return nil, p.missing, err
	}
	found, err := p.search(q)
	return found, nil, err
}

func (p project) search(q SearchQuery) (*SearchResult, error) {
	root, err := os.OpenRoot(p.out)
	if err != nil {
		return nil, p.unbuilt(err)
	}
	defer root.Close() // it was only read
	folder, err := fs.Sub(root.FS(), "search")
	if err != nil {
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	index, err := search.OpenFS(folder)
	if err != nil {
		return nil, p.unbuilt(err)
	}
	return index.Search(search.Query{
		Text: q.Text, Service: q.Service, Severity: q.Severity, Year: q.Year, Cause: q.Cause, Tag: q.Tag, Organization: q.Organization,
		Sort: q.Sort, Limit: q.Limit,
	})
}

// unbuilt tells a site that was never built from one that cannot be read.
func (p project) unbuilt(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &UsageError{Err: fmt.Errorf("%s holds no search index", p.display(p.out)), Hint: "build the site first: afterword build"}
	}
	return err
}
