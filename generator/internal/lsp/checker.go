package lsp

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/search"
)

// A view is an archive after an edit. It does not change.
type view struct {
	*pipeline.Loaded                      // of the narrowest edition, which shows everything
	update           pipeline.Update      // of the same
	display          string               // what diagnostics print for the archive's folder
	problems         map[string]diag.List // by the path of the file
	index            func() (*search.Index, error)
	renderer         func() *markdown.Renderer
}

// archive is what was read, nil before anything was, and where there are no settings.
func (v *view) archive() *archive.Archive {
	if v.Loaded == nil {
		return nil
	}
	return v.Archive
}

// A checker keeps an archive up to date and says what is wrong with it, as check does: in all of
// its editions.
type checker struct {
	opt   Archive
	main  *edition            // the default one
	other map[string]*edition // the others
}

// An edition is an archive of its own. Its layouts are tried once and after changes of the theme, not with
// every letter that is typed.
type edition struct {
	*pipeline.Pipeline
	tried   bool
	layouts diag.List // what is wrong with them
}

func newChecker(opt Archive) *checker {
	c := &checker{opt: opt, other: map[string]*edition{}}
	c.main = c.edition("")
	return c
}

// edition is an edition of the archive; "" is the default one.
func (c *checker) edition(id string) *edition {
	opt := c.opt.Options
	if id != "" {
		opt.Edition = id
	}
	return &edition{Pipeline: pipeline.Open(opt)}
}

// name is what a file is called within the archive; "" of one that is not in it, or that the archive passes over.
func (c *checker) name(file string) string {
	for _, resolve := range []func(string) (string, error){filepath.Abs, filepath.EvalSymlinks} {
		from, err := resolve(c.opt.Content)
		to, err2 := resolve(filepath.Dir(file))
		if err != nil || err2 != nil {
			continue
		}
		name, err := filepath.Rel(from, filepath.Join(to, filepath.Base(file)))
		if err == nil && filepath.IsLocal(name) && !scan.Ignores(filepath.ToSlash(name)) {
			return filepath.ToSlash(name)
		}
	}
	return ""
}

// check takes edits in. The error is that of ctx or an I/O error.
func (c *checker) check(ctx context.Context, edits pipeline.Edits) (*view, error) {
	u, list, err := c.one(ctx, c.main, edits)
	if err != nil {
		return nil, err
	}
	if s := u.Loaded; s != nil && s.Settings.Editions != nil && c.opt.Edition == "" {
		ids := slices.Clone(s.Settings.Editions.IDs)
		slices.Reverse(ids)
		var lists []diag.List
		for n, id := range ids {
			update, found := u, list
			if id != c.main.Edition() {
				if c.other[id] == nil {
					c.other[id] = c.edition(id)
				}
				if update, found, err = c.one(ctx, c.other[id], edits); err != nil {
					return nil, err
				}
			}
			if lists = append(lists, found); n == 0 {
				u = update
			}
		}
		list = diag.Merge(ids, lists)
	}
	v := &view{Loaded: u.Loaded, update: u, display: c.opt.Display, problems: map[string]diag.List{}}
	if u.Loaded != nil && u.Loaded.Archive != nil {
		v.index = sync.OnceValues(u.Loaded.SearchIndex)
	}
	v.renderer = sync.OnceValue(func() *markdown.Renderer {
		if v.Loaded == nil {
			return markdown.New(markdown.Options{})
		}
		return v.Renderer()
	})
	for _, d := range list.Sorted() {
		file := c.file(d.File)
		v.problems[file] = append(v.problems[file], d)
	}
	return v, nil
}

// one is check of one edition.
func (c *checker) one(ctx context.Context, e *edition, edits pipeline.Edits) (pipeline.Update, diag.List, error) {
	e.tried = e.tried && !edits.Theme && !edits.Rescan
	goal := pipeline.Checked
	if !e.tried {
		goal = pipeline.Previewed
	}
	u, list, err := e.Rebuild(ctx, edits, goal)
	if option, ok := errors.AsType[*pipeline.OptionError](err); ok {
		// Only the settings make it wrong, such as a time without a zone.
		list.Add(diag.Diagnostic{Code: diag.ValueInvalid, File: option.Name, Message: option.Error(), Hint: option.Hint})
		return u, list, nil
	}
	if err != nil {
		return u, list, err
	}
	if !e.tried {
		e.layouts = slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return d.Code != diag.ThemeTemplate })
		e.tried = len(e.layouts) == list.Errors() // they are tried where nothing else is wrong
	} else {
		list.Add(e.layouts...)
	}
	if u.Loaded.Archive != nil {
		list.Add(u.Loaded.CheckDrafts()...)
	}
	return u, list.Sorted(), nil
}

// file is the absolute path of what a diagnostic names; of what is no file, that of the settings.
func (c *checker) file(printed string) string {
	if name, ok := strings.CutPrefix(printed, c.opt.Display+"/"); ok {
		return filepath.Join(c.opt.Content, filepath.FromSlash(name))
	}
	if file := c.opt.Locate(printed); file != "" {
		return file
	}
	return filepath.Join(c.opt.Content, "archive.yaml")
}

// follow takes in what is typed and what changes on disk, until the session ends.
func (s *server) follow(changes <-chan []string) {
	published := map[string]string{} // what the client was told, by file
	for {
		var paths []string
		select {
		case <-s.ctx.Done():
			return
		case <-s.wake:
		case paths = <-changes:
		}
		s.mu.Lock()
		for _, p := range paths {
			if name := s.archive.name(p); name != "" {
				s.edits.Files = append(s.edits.Files, name)
			} else {
				s.edits.Theme = true
			}
		}
		edits, now := s.edits, s.snapshot()
		edits.Unsaved = scan.Unsaved{}
		for _, d := range now.docs {
			edits.Unsaved[d.name] = d.text
		}
		s.edits, s.busy = pipeline.Edits{}, true
		s.mu.Unlock()
		if v := s.rebuild(edits); v != nil {
			now.view = v
			s.publish(now, published)
		}
		s.mu.Lock()
		s.busy = false
		s.mu.Unlock()
	}
}

// rebuild makes the next view, nil where none can be made.
func (s *server) rebuild(edits pipeline.Edits) *view {
	defer func() {
		if recover() != nil { // a fault must not end the server: everything is read again with the next edit
			s.mu.Lock()
			s.archive.main, s.archive.other = s.archive.edition(""), map[string]*edition{}
			s.mu.Unlock()
		}
	}()
	v, err := s.archive.check(s.ctx, edits)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		edits.Rescan = true
		s.edits = edits.Merge(s.edits)
		return nil
	}
	if v.Loaded == nil { // an option is wrong: what was known is
		v.Loaded, v.update, v.index = s.view.Loaded, s.view.update, s.view.index
	}
	s.view = v
	return v
}

// publish tells the client what is wrong now in each file in which that is something else than before.
func (s *server) publish(now snapshot, published map[string]string) {
	files := map[string]bool{}
	for f := range now.problems {
		files[f] = true
	}
	for f := range published {
		files[f] = true
	}
	for file := range files {
		p := publishParams{URI: uriOf(file), Diagnostics: []diagnostic{}}
		doc := now.file(file)
		if doc != nil {
			p.URI, p.Version = doc.uri, doc.version
		}
		for _, d := range now.problems[file] {
			p.Diagnostics = append(p.Diagnostics, shown(doc, d))
		}
		if text := marshal(p.Diagnostics); text != published[file] || p.Version != nil {
			_ = s.conn.Notify(s.ctx, "textDocument/publishDiagnostics", p) // a client that has gone
			published[file] = text
		}
		if len(p.Diagnostics) == 0 {
			delete(published, file)
		}
	}
}

// shown is a problem as the client has it. Without a document, columns are those of ASCII.
func shown(doc *document, d diag.Diagnostic) diagnostic {
	p := diagnostic{Severity: int(d.Severity) + 1, Code: string(d.Code), Source: "afterword", Message: d.Message}
	if d.Hint != "" {
		p.Message += "\n" + d.Hint
	}
	switch {
	case doc != nil && d.Line > 0:
		p.Range = doc.span(doc.marks(d))
	case d.Line > 0:
		p.Range = span{position{d.Line - 1, d.Column - 1}, position{d.Line - 1, d.Column - 1 + max(1, d.Length)}}
	}
	return p
}

// file is a document by its absolute path: what the editor holds, else what was read; nil of other files.
func (now snapshot) file(file string) *document {
	name, err := filepath.Rel(now.folder, file)
	if err != nil {
		return nil
	}
	return now.document(filepath.ToSlash(name))
}

// document is a document by its name within the archive.
func (now snapshot) document(name string) *document {
	for _, d := range now.docs {
		if d.name == name {
			return d
		}
	}
	if now.Loaded == nil {
		return nil
	}
	src := now.source(name)
	if src == nil {
		return nil
	}
	return newDocument(uriOf(filepath.Join(now.folder, filepath.FromSlash(name))), name, nil, src.Text(), now.utf8)
}

// source is the text of a file of the archive as it was read.
func (now snapshot) source(name string) *diag.Source {
	read := now.Read()
	if read.Whole != nil && name == path.Base(read.Whole.File()) {
		return read.Whole
	}
	if d := read.Document(name); d != nil {
		return d.Source
	}
	return nil
}
