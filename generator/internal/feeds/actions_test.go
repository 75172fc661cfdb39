package feeds_test

import (
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"afterword/generator/internal/feeds"
	"afterword/generator/internal/urls"
)

// The calendar has a day for each open action with a due day, and for no other, and the feed those that are overdue.
func TestActionsCalendarAndOverdueFeed(t *testing.T) {
	f := whole(t)
	list := feeds.Promises(f.Archive)
	f.Part = &feeds.Part{Name: "Due days of actions", Page: urls.OwnerActions("")}
	c, err := ics.ParseCalendar(strings.NewReader(string(f.ActionsCalendar(list, urls.ActionsCalendar("")))))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, p := range list {
		if p.Open() && !p.Due.IsZero() {
			title := p.Title
			if p.Overdue(f.Archive.AsOf) {
				title = "Overdue: " + title
			}
			want[p.Due.Instant.Format("20060102")+title] = p.ID
		}
	}
	if len(want) != 2 || len(c.Events()) != len(want) {
		t.Fatalf("%d events, want %d", len(c.Events()), len(want))
	}
	for _, e := range c.Events() {
		start := e.GetProperty(ics.ComponentPropertyDtStart)
		id := want[start.Value+e.GetProperty(ics.ComponentPropertySummary).Value]
		if id == "" || start.ICalParameters["VALUE"][0] != "DATE" || e.Id() != id+"@example.org/repo" {
			t.Errorf("no action is due on %s: %v", start.Value, e.Properties)
		}
	}
	f.Part.Name = "Overdue actions"
	atom := string(must(t)(f.OverdueAtom(list)))
	if strings.Count(atom, "<entry>") != 1 || !strings.Contains(atom, "<title>Overdue: Write it down</title>") || !strings.Contains(atom, "<updated>2026-11-01T00:00:00Z</updated>") {
		t.Errorf("overdue: %s", atom)
	}
	if empty := string(must(t)(f.OverdueAtom(nil))); strings.Contains(empty, "<entry>") {
		t.Errorf("nothing is overdue: %s", empty)
	}
}

// Two actions of one title in one report have ids of their own.
func TestPromisesHaveIDs(t *testing.T) {
	f := whole(t)
	i, _ := f.Archive.Incident("2018/zuora-connect")
	i.Actions = append(i.Actions, i.Actions[0])
	seen := map[string]bool{}
	for _, p := range feeds.Promises(f.Archive) {
		if seen[p.ID] {
			t.Errorf("two actions are %s", p.ID)
		}
		seen[p.ID] = true
	}
}
