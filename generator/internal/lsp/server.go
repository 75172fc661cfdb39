package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/sourcegraph/jsonrpc2"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/watch"
)

// Options say what is served.
type Options struct {
	Version string
	// Open finds the archive that a folder is in or holds.
	Open func(folder string) (Archive, error)

	started func(*server) // for tests
}

// An Archive is what the server is about.
type Archive struct {
	pipeline.Options
	// Locate returns the absolute path of a file as diagnostics print it, "" where there is none.
	Locate func(file string) string
}

// ErrNoShutdown is returned where the client ended the session without having announced it.
var ErrNoShutdown = errors.New("the editor ended the session without a shutdown")

// A server answers one client.
type server struct {
	opt  Options
	ctx  context.Context
	conn *jsonrpc2.Conn

	mu       sync.Mutex
	client   client
	docs     map[string]*document // what the editor holds, by URI
	archive  *checker             // nil until one is found
	view     *view                // of an archive that was not read yet, until it is
	running  map[jsonrpc2.ID]context.CancelFunc
	edits    pipeline.Edits // not taken in yet
	wake     chan struct{}
	busy     bool // an edit is being taken in
	down     bool // shutdown was asked for
	exited   bool
	answered sync.WaitGroup // requests
	followed sync.WaitGroup // what keeps the archive up to date
}

// A client is what the server knows of the editor.
type client struct {
	utf8     bool // positions count bytes
	versions bool // edits may name versions
	shows    bool // it opens files that it is asked to
}

// A snapshot is what a request is answered from.
type snapshot struct {
	*view
	client
	folder string
	docs   map[string]*document // by URI
}

// Run answers a client until it exits, in ends or ctx is done.
func Run(ctx context.Context, opt Options, in io.ReadCloser, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &server{opt: opt, ctx: ctx, docs: map[string]*document{}, view: new(view), running: map[jsonrpc2.ID]context.CancelFunc{}, wake: make(chan struct{}, 1)}
	stream := jsonrpc2.NewBufferedStream(pipes{bufio.NewReader(in), out, in}, frames{end: s.answered.Wait})
	s.mu.Lock() // until the connection is known
	s.conn = jsonrpc2.NewConn(ctx, stream, s, jsonrpc2.SetLogger(log.New(io.Discard, "", 0)))
	s.mu.Unlock()
	if opt.started != nil {
		opt.started(s)
	}
	<-s.conn.DisconnectNotify()
	stop()
	s.answered.Wait()
	s.followed.Wait()
	if s.mu.Lock(); s.exited && !s.down {
		return ErrNoShutdown
	}
	return nil
}

// pipes are standard input and output as one.
type pipes struct {
	io.Reader
	io.Writer
	io.Closer
}

// Handle takes a message in: a notification at once, so that the texts are those that the next request is
// about, and a request beside others.
func (s *server) Handle(_ context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) {
	raw := json.RawMessage("{}")
	if r.Params != nil {
		raw = *r.Params
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Notif {
		s.notified(conn, r.Method, raw)
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.running[r.ID] = cancel
	answer, now := s.answer(r.Method, raw), s.snapshot()
	s.answered.Go(func() {
		defer cancel()
		result, err := answered(ctx, answer, now)
		s.mu.Lock()
		delete(s.running, r.ID)
		s.mu.Unlock()
		if ctx.Err() != nil {
			err = &jsonrpc2.Error{Code: -32800, Message: "cancelled"}
		}
		// A client that has gone gets no answer.
		if own, ok := errors.AsType[*jsonrpc2.Error](err); ok {
			_ = conn.ReplyWithError(s.ctx, r.ID, own)
		} else if err != nil {
			_ = conn.ReplyWithError(s.ctx, r.ID, &jsonrpc2.Error{Code: -32803, Message: err.Error()})
		} else {
			_ = conn.Reply(s.ctx, r.ID, result)
		}
	})
}

// An answer to a request, which was decoded, from what is known.
type answer func(ctx context.Context, now snapshot) (any, error)

// answered is the answer; one that goes wrong must not end the server.
func answered(ctx context.Context, answer answer, now snapshot) (result any, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("internal error: %v", fault)
		}
	}()
	return answer(ctx, now)
}

// answer finds what answers a request.
func (s *server) answer(method string, raw json.RawMessage) answer {
	fail := func(code int64, format string, args ...any) answer {
		return func(context.Context, snapshot) (any, error) {
			return nil, &jsonrpc2.Error{Code: code, Message: fmt.Sprintf(format, args...)}
		}
	}
	switch method {
	case "initialize":
		var p initializeParams
		if err := json.Unmarshal(raw, &p); err != nil {
			return fail(jsonrpc2.CodeInvalidParams, "%v", err)
		}
		result := s.initialize(p)
		return func(context.Context, snapshot) (any, error) { return result, nil }
	case "shutdown":
		s.down = true
		return func(context.Context, snapshot) (any, error) { return nil, nil }
	}
	if method == "workspace/executeCommand" {
		var p commandParams
		if err := json.Unmarshal(raw, &p); err != nil {
			return fail(jsonrpc2.CodeInvalidParams, "%v", err)
		}
		return func(ctx context.Context, now snapshot) (any, error) { return nil, s.execute(ctx, now, p) }
	}
	about := about(method)
	var p documentParams
	if err := json.Unmarshal(raw, &p); err != nil {
		return fail(jsonrpc2.CodeInvalidParams, "%v", err)
	}
	switch {
	case about == nil:
		return fail(jsonrpc2.CodeMethodNotFound, "there is no %s", method)
	case s.down:
		return fail(jsonrpc2.CodeInvalidRequest, "the server was shut down")
	}
	return func(ctx context.Context, now snapshot) (any, error) {
		doc := now.docs[p.TextDocument.URI]
		if doc == nil {
			return nil, nil // it is no file of the archive, or was closed meanwhile
		}
		return about(ctx, now, doc, p)
	}
}

// about finds what answers a request about a document; nil where nothing does.
func about(method string) func(context.Context, snapshot, *document, documentParams) (any, error) {
	switch method {
	case "textDocument/completion":
		return complete
	case "textDocument/hover":
		return explain
	case "textDocument/definition":
		return define
	case "textDocument/references":
		return refer
	case "textDocument/prepareRename":
		return mayRename
	case "textDocument/rename":
		return renamed
	case "textDocument/codeAction":
		return act
	case "textDocument/codeLens":
		return lenses
	case "textDocument/documentSymbol":
		return outline
	case "textDocument/foldingRange":
		return fold
	}
	return nil
}

// marshal is what the protocol is written in; its types can always be written.
func marshal(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// initialize takes in what the client says of itself.
func (s *server) initialize(p initializeParams) initializeResult {
	encoding := "utf-16"
	if slices.Contains(p.Capabilities.General.PositionEncodings, "utf-8") {
		encoding = "utf-8"
	}
	s.client = client{encoding == "utf-8", p.Capabilities.Workspace.WorkspaceEdit.DocumentChanges, p.Capabilities.Window.ShowDocument.Support}
	folders := []string{pathOf(p.RootURI), p.RootPath}
	for _, f := range p.WorkspaceFolders {
		folders = append(folders, pathOf(f.URI))
	}
	for _, f := range folders {
		s.open(f)
	}
	var r initializeResult
	r.ServerInfo.Name, r.ServerInfo.Version = "afterword", s.opt.Version
	c := &r.Capabilities
	c.PositionEncoding = encoding
	c.TextDocumentSync.OpenClose, c.TextDocumentSync.Change = true, 2
	c.CompletionProvider.TriggerCharacters = []string{":", " ", "[", ",", "\"", "/", "#", "("}
	c.HoverProvider, c.DefinitionProvider, c.ReferencesProvider, c.RenameProvider.PrepareProvider = true, true, true, true
	c.DocumentSymbolProvider, c.FoldingRangeProvider, c.CodeActionProvider = true, true, true
	c.ExecuteCommandProvider.Commands = []string{showSimilar}
	return r
}

// open begins to work on the archive that a folder is in, where there is none yet.
func (s *server) open(folder string) {
	if folder == "" || s.archive != nil {
		return
	}
	found, err := s.opt.Open(folder)
	if err != nil {
		return // a later file may be of an archive
	}
	s.archive = newChecker(found)
	s.edits.Rescan = true
	for uri, d := range s.docs { // opened before
		s.hold(uri, d.version, d.text)
	}
	roots := []string{found.Content, found.Themes}
	ignore := func(path string) bool {
		name, err := filepath.Rel(found.Content, path)
		return err == nil && filepath.IsLocal(name) && scan.Ignores(filepath.ToSlash(name))
	}
	changes := watch.Start(s.ctx, watch.Options{Roots: roots, Ignore: ignore}).Changes()
	s.followed.Go(func() { s.follow(changes) })
	s.awaken()
}

// hold takes in a text of the editor.
func (s *server) hold(uri string, version *int, text string) {
	name := ""
	if s.archive != nil {
		name = s.archive.name(pathOf(uri))
	}
	s.keep(newDocument(uri, name, version, text, s.client.utf8))
}

func (s *server) keep(d *document) {
	s.docs[d.uri] = d
	s.changed(d.name)
}

// changed says that a file of the archive has another text.
func (s *server) changed(name string) {
	if name != "" {
		s.edits.Files = append(s.edits.Files, name)
		s.awaken()
	}
}

func (s *server) awaken() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// notified takes a notification in. Unknown ones mean nothing.
func (s *server) notified(conn *jsonrpc2.Conn, method string, raw json.RawMessage) {
	switch method {
	case "exit":
		s.exited = true
		go func() { // not while one of its messages is taken in
			s.answered.Wait()
			_ = conn.Close() // the client has gone
		}()
	case "$/cancelRequest":
		var p struct {
			ID jsonrpc2.ID `json:"id"`
		}
		if json.Unmarshal(raw, &p) == nil && s.running[p.ID] != nil {
			s.running[p.ID]()
		}
	case "textDocument/didOpen":
		var p didOpenParams
		if json.Unmarshal(raw, &p) == nil && pathOf(p.TextDocument.URI) != "" {
			s.open(filepath.Dir(pathOf(p.TextDocument.URI)))
			s.hold(p.TextDocument.URI, &p.TextDocument.Version, p.TextDocument.Text)
		}
	case "textDocument/didChange":
		var p didChangeParams
		if json.Unmarshal(raw, &p) == nil && s.docs[p.TextDocument.URI] != nil {
			s.keep(s.docs[p.TextDocument.URI].edit(p.TextDocument.Version, p.ContentChanges))
		}
	case "textDocument/didClose":
		var p documentParams
		if json.Unmarshal(raw, &p) == nil && s.docs[p.TextDocument.URI] != nil {
			name := s.docs[p.TextDocument.URI].name
			delete(s.docs, p.TextDocument.URI)
			s.changed(name)
		}
	}
}

// snapshot is what a request is answered from, for a caller that holds the lock.
func (s *server) snapshot() snapshot {
	now := snapshot{view: s.view, client: s.client, docs: map[string]*document{}}
	if s.archive != nil {
		now.folder = s.archive.opt.Content
	}
	for uri, d := range maps.All(s.docs) {
		if d.name != "" {
			now.docs[uri] = d
		}
	}
	return now
}
