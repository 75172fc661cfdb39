package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// Witnesses are what monitors saw in a service's year, beside what reports say.
type Witnesses struct {
	Watched string        // "Somebody looked for 8 700 h of 8 784 h: Uptime Kuma, monitor 4."
	Lanes   template.HTML // reported, observed, agreed
	Figures []KeyFigure
	// Contradictions are those of the year; More is how many further ones there are.
	Contradictions []Contradiction
	More           int
}

// A Contradiction is where reports and probes differ.
type Contradiction struct {
	Text   string
	Report *Link // that it is about; nil of none
}

// mostContradictions is how many a page lists.
const mostContradictions = 20

// A reportedWindow is one that a report says a service was affected in.
type reportedWindow struct {
	evidence.Reported
	report            *archive.Incident
	window            postmortem.Window
	certain, possible calendar.Interval
}

// reportedWindows are those of a service and of what is below it.
func (s *Site) reportedWindows(v *archive.Service) (list []reportedWindow) {
	for _, i := range v.Incidents {
		for _, w := range i.Windows {
			if !slices.ContainsFunc(i.AffectedServices(w), v.Covers) || w.Start.Unix() >= s.archive.AsOf {
				continue
			}
			r := reportedWindow{report: i, window: w}
			r.certain, r.possible = w.Span(s.archive.AsOf)
			r.Start, r.End = w.Start.Span(s.zone), calendar.Interval{Start: r.certain.End, End: r.possible.End}
			if !w.Start.Timed() { // it may have begun at any time of the day
				r.possible.End += r.Start.Seconds()
				r.End.End, r.certain.End = r.possible.End, r.certain.Start
			}
			r.Start.End = max(r.Start.Start, r.Start.End-1)
			if w.Start.Precision == calendar.Minute { // whatever the second was
				r.Start.End = r.Start.Start + 59
			}
			if w.End.Precision == calendar.Minute {
				r.End.End += 59
			}
			r.Open = w.Open() || w.Ongoing
			r.Outage = w.Level >= settings.PartialOutage
			list = append(list, r)
		}
	}
	return list
}

// contradictions are those of all years of a service.
func (s *Site) contradictions(v *archive.Service, seen []evidence.Stretch, windows []reportedWindow) []evidence.Finding {
	reported := make([]evidence.Reported, len(windows))
	for n, w := range windows {
		reported[n] = w.Reported
	}
	return evidence.Compare(seen, reported, calendar.Union(v.Life(s.zone, s.archive.AsOf)))
}

// measuredIn is the part of a period in which a service was tracked.
func measuredIn(y uptime.ServicePeriod) calendar.Set {
	if y.Service.Measured == nil {
		return calendar.Union(y.Stats.Period)
	}
	return y.Service.Measured.In(y.Stats.Period)
}

// A witnessed year is a service's year as reports and monitors have it.
type witnessed struct {
	evidence.Observed
	windows           []reportedWindow
	certain, possible calendar.Set // of outages, by reports
	agreed            calendar.Bound
	findings          []evidence.Finding
}

// witness holds a service's year against what monitors saw of it; it is false where they saw nothing.
func (s *Site) witness(v *archive.Service, y uptime.ServicePeriod) (w witnessed, ok bool) {
	seen := evidence.Of(s.archive.Evidence, v.ID)
	w.Observed = evidence.Observe(seen, measuredIn(y))
	if len(w.Seen) == 0 {
		return w, false
	}
	w.windows = s.reportedWindows(v)
	var certain, possible, placed []calendar.Interval
	var unplaced int64 // seconds at most of outages of which the time of day is not known
	for _, win := range w.windows {
		if win.Outage {
			certain = append(certain, win.certain)
		}
		if !win.Outage && win.window.Level != settings.Unknown {
			continue
		}
		possible = append(possible, win.possible)
		if win.window.Start.Timed() {
			placed = append(placed, win.possible)
		} else if win.possible.Overlaps(y.Stats.Period) {
			unplaced += win.End.End - win.Start.End - 1
		}
	}
	w.certain, w.possible = calendar.Union(certain...), calendar.Union(possible...)
	w.agreed = w.Agreed(w.certain, calendar.Union(placed...))
	w.agreed.Max = min(w.agreed.Max+unplaced, w.Seen.Seconds())
	w.findings = slices.DeleteFunc(s.contradictions(v, seen, w.windows), func(f evidence.Finding) bool { return !f.In.Overlaps(y.Stats.Period) })
	return w, true
}

// stats are the figures of what was seen: each second of an outage counts in full.
func (w witnessed) stats(down calendar.Bound) uptime.Stats {
	return uptime.Stats{Seconds: w.Seen.Seconds(), Weighted: calendar.Bound{Min: down.Min * 1000, Max: down.Max * 1000}}
}

// witnesses are what a page shows of a service's year; nil where monitors saw nothing.
func (s *Site) witnesses(v *archive.Service, y uptime.ServicePeriod) *Witnesses {
	of, ok := s.witness(v, y)
	if !ok {
		return nil
	}
	w := &Witnesses{
		Watched: fmt.Sprintf("Somebody looked for %s of %s: %s.", seconds(of.Seen.Seconds()), seconds(y.Seconds), sources(evidence.Of(s.archive.Evidence, v.ID), y.Stats.Period)),
		Figures: []KeyFigure{
			{Label: "Reported", Value: s.percentage(y.Stats).Text, Note: s.downtime(y.Stats).Text + " of downtime, by level"},
			observedFigure("Observed", of.stats(of.Downtime())),
			observedFigure("Agreed", of.stats(of.agreed)),
		},
		Lanes: theme.Drawn(chart.Witnesses(y.Stats.Period, s.zone, chart.Witnessed{
			Certain: of.certain, Possible: of.possible, Seen: of.Seen, Paused: of.Paused, Down: of.Down, Maybe: of.Maybe,
		})),
	}
	if v.ObservedFirst {
		w.Figures[0], w.Figures[1] = w.Figures[1], w.Figures[0]
	}
	for n, f := range of.findings {
		if n == mostContradictions {
			w.More = len(of.findings) - n
			break
		}
		c := Contradiction{Text: s.contradiction(f)}
		if f.Window >= 0 {
			report := of.windows[f.Window].report
			c.Report = new(s.link(report.Title, urls.Incident(report.Path)))
		}
		w.Contradictions = append(w.Contradictions, c)
	}
	return w
}

// observedFigure is an uptime of the time in which somebody looked.
func observedFigure(label string, f uptime.Stats) KeyFigure {
	return KeyFigure{Label: label, Value: percent(f, f.Uptime()).Text, Note: duration(f.Weighted.Per(1000)).Text + " of outage, while somebody looked"}
}

// observedYears are those of all services.
func (s *Site) observedYears() (list []feeds.ObservedYear) {
	for _, v := range s.archive.Services {
		for _, y := range s.uptime.Service(v.ID) {
			of, ok := s.witness(v, y)
			if !ok {
				continue
			}
			year := feeds.ObservedYear{Service: v.ID, In: y.In, Seen: of.stats(of.Downtime()), Agreed: of.agreed, Contradictions: of.findings}
			for _, f := range of.findings {
				report := ""
				if f.Window >= 0 {
					report = of.windows[f.Window].report.Path
				}
				year.Reports = append(year.Reports, report)
			}
			list = append(list, year)
		}
	}
	return list
}

// sources names what was read of a time, each once.
func sources(seen []evidence.Stretch, in calendar.Interval) string {
	var names []string
	for _, v := range seen {
		if v.Overlaps(in) && !slices.Contains(names, v.Source) {
			names = append(names, v.Source)
		}
	}
	slices.Sort(names)
	return strings.Join(names, "; ")
}

// contradiction says what differs, without the report that it is about.
func (s *Site) contradiction(f evidence.Finding) string {
	when := s.span(f.In)
	by := calendar.Duration(max(f.By, -f.By))
	order := "later"
	if f.By < 0 {
		order = "earlier"
	}
	switch f.Kind {
	case evidence.Unexplained:
		return fmt.Sprintf("%s saw it down for %s, %s, and no report says so.", f.Stretch.Source, calendar.Duration(f.In.Seconds()), when)
	case evidence.Unwitnessed:
		return fmt.Sprintf("No probe failed during this outage, %s, though somebody looked all the time.", when)
	case evidence.StartDiffers:
		return fmt.Sprintf("%s saw the outage begin at least %s %s than reported: down %s.", f.Stretch.Source, by, order, when)
	case evidence.EndDiffers:
		return fmt.Sprintf("%s saw the outage end at least %s %s than reported: down %s.", f.Stretch.Source, by, order, when)
	}
	return fmt.Sprintf("Nobody looked for %s, %s.", calendar.Duration(f.In.Seconds()), when)
}

// span shows an interval in the archive's zone.
func (s *Site) span(in calendar.Interval) string {
	at := func(instant int64) calendar.Time {
		return calendar.Time{Instant: time.Unix(instant, 0).In(s.zone), Precision: calendar.Minute}
	}
	return calendar.Range(at(in.Start), at(in.End), s.zone)
}

// checkEvidence reports where what monitors saw and what reports say contradict each other. The times in which nobody
// looked are one warning a service.
func (s *Site) checkEvidence() (list diag.List) {
	if len(s.archive.Evidence) == 0 {
		return nil
	}
	for _, v := range s.archive.Services {
		seen, windows := evidence.Of(s.archive.Evidence, v.ID), s.reportedWindows(v)
		var gaps []calendar.Interval
		for _, f := range s.contradictions(v, seen, windows) {
			src, at := s.evidenceOf(v.ID, f), f.Stretch.At
			switch {
			case f.Kind == evidence.Unwatched:
				gaps = append(gaps, f.In)
				continue
			case f.Window >= 0:
				src, at = windows[f.Window].report.Source, windows[f.Window].window.At
			}
			list.Add(src.Warningf(diag.EvidenceDiffers, at, "Correct the window, write the report that is missing, or say in a note why both are right.", "%s: %s", v.ID, s.contradiction(f)))
		}
		if len(gaps) == 0 {
			continue
		}
		longest := slices.MaxFunc(gaps, func(a, b calendar.Interval) int { return cmp.Compare(a.Seconds(), b.Seconds()) })
		src := s.evidenceOf(v.ID, evidence.Finding{In: longest})
		list.Add(src.Warningf(diag.EvidenceDiffers, diag.Span{}, "Import what the monitor has of that time, if it has.", "%s: nobody looked for %s, %s; the longest: %s",
			v.ID, calendar.Duration(calendar.Set(gaps).Seconds()), plural(len(gaps), "gap", "gaps"), s.span(longest)))
	}
	return list
}

// evidenceOf is the file that a finding is from: that of its year, else the service's first.
func (s *Site) evidenceOf(service string, f evidence.Finding) (src *diag.Source) {
	for _, file := range s.archive.Evidence {
		if file.Service == service && (src == nil || evidence.Path(service, calendar.YearOf(f.In.Start, time.UTC)) == evidence.Path(service, file.Year)) {
			src = file.Source
		}
	}
	return src
}
