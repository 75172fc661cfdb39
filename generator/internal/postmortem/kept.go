package postmortem

import (
	"time"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// Postmortems as bytes, to be kept from one build to the next. Source and Body
// are left out: the text is read again in any case.

// Encode writes a postmortem. It tells false, and what it wrote is of no use,
// for one that holds keys of its author's own.
func (p *Postmortem) Encode(w *cache.Writer) bool {
	for _, s := range []string{p.Path, p.Title, p.Summary, p.Organization, p.Severity, p.DetectedBy} {
		w.Text(s)
	}
	for _, list := range [][]string{p.Services, p.Causes, p.Tags} {
		putTexts(w, list)
	}
	putSpan(w, p.DateAt)
	w.Truth(p.Draft)
	putZone(w, p.Zone)
	for _, t := range []calendar.Time{p.Date, p.Updated, p.Phases.Detected, p.Phases.Acknowledged, p.Phases.Mitigated, p.Phases.Resolved} {
		putTime(w, t)
	}
	w.Truth(p.Phases.Disordered)
	w.Number(len(p.Windows))
	for _, v := range p.Windows {
		putTime(w, v.Start)
		putTime(w, v.End)
		w.Truth(v.Ongoing)
		w.Number(int(v.Level))
		w.Number(int(v.AtLeast))
		w.Number(int(v.AtMost))
		putTexts(w, v.Services)
		w.Text(v.Note)
	}
	w.Number(len(p.Timeline))
	for _, e := range p.Timeline {
		putTime(w, e.Time)
		w.Text(e.Status)
		w.Text(e.Text)
	}
	w.Number(len(p.Actions))
	for _, a := range p.Actions {
		for _, s := range []string{a.Title, a.Owner, a.Status, a.Link, a.Kind} {
			w.Text(s)
		}
		putTime(w, a.Due)
	}
	w.Number(len(p.Sources))
	for _, s := range p.Sources {
		for _, text := range []string{s.Title, s.URL, s.Publisher, s.Archived} {
			w.Text(text)
		}
		putTime(w, s.Date)
	}
	w.Number(len(p.Related))
	for _, r := range p.Related {
		w.Text(r.Path)
		putSpan(w, r.At)
	}
	w.Number(len(p.Aliases))
	for _, a := range p.Aliases {
		w.Text(a.Path)
		putSpan(w, a.At)
	}
	return len(p.Params) == 0
}

// Decode reads what Encode wrote of the postmortem in a file, whose Markdown
// begins at byte body of src. After a mistake, of which r tells, it is of no use.
func Decode(r *cache.Reader, file string, src *diag.Source, body int) *Postmortem {
	p := &Postmortem{File: file, Source: src, Body: body}
	for _, s := range []*string{&p.Path, &p.Title, &p.Summary, &p.Organization, &p.Severity, &p.DetectedBy} {
		*s = r.Text()
	}
	for _, list := range []*[]string{&p.Services, &p.Causes, &p.Tags} {
		*list = getTexts(r)
	}
	p.DateAt = getSpan(r)
	p.Draft = r.Truth()
	p.Zone = getZone(r)
	for _, t := range []*calendar.Time{&p.Date, &p.Updated, &p.Phases.Detected, &p.Phases.Acknowledged, &p.Phases.Mitigated, &p.Phases.Resolved} {
		*t = getTime(r)
	}
	p.Phases.Disordered = r.Truth()
	for range r.Count(8) {
		p.Windows = append(p.Windows, Window{
			Start: getTime(r), End: getTime(r), Ongoing: r.Truth(), Level: settings.Level(r.Number()),
			AtLeast: time.Duration(r.Number()), AtMost: time.Duration(r.Number()), Services: getTexts(r), Note: r.Text(),
		})
	}
	for range r.Count(3) {
		p.Timeline = append(p.Timeline, Event{Time: getTime(r), Status: r.Text(), Text: r.Text()})
	}
	for range r.Count(6) {
		p.Actions = append(p.Actions, Action{Title: r.Text(), Owner: r.Text(), Status: r.Text(), Link: r.Text(), Kind: r.Text(), Due: getTime(r)})
	}
	for range r.Count(5) {
		p.Sources = append(p.Sources, Source{Title: r.Text(), URL: r.Text(), Publisher: r.Text(), Archived: r.Text(), Date: getTime(r)})
	}
	for range r.Count(3) {
		p.Related = append(p.Related, Reference{Path: r.Text(), At: getSpan(r)})
	}
	for range r.Count(3) {
		p.Aliases = append(p.Aliases, Alias{Path: r.Text(), At: getSpan(r)})
	}
	return p
}

func putTexts(w *cache.Writer, list []string) {
	w.Number(len(list))
	for _, s := range list {
		w.Text(s)
	}
}

func getTexts(r *cache.Reader) (list []string) {
	for range r.Count(1) {
		list = append(list, r.Text())
	}
	return list
}

func putSpan(w *cache.Writer, at diag.Span) {
	w.Number(at.Start)
	w.Number(at.End)
}

func getSpan(r *cache.Reader) diag.Span { return diag.Span{Start: r.Number(), End: r.Number()} }

// Numbers of a Writer are not negative: times count from the year 1, offsets from 24 hours west.
const (
	firstSecond = 62_135_596_800
	westmost    = 86_400
)

func putTime(w *cache.Writer, t calendar.Time) {
	w.Number(int(t.Precision))
	if t.IsZero() {
		return
	}
	w.Number(int(t.Unix() + firstSecond))
	w.Truth(t.Zoned)
	_, offset := t.Instant.Zone()
	putZone(w, t.Instant.Location())
	w.Number(offset + westmost)
}

func getTime(r *cache.Reader) (t calendar.Time) {
	if t.Precision = calendar.Precision(r.Number()); t.Precision == calendar.None {
		return calendar.Time{}
	}
	unix := int64(r.Number()) - firstSecond
	t.Zoned = r.Truth()
	name := r.Text()
	offset := r.Number() - westmost
	t.Instant = time.Unix(unix, 0).In(zoneOf(name, offset))
	return t
}

// zoneOf is the zone of a name, or that of an offset in seconds.
func zoneOf(name string, offset int) *time.Location {
	if named(name) {
		if zone, mistake := calendar.LoadZone(name); mistake == nil {
			return zone
		}
	}
	return time.FixedZone(name, offset)
}

// named tells the name of a zone from an offset, such as +02:00 or Z.
func named(zone string) bool { return zone != "" && zone != "Z" && zone[0] != '+' && zone[0] != '-' }

// putZone writes the name of a zone; "" for nil.
func putZone(w *cache.Writer, zone *time.Location) {
	name := ""
	if zone != nil {
		name = zone.String()
	}
	w.Text(name)
}

func getZone(r *cache.Reader) *time.Location {
	name := r.Text()
	if !named(name) {
		return nil
	}
	zone, mistake := calendar.LoadZone(name)
	if mistake != nil {
		return nil
	}
	return zone
}
