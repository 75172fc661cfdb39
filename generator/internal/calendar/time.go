package calendar

import "time"

// Precision says how exactly a time was written down.
type Precision uint8

const (
	// None is the precision of a time that was not recorded.
	None Precision = iota
	// YearOnly is a year of which no month is known.
	YearOnly
	// MonthOnly is a month of which no day is known.
	MonthOnly
	// Day is a calendar day without a time of day.
	Day
	// Minute is a time of day without seconds, or with :00 in their place.
	Minute
	// Second is a time of day with seconds.
	Second
)

// A Time is an instant, a calendar day, a month or a year as somebody wrote it down.
// The zero Time is "not recorded".
type Time struct {
	// Instant is the instant in seconds; of a day, a month or a year, the first one in its zone. Its
	// Location is the recorded zone: an IANA zone where one was in force, else a fixed offset.
	Instant time.Time
	// Precision is None for the zero Time.
	Precision Precision
	// Zoned says that the author wrote an offset or a zone with the time
	// itself, rather than relying on the file's or the archive's.
	Zoned bool
}

// IsZero reports whether the time was not recorded.
func (t Time) IsZero() bool { return t.Precision == None }

// Timed reports whether a time of day was recorded.
func (t Time) Timed() bool { return t.Precision >= Minute }

// Span is the interval in which the time was: a second, or a day, month or year by the
// clocks of a zone, since a calendar day is its author's and no zone moves it. It says
// nothing for the zero Time.
func (t Time) Span(zone *time.Location) Interval {
	y, m, d := t.Instant.Date()
	switch t.Precision {
	case YearOnly:
		return Year(y, zone)
	case MonthOnly:
		return Month(y, m, zone)
	case Day:
		return DayOf(y, m, d, zone)
	}
	return Interval{t.Unix(), t.Unix() + 1}
}

// Unix returns the instant in seconds since 1970-01-01T00:00:00Z.
func (t Time) Unix() int64 { return t.Instant.Unix() }

// Before orders two times by their instants.
func (t Time) Before(u Time) bool { return t.Instant.Before(u.Instant) }
