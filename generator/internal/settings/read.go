package settings

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/urls"
)

// fileLimits bound archive.yaml itself, whose own limits cannot be known before it is read.
var fileLimits = frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 1000}

// Read reads archive.yaml, or archive.toml where toml says so. Where the list
// holds errors, the settings are Default with all that could be read, so that
// the rest of the archive can still be checked.
func Read(src *diag.Source, toml bool) (*Settings, diag.List) {
	s, _, list := ReadEdition(src, toml, "")
	return s, list
}

// ReadEdition is Read for an edition of the archive, "" for its default one. The source is that of
// archive.yaml as it is in the edition.
func ReadEdition(src *diag.Source, toml bool, want string) (*Settings, *diag.Source, diag.List) {
	parse := frontmatter.ParseYAML
	if toml {
		parse = frontmatter.ParseTOML
	}
	s := Default()
	root, list := parse(src, fileLimits)
	s.ZoneUnread = list.Errors() > 0
	s.SeveritiesUnread = s.ZoneUnread
	if root.Kind != frontmatter.Mapping {
		return s, src, list
	}
	editions, shown, faults := edition.Settings(src, root, want)
	list.Add(faults...)
	if editions != nil {
		s.Editions, src = editions, shown
		root, faults = frontmatter.ParseYAML(src, fileLimits)
		list.Add(faults...)
	}
	r := frontmatter.NewReader(src, root, &list)
	set(&s.Title, r.RequiredText("title"))
	s.Description = r.Text("description")
	s.Base = base(r)
	s.CNAME = cname(r)
	s.Language = languageTag(r, s.Language)
	s.Author = r.Text("author")
	s.Theme = theme(r, s.Theme)
	s.Look = look(r.Mapping("look"))
	s.Menu = menu(r)
	if zone := r.Zone("timezone"); zone != nil {
		s.Zone, s.ZoneGiven, s.ZoneUnread = zone, true, false
	} else if r.Has("timezone") {
		s.ZoneUnread = true
	}
	s.AsOf = r.Time("as_of", s.DefaultZone())
	s.EditURL = r.Address("edit_url")
	before := list.Errors()
	s.Severities = severities(r, s.Severities)
	s.SeveritiesUnread = s.SeveritiesUnread || list.Errors() > before
	s.Taxonomies = taxonomies(r, s)
	s.Rules = rules(r, s)
	if e := s.Editions; e != nil && !slices.Contains(e.IDs[max(0, len(e.IDs)-1):], e.Chosen) {
		s.Rules = nil // a report need not show everywhere what it has
	}
	s.Templates = templates(r, s)
	s.PartialAsDown = r.Bool("partial_as_down")
	if w := r.Mapping("weights"); w != nil {
		s.Weights = weights(w, s.Weights)
	}
	if m := r.Mapping("markdown"); m != nil {
		s.Unsafe = m.Bool("unsafe")
		m.RejectUnknown()
	}
	if m := r.Mapping("extra_facts"); m != nil {
		for _, f := range m.Node().Fields {
			s.ExtraFacts = append(s.ExtraFacts, ExtraFact{f.Key, m.RequiredText(f.Key)})
		}
		m.RejectUnknown()
	}
	if m := r.Mapping("abbreviations"); m != nil {
		for _, f := range m.Node().Fields {
			s.Abbreviations = append(s.Abbreviations, f.Key+" "+m.RequiredText(f.Key))
		}
		m.RejectUnknown()
	}
	r.Has("editions") // which have been read already; default_edition and hidden_keys stand beside them
	if m := r.Mapping("outputs"); m != nil {
		s.Outputs.Markdown = !m.Has("markdown") || m.Bool("markdown")
		m.RejectUnknown()
	}
	if l := r.Mapping("limits"); l != nil {
		s.Limits = readLimits(l, s.Limits)
	}
	s.periods(r)
	s.Declared = r.Has("services")
	s.Services = services(r, s)
	for _, v := range s.Services {
		if a := v.Agreement; a != nil && a.Cycle != calendar.Yearly && !slices.Contains(s.Cycles, a.Cycle) {
			s.Cycles = append(s.Cycles, a.Cycle) // its periods say what is owed
		}
	}
	r.RejectUnknown()
	return s, src, s.WithoutFollowing(list).Capped(src.File())
}

// set replaces a default, unless the text is empty.
func set(value *string, text string) {
	if text != "" {
		*value = text
	}
}

func base(r *frontmatter.Reader) urls.Base {
	b, err := urls.ParseBase(r.Text("base_url"))
	if err != nil {
		r.Errorf(diag.BaseURL, "base_url", "Write the address that the site will have, such as https://example.org/postmortems/.", "%v", err)
	}
	return b
}

// cname reads a host name: labels of letters, digits and dashes. RFC 1123, 2.1.
func cname(r *frontmatter.Reader) string {
	name := r.Text("cname")
	if name == "" {
		return ""
	}
	const label = `[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`
	name = strings.ToLower(name)
	if len(name) > 253 || !regexp.MustCompile(`^`+label+`(?:\.`+label+`)+$`).MatchString(name) {
		r.Errorf(diag.ValueInvalid, "cname", "Write a host without scheme and path, such as postmortems.example.org.", "%q is not a host name", name)
		return ""
	}
	return name
}

func languageTag(r *frontmatter.Reader, otherwise string) string {
	text := r.Text("language")
	if text == "" {
		return otherwise
	}
	tag, err := language.Parse(text)
	if err != nil {
		r.Errorf(diag.ValueInvalid, "language", "Write a BCP 47 tag, such as en, de-AT or pt-BR.", "%q is not a language tag", text)
		return otherwise
	}
	return tag.String()
}

func theme(r *frontmatter.Reader, otherwise string) string {
	name := r.Text("theme")
	if name == "" {
		return otherwise
	}
	if err := urls.CheckName(name); err != nil || strings.HasPrefix(name, ".") {
		r.Errorf(diag.ValueInvalid, "theme", "Write the name of a folder under themes/.", "%q is not the name of a theme", name)
		return otherwise
	}
	return name
}

// severities reads the scale.
func severities(r *frontmatter.Reader, otherwise []string) []string {
	const hint = "List the severities from worst to least."
	if !r.Has("severities") {
		return otherwise
	}
	var names []string
	slugs := map[string]bool{}
	for _, v := range r.Texts("severities") {
		add := func(code diag.Code, format string, args ...any) {
			r.Add(r.Source().Errorf(code, v.At, hint, format, args...))
		}
		switch slug := urls.Slug(v.Text); {
		case slug == urls.NotRecorded || slug == "":
			add(diag.ValueInvalid, "%q cannot be the name of a severity", v.Text)
		case slugs[slug]:
			add(diag.ValueDuplicate, "severity %q is listed twice", v.Text)
		default:
			slugs[slug] = true
			names = append(names, v.Text)
		}
	}
	if len(names) == 0 {
		r.Errorf(diag.ValueEmpty, "severities", hint, "severities must hold at least one")
		return otherwise
	}
	return names
}

func weights(r *frontmatter.Reader, w Weights) Weights {
	for _, l := range WeighedLevels() {
		switch n, ok := r.Number(l.String()); {
		case !ok:
		case n < 0 || n > 1000:
			r.Errorf(diag.ValueInvalid, l.String(), "1 counts a second of impact as a second of downtime, 0 as none.", "a weight is between 0 and 1")
		default:
			w[l] = n
		}
	}
	r.RejectUnknown()
	return w
}

// readLimits reads limits by the names that error messages use.
func readLimits(r *frontmatter.Reader, l Limits) Limits {
	limit(r, "file", &l.File)
	limit(r, "front_matter", &l.FrontMatter)
	limit(r, "depth", &l.Depth)
	limit(r, "keys", &l.Keys)
	limit(r, "title", &l.Title)
	limit(r, "tags", &l.Tags)
	limit(r, "nesting", &l.Nesting)
	limit(r, "table_columns", &l.TableColumns)
	limit(r, "table_cells", &l.TableCells)
	limit(r, "references", &l.References)
	limit(r, "headings", &l.Headings)
	limit(r, "highlight_bytes", &l.HighlightBytes)
	limit(r, "page_bytes", &l.PageBytes)
	limit(r, "files", &l.Files)
	limit(r, "static_file", &l.StaticFile)
	r.RejectUnknown()
	return l
}

// maxLimit keeps every limit, in bytes or in things, within what 32 bits can count.
const maxLimit = 1<<31 - 1

func limit[N int | int64](r *frontmatter.Reader, key string, value *N) {
	n, ok := r.Integer(key)
	switch {
	case !ok:
	case n < 1 || n > maxLimit:
		r.Errorf(diag.ValueInvalid, key, "Leave it out for the default.", "a limit is between 1 and %d", maxLimit)
	default:
		*value = N(n)
	}
}
