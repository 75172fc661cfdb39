package pipeline

import (
	"bytes"
	"context"
	"sync"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
)

// A Sink takes the files of a site as they are made. It is safe for concurrent
// use. The data of a file is the caller's again when Put returns.
type Sink interface {
	Put(publish.File) error
}

// memory is a Sink that holds everything.
type memory struct {
	mu    sync.Mutex
	files []publish.File
}

func (m *memory) Put(f publish.File) error {
	f.Data = bytes.Clone(f.Data)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = append(m.files, f)
	return nil
}

// Build makes the whole site of an archive and holds it in memory, for those
// who look at it rather than publish it. Errors are those of Render. Close the
// Loaded archive when the tree is no longer read.
func Build(ctx context.Context, opt Options) (*Built, diag.List, error) {
	m := new(memory)
	p := Open(opt)
	b, list, err := p.Render(ctx, m)
	b.hidden = p.Hidden()
	if err == nil && list.Errors() == 0 {
		b.Tree, _ = publish.New(m.files)
	}
	return b, list, err
}
