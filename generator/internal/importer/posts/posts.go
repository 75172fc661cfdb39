package posts

import (
	"path"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// Hugo returns the format hugo.
func Hugo() importer.Format {
	return importer.Format{
		Name: "hugo", Summary: "posts of a Hugo site", Sources: "the site's folder, or a folder of posts",
		Extensions: []string{".md", ".markdown", ".yml", ".yaml", ".toml", ".json"}, Read: reader(lenient.Texts),
	}
}

// Jekyll returns the format jekyll.
func Jekyll() importer.Format {
	return importer.Format{
		Name: "jekyll", Summary: "posts of a Jekyll site", Sources: "the site's folder, or a folder of posts",
		Extensions: []string{".md", ".markdown", ".yml", ".yaml"}, Read: reader(lenient.Words),
	}
}

// A site is an import of posts.
type site struct {
	*importer.Job
	lenient.Site
	words lenient.Lister // reads lists of words as the tool does
	// posts are all, left are those that --match does not pick, bare those that say neither when nor what was affected.
	posts, left, bare int
}

func reader(words lenient.Lister) func(*importer.Job, []importer.Input) {
	return func(j *importer.Job, inputs []importer.Input) {
		s := &site{Job: j, Site: j.Site(inputs), words: words}
		for _, in := range inputs {
			if isPost(in) {
				s.post(in)
			}
		}
		if s.left > 0 {
			s.Note(importer.Dropped, "%d of %d posts are not what --match picks", s.left, s.posts)
		} else if s.bare > 10 && s.bare > s.posts/2 && len(s.Options.Match) == 0 {
			s.Note(importer.Suspicious, "%d of %d posts say neither when users were affected nor which service: --match takes only those with a tag, a category, a folder or a word", s.bare, s.posts)
		}
	}
}

func isPost(in importer.Input) bool {
	base := path.Base(in.Path)
	for _, folder := range []string{"/archetypes/", "/_layouts/", "/_includes/"} {
		if strings.Contains("/"+in.Path, folder) {
			return false
		}
	}
	return (in.Ext() == ".md" || in.Ext() == ".markdown") && !strings.HasPrefix(base, "_index.") && !strings.EqualFold(base, "README.md")
}

// known are the keys that are read, or that say nothing to a reader.
const known = `title date publishDate published_at lastmod last_modified_at updated modified summary description excerpt draft published organization organisation
	company severity impact_level causes categories category tags keywords services service components affected systems start start_time started_at incident_start
	end end_time ended_at incident_end resolved resolved_at level impact_kind detected detected_at aliases redirect_from permalink layout type slug url weight menu toc author authors
	image comments sitemap outputs cascade build _build markup math mermaid share`

func (s *site) post(input importer.Input) {
	f := lenient.ReadFront(input.Text)
	if !f.Found {
		s.Skip(input.Source, "", "", "it has no front matter; try the format markdown")
		return
	}
	text := func(keys ...string) string { return lenient.Text(f.Root, keys...) }
	if s.posts++; !s.Options.Match.Picks(text("title"), input.Path, s.words(f.Root, "tags", "keywords"), s.words(f.Root, "categories", "category")) {
		s.left++
		return
	}
	in := s.Add(s.NewFile(input), input.Stem())
	in.Clocks = s.Zone
	in.Note(importer.Guessed, "", "%s", f.Guess)
	in.Base = s.Address
	name := path.Base(input.Stem())
	if name == "index" {
		name = path.Base(path.Dir(input.Stem()))
	}
	in.Title = text("title")
	in.Date = in.When("date", text("date", "publishDate", "published_at"))
	if dated := importer.DatedName.FindStringSubmatch(name); dated != nil {
		if in.Date.IsZero() {
			in.Date = in.When("date", dated[1])
		}
		if in.Title == "" {
			in.Title = strings.ReplaceAll(dated[2], "-", " ")
			in.Note(importer.Guessed, "title", "from the name of the file")
		}
	}
	in.Title = prose.Or(in.Title, prose.Heading(f.Body))
	in.Updated = in.When("updated", text("lastmod", "last_modified_at", "updated", "modified"))
	in.Summary = prose.PlainMarkdown(text("summary", "description", "excerpt"))
	in.Draft = lenient.Yes(f.Root, "draft") || strings.EqualFold(text("published"), "false")
	if in.Draft {
		in.Note(importer.Guessed, "draft", "it is not published, so it is a draft here too")
	}
	in.Organization = text("organization", "organisation", "company")
	in.Severity = text("severity", "impact_level")
	in.Causes = s.words(f.Root, "causes", "categories", "category")
	in.Tag(s.words(f.Root, "tags", "keywords")...)
	for _, name := range lenient.Texts(f.Root, "services", "service", "components", "affected", "systems") {
		in.Affects(s.Know(name, importer.Component{Name: name}))
	}
	impact(in, text)
	for _, alias := range append(lenient.Texts(f.Root, "aliases", "redirect_from"), text("permalink")) {
		addAlias(in, alias)
	}
	if len(in.Windows)+len(in.Services) == 0 {
		s.bare++
	}
	in.KeepRest(f.Root, known)
	for _, key := range []string{"author", "authors"} {
		in.Keep(key, strings.Join(lenient.Texts(f.Root, key), ", "))
	}
	in.Body = in.Shortcodes(strings.ReplaceAll(f.Body, "<!--more-->", ""))
	if old := text("permalink", "url"); s.Address != "" && strings.HasPrefix(old, "/") && !strings.Contains(old, ":") {
		in.Cite(in.Title, strings.TrimSuffix(s.Address, "/")+old, s.Title, calendar.Time{})
	}
}

// impact reads the window that some sites keep in front matter.
func impact(in *importer.Incident, text func(...string) string) {
	s := importer.Span{
		Start: in.When("start", text("start", "start_time", "started_at", "incident_start")),
		End:   in.When("end", text("end", "end_time", "ended_at", "incident_end")),
	}
	in.Phases.Resolved = in.When("resolved", text("resolved_at", "resolved"))
	in.Phases.Detected = in.When("detected", text("detected", "detected_at"))
	if s.Start.IsZero() && s.End.IsZero() {
		return
	}
	if s.End.IsZero() && !in.Phases.Resolved.IsZero() {
		s.End = in.Phases.Resolved
		in.Note(importer.Guessed, "end", "the time at which it was resolved is taken for the end")
	}
	s.Level = in.LevelNamed(text("level", "impact_kind"))
	in.Impact(s)
}

// addAlias keeps an old address of the page, where it can be one here.
func addAlias(in *importer.Incident, text string) {
	text = strings.TrimSpace(text)
	address := path.Clean("/" + strings.Trim(text, "/"))
	if text == "" || address == "/" {
		return
	}
	for segment := range strings.SplitSeq(address[1:], "/") {
		if urls.CheckName(segment) != nil || strings.Contains(segment, ":") {
			in.Note(importer.Dropped, "aliases", "%q cannot be an address here", prose.Cut(text, 100))
			return
		}
	}
	if path.Ext(address) != ".html" {
		address += "/"
	}
	for _, a := range in.Aliases {
		if a.Path == address {
			return
		}
	}
	in.Aliases = append(in.Aliases, postmortem.Alias{Path: address})
}
