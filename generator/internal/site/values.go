package site

import (
	"html/template"

	"afterword/generator/internal/theme"
)

// A KeyFigure is one number of a row of key figures.
type KeyFigure struct {
	Label string
	Value string
	Note  string
	URL   string
	// Of and Figure say which figure the value is, to afterword verify; "" where it is of no service.
	Of, Figure string
}

// A YearLink is a year with its count; or, with a Gap, a run of years without incidents.
type YearLink struct {
	Counted
	Gap string // "1997–2002: none"; the other fields are empty then
}

// A Moment is a time ready to print.
type Moment struct {
	Text     string // "4 Dec 2018, 22:00 UTC"; "" when not recorded
	Machine  string // for <time datetime>: "2018-12-04T22:00:00Z" or "2018-12-04"
	Reported string // "14:00 PST (UTC−8), as reported"; "" when nothing differs
}

// A Length is a duration ready to print.
type Length struct {
	Text    string // "22 h 46 min", "≥ 9 min", "not recorded"
	Machine string // "PT22H46M"; "" when not known exactly
	Missing bool   // nothing of it is certain
	Bar     template.HTML
}

// A Badge is a word with a shape, and never a colour alone. The style sheet draws the
// shape of the class.
type Badge struct {
	Word  string
	Class string // sev1…sev4, unrecorded, ongoing, planned, done, open, overdue, partial, degraded, outage, draft
	URL   string // "" where it leads nowhere
}

// A Row is an incident in a list.
type Row struct {
	Title     string
	URL       string
	Summary   string
	Date      Moment // the day it began, else the day it was published
	Published bool   // Date is the day of publication, for want of a better one
	Time      string // the time of day in the archive's zone, "22:00"; "" where it was not recorded
	Severity  Badge
	Services  string // their names: "Connect apps, Marketplace"
	Causes    string // the same of causes
	Length    Length
	Ongoing   bool
	Draft     bool

	theme.Piece // the row as partials/row.html draws it
}

// A BriefRow is an incident in a list that is too long for rows.
type BriefRow struct {
	Link
	Date Moment // as in Row
}

// A Group is a run of rows under one heading: a month.
type Group struct {
	ID    string // "m03"
	Title string // "March 2018"
	URL   string // of the month's own page, where the year is split; Rows is empty then
	Count int
	Rows  []Row
}
