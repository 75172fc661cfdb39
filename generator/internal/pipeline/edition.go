package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
)

// A projected file is as the edition shows it; its source is nil where it does not.
type projected struct {
	source *diag.Source
	hidden []edition.Hidden
	list   diag.List
}

// edition makes what the chosen edition shows of the files that were read: everything, where the archive
// has no editions. What comes after knows no other files.
func (p *Pipeline) edition(next *state) error {
	read, s := next.loaded.read, next.loaded.Settings
	next.loaded.Files = read
	switch {
	case s.Editions == nil && p.opt.Edition == "", read.Settings == nil:
		return nil
	case s.Editions == nil:
		return &OptionError{"--edition", errors.New("the archive has no editions"), "List them under editions: in archive.yaml."}
	case s.Editions.Chosen == "":
		return &OptionError{"--edition", fmt.Errorf("there is no edition %q", p.opt.Edition), diag.DidYouMean(p.opt.Edition, s.Editions.IDs, "The editions are "+strings.Join(s.Editions.IDs, ", ")+".")}
	}
	documents := slices.Concat(read.Postmortems, read.Pages)
	all, err := p.project(next, documents)
	if err != nil {
		return err
	}
	files, mentions := *read, edition.Mentions{}
	files.Postmortems, files.Pages, files.Static = nil, nil, nil
	mentions.Add("", files.Settings.Text())
	if !s.Editions.Narrowest() {
		files.Evidence = nil // of what wider editions hide, too
	}
	next.projected = make(map[*diag.Source]projected, len(all))
	problems := slices.Clone(s.Editions.Discreet(next.problems[Read]))
	for n, d := range documents {
		next.projected[d.Source] = all[n]
		problems.Add(all[n].list...)
		if d.Source = all[n].source; d.Source == nil {
			problems = slices.DeleteFunc(problems, func(d2 diag.Diagnostic) bool { return len(all[n].list) == 0 && p.beside(d2.File, d.Path) })
			continue
		}
		mentions.Add(d.Path, d.Source.Text())
		if n < len(read.Postmortems) {
			files.Postmortems = append(files.Postmortems, d)
		} else {
			files.Pages = append(files.Pages, d)
		}
	}
	for _, f := range slices.Concat(files.Layouts, files.Assets) {
		data, err := f.Bytes()
		if err != nil {
			return err
		}
		mentions.Add("", string(data))
	}
	files.Bundled = slices.DeleteFunc(slices.Clone(read.Bundled), func(f scan.File) bool { return !mentions.Has(f.Path) })
	for _, f := range read.Static {
		own, forEdition := strings.CutPrefix(f.Path, "static/_editions/")
		id, rest, _ := strings.Cut(own, "/")
		switch {
		case forEdition && s.Editions.Shows(id):
			files.Static = append(files.Static, f.As("static/"+rest))
		case !forEdition && mentions.Has(f.Path):
			files.Static = append(files.Static, f)
		}
	}
	next.problems[Read], next.loaded.Files = problems, &files
	return nil
}

// project returns what the edition shows of each document. Those that are what they were are not looked at again.
func (p *Pipeline) project(next *state, documents []scan.Document) ([]projected, error) {
	s := next.loaded.Settings
	var known map[*diag.Source]projected
	if p.last.loaded.Settings == s {
		known = p.last.projected
	}
	outline := markdown.New(next.loaded.markdown()).Outline
	all := make([]projected, len(documents))
	err := each(context.Background(), len(all), p.opt.jobs(), func(n int) error {
		shown, ok := known[documents[n].Source]
		if !ok {
			shown.source, shown.hidden, shown.list = s.Editions.Project(documents[n].Source, postmortem.FrontMatter(documents[n].Path, s), outline)
		}
		all[n] = shown
		return nil
	})
	return all, err
}

// Edition is the one that was made, "" of an archive without editions.
func (p *Pipeline) Edition() string {
	if s := p.last.loaded.Settings; s != nil && s.Editions != nil {
		return s.Editions.Chosen
	}
	return ""
}

// waysOut adds to what leads nowhere that it may lead to something which the edition hides.
func (s *state) waysOut(list diag.List) diag.List {
	if s.loaded.Settings == nil || s.loaded.Settings.Editions == nil {
		return list
	}
	list = slices.Clone(list)
	for n, d := range list {
		switch d.Code {
		case diag.LinkBroken, diag.RelatedUnknown, diag.ImageMissing, diag.ServiceUnknown:
			hint := fmt.Sprintf("If the edition %s hides it, hide what leads there as well, or give it a wider edition.", s.loaded.Settings.Editions.Chosen)
			list[n].Hint = strings.TrimSpace(d.Hint + " " + hint)
		}
	}
	return list
}

// beside reports whether a file, as diagnostics name it, is in the bundle of a document.
func (p *Pipeline) beside(file, document string) bool {
	return path.Base(document) == "index.md" && strings.HasPrefix(file, path.Join(p.opt.Display, path.Dir(document))+"/")
}

// Hidden lists what the edition does not show.
func (p *Pipeline) Hidden() []edition.Hidden { return p.hidden(&p.last) }

// hidden lists what the edition does not show: of archive.yaml, of the documents, and the files that are not published.
func (p *Pipeline) hidden(s *state) (parts []edition.Hidden) {
	if len(s.projected) == 0 {
		return nil
	}
	parts = slices.Clone(s.loaded.Settings.Editions.Hidden)
	read, shown := s.loaded.read, map[string]bool{}
	for _, d := range slices.Concat(read.Postmortems, read.Pages) {
		parts = append(parts, s.projected[d.Source].hidden...)
	}
	for _, f := range slices.Concat(s.loaded.Files.Bundled, s.loaded.Files.Static) {
		shown[f.OnDisk()] = true
	}
	for _, f := range slices.Concat(read.Bundled, read.Static) {
		if !shown[f.Path] {
			parts = append(parts, edition.Hidden{File: path.Join(p.opt.Display, f.Path), Kind: "file", Text: path.Base(f.Path)})
		}
	}
	if len(s.loaded.Files.Evidence) == 0 {
		for _, d := range read.Evidence {
			parts = append(parts, edition.Hidden{File: path.Join(p.opt.Display, d.Path), Kind: "file", Text: path.Base(d.Path)})
		}
	}
	return parts
}
