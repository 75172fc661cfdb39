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

// checkSignals reports where the series that reports name as their signals contradict their windows.
func (s *Site) checkSignals() (list diag.List) {
	for _, i := range s.archive.Incidents {
		if i.Signal != nil {
			list.Add(s.checkSignal(i.Postmortem)...)
		}
	}
	return list
}

// signal reads the series that a signal names, of a file beside a report. It is nil where an edition shows no drawing of it.
func (s *Site) signal(p *postmortem.Postmortem, g postmortem.Signal) (*series.Series, diag.List) {
	name := path.Join(path.Dir(p.File), g.File)
	c, ok := s.bodies.links().copies[name]
	refuse := func(hint, format string, args ...any) (*series.Series, diag.List) {
		return nil, diag.List{p.Source.Errorf(diag.ChartOption, g.At, hint, format, args...)}
	}
	switch {
	case (!ok || !c.bundled) && s.archive.Settings.Editions != nil && !s.archive.Settings.Editions.Narrowest():
		return nil, nil
	case !ok || !c.bundled || !series.IsData(name):
		return refuse("Name a CSV, TSV or JSON file beside the index.md of the report.", "there is no data file %s beside the report", g.File)
	}
	table, list := s.samples(c, s.bodies.byFile[p.File])
	if list.Errors() > 0 {
		return nil, list
	}
	for n := range table {
		if g.Column == "" || table[n].Label == g.Column {
			return &table[n], nil // its warnings are said where it is drawn
		}
	}
	return refuse("Name one of its columns.", "%s has no column %q", g.File, g.Column)
}

// ProposeWindows returns the windows that a signal shows, of a file beside a report.
func (s *Site) ProposeWindows(p *postmortem.Postmortem, g postmortem.Signal) ([]postmortem.Window, diag.List) {
	found, list := s.signal(p, g)
	if found == nil {
		return nil, list
	}
	return g.Proposals(*found), nil
}

func (s *Site) checkSignal(p *postmortem.Postmortem) (list diag.List) {
	signal, list := s.signal(p, *p.Signal)
	if signal == nil {
		return list
	}
	for _, d := range p.Disagreements(*signal, s.archive.AsOf) {
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
