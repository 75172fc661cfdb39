package generator

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/rename"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
)

// A TermsReport is the terms of one taxonomy.
type TermsReport struct {
	ID    string       `json:"id"`
	Title string       `json:"title"`
	Terms []TermReport `json:"terms"`
	// Near are pairs that are likely to be one term, the less frequent one first.
	Near [][2]string `json:"near"`
}

// A TermReport is a term with how many incidents name it or one of its kinds, and how many itself.
type TermReport struct {
	Name      string   `json:"name"`
	Incidents int      `json:"incidents"`
	Direct    int      `json:"direct"`
	Parent    string   `json:"parent,omitempty"`
	Synonyms  []string `json:"synonyms,omitempty"`
}

// Terms lists the terms of all taxonomies of an archive, or of one, by its ID. Errors are as Build's.
func Terms(ctx context.Context, o Options, taxonomy string) (reports []TermsReport, err error) {
	opened, err := open(ctx, o, pipeline.Indexed)
	defer opened.close()
	if err != nil {
		return nil, err
	}
	if _, err := taxonomyOf(opened.Loaded.Settings, taxonomy); err != nil {
		return nil, err
	}
	for _, t := range opened.Loaded.Archive.Taxonomies {
		if taxonomy != "" && t.ID != taxonomy {
			continue
		}
		r := TermsReport{ID: t.ID, Title: t.Title, Terms: []TermReport{}, Near: [][2]string{}}
		for _, term := range t.Terms {
			one := TermReport{term.Name, len(term.Incidents), term.Direct, "", term.Synonyms}
			if term.Parent != nil {
				one.Parent = term.Parent.Name
			}
			r.Terms = append(r.Terms, one)
		}
		for _, pair := range t.Near() {
			r.Near = append(r.Near, [2]string{pair[0].Name, pair[1].Name})
		}
		reports = append(reports, r)
	}
	return reports, nil
}

func taxonomyOf(s *settings.Settings, id string) (*settings.Taxonomy, error) {
	if id == "" {
		return nil, nil
	}
	t, ok := s.Taxonomy(id)
	if !ok {
		var ids []string
		for _, t := range s.Taxonomies {
			ids = append(ids, t.ID)
		}
		return nil, &UsageError{fmt.Errorf("the archive has no taxonomy %q", id), diag.DidYouMean(id, ids, "It has "+strings.Join(ids, ", ")+".")}
	}
	return t, nil
}

// A RenamedFile is a file in which a term was renamed, with the lines.
type RenamedFile struct {
	File  string `json:"file"`
	Lines []int  `json:"lines"`
}

// RenameTerm writes another name for a term of a taxonomy into all files that name it: reports, drafts too, and
// archive.yaml. It changes no byte besides. taxonomy may be "" where only one has the term. Where a
// file cannot be edited safely, none is, and the error lists the places.
func RenameTerm(ctx context.Context, o Options, taxonomy, from, to string) (files []RenamedFile, err error) {
	p, err := find(o)
	if err != nil {
		return nil, err
	}
	read, s, problems, err := scan.Read(p.content, p.display(p.content))
	if err != nil {
		return nil, err
	}
	defer read.Close() // it was only read
	if err := verdict(o, problems, nil); err != nil {
		return nil, err
	}
	one, err := taxonomyOf(s, taxonomy)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(p.content)
	if err != nil {
		return nil, fmt.Errorf("opening the archive: %w", err)
	}
	defer root.Close()
	var names []string
	for _, d := range read.Postmortems {
		names = append(names, d.Path)
	}
	for _, name := range settingsFiles {
		if _, err := root.Lstat(name); err == nil {
			names = append(names, name)
		}
	}
	var found []*renaming
	for n := range s.Taxonomies {
		if t := &s.Taxonomies[n]; one == nil || t.ID == one.ID {
			r := &renaming{Subject: rename.Subject{Taxonomy: t, Name: from}, limits: s.Limits.ForFrontMatter()}
			for _, name := range names {
				if err := r.read(root, name, p.display(path.Join(p.content, name)), to); err != nil {
					return nil, err
				}
			}
			if len(r.files)+r.problems.Errors() > 0 {
				found = append(found, r)
			}
		}
	}
	switch {
	case len(found) == 0:
		return nil, &UsageError{fmt.Errorf("no file names the term %q", from), "afterword terms lists them."}
	case len(found) > 1:
		return nil, &UsageError{fmt.Errorf("%q is a term of %s and of %s", from, found[0].Taxonomy.ID, found[1].Taxonomy.ID), "Name one with --taxonomy."}
	}
	r := found[0]
	if hint, err := r.Check(to, s); err != nil {
		return nil, &UsageError{err, hint}
	}
	if r.problems.Errors() > 0 {
		return nil, &ArchiveError{r.problems}
	}
	if _, err := importer.Apply(ctx, root, r.plan); err != nil {
		return nil, err
	}
	return r.files, nil
}

// A renaming gives a term of a taxonomy another name, file by file.
type renaming struct {
	rename.Subject
	limits   frontmatter.Limits
	plan     importer.Plan
	files    []RenamedFile
	problems diag.List
}

// read plans the edits of one file.
func (r *renaming) read(root *os.Root, name, display, to string) error {
	data, err := root.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading the archive: %w", err)
	}
	src := diag.NewSource(display, string(data))
	edits, changed, list := r.Rename(name, src, r.limits, to)
	if len(edits) == 0 && list.Errors() > 0 {
		return &ArchiveError{list}
	}
	r.problems.Add(list...)
	if len(edits) == 0 || list.Errors() > 0 {
		return nil
	}
	f := RenamedFile{File: display}
	for _, e := range edits {
		line, _ := src.Position(e.At.Start)
		f.Lines = append(f.Lines, line)
	}
	r.files = append(r.files, f)
	r.plan.Files = append(r.plan.Files, importer.PlannedFile{Path: name, Text: changed, Replaces: src.Text()})
	return nil
}
