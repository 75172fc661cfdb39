package site

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

const notRecorded = "not recorded"

// instant shows a second since 1970.
func (s *Site) instant(unix int64) Moment {
	return s.moment(calendar.Time{Instant: time.Unix(unix, 0).UTC(), Precision: calendar.Minute})
}

// today shows the day of the archive's "now".
func (s *Site) today() string { return calendar.Date(s.archive.AsOf, s.zone) }

// moment shows a time as exactly as it was recorded. The zero Time gives the zero Moment.
func (s *Site) moment(t calendar.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{Text: calendar.Instant(t, s.zone), Machine: calendar.ISOTime(t), Reported: calendar.AsReported(t, s.zone)}
}

// day shows the calendar day of a time in the archive's zone, or the month or the year
// where no more is known. Those, and days without a time of day, are never moved by a zone.
func (s *Site) day(t calendar.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	return Moment{Text: calendar.DateOnly(t, s.zone), Machine: isoDay(t, s.zone)}
}

// isoDay is day for machines: "2018-12-04", "2018-12", "2018", "".
func isoDay(t calendar.Time, zone *time.Location) string {
	if t.Timed() {
		t.Instant, t.Precision = t.Instant.In(zone), calendar.Day
	}
	return calendar.ISOTime(t)
}

// published is when a report was published, by its day or, in full, with its time. A day
// that the author derived is none for machines.
func (s *Site) published(i *archive.Incident, show func(calendar.Time) Moment) Moment {
	m := show(i.Date)
	if i.DateNote != "" && m.Text != "" {
		return Moment{Text: "by " + m.Text}
	}
	return m
}

// filed is the day by which an incident is listed: of its start, else of its report.
func (s *Site) filed(i *archive.Incident) Moment {
	switch {
	case i.Year == 0:
		return Moment{Text: "undated"}
	case i.Start.IsZero():
		return s.published(i, s.day)
	}
	return s.day(i.Start)
}

// yearName is the label of a year, or of what no year is known of.
func yearName(year int) string {
	if year == 0 {
		return "Undated"
	}
	return strconv.Itoa(year)
}

// monthName is the label of a month of a year, of which 0 is none that is known.
func monthName(year int, month time.Month) string {
	switch {
	case year == 0:
		return yearName(year)
	case month == 0:
		return yearName(year) + ", month not recorded"
	}
	return calendar.MonthName(year, month)
}

// length shows how long an incident affected.
func (s *Site) length(l postmortem.Length) Length {
	out := Length{Text: l.String(), Missing: l.Min == 0, Bar: theme.Drawn(chart.Bar(l))}
	if l.Exact() {
		out.Machine = calendar.ISODuration(l.Min)
	}
	return out
}

// severity is the badge of a severity. However many an archive has, the worst
// and the least look it.
func (s *Site) severity(t *archive.Term) Badge {
	b := Badge{Word: capital(t.Name), URL: s.path(urls.Term("severities", t.Slug))}
	if t.Rank < 0 {
		return Badge{Word: "Severity not recorded", Class: "unrecorded", URL: b.URL}
	}
	b.Class = "sev" + strconv.Itoa(min(t.Rank, 3)+1)
	return b
}

func (s *Site) levelBadge(l settings.Level) Badge {
	return Badge{Word: l.Words(), Class: l.Class(), URL: s.path(urls.Method) + "#levels"}
}

// capital writes the first letter of a word large.
func capital(word string) string {
	_, n := utf8.DecodeRuneInString(word)
	return strings.ToUpper(word[:n]) + word[n:]
}
