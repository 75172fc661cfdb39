package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/urls"
)

// A Taxonomy is one way of sorting reports: by their causes, their severity, or by a key of
// front matter that archive.yaml declares under taxonomies. All that the program does with terms
// it does for each taxonomy alike.
type Taxonomy struct {
	ID       string // under taxonomies and terms in archive.yaml, and in addresses: "severities"
	Key      string // in front matter, JSON and CSV: "severity"
	Facet    string // of the search: "severity"
	Title    string // "Severities"
	Singular string // "Severity"
	Lede     string // says in a sentence what the terms are; may be ""
	One      bool   // a report has at most one term
	Builtin  bool   // it has pages also where no report uses it
	Ranked   bool   // the terms are those of Settings.Severities, worst first, and no others
	Topic    bool   // the terms say what an incident was about: they are keywords, and make reports alike
	// Terms are those that archive.yaml says something of, under terms, in its order, and their
	// parents. Reports may use others.
	Terms []Term

	bySlug map[string]int // places in Terms, by the slugs of names and synonyms
}

// A Term is what archive.yaml says of a term of a taxonomy.
type Term struct {
	Name       string
	Definition string   // inline Markdown, or ""
	Synonyms   []string // other words for it, which reports may have written
	Parent     string   // the name of another of the Terms, or ""
	Declared   bool     // it has an entry of its own, and is not only the parent of another
	At         diag.Span
}

// defaultTaxonomies are those that every archive has. It has pages of the last two where its reports use them.
func defaultTaxonomies() []Taxonomy {
	return []Taxonomy{
		{ID: "causes", Key: "causes", Facet: "cause", Title: "Causes", Singular: "Cause", Builtin: true, Topic: true,
			Lede: "Contributing causes as the reports name them. An incident may have several."},
		{ID: "tags", Key: "tags", Facet: "tag", Title: "Tags", Singular: "Tag", Builtin: true, Topic: true,
			Lede: "What the reports are about."},
		{ID: "severities", Key: "severity", Facet: "severity", Title: "Severities", Singular: "Severity", Builtin: true, One: true, Ranked: true,
			Lede: "How bad an incident was judged to be, worst first."},
		{ID: "organizations", Key: "organization", Facet: "organization", Title: "Organizations", Singular: "Organization", Builtin: true, One: true,
			Lede: "Whose services were affected."},
		{ID: "upstream", Key: "upstream", Facet: "upstream", Title: "Upstream providers", Singular: "Upstream provider", Topic: true,
			Lede: "Providers whose failures affected services of this archive."},
		{ID: "trigger", Key: "trigger", Facet: "trigger", Title: "Triggers", Singular: "Trigger", One: true, Topic: true,
			Lede: "What set an incident off, apart from its causes."},
	}
}

// Taxonomy finds one by its ID.
func (s *Settings) Taxonomy(id string) (*Taxonomy, bool) {
	n := slices.IndexFunc(s.Taxonomies, func(t Taxonomy) bool { return t.ID == id })
	if n < 0 {
		return nil, false
	}
	return &s.Taxonomies[n], true
}

// TermName is what a term is called in the archive, given how a file writes it. Where that is one of
// its synonyms, it warns.
func (s *Settings) TermName(r *frontmatter.Reader, taxonomy string, written frontmatter.Value) string {
	t, _ := s.Taxonomy(taxonomy)
	name, synonym := t.Name(written.Text)
	if synonym {
		r.Add(r.Source().Warningf(diag.TermSynonym, written.At, fmt.Sprintf("Write %q; afterword terms --rename does it in all files.", name),
			"%q is another word for the %s %q, and counts as it", written.Text, strings.ToLower(t.Singular), name))
	}
	return name
}

// Name returns what a term is called in the archive, given how a report writes it: as archive.yaml
// spells it where it says something of it, else as it is written. synonym reports whether what is
// written is another word for it.
func (t *Taxonomy) Name(written string) (name string, synonym bool) {
	if len(t.bySlug) == 0 {
		return written, false
	}
	slug := urls.Slug(written)
	n, ok := t.bySlug[slug]
	if !ok {
		return written, false
	}
	term := t.Terms[n]
	return term.Name, slug != urls.Slug(term.Name) || slices.Contains(term.Synonyms, written)
}

// taxonomyName is what can be a key of front matter and of JSON, and an address.
var taxonomyName = regexp.MustCompile(`^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$`)

// taken are names that a taxonomy cannot have, since a report, a row of its data, a filter of the
// search or the settings have them already.
var taken = slices.Concat(ruleKeys, []string{
	"start", "end", "level", "note", "at_least", "at_most", "draft", "slug", "aliases", "unrelated", "service", "edition", "edition_texts",
	"lastmod", "description", "categories", "organisation", "path", "url", "windows", "started", "ended", "ongoing", "uncertain", "seconds",
	"seconds_min", "seconds_max", "date_note", "extra", "q", "sort", "limit", "offset", "apart", "facets", "widen", "signal", "year", "cause", "tag", "org", "after", "before", "longer", "shorter",
})

// taxonomies reads what archive.yaml says of taxonomies and of their terms, once the severities are known.
func taxonomies(r *frontmatter.Reader, s *Settings) []Taxonomy {
	list := defaultTaxonomies()
	if m := r.Mapping("taxonomies"); m != nil {
		for _, f := range m.Node().Fields {
			if !m.Require(f.Key) {
				continue
			}
			own := m.Mapping(f.Key)
			n := slices.IndexFunc(list, func(t Taxonomy) bool { return t.ID == f.Key })
			if n < 0 && newTaxonomy(r, list, f) {
				title := strings.ToUpper(f.Key[:1]) + strings.NewReplacer("_", " ", "-", " ").Replace(f.Key[1:])
				n, list = len(list), append(list, Taxonomy{ID: f.Key, Key: f.Key, Facet: f.Key, Title: title, Topic: true})
			}
			if n >= 0 && own != nil {
				list[n].read(own)
			}
		}
	}
	terms := r.Mapping("terms")
	for n := range list {
		if terms != nil {
			list[n].readTerms(terms.Mapping(list[n].ID), s)
		}
	}
	if terms != nil {
		terms.RejectUnknown()
	}
	return list
}

// newTaxonomy reports whether an archive can have a taxonomy of a name, and says why it cannot.
func newTaxonomy(r *frontmatter.Reader, list []Taxonomy, f frontmatter.Field) bool {
	address := urls.Slug(f.Key)
	hint := "Choose another name; its title: may hold anything."
	refuse := func(format string, args ...any) bool {
		r.Add(r.Source().Errorf(diag.TaxonomyName, f.KeyAt, hint, format, args...))
		return false
	}
	same := slices.IndexFunc(list, func(t Taxonomy) bool { return urls.Slug(t.ID) == address })
	switch {
	case !taxonomyName.MatchString(f.Key):
		hint = "Write lower-case letters and digits, with single dashes or underscores between; its title: may hold anything."
		return refuse("%q cannot be the name of a taxonomy", f.Key)
	case slices.Contains(taken, f.Key):
		return refuse("%q is something else in reports, in their data or in searches", f.Key)
	case urls.Reserved(address):
		return refuse("the address /%s/ of a taxonomy %q is that of another page", address, f.Key)
	case same >= 0:
		return refuse("the taxonomies %q and %q would have one address", list[same].ID, f.Key)
	}
	return true
}

// read takes over what archive.yaml says of a taxonomy.
func (t *Taxonomy) read(r *frontmatter.Reader) {
	set(&t.Title, r.Text("title"))
	if t.Singular == "" {
		t.Singular = t.Title
	}
	set(&t.Singular, r.Text("singular"))
	set(&t.Lede, r.Text("description"))
	if t.Topic && r.Has("one") {
		t.One = r.Bool("one")
	}
	r.RejectUnknown()
}

// readTerms reads definitions, synonyms and parents.
func (t *Taxonomy) readTerms(r *frontmatter.Reader, s *Settings) {
	if r == nil {
		return
	}
	t.bySlug = map[string]int{}
	claimed := map[string]diag.Span{}
	claim := func(name string, n int, at diag.Span) bool {
		slug := urls.Slug(name)
		before, taken := t.bySlug[slug]
		switch {
		case slug == "" || len(slug) > urls.MaxName:
			r.Add(r.Source().Errorf(diag.ValueInvalid, at, "Use a word, not too long.", "no address can be made of %q", name))
			return false
		case taken && before != n:
			line, _ := r.Source().Position(claimed[slug].Start)
			r.Add(r.Source().Errorf(diag.TermClash, at, "One of the two has to go: both have the address "+slug+".", "%q is a name of the term %q already, line %d", name, t.Terms[before].Name, line))
			return false
		case !taken:
			t.bySlug[slug], claimed[slug] = n, at
		}
		return true
	}
	var readers []*frontmatter.Reader
	for _, f := range r.Node().Fields {
		own := r.Mapping(f.Key)
		known := !t.Ranked || severity(r, s, frontmatter.Value{Text: f.Key, At: f.KeyAt})
		if r.Require(f.Key) && own != nil && known && claim(f.Key, len(t.Terms), f.KeyAt) {
			t.Terms = append(t.Terms, Term{Name: f.Key, Definition: own.Text("definition"), Declared: true, At: f.KeyAt})
			readers = append(readers, own)
		}
	}
	parents := make([]int, len(readers), 2*len(readers))
	for n, own := range readers {
		for _, v := range own.Texts("synonyms") {
			if t.Ranked && slices.Contains(s.Severities, v.Text) {
				own.Add(r.Source().Errorf(diag.TermClash, v.At, "Remove it here, or from severities:.", "%q is a severity of its own", v.Text))
			} else if claim(v.Text, n, v.At) {
				t.Terms[n].Synonyms = append(t.Terms[n].Synonyms, v.Text)
			}
		}
	}
	for n, own := range readers {
		parents[n] = -1
		if t.Ranked {
			own.RejectUnknown() // a scale has no parents
			continue
		}
		if name := own.Text("parent"); name != "" {
			up, known := t.bySlug[urls.Slug(name)]
			if !known && claim(name, len(t.Terms), own.At("parent")) {
				up, known = len(t.Terms), true
				t.Terms, parents = append(t.Terms, Term{Name: name, At: own.At("parent")}), append(parents, -1)
			}
			if known {
				parents[n], t.Terms[n].Parent = up, t.Terms[up].Name
			}
		}
		own.RejectUnknown()
	}
	for _, ring := range rings(parents) {
		readers[ring[0]].Errorf(diag.TermParent, "parent", "Delete one of these parents.", "terms that are their own parents: %s",
			circle(ring, func(n int) string { return t.Terms[n].Name }))
		for _, n := range ring {
			t.Terms[n].Parent = "" // so that no reader runs in circles
		}
	}
}
