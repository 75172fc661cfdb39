package feeds

import (
	"cmp"
	"slices"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// neverUpdated is the date of a feed without entries: the format requires one, and
// the time of the build would make every build different.
const neverUpdated = "1970-01-01T00:00:00Z"

// Atom writes the newest postmortems as Atom 1.0 (RFC 4287), media type
// application/atom+xml. An entry's id is a tag: URI that outlives its title; updated is
// the last edit; the author is that of the feed. Without Body, and past Shown, entries
// carry the summary alone.
func (f Feed) Atom() ([]byte, error) {
	newest := f.newest()
	updated := neverUpdated
	if len(newest) > 0 {
		last := slices.MaxFunc(newest, func(x, y *archive.Incident) int { return cmp.Compare(stamp(x).Unix(), stamp(y).Unix()) })
		updated = calendar.RFC3339(stamp(last).Unix())
	}
	feed := f.atomHead(updated)
	for n, i := range newest {
		feed.Children = append(feed.Children, f.atomEntry(i, n < f.whole()))
	}
	return feed.document("http://www.w3.org/2005/Atom")
}

// atomHead is a feed without entries.
func (f Feed) atomHead(updated string) element {
	title, description, home := f.about()
	feed := newElement("feed", "")
	if language := f.Archive.Settings.Language; language != "" {
		feed = newElement("feed", "", "xml:lang", language)
	}
	feed.add("title", title)
	feed.addText("subtitle", description)
	feed.add("id", f.id(f.folder()))
	feed.add("updated", updated)
	feed.add("link", "", "rel", "self", "type", "application/atom+xml", "href", f.Base.Absolute(urls.FeedsOf(f.folder()).Atom))
	feed.add("link", "", "rel", "alternate", "type", "text/html", "href", f.Base.Absolute(home))
	author := newElement("author", "")
	author.add("name", f.author())
	feed.Children = append(feed.Children, author)
	feed.add("generator", "Afterword")
	return feed
}

func (f Feed) atomEntry(i *archive.Incident, whole bool) element {
	e := newElement("entry", "")
	e.add("title", i.Title)
	e.add("id", f.id(urls.Incident(i.Path)))
	e.addText("published", instant(i.Published()))
	e.add("updated", calendar.RFC3339(stamp(i).Unix()))
	e.add("link", "", "rel", "alternate", "type", "text/html", "href", f.Base.Absolute(urls.Incident(i.Path)))
	terms := func(topic bool) {
		for _, t := range f.Archive.Settings.Taxonomies {
			if t.Topic == topic {
				for _, name := range i.Names(t.ID) {
					e.add("category", "", "scheme", f.Base.Absolute(urls.Taxonomy(t.ID)), "term", name)
				}
			}
		}
	}
	terms(false)
	for _, s := range i.Services {
		e.add("category", "", "scheme", f.Base.Absolute(urls.Services), "term", s.ID, "label", s.Name)
	}
	terms(true)
	e.addText("summary", i.Summary)
	if f.Body != nil && whole {
		e.add("content", f.Body(i), "type", "html")
	}
	return e
}
