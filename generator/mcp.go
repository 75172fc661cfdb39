package generator

import (
	"context"
	"fmt"
	"io"
	"sync"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"afterword/generator/internal/mcp"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/search"
)

// MCP answers questions about an archive by the Model Context Protocol until in ends or ctx is done.
// It reads the archive again whenever something has changed; while that has errors, answers are from
// what was read before, and say so. Errors are as Build's where the archive has errors to begin with.
func MCP(ctx context.Context, o Options, version string, in io.ReadCloser, out io.WriteCloser) error {
	opened, err := open(ctx, o, pipeline.Previewed)
	defer opened.close()
	if err != nil {
		return err
	}
	var mu sync.Mutex
	view := viewOf(opened.Update)
	look := func(ctx context.Context) (mcp.View, error) {
		mu.Lock()
		defer mu.Unlock()
		u, list, err := opened.line.Rebuild(ctx, pipeline.Edits{Rescan: true}, pipeline.Previewed)
		switch {
		case err != nil:
			return mcp.View{}, err
		case list.Errors() > 0:
			stale := view
			stale.Note = fmt.Sprintf("The archive has %d errors now (afterword check lists them); this is from before.\n", list.Errors())
			return stale, nil
		case !u.Same:
			view = viewOf(u)
		}
		return view, nil
	}
	return mcp.New(version, look).Run(ctx, &sdk.IOTransport{Reader: in, Writer: out})
}

func viewOf(u pipeline.Update) mcp.View {
	return mcp.View{Site: u.Site, Index: sync.OnceValues(func() (*search.Index, error) { return u.Loaded.SearchIndex() })}
}
