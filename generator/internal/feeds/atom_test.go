package feeds_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed/atom"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

func readAtom(t *testing.T, f feeds.Feed) *atom.Feed {
	t.Helper()
	got, err := new(atom.Parser).Parse(bytes.NewReader(must(t)(f.Atom())))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// entry finds what a feed says of an incident by its address.
func entry(t *testing.T, f feeds.Feed, path string) *atom.Entry {
	t.Helper()
	for _, e := range readAtom(t, f).Entries {
		if strings.HasSuffix(e.Links[0].Href, "/incidents/"+path+"/") {
			return e
		}
	}
	t.Fatalf("no entry for %s", path)
	return nil
}

func TestAtomHoldsWhatReadersDemand(t *testing.T) {
	for _, f := range []feeds.Feed{whole(t), ofService(t, "connect-apps"), ofService(t, "quiet")} {
		got := readAtom(t, f)
		if got.ID == "" || got.Title == "" || len(got.Authors) == 0 {
			t.Errorf("the feed lacks an id, a title or an author: %+v", got)
		}
		newest := time.Time{}
		ids := map[string]bool{got.ID: true}
		for _, e := range got.Entries {
			if ids[e.ID] {
				t.Errorf("%s is used twice", e.ID)
			}
			ids[e.ID] = true
			if e.Title == "" || e.Links[0].Rel != "alternate" || !strings.HasPrefix(e.Links[0].Href, "https://example.org/repo/incidents/") {
				t.Errorf("incomplete entry: %+v", e)
			}
			published, updated := rfc3339(t, e.Published), rfc3339(t, e.Updated)
			if updated.Before(published) {
				t.Errorf("%s was updated at %s, before it was published at %s", e.ID, updated, published)
			}
			if updated.After(newest) {
				newest = updated
			}
		}
		if len(got.Entries) > 0 && !rfc3339(t, got.Updated).Equal(newest) {
			t.Errorf("updated is %s, the newest entry is of %s", got.Updated, newest)
		}
	}
}

func rfc3339(t *testing.T, text string) time.Time {
	t.Helper()
	got, err := time.Parse(time.RFC3339, text)
	if err != nil || !strings.HasSuffix(text, "Z") {
		t.Errorf("%q is not RFC 3339 in UTC (%v)", text, err)
	}
	return got
}

func TestAtomGivesTextBackIntact(t *testing.T) {
	f := whole(t)
	if e := entry(t, f, "2013/day"); e.Title != hostile || e.Summary != hostile || e.Categories[len(e.Categories)-1].Term != hostile {
		t.Errorf("text was changed: %+v", e)
	}
	if e := entry(t, f, "2015/illegal"); e.Title != "beep\uFFFD and \uFFFD and \uFFFD end" {
		t.Errorf("illegal characters were not replaced, or more than those: %q", e.Title)
	}
	if e := entry(t, f, "2026/still"); e.Title != long {
		t.Errorf("a long title was cut: %q", e.Title)
	}
}

func TestAtomContent(t *testing.T) {
	f := whole(t)
	e := entry(t, f, "2018/zuora-connect")
	if want := "<p>Report of <a href=\"https://example.org/\">2018 zuora-connect</a> ]]&gt; \uFFFD</p>\n"; e.Content == nil || e.Content.Type != "html" || e.Content.Value != want {
		t.Errorf("content is %+v, want HTML %q", e.Content, want)
	}
	f.Body = nil
	if e := entry(t, f, "2018/zuora-connect"); e.Content != nil || e.Summary == "" {
		t.Errorf("without a body the entry has the summary alone: %+v", e)
	}
}

func TestAtomUpdatedIsTheLastEdit(t *testing.T) {
	f := whole(t)
	if e := entry(t, f, "2018/zuora-connect"); e.Published != "2018-12-18T21:53:00Z" || e.Updated != "2018-12-20T00:00:00Z" {
		t.Errorf("published %s, updated %s", e.Published, e.Updated)
	}
	if e := entry(t, f, "2013/day"); e.Updated != e.Published {
		t.Errorf("never edited, yet published %s and updated %s", e.Published, e.Updated)
	}
}

func TestIDsOutliveTitlesAndNeedNoOrigin(t *testing.T) {
	for _, test := range []struct{ base, id string }{
		{"https://example.org/repo/", "tag:example.org,2026:/repo/incidents/2018/zuora-connect/"},
		{"https://example.org:8080/", "tag:example.org,2026:/incidents/2018/zuora-connect/"},
		{"http://[::1]:1313/", "tag:afterword.invalid,2026:/incidents/2018/zuora-connect/"},
		{"/repo/", "tag:afterword.invalid,2026:/repo/incidents/2018/zuora-connect/"},
		{"", "tag:afterword.invalid,2026:/incidents/2018/zuora-connect/"},
	} {
		f := whole(t)
		f.Base = base(t, test.base)
		before := entry(t, f, "2018/zuora-connect")
		i, _ := f.Archive.Incident("2018/zuora-connect")
		i.Title, i.Updated = "Another title", at("2019-01-01")
		after := entry(t, f, "2018/zuora-connect")
		if before.ID != test.id || after.ID != test.id {
			t.Errorf("base %q: id %q, after an edit %q, want %q", test.base, before.ID, after.ID, test.id)
		}
	}
}

// many is an archive of n incidents, the one with the earliest start published last.
func many(t testing.TB, n int) *archive.Archive {
	start, out := at("2020-01-01T00:00:00Z").Instant, at("2024-01-01T00:00:00Z").Instant
	var list []*postmortem.Postmortem
	for k := range n {
		from, published := at("2020-01-01T00:00:00Z"), at("2020-01-01T00:00:00Z")
		from.Instant = start.Add(time.Duration(k) * time.Hour)
		published.Instant = out.Add(-time.Duration(k) * time.Hour)
		to := from
		to.Instant = to.Instant.Add(90 * time.Minute)
		list = append(list, &postmortem.Postmortem{
			Path: fmt.Sprintf("y/incident-%05d", k), Title: fmt.Sprintf("Incident %d of the connection pool", k), Date: published,
			Summary: strings.Repeat("The pool ran dry and requests waited. ", 3), Organization: "Example", Severity: "major",
			Services: []string{"api", fmt.Sprintf("s%d", k%20)}, Zone: time.UTC, Source: nil,
			Windows: []postmortem.Window{{Start: from, End: to, Level: settings.PartialOutage, Note: "All of it"}},
			Terms:   terms("causes: patching", "causes: split-brain", "tags: etcd", "tags: pool"),
			Phases:  postmortem.Phases{Detected: from, Resolved: to},
			Actions: []postmortem.Action{{Title: "Make the pool larger", Owner: "platform", Status: "open"}, {Title: "Alert on it", Status: "done"}},
			Sources: []postmortem.Source{{Title: "Report", URL: "https://example.org/report"}},
		})
	}
	for _, p := range list {
		complete(p)
	}
	a, problems := archive.New(&settings.Settings{Title: "Many", Zone: time.UTC, Severities: []string{"major"}, Taxonomies: settings.Default().Taxonomies}, list, nil, nil, asOf)
	if len(problems) > 0 {
		t.Fatalf("%v", problems)
	}
	return a
}

func TestFeedsCarryTheFiftyLastPublished(t *testing.T) {
	f := feeds.Feed{Archive: many(t, 80), Base: base(t, "https://example.org/")}
	got := readAtom(t, f)
	if len(got.Entries) != 50 {
		t.Fatalf("%d entries, want 50", len(got.Entries))
	}
	if !slices.IsSortedFunc(got.Entries, func(x, y *atom.Entry) int { return strings.Compare(y.Published, x.Published) }) {
		t.Error("entries are not newest first")
	}
	// The earliest incident was published last.
	if want := "tag:example.org,2026:/incidents/y/incident-00000/"; got.Entries[0].ID != want {
		t.Errorf("first entry is %s, want %s", got.Entries[0].ID, want)
	}
}

func TestAnEmptyArchiveHasValidFeeds(t *testing.T) {
	f := feeds.Feed{Archive: many(t, 0), Base: base(t, "https://example.org/")}
	if got := readAtom(t, f); got.Updated == "" || len(got.Entries) != 0 {
		t.Errorf("%+v", got)
	}
	if got := readCalendar(t, f.Calendar()); len(got) != 0 {
		t.Errorf("events: %v", got)
	}
}
