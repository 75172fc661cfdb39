package build

import (
	"bytes"
	"sync"

	"afterword/generator/tree"
)

// A Sink takes the files of a site as they are made. It is safe for concurrent use.
type Sink interface {
	// Put takes a file. Its data is the caller's again when Put returns.
	Put(tree.File) error
}

// memory is a Sink that holds everything.
type memory struct {
	mu    sync.Mutex
	files []tree.File
}

// Put copies the file.
func (m *memory) Put(f tree.File) error {
	f.Data = bytes.Clone(f.Data)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = append(m.files, f)
	return nil
}
