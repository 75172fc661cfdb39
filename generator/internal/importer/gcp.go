package importer

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// Google's incidents.json, peers 3.4.
type (
	gcpIncident struct {
		ID         loose           `json:"id"`
		Number     loose           `json:"number"`
		Begin      loose           `json:"begin"`
		Created    loose           `json:"created"`
		End        loose           `json:"end"`
		Modified   loose           `json:"modified"`
		Desc       loose           `json:"external_desc"`
		Updates    many[gcpUpdate] `json:"updates"`
		MostRecent *gcpUpdate      `json:"most_recent_update"`
		Impact     loose           `json:"status_impact"`
		Severity   loose           `json:"severity"`
		Service    loose           `json:"service_name"`
		ServiceKey loose           `json:"service_key"`
		Products   many[gcpTitled] `json:"affected_products"`
		URI        loose           `json:"uri"`
		Now        many[gcpTitled] `json:"currently_affected_locations"`
		Before     many[gcpTitled] `json:"previously_affected_locations"`
	}
	gcpUpdate struct {
		Created   loose           `json:"created"`
		Modified  loose           `json:"modified"`
		When      loose           `json:"when"`
		Text      loose           `json:"text"`
		Status    loose           `json:"status"`
		Locations many[gcpTitled] `json:"affected_locations"`
	}
	gcpTitled struct {
		Title loose `json:"title"`
		ID    loose `json:"id"`
	}
)

var (
	gcpLevels     = map[string]settings.Level{"SERVICE_OUTAGE": settings.MajorOutage, "SERVICE_DISRUPTION": settings.PartialOutage, "SERVICE_INFORMATION": settings.DegradedPerformance}
	gcpSeverities = map[string]string{"low": "minor", "medium": "major", "high": "critical"}
	gcpReport     = regexp.MustCompile(`(?im)^\s*(?:#+|\*\*)?\s*\**(?:mini |preliminary |full )?incident report\b`)
)

// parseGCP reads Google's incidents: one list, or one incident, or several of either.
func parseGCP(r *reading, inputs []input) {
	for _, input := range inputs {
		r.eachItem(input, "incidents", gcpItems, func(raw json.RawMessage, index int) { r.gcpIncident(input, raw, index) })
	}
}

func gcpItems(value json.RawMessage) []json.RawMessage {
	if list := fields(value)["incidents"]; isList(list) {
		return elements(list)
	}
	return itemsOf(value)
}

func (r *reading) gcpIncident(input input, raw json.RawMessage, index int) {
	var g gcpIncident
	label := input.source + " incident " + itoa(index)
	if err := json.Unmarshal(raw, &g); err != nil {
		r.skip(label, "", "", "it does not have the shape of an incident: %v", err)
		return
	}
	if g.ID == "" && g.Begin == "" && g.Desc == "" {
		r.skip(label, "", "", "it has neither id, begin nor external_desc")
		return
	}
	in := r.add(input.source, cmp.Or(g.ID.String(), g.Number.String(), "incident-"+itoa(index)))
	in.misfits(raw, "updates", len(g.Updates))
	in.drop("", unread(raw, g))
	in.base = "https://status.cloud.google.com/"
	desc := plainMarkdown(g.Desc.String())
	in.Title = desc
	if runes(oneLine(desc)) > 140 {
		in.Title = cut(firstWords(desc, 140), 140)
		in.Summary = oneLine(desc)
	}
	in.Organization = "Google"

	begin, end := in.when(r, "begin", g.Begin.String(), r.options.Zone), in.when(r, "end", g.End.String(), r.options.Zone)
	created, modified := in.when(r, "created", g.Created.String(), r.options.Zone), in.when(r, "modified", g.Modified.String(), r.options.Zone)
	for _, p := range g.Products {
		in.affects(r.know(p.ID.String(), component{name: p.Title.String(), organization: in.Organization}))
	}
	if len(g.Products) == 0 && g.Service != "" {
		in.affects(r.know(g.ServiceKey.String(), component{name: g.Service.String(), organization: in.Organization}))
	}
	in.said = g.Severity.String()
	if in.Severity = gcpSeverities[strings.ToLower(g.Severity.String())]; in.Severity != "" {
		in.note(Guessed, "severity", "%s, from Google's %q", in.Severity, g.Severity)
	}
	level, known := gcpLevels[g.Impact.String()]
	switch {
	case !known && g.Impact != "":
		in.note(Suspicious, "level", "the impact %q is not one of Google's", g.Impact)
	case g.Impact == "SERVICE_INFORMATION":
		in.note(Guessed, "level", "degraded_performance, from Google's %q", g.Impact)
	}
	in.Date = orTime(created, begin)
	in.gcpUpdates(r, g)
	if !modified.IsZero() && modified.Instant.Sub(in.Date.Instant).Hours() > 24 {
		in.Updated = modified
	}
	in.impact(span{start: begin, end: end, open: g.End == "", level: level})
	for key, t := range map[string]calendar.Time{"created": created, "modified": modified} {
		if !t.IsZero() {
			in.also = append(in.also, pair{key, writeTime(t, nil)})
		}
	}
	slices.SortFunc(in.also, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	in.keep("number", g.Number.String())
	in.keep("locations", gcpTitles(g))
	if uri := g.URI.String(); uri != "" {
		in.cite(in.Title, in.base+strings.TrimPrefix(uri, "/"), in.Organization, calendar.Time{})
	}
}

// gcpUpdates reads the messages, which come in any order. A report among them becomes the text.
func (in *incident) gcpUpdates(r *reading, g gcpIncident) {
	updates := []gcpUpdate(g.Updates)
	if len(updates) == 0 && g.MostRecent != nil {
		updates = []gcpUpdate{*g.MostRecent}
		in.note(Guessed, "timeline", "only the most recent message is there")
	}
	var report calendar.Time
	for _, u := range slices.Backward(updates) {
		at := in.when(r, "when", cmp.Or(u.When.String(), u.Created.String()), r.options.Zone)
		text := u.Text.String()
		if gcpReport.MatchString(text) {
			if in.body != "" && at.Before(report) {
				in.event(at, strings.ToLower(u.Status.String()), firstWords(plainMarkdown(text), 200))
				in.note(Dropped, "body", "there is more than one incident report; the last one is kept")
				continue
			}
			in.body, report = text, at
			if !at.IsZero() {
				in.Date = at
			}
			continue
		}
		in.event(at, strings.ToLower(u.Status.String()), plainMarkdown(text))
	}
}

// gcpTitles lists every location that was affected at any time.
func gcpTitles(g gcpIncident) string {
	var names []string
	add := func(list []gcpTitled) {
		for _, l := range list {
			if name := oneLine(cmp.Or(l.Title.String(), l.ID.String())); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	add(g.Now)
	add(g.Before)
	for _, u := range g.Updates {
		add(u.Locations)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
