package lsp

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// act answers with what can be done about the problems of a range: what their hints offer, where the text reads
// better with it. Where nothing is wrong, it offers the similar incidents, for editors without code lenses.
func act(_ context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	actions := []codeAction{}
	for _, d := range now.problems[filepath.Join(now.folder, filepath.FromSlash(doc.name))] {
		at := doc.marks(d)
		where := doc.span(at)
		if where.End.Line < p.Range.Start.Line || where.Start.Line > p.Range.End.Line || doc.src.Line(d.Line) != d.Excerpt && d.Line > 0 && d.Skipped == 0 {
			continue // the text has changed since, and so will the problem
		}
		for n, fix := range now.fixes(doc, d, at) {
			actions = append(actions, codeAction{
				Title: fix.title, Kind: "quickfix", Diagnostics: []diagnostic{shown(doc, d)}, IsPreferred: n == 0,
				Edit: now.edit(map[*document][]textEdit{doc: {fix.edit}}),
			})
		}
	}
	if list, _ := lenses(context.Background(), now, doc, p); p.Range.Start.Line <= titled(doc) {
		for _, lens := range list.([]codeLens) {
			actions = append(actions, codeAction{Title: lens.Command.Title, Kind: "source", Command: &lens.Command})
		}
	}
	return actions, nil
}

// A fix is an edit that removes a problem.
type fix struct {
	title string
	edit  textEdit
}

// fixes are the edits that the hint of a problem offers.
func (now snapshot) fixes(doc *document, d diag.Diagnostic, at diag.Span) (list []fix) {
	text := doc.src.Text()
	for _, offer := range strings.Split(d.Hint, "\n") {
		words, sure := offers(offer)
		var found []fix
		for _, w := range words {
			f := fix{title: "Write " + w}
			switch {
			case d.Code == diag.KeyMissing:
				at := diag.Span{Start: doc.insertion(), End: doc.insertion()}
				key := strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(w, "…")), ":")
				format, _, _ := doc.front()
				line := map[frontmatter.Format]string{frontmatter.YAML: key + ": \n", frontmatter.TOML: key + " = \"\"\n", frontmatter.JSON: "\n" + `"` + key + `": "",`}[format]
				f, sure = fix{"Add " + key, textEdit{doc.span(at), line}}, true
			case doc.body() >= 0 && at.Start >= doc.body():
				f.edit = textEdit{doc.span(at), strings.Replace(text[at.Start:at.End], destination(text[at.Start:at.End]), w, 1)}
			default:
				if strings.ContainsAny(text[at.Start:at.End], "\r\n") || at.Start == at.End {
					continue
				}
				f.edit = textEdit{doc.span(at), w} // without quotes, where that reads the same
				if p, ok := now.on(doc.edit(0, []contentChange{{&f.edit.Range, w}}), at.Start); !ok || p.text != w {
					f.edit = doc.edits([]frontmatter.Edit{{At: at, Text: w}})[0]
				}
			}
			if !sure && !now.better(doc, d, f.edit) {
				found = nil
				break // it is an example, and no offer
			}
			found = append(found, f)
		}
		list = append(list, found...)
	}
	return list
}

// offers are the words that a sentence of a hint offers. sure says that they are meant for this place.
func offers(hint string) (words []string, sure bool) {
	hint, _, _ = strings.Cut(strings.TrimSpace(hint), "; ")
	if rest, ok := strings.CutPrefix(hint, "Did you mean "); ok {
		word, _, ok := strings.Cut(rest, "?")
		return []string{strings.Trim(word, `"`)}, ok
	}
	rest, ok := strings.CutPrefix(hint, "Write ")
	if !ok {
		rest, ok = strings.CutPrefix(hint, "Add ")
	}
	if !ok {
		return nil, false
	}
	rest, _, _ = strings.Cut(strings.TrimPrefix(rest, "one of ")+" ", ". ")
	for _, w := range expression(`, or | or |, `).Split(strings.TrimSuffix(strings.TrimSpace(rest), "."), -1) {
		words = append(words, strings.Trim(w, `"`))
	}
	return words, false
}

// destination is where the link that a problem marks leads, as it is written.
func destination(text string) string {
	if m := expression(`\]\(<?([^)>\s]*)`).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return text
}

// better reports whether a document has a problem no more after an edit, and no other instead.
func (now snapshot) better(doc *document, d diag.Diagnostic, e textEdit) bool {
	if now.Loaded == nil {
		return false
	}
	before, after := now.parsed(doc), now.parsed(doc.edit(0, []contentChange{{&e.Range, e.NewText}}))
	same := func(list diag.List) int {
		n := 0
		for _, o := range list {
			if o.Code == d.Code && o.Line == d.Line && o.Column == d.Column {
				n++
			}
		}
		return n
	}
	return same(after) < same(before) && len(after) < len(before)
}

// parsed is what is wrong with a document alone.
func (now snapshot) parsed(doc *document) (list diag.List) {
	switch {
	case doc.settings():
		_, list = settings.Read(doc.src, strings.HasSuffix(doc.name, ".toml"))
	case strings.HasPrefix(doc.name, "pages/"), strings.HasPrefix(doc.name, "years/"):
		_, list = postmortem.ParsePage(doc.name, doc.src, now.Settings)
	default:
		_, list = postmortem.Parse(doc.name, doc.src, now.Settings)
	}
	return list
}

// insertion is the byte at which a key can be added: below the fence.
func (d *document) insertion() int {
	_, front, _ := d.front()
	if strings.HasPrefix(d.src.Text()[front.Start:], "{") {
		return front.Start + 1
	}
	return front.Start
}

// titled is the line of a report's title, counted from 0.
func titled(doc *document) int {
	fields := doc.tree().Fields
	if n := slices.IndexFunc(fields, func(f frontmatter.Field) bool { return f.Key == "title" }); n >= 0 {
		return doc.position(fields[n].KeyAt.Start).Line
	}
	return 0
}
