package site

import (
	"path"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/series"
)

// samples reads a file of a bundle as samples. The zone of the report beside it, else that of the archive, is in
// force for times without one.
func (s *Site) samples(c Copy, beside *body) (series.Table, diag.List) {
	display := strings.TrimSuffix(beside.src.File(), beside.file)
	src, list := c.File.Text(display, series.MaxBytes, "Export a shorter time or a wider step.")
	if src == nil {
		return nil, list
	}
	zone := s.archive.Settings.DefaultZone()
	if p := beside.postmortem; p != nil && p.Zone != nil {
		zone = p.Zone
	}
	return series.Read(src, zone)
}

// figure draws a data file of a bundle in the place of the image that names it.
func (l *links) figure(c Copy, ref markdown.Reference, document string) markdown.Resolution {
	beside := l.site.bodies.byFile[document]
	if !ref.Figure || beside == nil {
		return markdown.Resolution{Problem: "a drawing of " + path.Base(c.Path) + " has no room here", Hint: "Write ![what it shows](" + ref.Path + ") as a paragraph of its own."}
	}
	r := markdown.Resolution{URL: l.site.path(c.Path)}
	table, list := l.site.samples(c, beside)
	if list.Errors() == 0 {
		drawing, bad := chart.Draw(chart.Samples{
			Title: ref.Alt, File: ref.Path, Address: r.URL, Table: table, Report: beside.postmortem,
			Zone: l.site.zone, Default: l.site.archive.Settings.DefaultZone(), AsOf: l.site.archive.AsOf,
		}, ref.Title)
		if r.Figure = string(drawing); bad != nil {
			list.Add(beside.src.Errorf(diag.ChartOption, ref.Span, bad.Hint, "%s", bad.Message))
		}
	}
	if len(list) > 0 {
		r.Problems = &list
	}
	return r
}

// CheckSignals reports where the series that reports name as their signals contradict their windows.
func (s *Site) CheckSignals() (list diag.List) {
	for _, i := range s.archive.Incidents {
		if i.Signal != nil {
			list.Add(s.checkSignal(i.Postmortem)...)
		}
	}
	return list
}

func (s *Site) checkSignal(p *postmortem.Postmortem) diag.List {
	name := path.Join(path.Dir(p.File), p.Signal.File)
	c, ok := s.bodies.links().copies[name]
	switch {
	case (!ok || !c.bundled) && s.archive.Settings.Editions != nil && !s.archive.Settings.Editions.Narrowest():
		return nil // the edition shows no drawing of it
	case !ok || !c.bundled || !series.IsData(name):
		return diag.List{p.Source.Errorf(diag.ChartOption, p.Signal.At, "Name a CSV, TSV or JSON file beside the index.md of the report.", "there is no data file %s beside the report", p.Signal.File)}
	}
	table, list := s.samples(c, s.bodies.byFile[p.File])
	if list.Errors() > 0 {
		return list
	}
	signal, ok := table.Column(p.Signal.Column)
	if !ok {
		return diag.List{p.Source.Errorf(diag.ChartOption, p.Signal.At, "Name one of its columns.", "%s has no column %q", p.Signal.File, p.Signal.Column)}
	}
	list = nil // its warnings are said where it is drawn
	for _, d := range p.Disagreements(signal, s.archive.AsOf) {
		t := func(at int64) calendar.Time {
			return calendar.Time{Instant: time.Unix(at, 0), Precision: calendar.Second}
		}
		is, where := "is ", "outside of every window"
		if d.Quiet {
			is, where = "is not ", "within one"
		}
		list.Add(p.Source.Warningf(diag.SignalWindow, p.Signal.At, "Correct the windows, or the limit; afterword windows proposes what the file says.",
			"%s %s%s for %s %s: %s", p.Signal.File, is, p.Signal.Words(), calendar.Duration(d.Seconds()), where, calendar.Range(t(d.Start), t(d.End), s.zone)))
	}
	return list
}
