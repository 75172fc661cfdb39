package edition

import (
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A Set is the editions of an archive and the one that is made. It does not change.
type Set struct {
	IDs    []string // widest first
	Chosen string   // "" where what was wanted is none of them
	Out    string   // the folder that archive.yaml names for the chosen one, or ""
	Hidden []Hidden // what it does not show of archive.yaml

	chosen, otherwise int                         // places in IDs; otherwise is of reports without a mark
	keys              map[string]bool             // paths of keys that the chosen edition does not show: "actions.owner"
	taxonomies        []string                    // the archive's own, which are keys of reports
	services          map[string]frontmatter.Node // what the services that it does not show are parts of, by id
}

// form is what ids look like.
var form = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// The keys of archive.yaml and of reports that are about editions.
const (
	editionsKey = "editions"
	defaultKey  = "default_edition"
	hiddenKey   = "hidden_keys"
	editionKey  = "edition"
	textsKey    = "edition_texts"
)

// Settings reads the editions out of the tree of archive.yaml and returns archive.yaml as it is in the
// edition that is wanted: "" stands for the default one. The set is nil where archive.yaml lists none.
func Settings(src *diag.Source, root frontmatter.Node, want string) (*Set, *diag.Source, diag.List) {
	var list diag.List
	if _, ok := root.Get(editionsKey); !ok {
		return nil, src, nil
	}
	r := frontmatter.NewReader(src, root, &list)
	s := &Set{Chosen: want}
	var own []frontmatter.Node // what the editions say of themselves
	for _, m := range r.Mappings(editionsKey) {
		id := m.RequiredText("id")
		switch {
		case id == "":
		case !form.MatchString(id):
			m.Errorf(diag.ValueInvalid, "id", "Use lower-case letters, digits and single dashes.", "%q cannot be the id of an edition", id)
		case slices.Contains(s.IDs, id):
			m.Errorf(diag.ValueDuplicate, "id", "Remove one of them.", "edition %q is listed twice", id)
		default:
			s.IDs, own = append(s.IDs, id), append(own, m.Node())
		}
	}
	if len(s.IDs) == 0 {
		r.Errorf(diag.ValueEmpty, editionsKey, "List ids, the widest circle of readers first.", "editions must hold at least one")
		return nil, src, list
	}
	p := &projection{set: s, src: src, list: &list}
	s.otherwise = len(s.IDs) - 1
	if f, ok := root.Get(defaultKey); ok {
		s.otherwise = p.rank(f.Value.Text, f.Value.At, 0)
	}
	s.chosen = s.otherwise
	if want == "" {
		s.Chosen = s.IDs[s.chosen]
	} else if n := slices.Index(s.IDs, want); n >= 0 {
		s.chosen = n
	} else {
		s.Chosen = "" // the caller knows the option that named it
	}
	s.keys = p.hiddenKeys(r.Mapping(hiddenKey))
	root = p.settings(root, own[s.chosen])
	if f, ok := root.Get("taxonomies"); ok {
		for _, t := range f.Value.Fields {
			s.taxonomies = append(s.taxonomies, t.Key)
		}
	}
	s.Hidden = p.parts
	return s, p.write(root, nil), s.Discreet(list)
}

// hiddenKeys are those that the chosen edition does not show: what is hidden in an edition is hidden in
// all wider ones.
func (p *projection) hiddenKeys(m *frontmatter.Reader) map[string]bool {
	keys := map[string]bool{}
	if m == nil {
		return keys
	}
	for n, id := range p.set.IDs {
		for _, v := range m.Texts(id) {
			if near := misspelling(v.Text); near != "" {
				m.Add(p.src.Warningf(diag.KeyUnknown, v.At, "Did you mean "+near+"?", "no report has a key %q, so that nothing is hidden", v.Text))
			}
			if n >= p.set.chosen {
				keys[v.Text] = true
			}
		}
	}
	for _, f := range m.Unknown() {
		p.unknown(f.Key, f.KeyAt)
	}
	return keys
}

// settings is the tree of archive.yaml in the chosen edition: what the edition says of itself in the place
// of what the archive says, without hidden services; those beneath them move up.
func (p *projection) settings(root, own frontmatter.Node) frontmatter.Node {
	out, names := frontmatter.Node{Kind: frontmatter.Mapping, At: root.At}, frontmatter.Node{}
	for _, f := range own.Fields {
		switch f.Key {
		case "id":
		case "out":
			p.set.Out = f.Value.Text
		case servicesKey:
			names = f.Value
		default:
			out.Fields = append(out.Fields, f) // which the settings know or refuse
		}
	}
	for _, f := range root.Fields {
		switch _, replaced := out.Get(f.Key); {
		case f.Key == editionsKey, f.Key == defaultKey, f.Key == hiddenKey:
		case replaced:
			p.replaced(f.Value)
		case f.Key == servicesKey:
			f.Value = p.renamed(f.Value, names)
			fallthrough
		default:
			out.Fields = append(out.Fields, f)
		}
	}
	services, _ := out.Get(servicesKey)
	p.set.services = map[string]frontmatter.Node{}
	for _, item := range services.Value.Items {
		if mark, ok := item.Get(editionKey); ok && !p.set.Shows(mark.Value.Text) {
			parent, _ := item.Get("parent")
			p.set.services[textOf(item, "id")] = parent.Value
		}
	}
	out = p.fields(out, 0, archiveKeys)
	services, _ = out.Get(servicesKey)
	for _, item := range services.Value.Items {
		for n, f := range item.Fields {
			for step := 0; f.Key == "parent" && step <= len(p.set.services); step++ {
				if above, hidden := p.set.services[f.Value.Text]; hidden {
					f.Value = above
				}
			}
			item.Fields[n].Value = f.Value
		}
	}
	return out
}

// renamed gives services the names that an edition has for them, by their ids.
func (p *projection) renamed(services, names frontmatter.Node) frontmatter.Node {
	services.Items = slices.Clone(services.Items)
	for n, item := range services.Items {
		name, ok := names.Get(textOf(item, "id"))
		if !ok || item.Kind != frontmatter.Mapping {
			continue
		}
		name.Key = "name"
		services.Items[n].Fields = []frontmatter.Field{name}
		for _, f := range item.Fields {
			if f.Key == "name" {
				p.replaced(f.Value)
			} else {
				services.Items[n].Fields = append(services.Items[n].Fields, f)
			}
		}
	}
	return services
}

// textOf is the text that a key of a mapping has.
func textOf(n frontmatter.Node, key string) string {
	f, _ := n.Get(key)
	return f.Value.Text
}

// rank is the place of the edition that a mark names, 0 for the widest. A mark that names none, or a wider one
// than the rank of what holds it, is an error.
func (p *projection) rank(id string, at diag.Span, holder int) int {
	ids := p.set.IDs
	n := slices.Index(ids, id)
	switch {
	case n < 0:
		p.unknown(id, at)
		return len(ids) - 1
	case n < holder:
		p.list.Add(p.src.Errorf(diag.EditionWider, at, "Mark what holds it with edition: "+id+" too, or remove the mark.", "this is for the edition %s, and what holds it for %s only", id, ids[holder]))
		return holder
	}
	return n
}

func (p *projection) unknown(id string, at diag.Span) {
	hint := diag.DidYouMean(id, p.set.IDs, "The editions are "+strings.Join(p.set.IDs, ", ")+".")
	p.list.Add(p.src.Errorf(diag.EditionUnknown, at, hint, "there is no edition %q", id))
}

// Narrowest reports whether the chosen edition is the one from which nothing is hidden.
func (s *Set) Narrowest() bool { return s.chosen == len(s.IDs)-1 }

// Discreet is a list of problems as the edition may show it, of files of which nobody knows yet what is hidden.
func (s *Set) Discreet(list diag.List) diag.List {
	if s.Narrowest() {
		return list
	}
	return list.Withhold()
}

// Shows reports whether the chosen edition shows what is marked with an edition.
func (s *Set) Shows(id string) bool {
	n := slices.Index(s.IDs, id)
	return n >= 0 && n <= s.chosen
}
