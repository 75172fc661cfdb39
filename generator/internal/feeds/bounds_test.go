package feeds_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// large is an archive of n incidents of one service, a day apart, published
// in another order than they happened. Every tenth has no recorded time.
func large(t *testing.T, n int) feeds.Feed {
	t.Helper()
	b := base(t, "https://example.org/")
	var reports []*postmortem.Postmortem
	for k := range n {
		day := time.Date(2018, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, k)
		published := time.Date(2022, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, k*7%n)
		p := &postmortem.Postmortem{
			Path: fmt.Sprintf("%04d", k), File: fmt.Sprintf("%04d.md", k), Title: fmt.Sprint("Incident ", k), Summary: "S.",
			Date: calendar.Time{Instant: published, Precision: calendar.Second}, Services: []string{"api"},
		}
		if k%10 != 0 {
			p.Windows = []postmortem.Window{{
				Start: calendar.Time{Instant: day, Precision: calendar.Second},
				End:   calendar.Time{Instant: day.Add(time.Hour), Precision: calendar.Second}, Level: settings.MajorOutage,
			}}
		}
		reports = append(reports, p)
	}
	a, list := archive.New(&settings.Settings{Title: "Large", Base: b, Zone: time.UTC, Services: []settings.Service{{ID: "api", Name: "API"}}}, reports, nil, nil, asOf)
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	return feeds.Feed{Archive: a, Base: b, Body: func(i *archive.Incident) string { return "<p>" + i.Path + "</p>" }}
}

func TestFeedsCarryTheNewestByPublication(t *testing.T) {
	f := large(t, 200)
	all := slices.Clone(f.Archive.Incidents)
	slices.SortFunc(all, func(x, y *archive.Incident) int {
		return cmp.Or(y.Date.Instant.Compare(x.Date.Instant), strings.Compare(x.Path, y.Path))
	})
	service, _ := f.Archive.Service("api")
	for _, c := range []struct {
		service *archive.Service
		whole   int
	}{{nil, feeds.Newest}, {service, feeds.Whole}} {
		f.Part = partOf(c.service)
		feed := readAtom(t, f)
		var read struct {
			Items []struct {
				Title string
				HTML  *string `json:"content_html"`
				Text  *string `json:"content_text"`
			}
		}
		if err := json.Unmarshal(must(t)(f.JSON()), &read); err != nil {
			t.Fatal(err)
		}
		if len(feed.Entries) != feeds.Newest || len(read.Items) != feeds.Newest {
			t.Fatalf("%d entries and %d items, want %d", len(feed.Entries), len(read.Items), feeds.Newest)
		}
		var shown []string
		for n, want := range all[:feeds.Newest] {
			e, item := feed.Entries[n], read.Items[n]
			if e.Title != want.Title || item.Title != want.Title {
				t.Errorf("entry %d is %q and %q, want %q", n, e.Title, item.Title, want.Title)
			}
			if whole := n < c.whole; (e.Content != nil) != whole || (item.HTML != nil) != whole || (item.Text != nil) == whole || e.Summary != "S." {
				t.Errorf("entry %d of %v: has its text: %v and %v, want %v", n, c.service, e.Content != nil, item.HTML != nil, whole)
			}
			if n < c.whole {
				shown = append(shown, want.File)
			}
		}
		if got := f.Shown(); !slices.Equal(got, shown) {
			t.Errorf("Shown is %v, want %v", got, shown)
		}
	}
}

func TestCalendarsAreBounded(t *testing.T) {
	f := large(t, 1300) // of which 130 have no time
	service, _ := f.Archive.Service("api")
	for _, c := range []struct {
		service *archive.Service
		most    int
	}{{nil, feeds.Events}, {service, feeds.ServiceEvents}} {
		f.Part = partOf(c.service)
		data := f.Calendar()
		events := readCalendar(t, data)
		if len(events) != c.most {
			t.Errorf("%d events, want %d", len(events), c.most)
		}
		timed := 0
		for _, i := range f.Archive.Incidents { // newest first
			if i.Start.IsZero() {
				continue
			}
			timed++
			if _, ok := events[i.Path+"@example.org"]; ok != (timed <= c.most) {
				t.Errorf("%s, the %d. of those with a time: an event: %v", i.Path, timed, ok)
			}
		}
		text := strings.ReplaceAll(string(data), "\r\n ", "")
		for _, want := range []string{fmt.Sprintf("The newest %d of 1170 incidents", c.most), "not shown here: 130."} {
			if !strings.Contains(text, want) {
				t.Errorf("the description does not say %q", want)
			}
		}
	}
}
