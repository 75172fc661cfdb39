package lsp

import (
	"context"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/keys"
)

// A proposal is a word that may be written, before it is put into the text.
type proposal struct {
	text, detail, about string
	kind                int
}

// complete answers with what may be written: keys and values in front matter, links in the body.
func complete(_ context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	offset := doc.offset(p.Position)
	items := []completionItem{}
	if body := doc.body(); body >= 0 && offset >= body {
		at, found := now.destinations(doc, offset)
		for _, w := range found {
			items = append(items, item(doc, w, at, w.text))
		}
		return items, nil
	}
	t, ok := now.typing(doc, offset)
	if !ok {
		return items, nil
	}
	format, _, _ := doc.front()
	if list, ok := t.keys(); ok {
		for _, k := range list {
			w := proposal{k.Name, takes(k), k.Text, kindProperty}
			text := map[frontmatter.Format]string{frontmatter.YAML: k.Name + ": ", frontmatter.TOML: k.Name + " = ", frontmatter.JSON: `"` + k.Name + `": `}[format]
			if t.quoted {
				text = k.Name
			}
			items = append(items, item(doc, w, t.word, text))
		}
	}
	if !t.onKey && t.key != nil {
		for _, w := range now.values(*t.key) {
			if t.key.Open && w.text == doc.src.Text()[t.word.Start:t.word.End] {
				continue // it is known because it is here
			}
			text := frontmatter.Scalar(w.text, format)
			if t.quoted || t.key.Type == keys.Bool {
				text = w.text
			}
			items = append(items, item(doc, w, t.word, text))
		}
	}
	return items, nil
}

func item(doc *document, w proposal, at diag.Span, text string) completionItem {
	return completionItem{Label: w.text, Kind: w.kind, Detail: w.detail, Documentation: w.about, TextEdit: textEdit{doc.span(at), text}}
}

// keys are those that may be written at a place, but for those that are there. ok is false where none may.
func (t typed) keys() (list []keys.Key, ok bool) {
	offered := t.offered
	if !t.onKey {
		if t.key == nil || t.key.Type != keys.Mapping {
			return nil, false
		}
		offered = t.key.Keys
	}
	for _, k := range offered {
		taken := t.onKey && slices.ContainsFunc(t.within[len(t.within)-1].Fields, func(f frontmatter.Field) bool { return f.Key == k.Name || slices.Contains(k.Aliases, f.Key) })
		if !taken {
			list = append(list, k)
		}
	}
	return list, true
}

// takes says in a few words what a key takes.
func takes(k keys.Key) string {
	text := ""
	if k.Example != "" {
		text = "such as " + k.Example
	}
	if k.Required {
		text = strings.TrimSpace("required " + text)
	}
	return text
}

// values are what a key may have as its value, or one of its values.
func (now snapshot) values(k keys.Key) (list []proposal) {
	add := func(kind int, words ...string) {
		for _, w := range words {
			list = append(list, proposal{text: w, kind: kind})
		}
	}
	add(kindValue, k.Choices...)
	switch k.Type {
	case keys.Zone:
		add(kindValue, calendar.ZoneNames()...)
	case keys.Bool:
		add(kindValue, "true", "false")
	case keys.End:
		add(kindValue, "ongoing", "unknown")
	case keys.Date:
		add(kindValue, "unknown")
	}
	a := now.archive()
	if a == nil || k.Words == "" {
		return list
	}
	switch k.Words {
	case "services":
		for _, s := range a.Services {
			if _, declared := now.Settings.Service(s.ID); declared || !now.Settings.Declared {
				list = append(list, proposal{s.ID, s.Name, s.Description, kindModule})
			}
		}
	case "reports":
		for _, i := range a.Incidents {
			list = append(list, proposal{i.Path, i.Title, i.Summary, kindReference})
		}
	default:
		taxonomy := a.Taxonomy(k.Words)
		for _, w := range feeds.Words(a)[k.Words] {
			list = append(list, proposal{text: w, kind: kindValue})
			if taxonomy == nil {
				continue
			}
			if n := slices.IndexFunc(taxonomy.Terms, func(t *archive.Term) bool { return t.Name == w }); n >= 0 {
				term := taxonomy.Terms[n]
				list[len(list)-1].detail, list[len(list)-1].about = incidents(len(term.Incidents)), term.Definition
			}
		}
	}
	return list
}

func incidents(n int) string {
	if n == 1 {
		return "1 incident"
	}
	return fmt.Sprintf("%d incidents", n)
}

// destinations are where a link in a body may lead: to other files of the archive, and to headings.
func (now snapshot) destinations(doc *document, offset int) (at diag.Span, list []proposal) {
	text := doc.src.Text()
	line := text[strings.LastIndexAny(text[:offset], "\r\n")+1 : offset]
	begun := expression(`\]\(([^()\s]*)$`).FindStringSubmatch(line)
	if begun == nil || now.archive() == nil {
		return at, nil
	}
	at = diag.Span{Start: offset - len(begun[1]), End: offset + len(expression(`^[^()\s]*`).FindString(text[offset:]))}
	name, fragment, anchors := strings.Cut(begun[1], "#")
	if !anchors {
		own := func(file, title, summary string) {
			if to, err := filepath.Rel(filepath.FromSlash(path.Dir(doc.name)), filepath.FromSlash(file)); err == nil && file != doc.name {
				list = append(list, proposal{filepath.ToSlash(to), title, summary, kindFile})
			}
		}
		for _, i := range now.Archive.Incidents {
			own(i.File, i.Title, i.Summary)
		}
		for _, p := range now.Archive.Pages {
			own(p.File, p.Title, p.Summary)
		}
		return at, list
	}
	at.Start = offset - len(fragment)
	target := doc
	if name != "" {
		target = now.document(path.Join(path.Dir(doc.name), name))
	}
	if target == nil || target.body() < 0 {
		return at, nil
	}
	rendered, _ := now.renderer().Render(target.src, target.body(), nil) // its problems are those of a build
	for _, h := range rendered.Headings {
		list = append(list, proposal{strings.TrimPrefix(h.ID, "h-"), h.Text, "", kindReference})
	}
	return at, list
}

// texts are the documents that a name may stand in: all reports, and the settings.
func (now snapshot) texts() (names []string) {
	all := map[string]bool{}
	for _, d := range now.docs {
		all[d.name] = true
	}
	if now.Loaded != nil {
		for _, d := range now.Read().Postmortems {
			all[d.Path] = true
		}
		if now.Read().Whole != nil {
			all[path.Base(now.Read().Whole.File())] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
