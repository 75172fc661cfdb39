package feeds

import (
	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/urls"
)

// JSON writes the newest postmortems as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), media type
// application/feed+json. The values of the extension, _incident, are those of the
// JSON API: downtime_seconds is the union of the windows whatever their level, null where
// none was recorded.
func (f Feed) JSON() ([]byte, error) {
	title, description, home := f.about()
	items := []Object{}
	for n, i := range f.newest() {
		items = append(items, f.jsonItem(i, n < f.whole()))
	}
	feed, err := Object{
		{"version", "https://jsonfeed.org/version/1.1"},
		{"title", title},
		{"home_page_url", f.Base.Absolute(home)},
		{"feed_url", f.Base.Absolute(urls.FeedsOf(home).JSON)},
		{"description", description},
		{"language", f.Archive.Settings.Language},
		{"authors", []Object{{{"name", f.author()}}}},
		{"items", items},
	}.known().append(nil)
	return append(feed, '\n'), err
}

// instant is a time in full, of a day its beginning; "" for none.
func instant(t calendar.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.RFC3339(t.Unix())
}

func (f Feed) jsonItem(i *archive.Incident, whole bool) Object {
	// The format requires one of the two contents, even an empty one.
	content := Field{"content_text", &i.Summary}
	if f.Body != nil && whole {
		content = Field{"content_html", new(f.Body(i))}
	}
	return Object{
		{"id", f.id(urls.Incident(i.Path))},
		{"url", f.Base.Absolute(urls.Incident(i.Path))},
		{"title", i.Title},
		content,
		{"summary", i.Summary},
		{"date_published", instant(i.Published())},
		{"date_modified", instant(Edited(i))},
		{"tags", f.Archive.Keywords(i)},
		{"_incident", Object{
			{"severity", orNull(i.Postmortem.Severity)},
			{"services", orEmpty(i.Postmortem.Services)},
			{"windows", windowRecords(i.Postmortem)},
			{"downtime_seconds", lengthRecord(i.Length)},
		}},
	}.known()
}
