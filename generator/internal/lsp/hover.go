package lsp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/keys"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/rename"
	"afterword/generator/internal/uptime"
)

// explain answers with what is known of the word at a place: what a key means, a time in UTC and in the
// archive's zone, what a window does to the year, how the year of a service is, what a term means.
func explain(_ context.Context, now snapshot, doc *document, p documentParams) (any, error) {
	at, ok := now.on(doc, doc.offset(p.Position))
	if !ok {
		return nil, nil
	}
	paragraphs := now.meaning(doc, at)
	if at.key != nil && (at.onKey || len(paragraphs) == 0) {
		paragraphs = append([]string{fmt.Sprintf("**%s**: %s", at.key.Name, at.key.Text)}, paragraphs...)
		if at.key.Example != "" {
			paragraphs = append(paragraphs, fmt.Sprintf("`%s: %s`", at.key.Name, at.key.Example))
		}
	}
	if len(paragraphs) == 0 {
		return nil, nil
	}
	return hover{markup{"markdown", strings.Join(paragraphs, "\n\n")}, doc.span(at.at)}, nil
}

// meaning is what the archive knows of a place, in paragraphs.
func (now snapshot) meaning(doc *document, p place) (paragraphs []string) {
	if now.archive() == nil {
		return nil
	}
	if p.key != nil && !p.onKey {
		switch p.key.Type {
		case keys.Time, keys.Date, keys.End, keys.Day:
			paragraphs = append(paragraphs, now.time(doc, p.text)...)
		}
	}
	if name := p.path[len(p.path)-1]; (name == "start" || name == "end") && !doc.settings() {
		paragraphs = append(paragraphs, now.window(doc, p)...)
	}
	if p.key != nil && p.key.Words == "reports" && !p.onKey {
		if i, ok := now.Archive.Incident(p.text); ok {
			paragraphs = append(paragraphs, fmt.Sprintf("**%s**, %s", i.Title, calendar.Instant(i.When(), now.Settings.Zone)), i.Summary)
		}
	}
	if s, ok := now.names(p); ok {
		paragraphs = append(paragraphs, now.named(s)...)
	}
	return paragraphs
}

// zone is that of the times in a document that carry none.
func (now snapshot) zone(doc *document) *time.Location {
	if f, ok := doc.tree().Get("timezone"); ok {
		if zone, wrong := calendar.LoadZone(f.Value.Text); wrong == nil {
			return zone
		}
	}
	return now.Settings.DefaultZone()
}

// time is a time in UTC and in the archive's zone.
func (now snapshot) time(doc *document, text string) []string {
	t, wrong := calendar.ParseCoarse(text, now.zone(doc))
	if wrong != nil || t.IsZero() || !t.Timed() {
		return nil
	}
	all := []string{calendar.Instant(t, time.UTC)}
	if own := calendar.Instant(t, now.Settings.Zone); own != all[0] {
		all = append(all, own)
	}
	return []string{strings.Join(all, "\\\n")}
}

// window is the length of the window whose start or end is at a place, and what it does to the figures of the year.
func (now snapshot) window(doc *document, p place) (lines []string) {
	start, ok := p.within[len(p.within)-1].Get("start")
	if !ok {
		return nil
	}
	report, _ := postmortem.Parse(doc.name, doc.src, now.Settings) // its problems are shown already
	at, wrong := calendar.ParseCoarse(start.Value.Text, now.zone(doc))
	if report == nil || wrong != nil {
		return nil
	}
	for n, w := range report.Windows {
		if w.Start.Unix() != at.Unix() {
			continue
		}
		length := postmortem.LengthOf([]postmortem.Window{w}, now.Archive.AsOf)
		lines = append(lines, fmt.Sprintf("%s, %s", w.Level.Words(), length))
		without := *report
		without.Windows = append(append([]postmortem.Window(nil), report.Windows[:n]...), report.Windows[n+1:]...)
		for _, id := range report.AffectedServices(w) {
			if s, ok := now.Archive.Service(id); ok {
				lines = append(lines, now.effect(s, w.Start, report, &without)...)
			}
		}
		if report.Draft {
			lines = append(lines, "It counts once the report is no longer a draft.")
		}
		break
	}
	return lines
}

// effect says what a window does to the year of a service, given its report with and without it.
func (now snapshot) effect(s *archive.Service, at calendar.Time, with, without *postmortem.Postmortem) []string {
	year := at.Instant.In(now.Settings.Zone).Year()
	is, ok := now.year(s, year, with)
	was, before := now.year(s, year, without)
	if !ok || !is.Tracked() {
		return nil
	}
	text := fmt.Sprintf("**%s** in %d: %s", s.Name, year, figures(is))
	if before && was.Tracked() {
		text += fmt.Sprintf("; without this window %s", figures(was))
	}
	return []string{text}
}

// year are the figures of a service, with a report as it is now in the place of what the archive has of it.
func (now snapshot) year(s *archive.Service, year int, report *postmortem.Postmortem) (uptime.ServicePeriod, bool) {
	a := now.Archive
	in := uptime.Input{Zone: a.Settings.Zone, Weights: a.Settings.Weights, AsOf: a.AsOf}
	for _, v := range a.Services {
		if s.Covers(v.ID) {
			in.Services = append(in.Services, v.Service)
		}
	}
	for _, i := range s.Incidents {
		if !i.Draft && (report == nil || i.File != report.File) {
			in.Postmortems = append(in.Postmortems, i.Postmortem)
		}
	}
	if report != nil {
		in.Postmortems = append(in.Postmortems, report)
	}
	period, _ := uptime.Compute(in).Year(year)
	for _, found := range period.Services {
		if found.Service.ID == s.ID {
			return found, true
		}
	}
	return uptime.ServicePeriod{}, false
}

// figures are the uptime of a period and how much of the budget is spent.
func figures(p uptime.ServicePeriod) string {
	text := p.Uptime().String()
	if shares, _ := uptime.SharesText(p.Budgets()); shares != "" {
		text += ", " + shares + " of the error budget"
	}
	return text
}

// named is what the archive knows of a service or a term.
func (now snapshot) named(s rename.Subject) (lines []string) {
	a := now.Archive
	if s.Taxonomy == nil {
		v, ok := a.Service(s.Name)
		if !ok {
			return nil
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintf("**%s**, %s", v.Name, v.Organization), ", "), v.Description)
		year := time.Unix(a.AsOf-1, 0).In(a.Settings.Zone).Year()
		if !v.Until.IsZero() {
			year = min(year, v.Until.Instant.Year())
		}
		if p, ok := now.year(v, year, nil); ok && p.Tracked() {
			lines = append(lines, fmt.Sprintf("%d: %s, %s, %s affected", year, figures(p), incidents(p.Incidents), p.Impacted.Duration()))
		} else {
			lines = append(lines, incidents(len(v.Incidents)))
		}
		return lines
	}
	lines = append(lines, fmt.Sprintf("**%s** (%s)", s.Name, strings.ToLower(s.Taxonomy.Singular)))
	for _, t := range s.Taxonomy.Terms {
		if t.Name != s.Name {
			continue
		}
		lines = append(lines, t.Definition)
		if len(t.Synonyms) > 0 {
			lines = append(lines, "Also: "+strings.Join(t.Synonyms, ", "))
		}
		if t.Parent != "" {
			lines = append(lines, "A kind of "+t.Parent)
		}
	}
	if taxonomy := a.Taxonomy(s.Taxonomy.ID); taxonomy != nil {
		for _, t := range taxonomy.Terms {
			if t.Name == s.Name {
				lines = append(lines, incidents(len(t.Incidents)))
			}
		}
	}
	return lines
}

// line is a span of a line of the source.
func (d *document) line(number int) diag.Span {
	return diag.Span{Start: d.src.LineStart(number), End: d.src.LineStart(number) + len(d.src.Line(number))}
}
