package exporter_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The shapes that a client of Statuspage's public API v2 reads, written from its
// documentation and not from the exporter: what may not be null is a value, so
// that a key too many, a key missing or a null in the wrong place fails to decode.
type (
	text   string
	moment struct{ time.Time }

	clientPage struct {
		ID        text   `json:"id"`
		Name      text   `json:"name"`
		URL       text   `json:"url"`
		TimeZone  text   `json:"time_zone"`
		UpdatedAt moment `json:"updated_at"`
	}
	clientComponent struct {
		ID                 text    `json:"id"`
		Name               text    `json:"name"`
		Status             text    `json:"status"`
		CreatedAt          moment  `json:"created_at"`
		UpdatedAt          moment  `json:"updated_at"`
		Position           int     `json:"position"`
		Description        *string `json:"description"`
		Showcase           *bool   `json:"showcase"`
		StartDate          *string `json:"start_date"`
		GroupID            *text   `json:"group_id"`
		PageID             text    `json:"page_id"`
		Group              *bool   `json:"group"`
		OnlyShowIfDegraded *bool   `json:"only_show_if_degraded"`
		Components         []text  `json:"components"`
	}
	clientChange struct {
		Code      text `json:"code"`
		Name      text `json:"name"`
		OldStatus text `json:"old_status"`
		NewStatus text `json:"new_status"`
	}
	clientUpdate struct {
		ID                   text            `json:"id"`
		IncidentID           text            `json:"incident_id"`
		Status               text            `json:"status"`
		Body                 string          `json:"body"`
		CreatedAt            moment          `json:"created_at"`
		UpdatedAt            moment          `json:"updated_at"`
		DisplayAt            *moment         `json:"display_at"`
		AffectedComponents   *[]clientChange `json:"affected_components"`
		DeliverNotifications *bool           `json:"deliver_notifications"`
		CustomTweet          *string         `json:"custom_tweet"`
		TweetID              *string         `json:"tweet_id"`
	}
	clientIncident struct {
		ID                text              `json:"id"`
		Name              text              `json:"name"`
		Status            text              `json:"status"`
		CreatedAt         moment            `json:"created_at"`
		UpdatedAt         *moment           `json:"updated_at"`
		MonitoringAt      *moment           `json:"monitoring_at"`
		ResolvedAt        *moment           `json:"resolved_at"`
		StartedAt         moment            `json:"started_at"`
		Impact            text              `json:"impact"`
		Shortlink         text              `json:"shortlink"`
		PageID            text              `json:"page_id"`
		Updates           []clientUpdate    `json:"incident_updates"`
		Components        []clientComponent `json:"components"`
		ReminderIntervals *string           `json:"reminder_intervals"`
	}
	clientMaintenance struct {
		clientIncident
		ScheduledFor   *moment `json:"scheduled_for"`
		ScheduledUntil *moment `json:"scheduled_until"`
	}
	clientStatus struct {
		Indicator   text `json:"indicator"`
		Description text `json:"description"`
	}
	// clientDocument is any endpoint's answer.
	clientDocument struct {
		Page         clientPage          `json:"page"`
		Status       *clientStatus       `json:"status"`
		Components   []clientComponent   `json:"components"`
		Incidents    []clientIncident    `json:"incidents"`
		Maintenances []clientMaintenance `json:"scheduled_maintenances"`
		Incident     *clientMaintenance  `json:"incident"`
	}
)

func (s *text) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return errors.New("null where the API has text")
	}
	return json.Unmarshal(b, (*string)(s))
}

func (m *moment) UnmarshalJSON(b []byte) (err error) {
	// The layout that clients in Python and Ruby are written for.
	m.Time, err = time.Parse(`"2006-01-02T15:04:05.000Z07:00"`, string(b))
	return err
}

func statuspage(t *testing.T) map[string]clientDocument {
	t.Helper()
	documents := map[string]clientDocument{}
	for name, data := range export(t, "statuspage", fixture(t), 0) {
		var d clientDocument
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		documents[strings.TrimPrefix(name, "api/v2/")] = d
	}
	return documents
}

func TestStatuspageEndpoints(t *testing.T) {
	d := statuspage(t)
	var fixed []string
	for name := range maps.Keys(d) {
		if !regexp.MustCompile(`^incidents/[0-9a-z]{12}\.json$`).MatchString(name) {
			fixed = append(fixed, name)
		}
	}
	slices.Sort(fixed)
	want := []string{"components.json", "incidents.json", "incidents/unresolved.json", "scheduled-maintenances.json",
		"scheduled-maintenances/active.json", "scheduled-maintenances/upcoming.json", "status.json", "summary.json"}
	if !slices.Equal(fixed, want) {
		t.Errorf("endpoints: %q", fixed)
	}
	for name, lengths := range map[string][3]int{ // components, incidents, maintenances
		"components.json": {5, 0, 0}, "incidents.json": {0, 4, 0}, "incidents/unresolved.json": {0, 1, 0},
		"scheduled-maintenances.json": {0, 0, 2}, "scheduled-maintenances/active.json": {0, 0, 0},
		"scheduled-maintenances/upcoming.json": {0, 0, 1}, "summary.json": {5, 1, 1},
	} {
		if got := [3]int{len(d[name].Components), len(d[name].Incidents), len(d[name].Maintenances)}; got != lengths {
			t.Errorf("%s has %v, want %v", name, got, lengths)
		}
	}
	if len(d) != 8+6 {
		t.Errorf("%d documents; six incidents should have a page each", len(d))
	}
	for _, name := range []string{"status.json", "summary.json"} {
		if s := d[name].Status; s == nil || s.Indicator != "major" || s.Description != "Partial System Outage" {
			t.Errorf("%s: status %v", name, s)
		}
	}
}

// No key of the API is left out, whatever its value.
func TestStatuspageKeys(t *testing.T) {
	var d struct {
		Incidents []struct {
			Updates []map[string]any `json:"incident_updates"`
		}
	}
	var raw struct{ Incidents []map[string]any }
	data := export(t, "statuspage", fixture(t), 0)["api/v2/incidents.json"]
	if err := errors.Join(json.Unmarshal(data, &raw), json.Unmarshal(data, &d)); err != nil {
		t.Fatal(err)
	}
	keys := func(what string, got map[string]any, want string) {
		if names := slices.Sorted(maps.Keys(got)); strings.Join(names, " ") != want {
			t.Errorf("%s has %q, want %q", what, names, want)
		}
	}
	for n, i := range raw.Incidents {
		keys("incident", i, "components created_at id impact incident_updates monitoring_at name page_id reminder_intervals resolved_at shortlink started_at status updated_at")
		for _, u := range d.Incidents[n].Updates {
			keys("update", u, "affected_components body created_at custom_tweet deliver_notifications display_at id incident_id status tweet_id updated_at")
		}
		for _, c := range i["components"].([]any) {
			m := c.(map[string]any)
			delete(m, "components") // of groups only
			keys("component", m, "created_at description group group_id id name only_show_if_degraded page_id position showcase start_date status updated_at")
		}
	}
}

// What the API's documentation lists as the possible words.
func TestStatuspageVocabulary(t *testing.T) {
	component := []text{"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"}
	incident := []text{"investigating", "identified", "monitoring", "resolved", "postmortem"}
	maintenance := []text{"scheduled", "in_progress", "verifying", "completed"}
	ids := map[text]text{}
	check := func(what string, got text, known []text) {
		if !slices.Contains(known, got) {
			t.Errorf("%s %q", what, got)
		}
	}
	unique := func(kind, id text) {
		if other, ok := ids[id]; ok && other != kind || len(id) != 12 {
			t.Errorf("id %q of %q is also that of %q", id, kind, other)
		}
		ids[id] = kind
	}
	d := statuspage(t)
	page := d["summary.json"].Page
	for _, c := range d["components.json"].Components {
		check("component", c.Status, component)
		unique("component "+c.Name, c.ID)
	}
	all := d["scheduled-maintenances.json"].Maintenances
	for _, i := range d["incidents.json"].Incidents {
		all = append(all, clientMaintenance{clientIncident: i})
	}
	for _, i := range all {
		words := incident
		if i.ScheduledFor != nil {
			words = maintenance
		}
		check("incident", i.Status, words)
		check("impact", i.Impact, []text{"none", "minor", "major", "critical", "maintenance"})
		unique("incident "+i.Name, i.ID)
		if i.PageID != page.ID || d["incidents/"+string(i.ID)+".json"].Incident == nil {
			t.Errorf("%s: no page of its own, or one of another site", i.Name)
		}
		if !slices.IsSortedFunc(i.Updates, func(x, y clientUpdate) int { return y.CreatedAt.Compare(x.CreatedAt.Time) }) {
			t.Errorf("%s: updates are not newest first", i.Name)
		}
		if i.Updates[0].Status != i.Status {
			t.Errorf("%s is %s, its last update %s", i.Name, i.Status, i.Updates[0].Status)
		}
		for _, u := range i.Updates {
			check("update", u.Status, words)
			unique("update "+text(u.Body)+text(u.CreatedAt.String()), u.ID)
			if u.IncidentID != i.ID {
				t.Errorf("%s: an update of another incident", i.Name)
			}
		}
		if i.ResolvedAt != nil && i.ResolvedAt.Before(i.StartedAt.Time) {
			t.Errorf("%s ends before it starts", i.Name)
		}
	}
}

// A client that folds the changes of components gets the windows back. The
// oracle reads them off the fixture's front matter.
func TestStatuspageWindows(t *testing.T) {
	want := map[string][]string{
		"Checkout": {
			"2018-12-04T22:00:00Z 2018-12-05T08:00:00Z partial_outage",
			"2018-12-12T19:55:00Z 2018-12-13T08:00:00Z major_outage",
		},
		"Search": {
			"2018-12-12T19:55:00Z 2018-12-13T08:00:00Z major_outage",
			"2018-12-13T08:00:00Z 2018-12-13T09:00:00Z degraded_performance",
		},
	}
	i := named(t, statuspage(t), hostile)
	updates := slices.Clone(i.Updates)
	slices.SortStableFunc(updates, func(x, y clientUpdate) int { return cmp.Compare(x.CreatedAt.Unix(), y.CreatedAt.Unix()) })
	since, status := map[string]time.Time{}, map[string]text{}
	got := map[string][]string{}
	for _, u := range updates {
		if u.AffectedComponents == nil {
			continue
		}
		for _, c := range *u.AffectedComponents {
			name := string(c.Name)
			if old := cmp.Or(status[name], "operational"); c.OldStatus != old || c.NewStatus == old {
				t.Errorf("%s goes from %s to %s, and was %s", name, c.OldStatus, c.NewStatus, old)
			}
			if c.OldStatus != "operational" {
				got[name] = append(got[name], since[name].Format(time.RFC3339)+" "+u.CreatedAt.Format(time.RFC3339)+" "+string(c.OldStatus))
			}
			since[name], status[name] = u.CreatedAt.UTC(), c.NewStatus
		}
	}
	for name, windows := range want {
		if !slices.Equal(got[name], windows) {
			t.Errorf("%s: got %q, want %q", name, got[name], windows)
		}
	}
}

func TestStatuspageIncident(t *testing.T) {
	d := statuspage(t)
	i := named(t, d, hostile)
	var said []string
	for _, u := range slices.Backward(i.Updates) {
		said = append(said, u.CreatedAt.UTC().Format("01-02 15:04 ")+string(u.Status)+": "+strings.SplitN(u.Body, "\n", 2)[0])
	}
	want := []string{
		"12-04 22:00 investigating: Partial outage. +1 The first </td> loss.",
		"12-05 08:00 investigating: Operational again: Checkout.",
		"12-12 19:55 investigating: =HYPERLINK(\"http://x\") </script>",
		"12-12 20:22 identified: Found.",
		"12-12 20:22 identified: Nobody wrote down when.",
		"12-12 20:54 monitoring: Under observation.",
		"12-12 21:00 monitoring: Degraded performance.",
		"12-13 08:00 monitoring: Operational again: Checkout.",
		"12-13 09:00 monitoring: Operational again: Search.",
		"12-13 09:02 resolved: Resolved.",
		"12-18 21:53 resolved: Published.",
		"12-18 21:53 postmortem: Text before any heading, with [a link](https://else.example/?q=\"><script>), [the other](day.md#what),",
	}
	if !slices.Equal(said, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	if i.ResolvedAt == nil || i.ResolvedAt.UTC().Format(time.RFC3339) != "2018-12-13T09:02:00Z" || i.MonitoringAt == nil || i.Impact != "critical" {
		t.Errorf("resolved %v, monitoring %v, impact %s", i.ResolvedAt, i.MonitoringAt, i.Impact)
	}
	for _, u := range i.Updates {
		if undated := u.Body == "Nobody wrote down when."; undated != (u.DisplayAt == nil) {
			t.Errorf("%q: display_at is %v", u.Body, u.DisplayAt)
		}
	}
	if day := named(t, d, "A day that nobody timed"); day.ResolvedAt != nil || day.Impact != "none" || day.Status != "postmortem" {
		t.Errorf("an end that nobody wrote down: %+v", day)
	}
	if open := named(t, d, "Störung 🔥 انقطاع"); open.Status != "identified" || open.ResolvedAt != nil {
		t.Errorf("an open incident: %+v", open)
	}
	m := d["scheduled-maintenances.json"].Maintenances
	if m[0].Status != "scheduled" || m[1].Status != "completed" || m[1].Impact != "maintenance" || !m[1].ScheduledUntil.Equal(m[1].ResolvedAt.Time) {
		t.Errorf("maintenances: %+v", m)
	}
}

func TestStatuspageComponents(t *testing.T) {
	var got []string
	list := statuspage(t)["components.json"].Components
	names := map[text]text{}
	for _, c := range list {
		names[c.ID] = c.Name
	}
	for n, c := range list {
		line := string(c.Name + " " + c.Status)
		if c.GroupID != nil {
			line += " in " + string(names[*c.GroupID])
		}
		if *c.Group != (len(c.Components) > 0) || c.Position != n+1 {
			t.Errorf("%s: group %v with %d components, position %d", c.Name, *c.Group, len(c.Components), c.Position)
		}
		got = append(got, line)
	}
	want := []string{"Platform <all> partial_outage", "Checkout partial_outage in Platform <all>", "Cards partial_outage in Platform <all>",
		"Search operational in Platform <all>", "Mail operational"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func named(t *testing.T, d map[string]clientDocument, name string) clientIncident {
	t.Helper()
	for _, i := range d["incidents.json"].Incidents {
		if string(i.Name) == name {
			return i
		}
	}
	t.Fatalf("no incident %q", name)
	return clientIncident{}
}
