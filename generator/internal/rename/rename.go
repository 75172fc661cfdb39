package rename

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A Subject is what files name: a term of a taxonomy, or a service.
type Subject struct {
	Taxonomy *settings.Taxonomy // nil: it is a service
	Name     string             // of a service, its ID
}

// A Use is a place where a file names a subject.
type Use struct {
	At       diag.Span
	Declares bool // archive.yaml says there what it is
}

// Check says why a subject cannot have another name, with a hint; nil where it can.
func (s Subject) Check(to string, in *settings.Settings) (hint string, err error) {
	if s.Taxonomy == nil {
		return "", urls.CheckSlug(to)
	}
	if slug := urls.Slug(to); slug == "" || len(slug) > urls.MaxName {
		return "", fmt.Errorf("%q cannot be the name of a term", to)
	}
	if s.Taxonomy.Ranked && !slices.Contains(in.Severities, to) {
		return "Add it to severities: in archive.yaml first, and take the old one away afterwards.", fmt.Errorf("%q is not a severity of this archive", to)
	}
	return "", nil
}

// Uses lists where a file that was parsed names the subject, in the order of the file. name is its path within the archive.
func (s Subject) Uses(name string, root frontmatter.Node) []Use {
	r := reading{Subject: s, src: diag.NewSource(name, "")}
	r.read(name, root)
	return r.uses
}

// Rename returns the edits that give the subject another name in a file, and the text that they make. The list
// holds errors where the file cannot be edited safely, and those of a file that cannot be
// parsed, which has no edits.
func (s Subject) Rename(name string, src *diag.Source, limits frontmatter.Limits, to string) (edits []frontmatter.Edit, changed string, list diag.List) {
	tree, format, list := Parse(name, src, limits)
	if list.Errors() > 0 {
		return nil, "", list
	}
	r := reading{Subject: s, to: to, src: src}
	r.read(name, tree)
	if len(r.uses) == 0 {
		return nil, "", nil
	}
	for _, u := range r.uses {
		edits = append(edits, frontmatter.Edit{At: u.At, Text: to})
	}
	changed, err := frontmatter.Replace(src.Text(), format, edits)
	if err == nil {
		after, _, faults := Parse(name, diag.NewSource(src.File(), changed), limits)
		if faults.Errors() > 0 || !frontmatter.SameBut(tree, after, edits) {
			err = errors.New("the file would not read as it should")
		}
	}
	if err != nil {
		r.refuse(edits[0].At, "Rename it by hand here, and again with this command.", err.Error())
	}
	return edits, changed, r.problems
}

// Parse parses the front matter of a report, or a file of settings.
func Parse(name string, src *diag.Source, limits frontmatter.Limits) (root frontmatter.Node, format frontmatter.Format, list diag.List) {
	whole := frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 10_000}
	switch path.Ext(name) {
	case ".yaml":
		root, list = frontmatter.ParseYAML(src, whole)
	case ".toml":
		format = frontmatter.TOML
		root, list = frontmatter.ParseTOML(src, whole)
	default:
		front, _, _ := frontmatter.Split(src, limits) // the parser reports what is wrong
		format = front.Format
		root, _, list = frontmatter.Parse(src, limits)
	}
	return root, format, list
}

// A reading looks for a subject in one file.
type reading struct {
	Subject
	to       string // its next name, "" where it keeps its own
	src      *diag.Source
	uses     []Use
	problems diag.List
}

func (r *reading) read(name string, root frontmatter.Node) {
	if path.Ext(name) == ".md" {
		r.report(root)
	} else {
		r.archive(root)
	}
}

func (r *reading) refuse(at diag.Span, hint, message string) {
	r.problems.Add(r.src.Errorf(diag.TermRename, at, hint, "%q cannot be renamed safely: %s", r.Name, message))
}

// means reports whether a text is the subject. Where both names have one address, it is the spelling that
// is replaced.
func (r *reading) means(text string) bool {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case r.Taxonomy == nil:
		return text == r.Name
	case urls.Slug(r.Name) == urls.Slug(r.to):
		return text == r.Name && text != r.to
	}
	return urls.Slug(text) == urls.Slug(r.Name)
}

// report finds the subject in the front matter of a report, also in the wordings of editions.
func (r *reading) report(root frontmatter.Node) {
	for _, f := range root.Fields {
		switch {
		case f.Key == "edition_texts":
			for _, own := range f.Value.Fields {
				r.report(own.Value)
			}
		case r.Taxonomy == nil && f.Key == "impact":
			for _, window := range f.Value.Items {
				r.report(window)
			}
		case r.Taxonomy == nil && (f.Key == "services" || f.Key == "service"), r.Taxonomy != nil && r.key(f.Key):
			r.values(f.Value)
		}
	}
}

// key reports whether a key of a report holds terms of the taxonomy.
func (r *reading) key(name string) bool {
	return name == r.Taxonomy.Key || r.Taxonomy.ID == "causes" && name == "categories" || r.Taxonomy.ID == "organizations" && name == "organisation"
}

// values finds the subject in a text, or in a list of texts or of mappings with a name.
func (r *reading) values(n frontmatter.Node) {
	items := n.Items
	if n.Kind != frontmatter.Sequence {
		items = []frontmatter.Node{n}
	}
	others, before := 0, len(r.uses)
	for _, item := range items {
		if name, ok := item.Get("name"); ok {
			item = name.Value
		}
		switch {
		case item.Kind == frontmatter.Sequence || item.Kind == frontmatter.Mapping:
		case r.means(item.Text):
			r.uses = append(r.uses, Use{At: item.At})
		case r.to != "" && urls.Slug(item.Text) == urls.Slug(r.to):
			others++
		}
	}
	if len(r.uses) > before && others > 0 {
		r.refuse(n.At, "Delete one of the two here.", fmt.Sprintf("the report names %q as well", r.to))
	}
}

// archive finds the subject in archive.yaml: where it is declared, as a parent, and as the organization of services.
func (r *reading) archive(root frontmatter.Node) {
	services, _ := root.Get("services")
	if r.Taxonomy == nil {
		for _, v := range services.Value.Items {
			for _, f := range v.Fields {
				if (f.Key == "id" || f.Key == "parent") && r.means(f.Value.Text) {
					r.uses = append(r.uses, Use{f.Value.At, f.Key == "id"})
				} else if f.Key == "id" && r.to != "" && f.Value.Text == r.to {
					r.refuse(f.Value.At, "Choose another id.", fmt.Sprintf("there is a service %q", r.to))
				}
			}
		}
		return
	}
	if terms, ok := root.Get("terms"); ok {
		own, _ := terms.Value.Get(r.Taxonomy.ID)
		for _, f := range own.Value.Fields {
			if r.means(f.Key) {
				r.uses = append(r.uses, Use{f.KeyAt, true})
				same := func(o frontmatter.Field) bool { return o.KeyAt != f.KeyAt && urls.Slug(o.Key) == urls.Slug(r.to) }
				if r.to != "" && slices.ContainsFunc(own.Value.Fields, same) {
					r.refuse(f.KeyAt, "Delete one of the two entries.", fmt.Sprintf("archive.yaml says something of %q as well", r.to))
				}
			}
			if parent, ok := f.Value.Get("parent"); ok && r.means(parent.Value.Text) {
				r.uses = append(r.uses, Use{At: parent.Value.At})
			}
		}
	}
	if r.Taxonomy.ID == "organizations" {
		for _, v := range services.Value.Items {
			if own, ok := v.Get("organization"); ok {
				r.values(own.Value)
			}
		}
	}
}
