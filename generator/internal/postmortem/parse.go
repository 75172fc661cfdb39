package postmortem

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// Parse reads one postmortem. file is its path within the archive. The result
// is nil where the front matter cannot be read at all; otherwise it holds what
// could be read, and may be published only if the list has no errors.
func Parse(file string, src *diag.Source, s *settings.Settings) (*Postmortem, diag.List) {
	root, body, list := frontmatter.Parse(src, s.Limits.ForFrontMatter())
	if list.Errors() > 0 {
		return nil, list
	}
	r := &reader{Reader: frontmatter.NewReader(src, root, &list), settings: s}
	p := &Postmortem{File: file, Source: src, Body: body}
	p.Zone = r.Zone("timezone")
	r.zone = p.Zone
	if r.zone == nil {
		r.zone = s.DefaultZone()
	}

	p.Title = r.title()
	p.Date, p.DateNote = r.date()
	p.DateAt = r.At("date")
	p.Updated = r.Time("updated", r.zone, "lastmod")
	p.Summary = strings.Join(strings.Fields(r.Text("summary", "description")), " ")
	p.Services = r.services(r.listed("services", "service"))
	p.Organization = r.organization(p.Services)
	p.Severity = r.severity()
	p.Windows = r.windows(p)
	p.Phases = r.phases(p.Windows)
	p.DetectedBy = strings.TrimSpace(r.Text("detected_by"))
	p.Timeline = r.timeline()
	p.Terms = r.allTerms(p)
	p.Related, p.Unrelated = r.references("related"), r.references("unrelated")
	p.Actions = r.actions()
	p.Sources = r.sources()
	p.Corrections = r.corrections()
	p.Aliases = r.aliases()
	p.Path = r.path(file)
	p.Draft = r.Bool("draft")
	p.Signal = r.signal()
	p.Params = frontmatter.Values(r.Params())
	return p, s.WithoutFollowing(list).Capped(src.File())
}

// ParsePage reads a plain page; file is its path within the archive, such as "pages/about.md".
func ParsePage(file string, src *diag.Source, s *settings.Settings) (*Page, diag.List) {
	root, body, list := frontmatter.Parse(src, FrontMatter(file, s))
	if list.Errors() > 0 {
		return nil, list
	}
	r := &reader{Reader: frontmatter.NewReader(src, root, &list), settings: s, zone: s.DefaultZone()}
	p := &Page{File: file, Source: src, Body: body}
	if name, ok := strings.CutPrefix(file, "years/"); ok {
		name = strings.TrimSuffix(name, path.Ext(name))
		if !periodName.MatchString(name) || strings.Contains(name, "0000") {
			list.Add(diag.Diagnostic{Severity: diag.Error, Code: diag.FileName, File: src.File(), Message: fmt.Sprintf("%q is the name of no period", name),
				Hint: "Name it 2024.md, 2024-q3.md, 2024-03.md, FY2024.md or FY2024-q1.md; reports of incidents go in any other folder."})
			return nil, list
		}
		p.words(r, name)
		return p, s.WithoutFollowing(list).Capped(src.File())
	}
	p.Title = r.title()
	p.Summary = strings.Join(strings.Fields(r.Text("summary", "description")), " ")
	p.Updated = r.Time("updated", r.zone, "lastmod", "date")
	p.Aliases = r.aliases()
	p.Path = r.path(strings.TrimPrefix(file, "pages/"))
	p.Draft = r.Bool("draft")
	p.Params = frontmatter.Values(r.Params())
	return p, s.WithoutFollowing(list).Capped(src.File())
}

// FrontMatter returns the limits of a file's front matter. What years/ says of a period needs none.
func FrontMatter(file string, s *settings.Settings) frontmatter.Limits {
	limits := s.Limits.ForFrontMatter()
	limits.Optional = strings.HasPrefix(file, "years/")
	return limits
}

// words reads what an author says before the report of a period, after which the file is named.
func (p *Page) words(r *reader, name string) {
	p.Period = strings.Replace(name, "-", "/", 1)
	p.Path = "years/" + p.Period + "/report"
	p.Title = strings.Join(strings.Fields(r.Text("title")), " ")
	p.Author = strings.Join(strings.Fields(r.Text("author")), " ")
	p.Updated = r.Time("date", r.zone, "updated", "lastmod")
	p.Draft = r.Bool("draft")
	p.Params = frontmatter.Values(r.Params())
}

// periodName matches the names of files in years/: 2024, 2024-q3, 2024-03, FY2024 and FY2024-q1.
var periodName = regexp.MustCompile(`^(?:\d{4}(?:-q[1-4]|-0[1-9]|-1[0-2])?|FY\d{4}(?:-q[1-4])?)$`)

// A reader reads front matter by the archive's settings.
type reader struct {
	*frontmatter.Reader
	settings *settings.Settings
	zone     *time.Location // in force for times that carry none; nil where none is
	// What was refused draws no further errors: whether a service is misnamed, and a window left out.
	serviceRefused, windowRefused bool
}

func (r *reader) title() string {
	title := strings.Join(strings.Fields(r.RequiredText("title")), " ")
	if n := utf8.RuneCountInString(title); n > r.settings.Limits.Title {
		r.Errorf(diag.ValueLimit, "title", "Shorten it, or raise limits.title in archive.yaml where this is meant.",
			"the title has %d characters; the limit is %d", n, r.settings.Limits.Title)
	}
	return title
}

// date reads when the report was published: a time, a day, a month, a year or "unknown",
// and in a mapping the note of an author who derived it from something else.
func (r *reader) date() (at calendar.Time, note string) {
	m, key := r.Reader, "date"
	m.Require(key)
	if f, _ := r.Node().Get(key); f.Value.Kind == frontmatter.Mapping {
		m, key = r.Mapping(key), "value"
		m.Require(key)
		note = strings.Join(strings.Fields(m.RequiredText("note")), " ")
		m.RejectUnknown()
	}
	if f, _ := m.Node().Get(key); f.Value.Text != "unknown" {
		at = r.coarse(m, key)
	}
	return at, note
}

// coarse reads a time, or a month or a year, which begin by the clocks of the archive: it
// is they that cut months and years.
func (r *reader) coarse(m *frontmatter.Reader, key string) calendar.Time {
	t := m.CoarseTime(key, r.zone)
	if !t.IsZero() && t.Precision < calendar.Day {
		t.Instant = time.Unix(t.Span(r.settings.Zone).Start, 0).In(r.settings.Zone)
	}
	return t
}

// path is the name of the report: the file's path without extension or
// "/index", with a slug in place of its last element.
func (r *reader) path(file string) string {
	p := strings.TrimSuffix(file, path.Ext(file))
	p = strings.TrimSuffix(p, "/index")
	if p == "index" {
		r.Add(r.Source().Errorf(diag.FileName, diag.Span{}, "Give the file a name, or put it into a folder that has one.",
			"an index.md at the top has no name to become its address"))
	}
	if r.Has("slug") {
		slug := r.Text("slug")
		if err := urls.CheckSlug(slug); err != nil {
			r.Errorf(diag.SlugInvalid, "slug", "Write the last element of the address and nothing else, as in slug: connect-apps.", "%q cannot be a slug: %v", slug, err)
			return p
		}
		p = path.Join(path.Dir(p), slug)
	}
	if len(p) > urls.MaxPath {
		r.Add(r.Source().Errorf(diag.FileName, diag.Span{}, "Use shorter names or fewer folders.", "the path has %d bytes; the limit is %d", len(p), urls.MaxPath))
	}
	return p
}

// services checks the names of services and leaves out repetitions.
func (r *reader) services(values []frontmatter.Value) (ids []string) {
	for _, v := range values {
		switch {
		case slices.Contains(ids, v.Text):
			r.Add(r.Source().Warningf(diag.ValueDuplicate, v.At, "Remove one of them.", "the service %q is named twice", v.Text))
			continue
		case r.settings.Declared:
			if _, ok := r.settings.Service(v.Text); !ok {
				r.serviceRefused = true
				r.Add(r.Source().Errorf(diag.ServiceUnknown, v.At, r.knownServices(v.Text), "no service has the id %q", v.Text))
			}
		default:
			if err := urls.CheckSlug(v.Text); err != nil {
				r.serviceRefused = true
				r.Add(r.Source().Errorf(diag.ServiceID, v.At, "Write an id such as connect-apps; the name belongs under services: in archive.yaml.", "%q cannot be the id of a service: %v", v.Text, err))
				continue
			}
		}
		ids = append(ids, v.Text)
	}
	return ids
}

func (r *reader) knownServices(word string) string {
	var ids []string
	for _, s := range r.settings.Services {
		if s.Name == word {
			return "Did you mean " + s.ID + "?"
		}
		ids = append(ids, s.ID)
	}
	hint := "Add it to services: in archive.yaml"
	switch len(ids) {
	case 0:
	case 1:
		hint += ", or use " + ids[0]
	default:
		hint += ", or use one of " + strings.Join(ids[:min(len(ids), 12)], ", ")
	}
	return diag.DidYouMean(word, ids, hint+".")
}

// organization is the file's own, else that of its first service that has one.
func (r *reader) organization(services []string) string {
	if text := r.settings.Organization(r.Reader); text != "" {
		return text
	}
	for _, id := range services {
		// A service without one takes its parent's. Settings hold no rings; the bound makes sure of an end.
		for range r.settings.Services {
			s, ok := r.settings.Service(id)
			if !ok {
				break
			}
			if s.Organization != "" {
				return s.Organization
			}
			id = s.Parent
		}
	}
	return ""
}

func (r *reader) severity() string {
	text := r.Text("severity")
	if text != "" {
		text = r.settings.TermName(r.Reader, "severities", frontmatter.Value{Text: text, At: r.At("severity")})
	}
	if text == "" || slices.Contains(r.settings.Severities, text) {
		return text
	}
	hint := diag.DidYouMean(text, r.settings.Severities,
		"Write one of "+strings.Join(r.settings.Severities, ", ")+"; leave the key out where nobody recorded one.")
	r.Errorf(diag.SeverityUnknown, "severity", hint, "%q is not a severity of this archive", text)
	return ""
}

// allTerms reads what the report names of each taxonomy.
func (r *reader) allTerms(p *Postmortem) map[string][]frontmatter.Value {
	terms := map[string][]frontmatter.Value{}
	for n := range r.settings.Taxonomies {
		t := &r.settings.Taxonomies[n]
		var values []frontmatter.Value
		switch text := (frontmatter.Value{At: r.At(t.Key)}); {
		case t.Ranked:
			text.Text = p.Severity
			values = append(values, text)
		case !t.Topic:
			text.Text = p.Organization
			values = append(values, text)
		case t.One:
			text.Text = r.Text(t.Key)
			values = r.terms(t, text)
		case t.ID == "causes":
			values = r.terms(t, r.listed(t.Key, "categories")...)
		default:
			values = r.terms(t, r.listed(t.Key)...)
		}
		if len(values) > 0 && values[0].Text != "" {
			terms[t.ID] = values
		}
	}
	return terms
}

// terms are words of a free vocabulary; each must have something to make a URL of.
func (r *reader) terms(t *settings.Taxonomy, written ...frontmatter.Value) (terms []frontmatter.Value) {
	slugs := map[string]bool{}
	for _, v := range written {
		text := strings.Join(strings.Fields(v.Text), " ")
		if text == "" {
			continue
		}
		name := r.settings.TermName(r.Reader, t.ID, frontmatter.Value{Text: text, At: v.At})
		slug := urls.Slug(name)
		switch {
		case slug == "":
			r.Add(r.Source().Errorf(diag.ValueInvalid, v.At, "Use a word.", "%q has no letter or digit to make an address of", text))
		case len(slug) > urls.MaxName:
			r.Add(r.Source().Errorf(diag.ValueLimit, v.At, "Shorten it.", "an address of %d bytes would be made of this; %d are allowed", len(slug), urls.MaxName))
		case slugs[slug]:
			r.Add(r.Source().Warningf(diag.ValueDuplicate, v.At, "Remove one of them.", "%q is listed twice", text))
		default:
			slugs[slug] = true
			terms = append(terms, frontmatter.Value{Text: name, At: v.At})
		}
	}
	return terms
}

// listed reads a list of words up to limits.tags of them: the errors of the ten
// thousandth help nobody.
func (r *reader) listed(key string, aliases ...string) []frontmatter.Value {
	values := r.Texts(key, aliases...)
	most := r.settings.Limits.Tags
	if len(values) <= most {
		return values
	}
	r.Errorf(diag.ValueLimit, key, "Name those that matter, or raise limits.tags in archive.yaml.",
		"%s holds %d entries; the limit is %d", key, len(values), most)
	return values[:most]
}

// references reads paths of reports as their authors see them: in the archive, or in the
// address bar.
func (r *reader) references(key string) (list []Reference) {
	for _, v := range r.listed(key) {
		p := strings.TrimSuffix(strings.Trim(strings.TrimSpace(v.Text), "/"), ".md")
		list = append(list, Reference{Path: strings.TrimSuffix(p, "/index"), At: v.At})
	}
	return list
}

func (r *reader) actions() (actions []Action) {
	for _, m := range r.Mappings("actions") {
		a := Action{
			Title:  strings.Join(strings.Fields(m.RequiredText("title")), " "),
			Owner:  strings.TrimSpace(m.Text("owner")),
			Due:    m.Day("due", r.zone),
			Opened: m.Day("opened", r.zone),
			Closed: m.Day("closed", r.zone),
			Status: strings.ToLower(strings.TrimSpace(m.Text("status"))),
			Link:   m.Address("link"),
			Kind:   strings.TrimSpace(m.Text("kind")),
		}
		if a.Status == "" {
			a.Status = "open"
		}
		m.RejectUnknown()
		actions = append(actions, a)
	}
	return actions
}

func (r *reader) corrections() (list []Correction) {
	for _, m := range r.Mappings("published_changes") {
		if !m.Has("date") {
			m.Add(m.Source().Errorf(diag.KeyMissing, m.Node().At, "Add date: with the day on which it was changed.", "a change of what was published needs a date"))
		}
		c := Correction{m.Day("date", r.zone), strings.Join(strings.Fields(m.RequiredText("text")), " ")}
		m.RejectUnknown()
		list = append(list, c)
	}
	return byDay(list)
}

func (r *reader) sources() (sources []Source) {
	for _, m := range r.Mappings("sources") {
		s := Source{
			Title:     strings.Join(strings.Fields(m.Text("title")), " "),
			URL:       m.Address("url"),
			Publisher: strings.TrimSpace(m.Text("publisher")),
			Date:      r.coarse(m, "date"),
			Archived:  m.Address("archived"),
		}
		m.RejectUnknown()
		if s.Title == "" && s.URL == "" {
			m.Add(m.Source().Errorf(diag.KeyMissing, m.Node().At, "Add title: or url:.", "a source needs a title or an address"))
			continue
		}
		sources = append(sources, s)
	}
	return sources
}

// aliases reads old site paths, which redirect here.
func (r *reader) aliases() (aliases []Alias) {
	for _, v := range r.listed("aliases") {
		clean := path.Clean("/" + strings.Trim(v.Text, "/"))
		var problem string
		switch {
		case !strings.HasPrefix(v.Text, "/") || strings.HasPrefix(v.Text, "//"):
			problem = "it must begin with one slash"
		case clean == "/":
			problem = "the home page cannot be an alias"
		case clean != strings.TrimSuffix(v.Text, "/"):
			problem = "it must not hold . or .. or doubled slashes"
		default:
			for segment := range strings.SplitSeq(clean[1:], "/") {
				if err := urls.CheckName(segment); err != nil {
					problem = err.Error()
				}
			}
		}
		if problem != "" {
			r.Add(r.Source().Errorf(diag.AliasInvalid, v.At, "Write an old path of this page within the site, such as /old/path/.", "%q cannot be an alias: %s", v.Text, problem))
			continue
		}
		if path.Ext(clean) != ".html" {
			clean += "/"
		}
		if slices.ContainsFunc(aliases, func(a Alias) bool { return a.Path == clean }) {
			r.Add(r.Source().Warningf(diag.ValueDuplicate, v.At, "Remove one of them.", "the alias %s is listed twice", clean))
			continue
		}
		aliases = append(aliases, Alias{Path: clean, At: v.At})
	}
	return aliases
}
