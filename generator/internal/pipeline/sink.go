package pipeline

import (
	"bytes"
	"sync"

	"afterword/generator/internal/publish"
)

// A Sink takes the files of a site as they are made. It is safe for concurrent use.
type Sink interface {
	// Put takes a file and tells what it took. The data is the caller's again when Put returns.
	Put(publish.File) (publish.Entry, error)
	// Keep reports whether the sink holds this very file already, and keeps it if so.
	Keep(publish.Entry) (bool, error)
}

// memory is a Sink that holds everything.
type memory struct {
	mu    sync.Mutex
	files []publish.File
}

// Put copies the file.
func (m *memory) Put(f publish.File) (publish.Entry, error) {
	f.Data = bytes.Clone(f.Data)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = append(m.files, f)
	return publish.Entry{Path: f.Path, Source: f.Source}, nil
}

// Keep finds nothing from before.
func (m *memory) Keep(publish.Entry) (bool, error) { return false, nil }
