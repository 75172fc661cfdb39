package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/markdown"
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
	var known map[*diag.Source]projected
	if p.last.loaded.Settings == s {
		known = p.last.projected
	}
	documents := slices.Concat(read.Postmortems, read.Pages)
	outline := markdown.New(next.loaded.markdown()).Outline
	all := make([]projected, len(documents))
	err := each(context.Background(), len(all), p.opt.jobs(), func(n int) error {
		src := documents[n].Source
		shown, ok := known[src]
		if !ok {
			shown.source, shown.hidden, shown.list = s.Editions.Project(src, s.Limits.ForFrontMatter(), outline)
		}
		all[n] = shown
		return nil
	})
	if err != nil {
		return err
	}
	files := *read
	files.Postmortems, files.Pages = nil, nil
	next.projected = make(map[*diag.Source]projected, len(all))
	problems := withoutExcerpts(next.problems[Read])
	for n, d := range documents {
		next.projected[d.Source] = all[n]
		problems.Add(all[n].list...)
		if d.Source = all[n].source; d.Source == nil {
			problems = slices.DeleteFunc(problems, func(d2 diag.Diagnostic) bool { return len(all[n].list) == 0 && p.beside(d2.File, d.Path) })
			continue
		}
		if n < len(read.Postmortems) {
			files.Postmortems = append(files.Postmortems, d)
		} else {
			files.Pages = append(files.Pages, d)
		}
	}
	mentions, err := newMentions(&files)
	files.Bundled = slices.DeleteFunc(slices.Clone(read.Bundled), func(f scan.File) bool { return !mentions.has(f.Path) })
	files.Static = nil
	for _, f := range read.Static {
		own, forEdition := strings.CutPrefix(f.Path, "static/_editions/")
		id, rest, _ := strings.Cut(own, "/")
		switch {
		case forEdition && s.Editions.Shows(id):
			files.Static = append(files.Static, f.As("static/"+rest))
		case !forEdition && mentions.has(f.Path):
			files.Static = append(files.Static, f)
		}
	}
	next.problems[Read], next.loaded.Files = problems, &files
	return err
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

// withoutExcerpts is for problems of files of which nobody knows yet what is hidden.
func withoutExcerpts(list diag.List) diag.List {
	list = slices.Clone(list)
	for n := range list {
		list[n].Excerpt, list[n].Length, list[n].Skipped = "", 0, 0
	}
	return list
}

// beside reports whether a file, as diagnostics name it, is in the bundle of a document.
func (p *Pipeline) beside(file, document string) bool {
	return path.Base(document) == "index.md" && strings.HasPrefix(file, path.Join(p.opt.Display, path.Dir(document))+"/")
}

// Mentions are the paths that what an edition shows speaks of. A file that nothing visible
// mentions is not published: it may belong to something that is hidden.
//
// The signal of a report is no mention: no page shows it.
type mentions struct {
	paths map[string]bool   // with all that they end in: "a/b.png" and "b.png"
	texts map[string]string // of bundles, by folder
}

// signal is the line of a report's signal as package edition writes it.
var signal = regexp.MustCompile(`(?m)^"signal": .*$`)

func newMentions(files *scan.Files) (mentions, error) {
	m := mentions{map[string]bool{}, map[string]string{}}
	add := func(text string) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n()[]<>{}\"'`,;=|", r) }) {
			word, _, _ = strings.Cut(word, "#")
			word, _, _ = strings.Cut(word, "?")
			if decoded, err := url.PathUnescape(word); err == nil {
				word = decoded
			}
			for ended := false; !ended && !m.paths[word]; {
				m.paths[word] = true
				_, rest, more := strings.Cut(word, "/")
				word, ended = rest, !more
			}
		}
	}
	add(files.Settings.Text())
	for _, d := range slices.Concat(files.Postmortems, files.Pages) {
		text := signal.ReplaceAllString(d.Source.Text(), "")
		add(text)
		if path.Base(d.Path) == "index.md" {
			m.texts[path.Dir(d.Path)] = text
		}
	}
	for _, f := range slices.Concat(files.Layouts, files.Assets) {
		in, err := f.Open()
		if err != nil {
			return m, err
		}
		data, err := io.ReadAll(in)
		if err = errors.Join(err, in.Close()); err != nil {
			return m, err
		}
		add(string(data))
	}
	return m, nil
}

// has reports whether a file is mentioned: one of a bundle by its name in the text of the bundle, in any
// spelling, or elsewhere with the folder; one of static/ by its path there.
func (m mentions) has(file string) bool {
	for folder := path.Dir(file); folder != "."; folder = path.Dir(folder) {
		if text, ok := m.texts[folder]; ok {
			name := strings.TrimPrefix(file, folder+"/")
			return holds(text, name) || holds(text, (&url.URL{Path: name}).EscapedPath()) || m.paths[path.Join(path.Base(folder), name)]
		}
	}
	return m.paths[strings.TrimPrefix(file, "static/")]
}

// holds reports whether a text has a name, not only within a longer one.
func holds(text, name string) bool {
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' }
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		after, _ := utf8.DecodeRuneInString(text[at+i+len(name):])
		if at += i + len(name); !part(before) && before != '.' && !part(after) {
			return true
		}
	}
}

// Unpublished lists the files that the edition does not publish as they are, by path.
func (p *Pipeline) Unpublished() (names []string) {
	shown := map[string]bool{}
	for _, f := range slices.Concat(p.last.loaded.Files.Bundled, p.last.loaded.Files.Static) {
		shown[f.OnDisk()] = true
	}
	for _, f := range slices.Concat(p.last.loaded.read.Bundled, p.last.loaded.read.Static) {
		if !shown[f.Path] {
			names = append(names, f.Path)
		}
	}
	return names
}

// Hidden lists what the edition does not show, by the paths of files.
func (p *Pipeline) Hidden() (names []string, parts map[string][]edition.Hidden) {
	return p.last.hidden()
}

func (s *state) hidden() (names []string, parts map[string][]edition.Hidden) {
	parts = map[string][]edition.Hidden{}
	if len(s.projected) == 0 {
		return nil, parts
	}
	for _, d := range slices.Concat(s.loaded.read.Postmortems, s.loaded.read.Pages) {
		if hidden := s.projected[d.Source].hidden; len(hidden) > 0 {
			names, parts[d.Path] = append(names, d.Path), hidden
		}
	}
	return names, parts
}
