package crawl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"afterword/generator/internal/urls"
)

// An atomFeed is what RFC 4287 demands of a feed, and the links in it.
type atomFeed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string     `xml:"http://www.w3.org/2005/Atom id"`
	Title   string     `xml:"http://www.w3.org/2005/Atom title"`
	Updated string     `xml:"http://www.w3.org/2005/Atom updated"`
	Author  []string   `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID        string     `xml:"http://www.w3.org/2005/Atom id"`
		Title     string     `xml:"http://www.w3.org/2005/Atom title"`
		Updated   string     `xml:"http://www.w3.org/2005/Atom updated"`
		Published string     `xml:"http://www.w3.org/2005/Atom published"`
		Author    []string   `xml:"http://www.w3.org/2005/Atom author>name"`
		Links     []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

// atom judges an Atom feed.
func (s *site) atom(r *report) {
	var feed atomFeed
	if err := decodeXML(r.file.Data, &feed); err != nil {
		r.add(Machine, "this is no Atom feed: %v", err)
		return
	}
	s.atomHead(r, "the feed", feed.ID, feed.Title, feed.Updated)
	s.atomLinks(r, "the feed", feed.Links, "self", "alternate")
	for _, l := range feed.Links {
		if at := s.locate(r.file.Path, l.Href); l.Rel == "self" && at.within() && at.path != urls.SitePath(r.file.Path) {
			r.add(Machine, "the feed says that it stands at %q", short(l.Href))
		}
	}
	seen := map[string]bool{}
	for n, e := range feed.Entries {
		what := fmt.Sprintf("entry %d", n+1)
		s.atomHead(r, what, e.ID, e.Title, e.Updated)
		s.atomLinks(r, what, e.Links, "alternate")
		if e.Published != "" && !isInstant(e.Published) {
			r.add(Machine, "%s has the published %q, which is no RFC 3339 time", what, short(e.Published))
		}
		if len(feed.Author)+len(e.Author) == 0 {
			r.add(Machine, "%s has no author, and neither has the feed", what)
		}
		if seen[e.ID] {
			r.add(Machine, "%s has the id %q of an entry before it", what, short(e.ID))
		}
		seen[e.ID] = true
	}
}

func (s *site) atomHead(r *report, what, id, title, updated string) {
	if scheme(id) == "" {
		r.add(Machine, "%s has the id %q, which is no absolute IRI", what, short(id))
	}
	if title == "" {
		r.add(Machine, "%s has no title", what)
	}
	if !isInstant(updated) {
		r.add(Machine, "%s has the updated %q, which is no RFC 3339 time", what, short(updated))
	}
}

// atomLinks judges links that lead into the site, and demands some.
func (s *site) atomLinks(r *report, what string, links []atomLink, rels ...string) {
	for _, rel := range rels {
		found := 0
		for _, l := range links {
			if l.Rel == rel || l.Rel == "" && rel == "alternate" {
				found++
				s.published(r, what+": the "+rel+" link", l.Href)
			}
		}
		if found == 0 {
			r.add(Machine, "%s has no %s link", what, rel)
		}
	}
}

// decodeXML reads a whole document, not only its first element.
func decodeXML(data []byte, into any) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(into); err != nil {
		return err
	}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if c, ok := t.(xml.CharData); !ok || len(bytes.TrimSpace(c)) > 0 {
			return errors.New("something stands behind the root element")
		}
	}
}

// jsonFeedShape is what https://www.jsonfeed.org/version/1.1/ demands, and what
// this site always gives.
var jsonFeedShape = object{
	"version": oneOf("https://jsonfeed.org/version/1.1"), "title": someText, "home_page_url": here, "feed_url": here,
	"authors": listOf(object{"name": someText}),
	"items": listOf(object{
		"id": someText, "url": here, "title": someText, "date_published": instant, "date_modified": instant,
		"_incident": object{
			"severity": orNull(someText), "services": listOf(someText), "windows": listOf(windowShape),
			"downtime_seconds": orNull(bounds{count}),
		},
	}),
}

// jsonFeed judges a JSON Feed.
func (s *site) jsonFeed(r *report) {
	s.json(r, jsonFeedShape)
	v, err := decode(r.file.Data)
	if err != nil {
		return // s.json said so
	}
	feed, _ := v.(map[string]any)
	if text, ok := feed["feed_url"].(string); ok {
		if at := s.locate(r.file.Path, text); at.within() && at.path != urls.SitePath(r.file.Path) {
			r.add(Machine, "the feed says that it stands at %q", short(text))
		}
	}
	items, _ := feed["items"].([]any)
	seen := map[any]bool{}
	for n, v := range items {
		item, _ := v.(map[string]any)
		_, html := item["content_html"].(string)
		_, text := item["content_text"].(string)
		if !html && !text {
			r.add(Machine, "items[%d] has neither content_html nor content_text", n)
		}
		id, ok := item["id"].(string)
		if ok && seen[id] {
			r.add(Machine, "items[%d] has the id %q of an item before it", n, short(id))
		}
		seen[id] = true
	}
}
