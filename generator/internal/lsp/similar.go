package lsp

import (
	"context"
	"fmt"
	"strings"

	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/search"
)

// showSimilar is the command behind a lens: it opens a report.
const showSimilar = "afterword.show"

// lenses answers with the incidents that are like a report, above its title: the first of them, and each as a
// command that opens it.
func lenses(_ context.Context, now snapshot, doc *document, _ documentParams) (any, error) {
	list := []codeLens{}
	if now.index == nil || doc.body() < 0 || !strings.HasSuffix(doc.name, ".md") {
		return list, nil
	}
	report, _ := postmortem.Parse(doc.name, doc.src, now.Settings) // its problems are shown already
	index, err := now.index()
	if err != nil || report == nil {
		return list, err
	}
	text := report.Title + "\n" + report.Summary + "\n" + doc.src.Text()[report.Body:]
	at := doc.span(doc.line(titled(doc) + 1))
	for _, hit := range index.Similar(text, search.SimilarOptions{Without: report.Path, Limit: 3}).Results {
		i, ok := now.Archive.Incident(hit.Path)
		if !ok {
			continue
		}
		title := fmt.Sprintf("Similar: %s (%s)", hit.Title, strings.Join(append(hit.Identifiers, hit.Words...), ", "))
		list = append(list, codeLens{at, command{title, showSimilar, []string{now.document(i.File).uri}}})
	}
	return list, nil
}

// execute opens the report that a lens names.
func (s *server) execute(ctx context.Context, now snapshot, p commandParams) error {
	if p.Command != showSimilar || len(p.Arguments) != 1 {
		return failure("there is no such command")
	}
	if !now.shows {
		return failure("this editor opens no files; the report is " + pathOf(p.Arguments[0]))
	}
	_, err := s.conn.DispatchCall(ctx, "window/showDocument", map[string]any{"uri": p.Arguments[0], "takeFocus": true})
	return err // whether the editor did it is its own affair
}
