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
		} else if s.bare > 10 && s.bare > s.posts/2 && len(s.Choices.Match) == 0 {
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

// known are further keys that are read, or that say nothing to a reader.
const known = ` summary description excerpt draft aliases redirect_from permalink layout type slug weight menu toc author authors
	image comments sitemap outputs cascade build markup math mermaid share`

func (s *site) post(input importer.Input) {
	f := lenient.ReadFront(input.Text)
	if !f.Found {
		s.Skip(input.Source, "", "", "it has no front matter; try the format markdown")
		return
	}
	text := func(keys ...string) string { return lenient.Text(f.Root, keys...) }
	if s.posts++; !s.Choices.Picks(text("title"), input.Path, s.words(f.Root, "tags", "keywords"), s.words(f.Root, "categories", "category")) {
		s.left++
		return
	}
	in := s.Add(s.NewFile(input), input.Stem())
	in.Clocks = s.Site.Zone
	in.Note(importer.Guessed, "", "%s", f.Guess)
	in.Base = s.Address
	name := path.Base(input.Stem())
	if name == "index" {
		name = path.Base(path.Dir(input.Stem()))
	}
	in.Fields(f.Root, s.words)
	dated := importer.DatedName.FindStringSubmatch(name)
	if dated != nil && in.Date.IsZero() || in.DateNote != "" && dated != nil {
		in.Date, in.DateNote = in.When("date", dated[1]), ""
	}
	if dated != nil && in.Title == "" {
		in.Title = strings.ReplaceAll(dated[2], "-", " ")
		in.Note(importer.Guessed, "title", "from the name of the file")
	}
	in.Summary = prose.PlainMarkdown(text(lenient.Names("summary", "description")...))
	in.Draft = lenient.Yes(f.Root, "draft") || strings.EqualFold(text("published"), "false")
	if in.Draft {
		in.Note(importer.Guessed, "draft", "it is not published, so it is a draft here too")
	}
	for _, alias := range append(lenient.Texts(f.Root, "aliases", "redirect_from"), text("permalink")) {
		addAlias(in, alias)
	}
	in.KeepRest(f.Root, append(importer.Fielded(), strings.Fields(known)...))
	in.Title = prose.Or(in.Title, in.Tell(f.Lines(), "").Title)
	if len(in.Windows)+len(in.Services) == 0 {
		s.bare++
	}
	for _, key := range []string{"author", "authors"} {
		in.Keep(key, strings.Join(lenient.Texts(f.Root, key), ", "))
	}
	in.Body = in.Shortcodes(in.Body)
	if old := text("permalink", "url"); s.Address != "" && strings.HasPrefix(old, "/") && !strings.Contains(old, ":") {
		in.Cite(in.Title, strings.TrimSuffix(s.Address, "/")+old, s.Title, calendar.Time{})
	}
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
