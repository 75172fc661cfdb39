package lsp

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/rename"
)

// subject is the service or the term at a byte of a document, with its place.
func (now snapshot) subject(doc *document, offset int) (s rename.Subject, at diag.Span, ok bool) {
	p, ok := now.on(doc, offset)
	if !ok || now.Loaded == nil || p.text == "" {
		return s, at, false
	}
	if s, ok = now.names(p); !ok {
		return s, at, false
	}
	return s, p.at, true
}

// names says what a key or value names.
func (now snapshot) names(p place) (s rename.Subject, ok bool) {
	switch way := strings.Join(p.path, "."); {
	case !p.onKey && (p.key != nil && p.key.Words == "services" || way == "services.id"):
		return rename.Subject{Name: p.text}, true
	case !p.onKey && p.key != nil:
		s.Taxonomy, ok = now.Settings.Taxonomy(p.key.Words)
	case p.path[0] == "terms" && len(p.path) == 3 && p.onKey, len(p.path) == 4 && p.path[0] == "terms" && p.path[3] == "parent":
		s.Taxonomy, ok = now.Settings.Taxonomy(p.path[1])
	}
	if !ok {
		return s, false
	}
	s.Name, _ = s.Taxonomy.Name(p.text)
	return s, true
}

// A found use is one in a document.
type foundUse struct {
	doc *document
	rename.Use
}

// uses are all places that name a subject.
func (now snapshot) uses(ctx context.Context, s rename.Subject) (list []foundUse) {
	for _, name := range now.texts() {
		doc := now.document(name)
		if ctx.Err() != nil || doc == nil || !strings.HasSuffix(name, ".md") && !doc.settings() {
			continue
		}
		for _, u := range s.Uses(name, doc.tree()) {
			list = append(list, foundUse{doc, u})
		}
	}
	return list
}

// define answers with where a service or a term is declared, or with the report that a word or a link leads to.
func define(ctx context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	offset := doc.offset(p.Position)
	if s, _, ok := now.subject(doc, offset); ok {
		for _, u := range now.uses(ctx, s) {
			if u.Declares {
				return location{u.doc.uri, u.doc.span(u.At)}, nil
			}
		}
		return nil, nil
	}
	if target, at := now.target(doc, offset); target != nil {
		return location{target.uri, target.span(at)}, nil
	}
	return nil, nil
}

// target is what a related report or a link at a byte of a document leads to; nil where it is neither.
func (now snapshot) target(doc *document, offset int) (target *document, at diag.Span) {
	if now.archive() == nil {
		return nil, at
	}
	if p, ok := now.on(doc, offset); ok {
		if i, found := now.Archive.Incident(p.text); found && !p.onKey && p.key != nil && p.key.Words == "reports" {
			return now.document(i.File), at
		}
		return nil, at
	}
	text := doc.src.Text()
	start, end := strings.LastIndexAny(text[:offset], "\r\n(")+1, offset+len(expression(`^[^()\s]*`).FindString(text[offset:]))
	if start < 2 || text[start-2:start] != "](" || end < start {
		return nil, at
	}
	name, fragment, _ := strings.Cut(strings.Fields(text[start:end] + " ")[0], "#")
	if target = doc; name != "" {
		target = now.document(path.Join(path.Dir(doc.name), name))
	}
	if target == nil || target.body() < 0 {
		return nil, at
	}
	for _, s := range now.sections(target) {
		if markdown.Anchor(s.title) == fragment {
			at = s.line
		}
	}
	return target, at
}

// refer answers with all places that name the service, the term or the report.
func refer(ctx context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	list := []location{}
	offset := doc.offset(p.Position)
	if s, _, ok := now.subject(doc, offset); ok {
		for _, u := range now.uses(ctx, s) {
			if !u.Declares || p.Context.IncludeDeclaration {
				list = append(list, location{u.doc.uri, u.doc.span(u.At)})
			}
		}
		return list, nil
	}
	a := now.archive()
	if a == nil {
		return list, nil
	}
	target, _ := now.target(doc, offset)
	if target == nil {
		target = doc // in its title, and in its body
	}
	for _, i := range a.Incidents {
		if i.File != target.name {
			continue
		}
		for _, other := range i.Named {
			if from := now.document(other.File); from != nil {
				_, _ = find(from.tree(), now.known(from), func(text string, at diag.Span) bool {
					if text == i.Path {
						list = append(list, location{from.uri, from.span(at)})
					}
					return false
				})
			}
		}
	}
	return list, nil
}

// mayRename answers with what would be renamed.
func mayRename(_ context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	s, at, ok := now.subject(doc, doc.offset(p.Position))
	if !ok {
		return nil, nil
	}
	return struct {
		Range       span   `json:"range"`
		Placeholder string `json:"placeholder"`
	}{doc.span(at), s.Name}, nil
}

// renamed answers with the edits that give a service or a term another name in all files.
func renamed(ctx context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	s, _, ok := now.subject(doc, doc.offset(p.Position))
	if !ok {
		return nil, failure("this is neither a service nor a term")
	}
	if hint, err := s.Check(p.NewName, now.Settings); err != nil {
		return nil, failure(strings.TrimSpace(err.Error() + ". " + hint))
	}
	edits := map[*document][]textEdit{}
	for _, name := range now.texts() {
		from := now.document(name)
		if ctx.Err() != nil || from == nil || !strings.HasSuffix(name, ".md") && !from.settings() || len(s.Uses(name, from.tree())) == 0 {
			continue
		}
		list, _, problems := s.Rename(name, from.src, limits, p.NewName)
		if problems.Errors() > 0 {
			return nil, failure(problems[0].File + ": " + problems[0].Message + ". " + problems[0].Hint)
		}
		edits[from] = from.edits(list)
	}
	return now.edit(edits), nil
}

// edits are edits of front matter as the protocol has them.
func (d *document) edits(edits []frontmatter.Edit) (list []textEdit) {
	format, _, _ := d.front()
	for _, e := range edits {
		list = append(list, textEdit{d.span(e.At), e.Written(d.src.Text()[e.At.Start:e.At.End], format)})
	}
	return list
}

// edit makes one of edits in several documents, as the client can read it.
func (now snapshot) edit(edits map[*document][]textEdit) *workspaceEdit {
	e := new(workspaceEdit)
	for doc, list := range edits {
		if now.versions {
			one := documentEdit{Edits: list}
			one.TextDocument.URI, one.TextDocument.Version = doc.uri, doc.version
			e.DocumentChanges = append(e.DocumentChanges, one)
			continue
		}
		if e.Changes == nil {
			e.Changes = map[string][]textEdit{}
		}
		e.Changes[doc.uri] = list
	}
	slices.SortFunc(e.DocumentChanges, func(x, y documentEdit) int { return strings.Compare(x.TextDocument.URI, y.TextDocument.URI) })
	return e
}

// failure is an answer that says why there is none.
func failure(message string) error { return &jsonrpc2.Error{Code: -32803, Message: message} }
