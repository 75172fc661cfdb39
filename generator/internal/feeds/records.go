package feeds

import (
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// IncidentRecord is an incident in the JSON API, whose site is at base.
func IncidentRecord(i *archive.Incident, base urls.Base) Object {
	extra := i.Params
	if extra == nil {
		extra = map[string]any{}
	}
	related := make([]string, 0, len(i.Named))
	for _, other := range i.Named {
		related = append(related, other.Path)
	}
	return Object{
		{"path", i.Path},
		{"url", base.Absolute(urls.Incident(i.Path))},
		{"title", i.Title},
		{"summary", orNull(i.Summary)},
		{"organization", orNull(i.Postmortem.Organization)},
		{"date", when(i.Date)},
		{"timezone", zoneOfDays(i.Postmortem)},
		{"date_note", orNull(i.DateNote)},
		{"updated", when(i.Updated)},
		{"severity", orNull(i.Postmortem.Severity)},
		{"services", orEmpty(i.Postmortem.Services)},
		{"causes", orEmpty(i.Names("causes"))},
		{"tags", orEmpty(i.Names("tags"))},
		{"windows", windowRecords(i.Postmortem)},
		{"started", when(i.Start)},
		{"ended", when(i.End)},
		{"seconds", lengthRecord(i.Length)},
		{"detected", when(i.Phases.Detected)},
		{"acknowledged", when(i.Phases.Acknowledged)},
		{"mitigated", when(i.Phases.Mitigated)},
		{"resolved", when(i.Phases.Resolved)},
		{"detected_by", orNull(i.DetectedBy)},
		{"actions", objects(i.Actions, actionRecord)},
		{"related", related},
		{"sources", objects(i.Sources, func(s postmortem.Source) Object {
			return Object{{"title", orNull(s.Title)}, {"url", orNull(s.URL)}, {"publisher", orNull(s.Publisher)}, {"date", when(s.Date)}, {"archived", orNull(s.Archived)}}
		})},
		{"extra", extra},
	}
}

// WithTerms adds to the record of an incident what only some archives have: a key for each further taxonomy, with
// a list of terms, or one or null, and corrections.
func WithTerms(a *archive.Archive, i *archive.Incident, record Object) Object {
	for _, t := range a.Added() {
		if names := i.Names(t.ID); t.One {
			record = record.With(t.Key, orNull(joined(names)))
		} else {
			record = record.With(t.Key, orEmpty(names))
		}
	}
	if a.Corrected {
		record = record.With("published_changes", objects(i.Corrections, func(c postmortem.Correction) Object {
			return Object{{"date", when(c.Date)}, {"text", c.Text}}
		}))
	}
	return record
}

// zoneOfDays is the zone that cuts those days of a report that have no time of day; null where it has none.
func zoneOfDays(p *postmortem.Postmortem) *string {
	times := []calendar.Time{p.Date}
	for _, w := range p.Windows {
		times = append(times, w.Start)
	}
	for _, t := range times {
		if t.Precision == calendar.Day {
			return orNull(t.Instant.Location().String())
		}
	}
	return nil
}

// windowRecords name the services that each window affected: all of the report's where the
// window names none of its own.
func windowRecords(p *postmortem.Postmortem) []Object {
	return objects(p.Windows, func(w postmortem.Window) Object {
		return Object{
			{"start", when(w.Start)},
			{"end", when(w.End)},
			{"level", w.Level.String()},
			{"services", orEmpty(p.AffectedServices(w))},
			{"ongoing", w.Ongoing},
			{"uncertain", w.Uncertain()},
			{"at_least", seconds(w.AtLeast)},
			{"at_most", seconds(w.AtMost)},
			{"note", orNull(w.Note)},
		}
	})
}

// lengthRecord is nil where no window was recorded: the length is not known.
func lengthRecord(l postmortem.Length) *calendar.Bound {
	if !l.Recorded {
		return nil
	}
	return &l.Bound
}

func actionRecord(a postmortem.Action) Object {
	return Object{
		{"title", a.Title},
		{"owner", orNull(a.Owner)},
		{"due", when(a.Due)},
		{"opened", when(a.Opened)},
		{"closed", when(a.Closed)},
		{"status", a.Status},
		{"link", orNull(a.Link)},
		{"kind", orNull(a.Kind)},
	}
}

// promiseRecord is an action item with the incident that it came from.
func promiseRecord(p Promise, base urls.Base, asOf int64) Object {
	incident := Object{{"path", p.Incident.Path}, {"url", base.Absolute(urls.Incident(p.Incident.Path))}, {"title", p.Incident.Title}}
	return append(actionRecord(p.Action), Object{
		{"done", p.Done()}, {"open", p.Open()}, {"overdue", p.Overdue(asOf)}, {"incident", incident},
	}...)
}

// serviceRecord is a service as archive.yaml and the reports describe it. Its url is its page
// here, as everywhere in the API; website is its own address. slo is in per cent. incidents
// counts those of the services below it too.
func serviceRecord(s *archive.Service, base urls.Base, asOf int64) Object {
	var parent *string
	if s.Parent != nil {
		parent = &s.Parent.ID
	}
	return Object{
		{"id", s.ID},
		{"url", base.Absolute(urls.Service(s.ID))},
		{"name", s.Name},
		{"organization", orNull(s.Organization)},
		{"parent", parent},
		{"description", orNull(s.Description)},
		{"website", orNull(s.URL)},
		{"since", when(s.Since)},
		{"until", when(s.Until)},
		{"slo", objective(s.Target(asOf))},
		{"incidents", len(s.Incidents)},
		{"targets", objects(s.Targets, func(t settings.Target) Object { return Object{{"from", when(t.From)}, {"target", shortest(t.Percent)}} })},
		{"sla", agreementRecord(s.Agreement)},
		{"measured", hoursRecord(s.Measured)},
	}
}

// agreementRecord is nil, as is hoursRecord, where there is none.
func agreementRecord(a *settings.Agreement) Object {
	if a == nil {
		return nil
	}
	return Object{{"period", a.Cycle.String()}, {"credits", objects(a.Credits, func(c settings.Credit) Object {
		return Object{{"below", shortest(c.Below)}, {"credit", shortest(c.Credit)}}
	})}}
}

// hoursRecord is the part of the week that is measured: on which days it begins, from and to
// in seconds after their midnight.
func hoursRecord(h *calendar.Hours) Object {
	if h == nil {
		return nil
	}
	var days []string
	for n := 1; n <= 7; n++ {
		if h.Days[n%7] {
			days = append(days, strings.ToLower(time.Weekday(n % 7).String()[:3]))
		}
	}
	return Object{{"days", days}, {"from", h.From}, {"to", h.To}, {"timezone", h.Zone.String()}}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// when is a time as ISO 8601 has it; null where it was not recorded.
func when(t calendar.Time) *string { return orNull(calendar.ISOTime(t)) }

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// seconds is a bound of a window's length; null where there is none.
func seconds(d time.Duration) *int64 {
	if d == 0 {
		return nil
	}
	return new(int64(d / time.Second))
}
