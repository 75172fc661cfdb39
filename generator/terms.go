package generator

import (
	"context"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
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
	var found []*renaming
	for n := range s.Taxonomies {
		if t := &s.Taxonomies[n]; one == nil || t.ID == one.ID {
			r := &renaming{taxonomy: t, from: from, to: to, root: root, settings: s}
			for _, d := range read.Postmortems {
				if err := r.read(d.Path, p.display(path.Join(p.content, d.Path))); err != nil {
					return nil, err
				}
			}
			for _, name := range settingsFiles {
				if _, err := root.Lstat(name); err == nil {
					if err := r.read(name, p.display(path.Join(p.content, name))); err != nil {
						return nil, err
					}
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
		return nil, &UsageError{fmt.Errorf("%q is a term of %s and of %s", from, found[0].taxonomy.ID, found[1].taxonomy.ID), "Name one with --taxonomy."}
	}
	r := found[0]
	if slug := urls.Slug(to); slug == "" || len(slug) > urls.MaxName {
		return nil, &UsageError{Err: fmt.Errorf("%q cannot be the name of a term", to)}
	}
	if r.taxonomy.Ranked && !slices.Contains(s.Severities, to) {
		return nil, &UsageError{fmt.Errorf("%q is not a severity of this archive", to), "Add it to severities: in archive.yaml first, and take the old one away afterwards."}
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
	taxonomy *settings.Taxonomy
	from, to string
	root     *os.Root
	settings *settings.Settings
	plan     importer.Plan
	files    []RenamedFile
	problems diag.List

	src   *diag.Source // of the file that is read
	edits []frontmatter.Edit
}

// read plans the edits of one file.
func (r *renaming) read(name, display string) error {
	data, err := r.root.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading the archive: %w", err)
	}
	text := string(data)
	r.src, r.edits = diag.NewSource(display, text), nil
	parse, format := parserOf(name, r.settings.Limits.ForFrontMatter())
	tree, list := parse(r.src)
	if list.Errors() > 0 {
		return &ArchiveError{list}
	}
	before := len(r.problems)
	if path.Ext(name) == ".md" {
		front, _, _ := frontmatter.Split(r.src, r.settings.Limits.ForFrontMatter())
		format = front.Format
		r.report(tree)
	} else {
		r.archive(tree)
	}
	if len(r.edits) == 0 {
		return nil
	}
	changed, err := frontmatter.Replace(text, format, r.edits)
	if err == nil {
		after, list := parse(diag.NewSource(display, changed))
		if list.Errors() > 0 || !frontmatter.SameBut(tree, after, r.edits) {
			err = fmt.Errorf("the file would not read as it should")
		}
	}
	if err != nil {
		r.refuse(r.edits[0].At, "Rename it by hand here, and again with this command.", err.Error())
	}
	if len(r.problems) > before {
		return nil
	}
	f := RenamedFile{File: display}
	for _, e := range r.edits {
		line, _ := r.src.Position(e.At.Start)
		f.Lines = append(f.Lines, line)
	}
	r.files = append(r.files, f)
	r.plan.Files = append(r.plan.Files, importer.PlannedFile{Path: name, Text: changed, Replaces: text})
	return nil
}

// parserOf returns how a file of the archive is parsed; the format of a report is in the file itself.
func parserOf(name string, limits frontmatter.Limits) (func(*diag.Source) (frontmatter.Node, diag.List), frontmatter.Format) {
	whole := frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 10_000}
	switch path.Ext(name) {
	case ".yaml":
		return func(src *diag.Source) (frontmatter.Node, diag.List) { return frontmatter.ParseYAML(src, whole) }, frontmatter.YAML
	case ".toml":
		return func(src *diag.Source) (frontmatter.Node, diag.List) { return frontmatter.ParseTOML(src, whole) }, frontmatter.TOML
	}
	return func(src *diag.Source) (frontmatter.Node, diag.List) {
		root, _, list := frontmatter.Parse(src, limits)
		return root, list
	}, frontmatter.YAML
}

func (r *renaming) refuse(at diag.Span, hint, message string) {
	r.problems.Add(r.src.Errorf(diag.TermRename, at, hint, "%q cannot be renamed safely: %s", r.from, message))
}

// means reports whether a text is the term that gets another name. Where both names have one address, it is
// the spelling that is replaced.
func (r *renaming) means(text string) bool {
	text = strings.Join(strings.Fields(text), " ")
	if urls.Slug(r.from) == urls.Slug(r.to) {
		return text == r.from && text != r.to
	}
	return urls.Slug(text) == urls.Slug(r.from)
}

// report finds the term in the front matter of a report, also in the wordings of editions.
func (r *renaming) report(root frontmatter.Node) {
	for _, f := range root.Fields {
		switch {
		case f.Key == "edition_texts":
			for _, own := range f.Value.Fields {
				r.report(own.Value)
			}
		case f.Key == r.taxonomy.Key, r.taxonomy.ID == "causes" && f.Key == "categories", r.taxonomy.ID == "organizations" && f.Key == "organisation":
			r.values(f.Value)
		}
	}
}

// values finds the term in a text, or in a list of texts or of mappings with a name.
func (r *renaming) values(n frontmatter.Node) {
	items := n.Items
	if n.Kind != frontmatter.Sequence {
		items = []frontmatter.Node{n}
	}
	others := 0
	for _, item := range items {
		if name, ok := item.Get("name"); ok {
			item = name.Value
		}
		switch {
		case item.Kind == frontmatter.Sequence || item.Kind == frontmatter.Mapping:
		case r.means(item.Text):
			r.edits = append(r.edits, frontmatter.Edit{At: item.At, Text: r.to})
		case urls.Slug(item.Text) == urls.Slug(r.to):
			others++
		}
	}
	if len(r.edits) > 0 && others > 0 {
		r.refuse(n.At, "Delete one of the two here.", fmt.Sprintf("the report names %q as well", r.to))
	}
}

// archive finds the term in archive.yaml: where it is declared, as a parent, and as the organization of services.
func (r *renaming) archive(root frontmatter.Node) {
	if terms, ok := root.Get("terms"); ok {
		own, _ := terms.Value.Get(r.taxonomy.ID)
		for _, f := range own.Value.Fields {
			if r.means(f.Key) {
				r.edits = append(r.edits, frontmatter.Edit{At: f.KeyAt, Text: r.to})
				if n := slices.IndexFunc(own.Value.Fields, func(o frontmatter.Field) bool { return o.KeyAt != f.KeyAt && urls.Slug(o.Key) == urls.Slug(r.to) }); n >= 0 {
					r.refuse(f.KeyAt, "Delete one of the two entries.", fmt.Sprintf("archive.yaml says something of %q as well", r.to))
				}
			}
			if parent, ok := f.Value.Get("parent"); ok && r.means(parent.Value.Text) {
				r.edits = append(r.edits, frontmatter.Edit{At: parent.Value.At, Text: r.to})
			}
		}
	}
	if services, ok := root.Get("services"); ok && r.taxonomy.ID == "organizations" {
		for _, v := range services.Value.Items {
			if own, ok := v.Get("organization"); ok {
				r.values(own.Value)
			}
		}
	}
}
