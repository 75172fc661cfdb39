package exporter

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

//go:embed document.html
var documentFiles embed.FS

// document is the html format: one file with the figures, a list and every report.
// It holds its stylesheet, runs no script and asks for nothing, so that it can be
// kept, sent and printed. Its content security policy holds browsers to that.
func document(s selection) ([]File, error) {
	t, err := template.ParseFS(documentFiles, "document.html")
	if err != nil {
		return nil, fmt.Errorf("reading the layout of the html export: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, s.view()); err != nil {
		return nil, fmt.Errorf("writing the html export: %w", err)
	}
	name := "postmortems.html"
	if s.year != 0 {
		name = fmt.Sprintf("postmortems-%d.html", s.year)
	}
	return []File{{name, b.Bytes()}}, nil
}

// The views are what the layout shows: words, already in their final form. ""
// stands for what was not recorded.
type (
	documentView struct {
		Language, Title, Description, Period, AsOf, Zone, Site string
		Count                                                  int
		Method                                                 string
		Years                                                  []yearView
		Rows                                                   []rowView
		Reports                                                []reportView
	}
	yearView struct {
		Number   int
		Services []serviceView
		Shares   []shareView
	}
	serviceView struct {
		Name, Tracked, Incidents, Weighted, Uptime, Strict, Target, Spent string
		Months                                                            []string
	}
	// A shareView is a window and what it adds to the figure of one service.
	shareView struct{ Service, Anchor, Title, Window, Level, Time, Weight, Counted string }
	rowView   struct{ Anchor, When, Title, Services, Severity, Level, Length string }
	factView  struct{ Name, Value string }
	linkView  struct{ Text, URL, Note string }

	reportView struct {
		Anchor, Title, Summary, URL string
		Facts                       []factView
		Windows                     []windowView
		Timeline                    []eventView
		Actions                     []actionView
		Related                     []linkView
		Sources                     []linkView
		Body                        template.HTML
	}
	windowView struct{ Start, End, Reported, Level, Services, Length, Note string }
	eventView  struct{ Time, Status, Text string }
	actionView struct{ Title, Owner, Due, Status string }
)

func (s selection) view() documentView {
	set := s.Archive.Settings
	v := documentView{
		Language: set.Language, Title: set.Title, Description: set.Description, Period: "The whole archive",
		AsOf: calendar.Instant(calendar.Time{Instant: unix(s.Archive.AsOf), Precision: calendar.Minute}, set.Zone), Zone: set.Zone.String(),
		Count: len(s.incidents), Method: counting(set.Weights),
	}
	if s.Base.Origin() != "" {
		v.Site = s.Base.Absolute(urls.Home)
	}
	if s.year != 0 {
		v.Period = strconv.Itoa(s.year)
	}
	anchors := make(map[string]string, len(s.incidents))
	for n, i := range s.incidents {
		anchors[i.Path] = "r" + strconv.Itoa(n+1)
	}
	if s.Uptime != nil {
		for _, y := range s.Uptime.Years {
			if (s.year == 0 || y.Year == s.year) && len(y.Services) > 0 {
				v.Years = append(v.Years, s.yearView(y, anchors))
			}
		}
	}
	places := make(map[string]string, len(anchors))
	for path, anchor := range anchors {
		places[s.Base.Path(urls.Incident(path))] = anchor
	}
	for _, i := range s.incidents {
		v.Rows = append(v.Rows, rowView{
			Anchor: anchors[i.Path], When: calendar.DateOnly(i.When(), set.Zone), Title: i.Title, Services: serviceNames(i.Services),
			Severity: i.Severity.Name, Level: levelOf(i), Length: i.Length.String(),
		})
		v.Reports = append(v.Reports, s.reportView(i, anchors, places))
	}
	return v
}

func (s selection) yearView(y uptime.Year, anchors map[string]string) yearView {
	v := yearView{Number: y.Year}
	for _, row := range y.Services {
		r := serviceView{
			Name: row.Service.Name, Tracked: calendar.Duration(row.Seconds), Incidents: strconv.Itoa(row.Incidents),
			Weighted: row.Weighted.Per(1000).Duration(), Uptime: row.Uptime().String(), Strict: row.Strict().String(),
		}
		if row.Service.SLO > 0 {
			r.Target = calendar.Decimal(row.Service.SLO) + "\u00A0%"
		}
		if b, ok := row.Budget(); ok {
			r.Spent = b.SpentSeconds().Duration() + " of " + calendar.Duration(b.TotalSeconds())
		}
		for _, m := range row.Months {
			text := calendar.NoValue
			if m.Tracked() {
				text = strings.TrimSuffix(m.Uptime().String(), "\u00A0%")
			}
			r.Months = append(r.Months, text)
		}
		v.Services = append(v.Services, r)
		for _, c := range row.Contributions() {
			w := c.Recorded()
			v.Shares = append(v.Shares, shareView{
				Service: row.Service.Name, Anchor: anchors[c.Postmortem.Path], Title: c.Postmortem.Title, Window: s.windowRange(w), Level: c.Level.Words(),
				Time: calendar.ExactDuration(c.Low.Seconds), Weight: weightText(c), Counted: weightedText(c),
			})
		}
	}
	return v
}

// weightText is what a second of the window counts; an unknown level counts
// nothing for certain.
func weightText(c uptime.Contribution) string {
	if c.LevelUnknown {
		return "0–" + calendar.Decimal(c.Weight)
	}
	return calendar.Decimal(c.Weight)
}

// weightedText is what the window adds to the downtime, from the lower to the upper side.
func weightedText(c uptime.Contribution) string {
	switch low, high := calendar.ExactDuration(c.Low.Weighted/1000), calendar.ExactDuration(c.High.Weighted/1000); {
	case c.Open:
		return calendar.AtLeast(low)
	case low != high:
		return low + "–" + high
	default:
		return low
	}
}

func (s selection) reportView(i *archive.Incident, anchors, places map[string]string) reportView {
	zone := s.Archive.Settings.Zone
	v := reportView{Anchor: anchors[i.Path], Title: i.Title, Summary: i.Summary}
	if s.Base.Origin() != "" {
		v.URL = s.Base.Absolute(urls.Incident(i.Path))
	}
	v.Facts = factsOf(i, zone)
	for _, w := range i.Windows {
		v.Windows = append(v.Windows, windowView{
			Start: calendar.Instant(w.Start, zone), End: windowEnd(w, zone), Reported: calendar.AsReportedRange(w.Start, w.End, zone),
			Level: w.Level.Words(), Services: s.names(i.AffectedServices(w)), Length: postmortem.LengthOf([]postmortem.Window{w}, s.Archive.AsOf).String(), Note: w.Note,
		})
	}
	for _, e := range i.Timeline {
		v.Timeline = append(v.Timeline, eventView{calendar.Instant(e.Time, zone), e.Status, e.Text})
	}
	for _, a := range i.Actions {
		item := actionView{Title: a.Title, Owner: a.Owner, Status: a.Status}
		if !a.Due.IsZero() {
			item.Due = calendar.DateOnly(a.Due, zone)
		}
		if a.Overdue(s.Archive.AsOf) {
			item.Status += ", overdue"
		}
		v.Actions = append(v.Actions, item)
	}
	for _, other := range i.Named {
		l := linkView{Text: other.Title, Note: calendar.DateOnly(other.When(), zone)}
		if a, ok := anchors[other.Path]; ok {
			l.URL = "#" + a
		}
		v.Related = append(v.Related, l)
	}
	for _, source := range i.Sources {
		v.Sources = append(v.Sources, sourceLink(source, zone))
	}
	v.Body = theme.Trusted(settle(s.body(i).HTML, s.Base, places, v.Anchor))
	return v
}

// factsOf are what is known of an incident at a glance.
func factsOf(i *archive.Incident, zone *time.Location) (facts []factView) {
	fact := func(name, value string) {
		facts = append(facts, factView{name, value})
	}
	known := func(name string, t calendar.Time) {
		if !t.IsZero() {
			fact(name, withReported(t, zone))
		}
	}
	fact("Services", serviceNames(i.Services))
	if i.Postmortem.Organization != "" {
		fact("Organization", i.Postmortem.Organization)
	}
	fact("Severity", i.Severity.Name)
	fact("Impact", levelOf(i))
	fact("Impacted time", i.Length.String())
	known("Started", i.Start)
	known("Ended", i.End)
	known("Detected", i.Phases.Detected)
	if i.DetectedBy != "" {
		fact("Detected by", i.DetectedBy)
	}
	known("Acknowledged", i.Phases.Acknowledged)
	known("Mitigated", i.Phases.Mitigated)
	known("Resolved", i.Phases.Resolved)
	if len(i.Postmortem.Causes) > 0 {
		fact("Contributing causes", strings.Join(i.Postmortem.Causes, ", "))
	}
	known("Published", i.Date)
	known("Updated", i.Updated)
	fact("Path in the archive", i.Path)
	return facts
}

func sourceLink(source postmortem.Source, zone *time.Location) linkView {
	l := linkView{Text: cmp.Or(source.Title, source.URL), URL: source.URL, Note: source.Publisher}
	if !source.Date.IsZero() {
		l.Note = strings.TrimPrefix(l.Note+", "+calendar.DateOnly(source.Date, zone), ", ")
	}
	return l
}

func windowEnd(w postmortem.Window, zone *time.Location) string {
	if w.Ongoing {
		return "ongoing"
	}
	return calendar.Instant(w.End, zone)
}

func (s selection) windowRange(w postmortem.Window) string {
	zone := s.Archive.Settings.Zone
	if w.End.IsZero() {
		return calendar.Instant(w.Start, zone) + " – " + windowEnd(w, zone)
	}
	return calendar.Range(w.Start, w.End, zone)
}

// names are those of services, by their IDs.
func (s selection) names(ids []string) string {
	var list []*archive.Service
	for _, id := range ids {
		if v, ok := s.Archive.Service(id); ok {
			list = append(list, v)
		}
	}
	return serviceNames(list)
}

func serviceNames(services []*archive.Service) string {
	var names []string
	for _, v := range services {
		names = append(names, v.Name)
	}
	if len(names) == 0 {
		return notRecorded
	}
	return strings.Join(slices.Compact(names), ", ")
}

// counting says in one sentence how downtime is counted.
func counting(w settings.Weights) string {
	return "A second of full outage counts " + calendar.Decimal(w[settings.MajorOutage]) + ", of partial outage " + calendar.Decimal(w[settings.PartialOutage]) +
		", of degraded performance " + calendar.Decimal(w[settings.DegradedPerformance]) + ", of planned maintenance " + calendar.Decimal(w[settings.Maintenance]) + "."
}
