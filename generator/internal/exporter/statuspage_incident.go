package exporter

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// incident is a report as Statuspage has incidents, and maintenances.
func (p *statuspagePage) incident(i *archive.Incident) incidentShape {
	shape := incidentShape{
		ID: identity("incident", i.Path), Name: i.Title, Impact: impact(i), Shortlink: p.Base.Absolute(urls.Incident(i.Path)),
		StartedAt: stamp(i.When().Unix()), UpdatedAt: new(stamp(filed(i, feeds.Edited(i)))), PageID: p.about.ID, Components: []componentShape{},
	}
	if isMaintenance(i) {
		shape.scheduleShape = &scheduleShape{ScheduledFor: stamp(i.Start.Unix())}
		if !i.End.IsZero() {
			shape.ScheduledUntil = new(stamp(i.End.Unix()))
		}
	}
	for _, s := range i.Services {
		n := slices.IndexFunc(p.components, func(c componentShape) bool { return c.ID == identity("component", s.ID) })
		shape.Components = append(shape.Components, p.components[n])
	}
	entries := p.history(i)
	shape.CreatedAt = stamp(min(i.When().Unix(), entries[0].at))
	shape.Status = entries[len(entries)-1].status
	seen := map[string]int{}
	for _, e := range entries {
		at := stamp(e.at)
		switch e.status {
		case "monitoring":
			shape.MonitoringAt = cmp.Or(shape.MonitoringAt, &at)
		case "resolved", "completed":
			shape.ResolvedAt = cmp.Or(shape.ResolvedAt, &at)
		case "investigating", "identified":
			shape.ResolvedAt = nil // it was opened again
		}
		u := updateShape{Status: e.status, Body: e.body, IncidentID: shape.ID, CreatedAt: at, UpdatedAt: at, AffectedComponents: e.changes}
		if !e.undated {
			u.DisplayAt = &at
		}
		key := at + "\x00" + e.body
		u.ID = identity("update", i.Path, key, strconv.Itoa(seen[key]))
		seen[key]++
		shape.Updates = append(shape.Updates, u)
	}
	slices.Reverse(shape.Updates)
	return shape
}

// An entry is an update in the making.
type entry struct {
	at      int64
	undated bool // at is that of the entry before it
	status  string
	body    string
	changes []changeShape
	opens   bool   // a window begins here
	note    string // of the windows that begin here
}

// history is what a status page would have said, oldest first: the timeline, the
// changes of components where the windows begin and end, and the report itself
// last. It is never empty.
func (p *statuspagePage) history(i *archive.Incident) []entry {
	list := p.timeline(i)
	v := vocabularyOf(i)
	ended := slices.ContainsFunc(list, func(e entry) bool { return settled(v.known[e.status]) })
	if r := i.Phases.Resolved; !r.IsZero() && !ended {
		list = append(list, entry{at: r.Unix(), status: "resolved", body: "Resolved."})
		ended = true
	}
	over := p.over(i)
	for _, c := range p.changes(i) {
		n := slices.IndexFunc(list, func(e entry) bool { return e.at == c.at && !e.undated })
		if n < 0 {
			n, list = len(list), append(list, c)
		} else {
			list[n].body = words(list[n].body, c.note)
			list[n].changes, list[n].opens = c.changes, c.opens
		}
		if over && !ended && c.at == i.End.Unix() {
			list[n].status = "resolved"
		}
	}
	slices.SortStableFunc(list, func(x, y entry) int { return cmp.Compare(x.at, y.at) })

	status := v.first
	if p.begun(i) {
		status = v.begun
	}
	for n := range list {
		switch word := v.known[list[n].status]; {
		case word != "":
			status = word
		case list[n].opens && settled(status):
			status = v.begun
		}
		list[n].status = status
	}

	report := entry{at: filed(i, i.Published()), status: status, body: cmp.Or(p.source(i), i.Summary)}
	if n := len(list); n > 0 {
		report.at = max(report.at, list[n-1].at)
	}
	if over {
		report.status = v.last
	}
	return append(list, report)
}

// over reports whether nothing of the incident lasts any longer.
func (p *statuspagePage) over(i *archive.Incident) bool {
	return !i.Ongoing && p.begun(i) && i.End.Unix() <= p.Archive.AsOf
}

// begun reports whether the incident has begun at the time that counts as now.
func (p *statuspagePage) begun(i *archive.Incident) bool { return i.Start.Unix() <= p.Archive.AsOf }

// timeline are the report's own entries. One without a time takes that of the
// entry before it, and keeps its place.
func (p *statuspagePage) timeline(i *archive.Incident) (list []entry) {
	at := i.When().Unix()
	for _, e := range i.Timeline {
		n := entry{at: at, undated: e.Time.IsZero(), status: strings.ToLower(e.Status), body: e.Text}
		if !n.undated {
			n.at = e.Time.Unix()
		}
		at = n.at
		list = append(list, n)
	}
	return list
}

// changes are the instants at which the status of a component changed, folded
// from the windows; where two overlap, the worse level counts.
func (p *statuspagePage) changes(i *archive.Incident) (list []entry) {
	var instants []int64
	for _, w := range i.Windows {
		instants = append(instants, w.Start.Unix())
		if !w.End.IsZero() {
			instants = append(instants, w.End.Unix())
		}
	}
	slices.Sort(instants)
	before := map[string]string{}
	for _, at := range slices.Compact(instants) {
		e := entry{at: at}
		var said []string
		for _, w := range i.Windows {
			if w.Start.Unix() == at {
				e.opens = true
				e.note = words(e.note, w.Note)
				said = append(said, words(w.Level.Words()+".", w.Note))
			}
		}
		var recovered []string
		for _, s := range i.Services {
			old, now := cmp.Or(before[s.ID], "operational"), statusAt(i, s.ID, at)
			if old == now {
				continue
			}
			before[s.ID] = now
			e.changes = append(e.changes, changeShape{identity("component", s.ID), s.Name, old, now})
			if now == "operational" {
				recovered = append(recovered, s.Name)
			}
		}
		switch {
		case len(recovered) > 0:
			said = append(said, "Operational again: "+strings.Join(recovered, ", ")+".")
		case len(said) == 0:
			said = append(said, "The impact ends.")
		}
		e.body = strings.Join(said, " ")
		list = append(list, e)
	}
	return list
}

// statusAt is the status of a service at an instant, by the windows. A window of
// unknown end stays open.
func statusAt(i *archive.Incident, service string, at int64) string {
	var open []settings.Level
	for _, w := range i.Windows {
		if w.Start.Unix() <= at && (w.End.IsZero() || at < w.End.Unix()) && slices.Contains(i.AffectedServices(w), service) {
			open = append(open, w.Level)
		}
	}
	return componentStatus(open)
}

// words joins sentences that are not empty.
func words(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}

// componentStatus is the word for a service with open windows of some levels: that of the worst.
// There is none for an unknown level: it is called the least that it can be.
func componentStatus(open []settings.Level) string {
	if len(open) == 0 {
		return "operational"
	}
	switch worst := slices.Max(open); worst {
	case settings.Maintenance:
		return "under_maintenance"
	case settings.Unknown:
		return "degraded_performance"
	default:
		return worst.String()
	}
}

// impact is how bad an incident was: by its worst level, as Statuspage works it
// out, else by its severity.
func impact(i *archive.Incident) string {
	switch {
	case isMaintenance(i):
		return "maintenance"
	case i.Level == settings.MajorOutage:
		return "critical"
	case i.Level == settings.PartialOutage:
		return "major"
	case i.Level == settings.DegradedPerformance:
		return "minor"
	case i.Severity.Rank >= 0 && i.Severity.Rank < 3:
		return []string{"critical", "major", "minor"}[i.Severity.Rank]
	}
	return "none"
}

// isMaintenance reports whether an incident has windows, and all of them were planned.
func isMaintenance(i *archive.Incident) bool {
	return len(i.Windows) > 0 && !slices.ContainsFunc(i.Windows, func(w postmortem.Window) bool { return w.Level != settings.Maintenance })
}

// settled reports whether nothing more is expected after a status.
func settled(status string) bool {
	return status == "resolved" || status == "completed" || status == "postmortem"
}

// A vocabulary is the words that Statuspage has for the status of an incident or
// of a maintenance.
type vocabulary struct {
	first, begun, last string
	known              map[string]string // as written, to the word; "" keeps the status in force
}

var (
	ofIncidents = vocabulary{"investigating", "investigating", "postmortem", map[string]string{
		"investigating": "investigating", "identified": "identified", "monitoring": "monitoring", "resolved": "resolved",
	}}
	ofMaintenances = vocabulary{"scheduled", "in_progress", "completed", map[string]string{
		"scheduled": "scheduled", "in_progress": "in_progress", "in progress": "in_progress",
		"verifying": "verifying", "monitoring": "verifying", "completed": "completed", "resolved": "completed",
	}}
)

func vocabularyOf(i *archive.Incident) vocabulary {
	if isMaintenance(i) {
		return ofMaintenances
	}
	return ofIncidents
}
