package generator

import (
	"context"
	"fmt"
	"io"

	"afterword/generator/internal/lsp"
)

// LSP answers an editor by the Language Server Protocol until it exits, in ends or ctx is done. The archive is that of
// the options, else the one of the first folder or file that the editor opens. Nothing is written but
// answers. Errors are those of finding the archive of the options, and lsp.ErrNoShutdown where the editor ended
// the session without having announced it.
func LSP(ctx context.Context, o Options, version string, in io.ReadCloser, out io.Writer) error {
	if o.Content != "" {
		if _, err := find(o); err != nil {
			return err
		}
	}
	return lsp.Run(ctx, lsp.Options{Version: version, Open: func(folder string) (lsp.Archive, error) {
		own := o
		if o.Content == "" {
			own.Content = lookUp(folder)
		}
		if own.Content == "" {
			return lsp.Archive{}, fmt.Errorf("%s is in no archive", folder)
		}
		p, err := find(own)
		if err != nil {
			return lsp.Archive{}, err
		}
		return lsp.Archive{Options: p.options(own), Locate: p.locate}, nil
	}}, in, out)
}
