package archive

import (
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// When a date looks mistyped, given the rest of the archive.
const (
	early     = 24 * time.Hour // after now: it is tomorrow already where the author is
	farBefore = 40             // years before any other incident
)

// farDates warns of reports whose year is likely to be mistyped.
func (a *Archive) farDates() (list diag.List) {
	now := time.Unix(a.AsOf, 0).In(a.Settings.Zone)
	future := func(i *Incident) bool { return i.Date.Instant.Sub(now) > early }
	far := func(at, later calendar.Time) bool { return at.Instant.AddDate(farBefore, 0, 0).Before(later.Instant) }
	for _, i := range a.Incidents {
		next := i.Later
		switch {
		case i.Date.IsZero():
		case future(i):
			list.Add(i.Source.Warningf(diag.DateFar, i.DateAt, "Check the year; the archive is read as of "+now.Format(time.DateOnly)+".", "the date of the report is in the future"))
		case next == nil || future(next):
		case far(i.Date, next.When()) && far(i.When(), next.When()) && (i.Earlier == nil || far(i.Earlier.When(), i.When())):
			list.Add(i.Source.Warningf(diag.DateFar, i.DateAt, "Check the year; the next incident is of "+next.When().Instant.Format(time.DateOnly)+".", "the date of the report is decades before every other incident"))
		}
	}
	return list
}
