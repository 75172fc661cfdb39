package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"afterword/generator/internal/pipeline"
)

// asOf is what counts as now.
const asOf = "2026-11-01T00:00:00Z"

// demo copies the archive of the project, or a part of it, into a folder.
func demo(t testing.TB) string {
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, os.DirFS("../../../content")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// An editor is a client of a server that runs in the same process.
type editor struct {
	testing.TB
	conn   *jsonrpc2.Conn
	server *server
	dir    string
	ended  chan error

	mu        sync.Mutex
	published map[string][]diagnostic // by URI
	shown     []string
}

// Handle takes in what the server asks and says.
func (e *editor) Handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch r.Method {
	case "textDocument/publishDiagnostics":
		var p publishParams
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			e.Error(err)
		}
		e.published[p.URI] = p.Diagnostics
	case "window/showDocument":
		e.shown = append(e.shown, string(*r.Params))
		_ = conn.Reply(ctx, r.ID, map[string]bool{"success": true})
	}
}

func archiveOf(dir string) Archive {
	return Archive{Options: pipeline.Options{Content: dir, Display: "content", Themes: filepath.Join(filepath.Dir(dir), "themes"), AsOf: asOf, Now: time.Unix(1_793_000_000, 0)},
		Locate: func(string) string { return "" }}
}

// edit starts a session over an archive.
func edit(t testing.TB, dir string, encodings ...string) *editor {
	t.Helper()
	e := &editor{TB: t, dir: dir, ended: make(chan error, 1), published: map[string][]diagnostic{}}
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	ready := make(chan *server, 1)
	go func() {
		opt := Options{Version: "1.0", Open: func(string) (Archive, error) { return archiveOf(dir), nil }, started: func(s *server) { ready <- s }}
		e.ended <- Run(t.Context(), opt, fromClient, toClient)
		_ = toClient.Close()
	}()
	e.server = <-ready
	stream := jsonrpc2.NewBufferedStream(pipes{bufio.NewReader(fromServer), toServer, toServer}, frames{})
	e.conn = jsonrpc2.NewConn(t.Context(), stream, e)
	var p initializeParams
	p.RootURI = uriOf(filepath.Dir(dir))
	p.Capabilities.General.PositionEncodings = encodings
	p.Capabilities.Workspace.WorkspaceEdit.DocumentChanges = true
	p.Capabilities.Window.ShowDocument.Support = true
	e.call("initialize", p, nil)
	e.notify("initialized", struct{}{})
	t.Cleanup(func() {
		_ = e.conn.Close()
	})
	return e
}

func (e *editor) uri(name string) string { return uriOf(filepath.Join(e.dir, name)) }

func (e *editor) call(method string, params, result any) {
	e.Helper()
	if err := e.conn.Call(e.Context(), method, params, result); err != nil {
		e.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) notify(method string, params any) {
	e.Helper()
	if err := e.conn.Notify(e.Context(), method, params); err != nil {
		e.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) read(name string) string {
	e.Helper()
	text, err := os.ReadFile(filepath.Join(e.dir, name))
	if err != nil {
		e.Fatal(err)
	}
	return string(text)
}

// open opens a file with a text.
func (e *editor) open(name, text string) {
	e.Helper()
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "version": 1, "languageId": "markdown", "text": text}})
}

// change replaces all of a text, or what a range covers.
func (e *editor) change(name string, version int, changes ...contentChange) {
	e.Helper()
	e.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": e.uri(name), "version": version}, "contentChanges": changes})
}

func (e *editor) close(name string) {
	e.Helper()
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": e.uri(name)}})
}

// settle waits until the server has taken in everything.
func (e *editor) settle() {
	e.Helper()
	e.call("textDocument/foldingRange", documentParams{TextDocument: documentID{URI: "file:///none"}}, nil) // what was sent before is held
	for range 10_000 {
		s := e.server
		s.mu.Lock()
		idle := !s.busy && len(s.edits.Files) == 0 && !s.edits.Rescan && !s.edits.Theme && len(s.wake) == 0 && s.view.problems != nil
		s.mu.Unlock()
		if idle {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	e.Fatal("the server did not come to rest")
}

// problems are the messages of a file, as the editor shows them, with their places.
func (e *editor) problems(name string) []diagnostic {
	e.settle()
	time.Sleep(5 * time.Millisecond) // what was published is on its way
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.published)[e.uri(name)]
}

// at is the place of a word in a text, and of a byte beyond its beginning.
func (e *editor) at(name, text, word string, beyond int) documentParams {
	e.Helper()
	n := strings.Index(text, word)
	if n < 0 {
		e.Fatalf("%q is not in %s", word, name)
	}
	d := newDocument("", name, nil, text, false)
	return documentParams{TextDocument: documentID{URI: e.uri(name)}, Position: d.position(n + beyond)}
}
