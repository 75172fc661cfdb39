package statuspage

import (
	"cmp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/facts"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

// known are the members of an incident that are read, or that say nothing to a reader.
const known = `id name status created_at updated_at monitoring_at resolved_at started_at impact impact_override shortlink incident_updates components
	scheduled_for scheduled_until postmortem_body postmortem_body_last_updated_at postmortem_published_at page_id reminder_intervals`

// A message is an update of an incident whose times have been read.
type message struct {
	frontmatter.Node
	status string // in small letters
	at     calendar.Time
}

// build makes an incident of Statuspage's JSON.
func (p *job) build(r *record) {
	in := r.page
	if in == nil {
		in = p.New(r.source)
	}
	p.Add(in, r.id)
	in.Title = prose.PlainHTML(r.text("name"))
	in.Organization, in.Base = r.organization, r.address
	messages := p.messages(in, r)
	in.DropRest(r.Node, known)
	started := cmp.Or(in.When("started_at", r.text("started_at")), in.When("created_at", r.text("created_at")))
	resolved := in.When("resolved_at", r.text("resolved_at"))
	updated := in.When("updated_at", r.text("updated_at"))

	impact := strings.ToLower(cmp.Or(r.text("impact_override"), r.text("impact")))
	if r.text("scheduled_for") != "" {
		impact = "maintenance"
		in.Tag("maintenance")
	}
	in.Severity, in.Said = impactSeverities[impact], impact
	if impact != "" && in.Severity == "" && impact != "maintenance" {
		in.Note(importer.Dropped, "severity", "the impact %q is not one of Statuspage's", impact)
	}
	unresolved := resolved.IsZero()
	var last calendar.Time
	var whole []string // messages that are more than a line
	for _, m := range messages {
		last = m.at
		body := lenient.Text(m.Node, "body")
		if m.status == "postmortem" {
			postmortemOf(in, body, m.at)
			continue
		}
		if unresolved && (m.status == "resolved" || m.status == "completed") {
			resolved, unresolved = m.at, false
		}
		body = prose.Message(body, r.address)
		if section := in.Message(m.at, strings.ReplaceAll(m.status, "_", " "), body); section != "" {
			whole = append(whole, section)
			// Times in a list are of the day of the message where it is that of the incident, too.
			if day := importer.Day(m.at); day == importer.Day(started) {
				for _, e := range facts.Read("## "+day+"\n\n"+body, facts.Options{}).Timeline {
					in.Event(e.Time, "", prose.Inline(e.Text))
				}
			}
		}
	}
	if body := r.text("postmortem_body"); body != "" {
		released := in.When("postmortem_published_at", r.text("postmortem_published_at"))
		postmortemOf(in, body, cmp.Or(released, in.When("postmortem_body_last_updated_at", r.text("postmortem_body_last_updated_at"))))
	}
	in.Body = strings.TrimLeft(in.Body+"\n\n"+strings.Join(whole, "\n\n"), "\n")
	in.Phases.Resolved = resolved
	for _, c := range lenient.Member(r.Node, "components").Items {
		in.Affects(p.component(c, r.organization))
	}
	status := strings.ToLower(r.text("status"))
	open := !slices.Contains([]string{"resolved", "postmortem", "completed"}, status) && resolved.IsZero()
	spans := p.fold(in, r, messages, resolved, open)
	if len(spans) == 0 {
		spans = p.whole(in, r, impact, importer.Span{Start: started, End: resolved, Open: open})
	}
	for _, s := range spans {
		in.Impact(s)
	}
	in.Date = cmp.Or(in.Date, resolved, last, started)
	in.UpdatedAt(updated)
	in.Cite(cmp.Or(in.Title, "Incident"), r.text("shortlink"), in.Organization, calendar.Time{})
}

// messages reads the updates, oldest first. display_at is the time that the page shows, so it is the one to trust.
func (p *job) messages(in *importer.Incident, r *record) (list []message) {
	for _, u := range in.Mappings(r.Node, "incident_updates") {
		at := cmp.Or(in.When("display_at", lenient.Text(u, "display_at")), in.When("created_at", lenient.Text(u, "created_at")))
		list = append(list, message{u, strings.ToLower(lenient.Text(u, "status")), at})
	}
	slices.Reverse(list) // the newest comes first, and equal times keep the order in which they happened
	slices.SortStableFunc(list, func(a, b message) int { return a.at.Instant.Compare(b.at.Instant) })
	return list
}

// postmortemOf makes a postmortem the text of an incident, and its day that of the report.
func postmortemOf(in *importer.Incident, body string, at calendar.Time) {
	if strings.TrimSpace(body) == "" {
		return
	}
	if in.Body != "" && prose.OneLine(in.Body) != prose.OneLine(body) {
		in.Note(importer.Dropped, "body", "there are two postmortems; the one of the incident itself is kept, not that of its update")
	}
	in.Body = body
	in.Date = cmp.Or(at, in.Date)
}

// fold turns changes of state into windows: one for each run of a state of a component.
func (p *job) fold(in *importer.Incident, r *record, messages []message, resolved calendar.Time, open bool) []importer.Span {
	type run struct {
		level settings.Level
		since calendar.Time
	}
	running := map[string]run{}
	var order []string
	var spans []importer.Span
	stop := func(key string, at calendar.Time, open bool) {
		if now, ok := running[key]; ok {
			spans = append(spans, importer.Span{Start: now.since, End: at, Open: open, Level: now.level, Services: []string{key}})
			delete(running, key)
		}
	}
	for _, m := range messages {
		for _, c := range lenient.Member(m.Node, "affected_components").Items {
			name, state, before := lenient.Text(c, "name"), lenient.Text(c, "new_status"), lenient.Text(c, "old_status")
			key := p.Know(lenient.Text(c, "code"), importer.Component{Name: name, Organization: r.organization})
			if key == "" || m.at.IsZero() || in.Affects(key) == "" {
				continue
			}
			if !slices.Contains(order, key) {
				order = append(order, key)
			}
			now, runs := running[key]
			level, affected := levels[state]
			if !affected && state != "operational" && state != "" {
				in.Note(importer.Suspicious, "impact", "the state %q of %s is not one of Statuspage's", state, name)
				level, affected = settings.Unknown, true
			}
			if _, was := levels[before]; was && !affected && !runs {
				in.Note(importer.Suspicious, "impact", "%s was %s before its first message: when that began is not known", name, before)
			}
			if runs && affected && now.level == level {
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
		if _, left := running[key]; left && !open {
			never = append(never, p.Component(key).Name)
		}
		stop(key, resolved, open)
	}
	if len(never) > 0 {
		in.Note(importer.Guessed, "impact", "never said to be operational again, so their windows end with the incident: %s", prose.Cut(strings.Join(never, ", "), 300))
	}
	return gather(spans)
}

// gather makes one window of those that differ only in their services.
func gather(spans []importer.Span) (out []importer.Span) {
	type same struct {
		level      settings.Level
		open       bool
		start, end int64
	}
	where := map[same]int{}
	for _, s := range spans {
		key := same{s.Level, s.Open, s.Start.Unix(), s.End.Unix()}
		if i, ok := where[key]; ok && !slices.Contains(out[i].Services, s.Services[0]) {
			out[i].Services = append(out[i].Services, s.Services...)
			continue
		}
		where[key] = len(out)
		out = append(out, s)
	}
	return out
}

// whole is the window of an incident whose components have no states: that of the incident itself.
func (p *job) whole(in *importer.Incident, r *record, impact string, s importer.Span) []importer.Span {
	if impact == "maintenance" {
		return []importer.Span{p.maintenance(in, r, s.End)}
	}
	level, affected := impactLevels[impact]
	switch {
	case impact == "none":
		in.Note(importer.Guessed, "impact", "the impact is \"none\": no window is written")
		return nil
	case !affected:
		in.Note(importer.Guessed, "impact", "nothing says how bad it was: the level is unknown")
		if r.page != nil {
			s.Note = "From the first message to the one that it was resolved; how bad it was is not said."
		}
	default:
		in.Note(importer.Guessed, "impact", "no component has states: one window of the whole incident, its level %s from the impact %q", level, impact)
	}
	s.Level = level
	return []importer.Span{s}
}

// maintenance is the window in which work was done, else the one announced.
func (p *job) maintenance(in *importer.Incident, r *record, resolved calendar.Time) importer.Span {
	newest := p.Newest // what is announced does not say what "now" was
	s := importer.Span{Level: settings.Maintenance}
	s.Start, s.End = in.When("scheduled_for", r.text("scheduled_for")), in.When("scheduled_until", r.text("scheduled_until"))
	p.Newest = newest
	if s.Start.IsZero() {
		s.Start = in.When("started_at", r.text("started_at"))
	} else {
		s.Note = "As announced."
	}
	for _, e := range in.Timeline {
		switch {
		case e.Time.IsZero():
		case e.Status == "in progress":
			s.Start, s.Note = e.Time, ""
		case e.Status == "completed":
			s.End, s.Note = e.Time, ""
		}
	}
	s.End = cmp.Or(s.End, resolved)
	if strings.EqualFold(r.text("status"), "scheduled") {
		in.Note(importer.Suspicious, "impact", "the maintenance has not begun: its window is the one announced")
	}
	return s
}
