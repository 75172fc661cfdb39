package feeds

import (
	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// https://www.jsonfeed.org/version/1.1/

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID            string   `json:"id"`
	URL           string   `json:"url"`
	Title         string   `json:"title"`
	ContentHTML   *string  `json:"content_html,omitempty"`
	ContentText   *string  `json:"content_text,omitempty"`
	Summary       string   `json:"summary,omitempty"`
	DatePublished string   `json:"date_published,omitempty"`
	DateModified  string   `json:"date_modified,omitempty"`
	Tags          []string `json:"tags,omitempty"`
	Incident      Object   `json:"_incident"`
}

// JSON writes the newest postmortems as JSON Feed 1.1, media type
// application/feed+json. The values of the extension, _incident, are those of the
// JSON API: downtime_seconds is the union of the windows whatever their level, null where
// none was recorded.
func (f Feed) JSON() ([]byte, error) {
	title, description, home := f.about()
	feed := jsonFeed{
		Version:     "https://jsonfeed.org/version/1.1",
		Title:       title,
		HomePageURL: f.Base.Absolute(home),
		FeedURL:     f.Base.Absolute(urls.FeedsOf(home).JSON),
		Description: description,
		Language:    f.Archive.Settings.Language,
		Authors:     []jsonAuthor{{f.author()}},
		Items:       []jsonItem{},
	}
	for n, i := range f.newest() {
		feed.Items = append(feed.Items, f.jsonItem(i, n < f.whole()))
	}
	return encodeJSON(feed)
}

// instant is a time in full, of a day its beginning; "" for none.
func instant(t calendar.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.RFC3339(t.Unix())
}

func (f Feed) jsonItem(i *archive.Incident, whole bool) jsonItem {
	item := jsonItem{
		ID:            f.id(urls.Incident(i.Path)),
		URL:           f.Base.Absolute(urls.Incident(i.Path)),
		Title:         i.Title,
		Summary:       i.Summary,
		DatePublished: instant(i.Published()),
		DateModified:  instant(Edited(i)),
		Tags:          f.Archive.Keywords(i),
		Incident: Object{
			{"severity", orNull(i.Postmortem.Severity)},
			{"services", orEmpty(i.Postmortem.Services)},
			{"windows", windowRecords(i.Postmortem)},
			{"downtime_seconds", lengthRecord(i.Length)},
		},
	}
	// The format requires one of the two contents, even an empty one.
	if f.Body != nil && whole {
		item.ContentHTML = new(f.Body(i))
	} else {
		item.ContentText = &i.Summary
	}
	return item
}
