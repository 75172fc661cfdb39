package site

import (
	"cmp"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/changes"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// ChangesPage is the data of layouts/changes.html: what was published otherwise before.
type ChangesPage struct {
	Frame
	Since Moment // of the first line of the record
	Times []ChangedAt
}

// ChangedAt is what changed at one time.
type ChangedAt struct {
	ID   string
	At   Moment
	Rows []ChangeRow
}

// A ChangeRow is a figure, or what a report says, before and after.
type ChangeRow struct {
	Link          // the service or the report
	What          string
	Before, After string
	Because       []Link // the reports that moved a figure
}

// changesPage shows the record. What it names and the site does not show, such as a report that is gone, is left out.
func (s *Site) changesPage() ChangesPage {
	page := ChangesPage{}
	at := func(text string) Moment {
		t, _ := time.Parse(time.RFC3339, text)
		return s.instant(t.Unix())
	}
	if len(s.record.Lines) > 0 {
		page.Since = at(s.record.Lines[0].At)
	}
	list, _ := s.record.Changes() // it was read
	for _, c := range list {
		rows := s.changeRows(c)
		if len(rows) == 0 {
			continue
		}
		if n := len(page.Times); n == 0 || page.Times[n-1].At.Machine != at(c.At).Machine {
			page.Times = append(page.Times, ChangedAt{ID: "t" + c.At[:min(len(c.At), 10)], At: at(c.At)})
		}
		last := &page.Times[len(page.Times)-1]
		last.Rows = append(rows, last.Rows...)
	}
	page.Frame = s.newFrame(subject{
		title:       "Changes after publication",
		description: "Figures, windows and severities that this site published otherwise before.",
		path:        urls.Changes,
		trail:       []feeds.Crumb{{Name: "Method", Path: urls.Method}},
	})
	return page
}

// changeRows are the rows of a change.
func (s *Site) changeRows(c changes.Change) (rows []ChangeRow) {
	if c.Report != "" {
		i, ok := s.archive.Incident(c.Report)
		for _, said := range c.Said {
			if ok {
				rows = append(rows, ChangeRow{Link: s.link(i.Title, urls.Incident(i.Path)), What: capital(said.What), Before: cmp.Or(said.Before, calendar.NoValue), After: cmp.Or(said.After, calendar.NoValue)})
			}
		}
		return rows
	}
	v, ok := s.archive.Service(c.Service)
	if !ok {
		return nil
	}
	row := ChangeRow{Link: s.link(v.Name, urls.Service(v.ID)), What: c.Period + ", " + figureName(c.Figure)}
	row.Before, row.After = c.Shown()
	for _, path := range c.Because {
		if i, ok := s.archive.Incident(path); ok {
			row.Because = append(row.Because, s.link(i.Title, urls.Incident(i.Path)))
		}
	}
	return append(rows, row)
}

// figureName is what pages call a figure of /api/uptime.json.
func figureName(figure string) string {
	switch figure {
	case "weighted":
		return "downtime"
	case "strict":
		return "strict uptime"
	case "impacted":
		return "impacted time"
	}
	return figure
}

// changes plans the page where a record is kept.
func (p *planner) changes(layout theme.Layout) {
	if p.site.record != nil {
		p.html(urls.Changes, wholeArchive, layout, true, func() any { return p.site.changesPage() })
	}
}
