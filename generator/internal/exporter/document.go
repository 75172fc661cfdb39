package exporter

import (
	"bytes"
	"cmp"
	_ "embed"
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
var documentLayout string

// htmlDocument is the html format: one file with the figures, a list and every report.
// It holds its stylesheet, runs no script and loads nothing, so that it can be
// kept, sent and printed. Its content security policy has browsers enforce that.
func htmlDocument(s selection) ([]File, error) {
	words := template.FuncMap{"decimal": calendar.Decimal, "duration": calendar.Duration, "exact": calendar.ExactDuration, "weight": weightText, "counted": weightedText}
	t, err := template.New("document.html").Funcs(words).Parse(documentLayout)
	if err != nil {
		return nil, fmt.Errorf("reading the layout of the html export: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newDocument(s)); err != nil {
		return nil, fmt.Errorf("writing the html export: %w", err)
	}
	name := "postmortems.html"
	if s.Year != 0 {
		name = fmt.Sprintf("postmortems-%d.html", s.Year)
	}
	return []File{{name, b.Bytes()}}, nil
}

const notRecorded = "not recorded"

// A documentView is what the layout shows. Its methods put values into words; ""
// is what was not recorded.
type documentView struct {
	selection
	Settings *settings.Settings
	Zone     *time.Location
	Years    []uptime.Period // those with services
	bodies   bodyWriter
}

func newDocument(s selection) documentView {
	d := documentView{
		selection: s, Settings: s.Archive.Settings, Zone: s.Archive.Settings.Zone,
		bodies: bodyWriter{s.Base, map[string]string{}},
	}
	for n, i := range s.Incidents {
		d.bodies.anchors[s.Base.Path(urls.Incident(i.Path))] = "r" + strconv.Itoa(n+1)
	}
	if s.Uptime != nil {
		d.Years = slices.DeleteFunc(slices.Clone(s.Uptime.Years), func(y uptime.Period) bool {
			return s.Year != 0 && y.Year != s.Year || len(y.Services) == 0
		})
	}
	return d
}

func (d documentView) Period() string {
	if d.Year == 0 {
		return "The whole archive"
	}
	return strconv.Itoa(d.Year)
}

func (d documentView) AsOf() string {
	return d.Time(calendar.Time{Instant: time.Unix(d.Archive.AsOf, 0).UTC(), Precision: calendar.Minute})
}

// Site is the address of the site; "" where it is not known.
func (d documentView) Site() string { return d.address(urls.Home) }

// Address is that of an incident's page; "" where it is not known.
func (d documentView) Address(i *archive.Incident) string { return d.address(urls.Incident(i.Path)) }

func (d documentView) address(page string) string {
	if d.Base.Origin() == "" {
		return ""
	}
	return d.Base.Absolute(page)
}

// Anchor is the id of an incident in the document; "" where it is not part of it.
func (d documentView) Anchor(path string) string {
	return d.bodies.anchors[d.Base.Path(urls.Incident(path))]
}

func (d documentView) Body(i *archive.Incident) template.HTML {
	return theme.Trusted(d.bodies.write(d.selection.Body(i).HTML, d.Anchor(i.Path)))
}

// Time is a time in the archive's zone.
func (d documentView) Time(t calendar.Time) string { return calendar.Instant(t, d.Zone) }

// Day is a time without its time of day.
func (d documentView) Day(t calendar.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.DateOnly(t, d.Zone)
}

// Known is a time in the archive's zone and, where that differs, as the author's
// clock showed it; "" where it was not recorded.
func (d documentView) Known(t calendar.Time) string {
	if t.IsZero() {
		return ""
	}
	if reported := calendar.AsReported(t, d.Zone); reported != "" {
		return d.Time(t) + " (" + reported + ")"
	}
	return d.Time(t)
}

func (d documentView) Reported(w postmortem.Window) string {
	return calendar.AsReportedRange(w.Start, w.End, d.Zone)
}

func (d documentView) End(w postmortem.Window) string {
	if w.Ongoing {
		return "ongoing"
	}
	return d.Time(w.End)
}

func (d documentView) Length(w postmortem.Window) string {
	return postmortem.LengthOf([]postmortem.Window{w}, d.Archive.AsOf).String()
}

// Level is the worst level of an incident.
func (d documentView) Level(i *archive.Incident) string {
	if len(i.Windows) == 0 {
		return notRecorded
	}
	return i.Level.Words()
}

// Names lists names of services.
func (d documentView) Names(names []string) string {
	return cmp.Or(strings.Join(slices.Compact(names), ", "), notRecorded)
}

// Affected are the names of the services that a window affected.
func (d documentView) Affected(i *archive.Incident, w postmortem.Window) string {
	var names []string
	for _, id := range i.AffectedServices(w) {
		if v, ok := d.Archive.Service(id); ok {
			names = append(names, v.Name)
		}
	}
	return d.Names(names)
}

// Spent is what was spent of an error budget; "" without one.
func (d documentView) Spent(row uptime.ServicePeriod) string {
	var parts []string
	for _, b := range row.Budgets() {
		parts = append(parts, b.SpentSeconds().Duration()+" of "+calendar.Duration(b.TotalSeconds()))
	}
	return strings.Join(parts, ", then ")
}

// Targets are those that were in force; "" without one.
func (d documentView) Targets(row uptime.ServicePeriod) string {
	var parts []string
	for _, b := range row.Budgets() {
		parts = append(parts, calendar.Decimal(b.Target)+"\u00a0%")
	}
	return strings.Join(parts, ", then ")
}

// Contributed reports whether a window adds anything to the figures of a year.
func (d documentView) Contributed(y uptime.Period) bool {
	return slices.ContainsFunc(y.Services, func(s uptime.ServicePeriod) bool { return len(s.Contributions()) > 0 })
}

// Month is the uptime of a month, without the sign of per cent.
func (d documentView) Month(m uptime.Stats) string {
	if !m.Tracked() {
		return calendar.NoValue
	}
	return strings.TrimSuffix(m.Uptime().String(), "\u00A0%")
}

// weightText is what a second of the window counts; of an unknown level that may be
// nothing.
func weightText(c uptime.Contribution) string {
	if c.Window.Level == settings.Unknown {
		return "0–" + calendar.Decimal(c.Weight)
	}
	return calendar.Decimal(c.Weight)
}

// weightedText is what the window adds to the downtime, from the lower to the upper side.
func weightedText(c uptime.Contribution) string {
	return calendar.Bound{Min: c.Low.Weighted / 1000, Max: c.High.Weighted / 1000, Open: c.Open}.Text(calendar.ExactDuration)
}
