package importer

import (
	"cmp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A message is an update of an incident whose times have been read.
type message struct {
	statusUpdate
	at calendar.Time
}

// build makes an incident of Statuspage's JSON.
func (p *statuspage) build(inc *statusIncident) {
	in := p.add(inc.source, inc.ID.String())
	in.Title = plainHTML(inc.Name.String())
	in.Organization = inc.page.Name.String()
	in.base = inc.page.URL.String()
	in.misfits(inc.raw, "incident_updates", len(inc.Updates))
	in.drop("", slices.DeleteFunc(inc.unread, func(name string) bool { return name == "reminder_intervals" }))
	zone := p.options.Zone

	started := orTime(in.when(p.reading, "started_at", inc.StartedAt.String(), zone), in.when(p.reading, "created_at", inc.CreatedAt.String(), zone))
	resolved := in.when(p.reading, "resolved_at", inc.ResolvedAt.String(), zone)
	updated := in.when(p.reading, "updated_at", inc.UpdatedAt.String(), zone)
	messages := p.messages(in, inc)

	impact := strings.ToLower(cmp.Or(inc.Override.String(), inc.Impact.String()))
	if inc.ScheduledFor != "" {
		impact = "maintenance"
		in.tag("maintenance")
	}
	in.Severity, in.said = impactSeverities[impact], impact
	if impact != "" && in.Severity == "" && impact != "maintenance" {
		in.note(Dropped, "severity", "the impact %q is not one of Statuspage's", impact)
	}

	done := len(messages) > 0 && resolved.IsZero()
	for _, m := range messages {
		switch status := strings.ToLower(m.Status.String()); {
		case status == "postmortem":
			p.postmortem(in, m.Body.String(), m.at)
			continue
		case (status == "resolved" || status == "completed") && done:
			resolved, done = m.at, false
		}
		in.event(m.at, strings.ReplaceAll(strings.ToLower(m.Status.String()), " ", "_"), plainLinks(plainHTML(m.Body.String())))
	}
	if body := inc.Postmortem.String(); body != "" {
		released := in.when(p.reading, "postmortem_published_at", inc.PostmortemReleased.String(), zone)
		p.postmortem(in, body, orTime(released, in.when(p.reading, "postmortem_body_last_updated_at", inc.PostmortemUpdated.String(), zone)))
	}
	in.Phases.Resolved = resolved
	for _, c := range inc.Components {
		in.affects(p.component(c, inc.page))
	}
	closed := slices.Contains([]string{"resolved", "postmortem", "completed"}, strings.ToLower(inc.Status.String())) || !resolved.IsZero()
	if spans := p.fold(in, inc, messages, resolved, !closed); len(spans) > 0 {
		for _, s := range spans {
			in.impact(s)
		}
	} else {
		p.whole(in, inc, impact, started, resolved, !closed)
	}
	in.Date = orTime(orTime(in.Date, resolved), orTime(lastTime(messages), started))
	in.Updated = calendar.Time{}
	if !updated.IsZero() && !in.Date.IsZero() && updated.Instant.Sub(in.Date.Instant).Hours() > 24 {
		in.Updated = updated
	}
	in.cite(cmp.Or(in.Title, "Incident"), inc.Shortlink.String(), in.Organization, calendar.Time{})
}

// messages reads the updates, oldest first. display_at is the time that the page shows, so it is the one to trust.
func (p *statuspage) messages(in *incident, inc *statusIncident) []message {
	var list []message
	for _, u := range inc.Updates {
		at := in.when(p.reading, "display_at", u.DisplayAt.String(), p.options.Zone)
		at = orTime(at, in.when(p.reading, "created_at", u.CreatedAt.String(), p.options.Zone))
		list = append(list, message{u, at})
	}
	slices.Reverse(list) // the newest comes first, and equal times keep the order in which they happened
	slices.SortStableFunc(list, func(a, b message) int { return a.at.Instant.Compare(b.at.Instant) })
	return list
}

func lastTime(messages []message) calendar.Time {
	for _, m := range slices.Backward(messages) {
		if !m.at.IsZero() {
			return m.at
		}
	}
	return calendar.Time{}
}

func (p *statuspage) postmortem(in *incident, body string, at calendar.Time) {
	if strings.TrimSpace(body) == "" {
		return
	}
	if in.body != "" && oneLine(in.body) != oneLine(body) {
		in.note(Dropped, "body", "there are two postmortems; the one of the incident itself is kept, not that of its update")
	}
	in.body = body
	if !at.IsZero() {
		in.Date = at
	}
}

// fold turns changes of state into windows: one for each run of a state of a component.
func (p *statuspage) fold(in *incident, inc *statusIncident, messages []message, resolved calendar.Time, open bool) []span {
	type run struct {
		level settings.Level
		since calendar.Time
	}
	running, seen := map[string]run{}, map[string]bool{}
	var order []string
	var spans []span
	stop := func(key string, at calendar.Time, open bool) {
		if now, ok := running[key]; ok {
			spans = append(spans, span{start: now.since, end: at, open: open, level: now.level, services: []string{key}})
			delete(running, key)
		}
	}
	for _, m := range messages {
		for _, c := range m.Affected {
			key := p.know(c.Code.String(), component{name: c.Name.String(), organization: inc.page.Name.String()})
			if key == "" || m.at.IsZero() || in.affects(key) == "" {
				continue
			}
			if !seen[key] {
				order, seen[key] = append(order, key), true
			}
			level, affected := statusLevels[c.New.String()]
			if !affected && c.New.String() != "operational" && c.New != "" {
				in.note(Suspicious, "impact", "the state %q of %s is not one of Statuspage's", c.New, c.Name)
				level, affected = settings.Unknown, true
			}
			if _, before := statusLevels[c.Old.String()]; before && !affected {
				if _, ok := running[key]; !ok {
					in.note(Suspicious, "impact", "%s was %s before its first message: when that began is not known", c.Name, c.Old)
				}
			}
			if now, ok := running[key]; ok && affected && now.level == level {
				continue
			}
			stop(key, m.at, false)
			if affected {
				running[key] = run{level, m.at}
			}
		}
	}
	var never []string
	for _, key := range order {
		if _, left := running[key]; !left {
			continue
		}
		if !open {
			never = append(never, p.components[key].name)
		}
		stop(key, resolved, open)
	}
	if len(never) > 0 {
		in.note(Guessed, "impact", "never said to be operational again, so their windows end with the incident: %s", cut(strings.Join(never, ", "), 300))
	}
	return gather(spans)
}

// gather makes one window of those that differ only in their services.
func gather(spans []span) []span {
	type same struct {
		level      settings.Level
		open       bool
		start, end int64
	}
	var out []span
	where := map[same]int{}
	for _, s := range spans {
		key := same{s.level, s.open, s.start.Unix(), s.end.Unix()}
		if i, ok := where[key]; ok && !slices.Contains(out[i].services, s.services[0]) {
			out[i].services = append(out[i].services, s.services...)
			continue
		}
		where[key] = len(out)
		out = append(out, s)
	}
	return out
}

// whole is the window of an incident whose components have no states: that of the incident itself.
func (p *statuspage) whole(in *incident, inc *statusIncident, impact string, started, resolved calendar.Time, open bool) {
	if impact == "maintenance" {
		p.maintenance(in, inc, resolved)
		return
	}
	level, affected := impactLevels[impact]
	switch {
	case impact == "none":
		in.note(Guessed, "impact", "the impact is \"none\": no window is written")
		return
	case !affected:
		in.note(Guessed, "impact", "nothing tells how bad it was: the level is unknown")
	default:
		in.note(Guessed, "impact", "no component has states: one window of the whole incident, its level %s from the impact %q", level, impact)
	}
	in.impact(span{start: started, end: resolved, open: open, level: level})
}

// maintenance writes the window in which work was done, else the one announced.
func (p *statuspage) maintenance(in *incident, inc *statusIncident, resolved calendar.Time) {
	newest := p.newest // what is announced does not tell what "now" was
	start := in.when(p.reading, "scheduled_for", inc.ScheduledFor.String(), p.options.Zone)
	end := in.when(p.reading, "scheduled_until", inc.ScheduledUntil.String(), p.options.Zone)
	p.newest = newest
	if start.IsZero() {
		start = in.when(p.reading, "started_at", inc.StartedAt.String(), p.options.Zone)
	}
	note := "As announced."
	for _, e := range in.Timeline {
		switch {
		case e.Time.IsZero():
		case e.Status == "in_progress":
			start, note = e.Time, ""
		case e.Status == "completed":
			end, note = e.Time, ""
		}
	}
	if end.IsZero() {
		end = resolved
	}
	if status := strings.ToLower(inc.Status.String()); status == "scheduled" {
		in.note(Suspicious, "impact", "the maintenance has not begun: its window is the one announced")
	}
	in.impact(span{start: start, end: end, level: settings.Maintenance, note: note})
}
