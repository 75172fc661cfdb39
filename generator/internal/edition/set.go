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

	chosen, otherwise int             // places in IDs; otherwise is of reports without a mark
	keys              map[string]bool // paths of keys that the chosen edition does not show: "actions.owner"
	services          map[string]bool // ids of services that it does not show
}

// form is what ids look like.
var form = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// The keys of archive.yaml that are about editions.
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
	var overrides []*frontmatter.Reader
	for _, m := range r.Mappings(editionsKey) {
		id := m.RequiredText("id")
		switch {
		case id == "":
		case !form.MatchString(id):
			m.Errorf(diag.ValueInvalid, "id", "Use lower-case letters, digits and single dashes.", "%q cannot be the id of an edition", id)
		case slices.Contains(s.IDs, id):
			m.Errorf(diag.ValueDuplicate, "id", "Remove one of them.", "edition %q is listed twice", id)
		default:
			s.IDs, overrides = append(s.IDs, id), append(overrides, m)
		}
	}
	if len(s.IDs) == 0 {
		r.Errorf(diag.ValueEmpty, editionsKey, "List ids, the widest circle of readers first.", "editions must hold at least one")
		return nil, src, list
	}
	s.otherwise = len(s.IDs) - 1
	if f, ok := root.Get(defaultKey); ok {
		s.otherwise = s.rank(src, f.Value, &list)
	}
	s.chosen = s.otherwise
	if want == "" {
		s.Chosen = s.IDs[s.chosen]
	} else if n := slices.Index(s.IDs, want); n >= 0 {
		s.chosen = n
	} else {
		s.Chosen = "" // the caller knows the option that named it
	}
	s.keys = s.hiddenKeys(r, &list)
	root = s.override(root, overrides[s.chosen])
	p := &projection{set: s, src: src, list: &list}
	root = p.settings(root)
	if !s.Narrowest() {
		p.hidden = append(p.hidden, remarks(src.Text())...)
	}
	return s, write(src, root, nil, p.hidden), s.discreet(list)
}

// hiddenKeys are those that the chosen edition does not show: what is hidden in an edition is hidden in
// all wider ones.
func (s *Set) hiddenKeys(r *frontmatter.Reader, list *diag.List) map[string]bool {
	keys := map[string]bool{}
	m := r.Mapping(hiddenKey)
	if m == nil {
		return keys
	}
	for n, id := range s.IDs {
		for _, v := range m.Texts(id) {
			if n >= s.chosen {
				keys[v.Text] = true
			}
		}
	}
	for _, f := range m.Unknown() {
		s.unknown(r.Source(), f.Key, f.KeyAt, list)
	}
	return keys
}

// override puts what an edition says of itself in the place of what the archive says, and takes the keys
// about editions away.
func (s *Set) override(root frontmatter.Node, own *frontmatter.Reader) frontmatter.Node {
	var names frontmatter.Node
	set := map[string]frontmatter.Field{}
	for _, f := range own.Node().Fields {
		switch f.Key {
		case "id":
		case "out":
			s.Out = f.Value.Text
		case "services":
			names = f.Value
		default:
			set[f.Key] = f
		}
	}
	out := frontmatter.Node{Kind: frontmatter.Mapping, At: root.At}
	for _, f := range root.Fields {
		switch f.Key {
		case editionsKey, defaultKey, hiddenKey:
			continue
		case "services":
			f.Value = renamed(f.Value, names)
		}
		if o, ok := set[f.Key]; ok {
			f = o
			delete(set, f.Key)
		}
		out.Fields = append(out.Fields, f)
	}
	for _, f := range own.Node().Fields {
		if _, ok := set[f.Key]; ok {
			out.Fields = append(out.Fields, f) // which the settings know or refuse
		}
	}
	return out
}

// renamed gives services the names that an edition has for them, by their ids.
func renamed(services, names frontmatter.Node) frontmatter.Node {
	items := slices.Clone(services.Items)
	for n, item := range items {
		id, _ := item.Get("id")
		name, ok := names.Get(id.Value.Text)
		if !ok || item.Kind != frontmatter.Mapping {
			continue
		}
		fields := slices.DeleteFunc(slices.Clone(item.Fields), func(f frontmatter.Field) bool { return f.Key == "name" })
		items[n].Fields = append(fields, frontmatter.Field{Key: "name", KeyAt: name.KeyAt, Value: name.Value})
	}
	services.Items = items
	return services
}

// rank is the place of the edition that a mark names, 0 for the widest; the narrowest where it names none,
// which is an error.
func (s *Set) rank(src *diag.Source, mark frontmatter.Node, list *diag.List) int {
	if n := slices.Index(s.IDs, mark.Text); n >= 0 {
		return n
	}
	s.unknown(src, mark.Text, mark.At, list)
	return len(s.IDs) - 1
}

func (s *Set) unknown(src *diag.Source, id string, at diag.Span, list *diag.List) {
	hint := diag.DidYouMean(id, s.IDs, "The editions are "+strings.Join(s.IDs, ", ")+".")
	list.Add(src.Errorf(diag.EditionUnknown, at, hint, "there is no edition %q", id))
}

// Narrowest reports whether the chosen edition is the one from which nothing is hidden.
func (s *Set) Narrowest() bool { return s.chosen == len(s.IDs)-1 }

// Shows reports whether the chosen edition shows what is marked with an edition.
func (s *Set) Shows(id string) bool {
	n := slices.Index(s.IDs, id)
	return n >= 0 && n <= s.chosen
}
