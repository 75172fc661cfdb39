package calendar

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// Periods are cut by the clocks of a zone: each begins at the first instant at
// which they show its first midnight or a later time, and ends where the next
// begins. Their lengths follow from the two instants, so that daylight saving,
// leap years and skipped days need no thought. A nil zone is UTC.

// Year returns the interval of a calendar year in a zone.
func Year(year int, zone *time.Location) Interval {
	return between(localDay(year, time.January, 1), localDay(year+1, time.January, 1), zone)
}

// Month returns the interval of a calendar month in a zone.
func Month(year int, month time.Month, zone *time.Location) Interval {
	return between(localDay(year, month, 1), localDay(year, month+1, 1), zone)
}

// DayOf returns the interval of a calendar day in a zone. It is empty where the
// zone skipped the day, as Pacific/Apia skipped 2011-12-30.
func DayOf(year int, month time.Month, day int, zone *time.Location) Interval {
	return between(localDay(year, month, day), localDay(year, month, day+1), zone)
}

func between(first, next int64, zone *time.Location) Interval {
	zone = orUTC(zone)
	return Interval{firstInstant(first, zone), firstInstant(next, zone)}
}

// gap is the longest run of years of which nothing is known that is still shown.
const gap = 5

// Years lists the years of a set in order, and with them those of gaps of at most five.
func Years(set map[int]bool) (years []int) {
	for _, year := range slices.Sorted(maps.Keys(set)) {
		if n := len(years); n > 0 && year-years[n-1] <= gap+1 {
			for next := years[n-1] + 1; next < year; next++ {
				years = append(years, next)
			}
		}
		years = append(years, year)
	}
	return years
}

// A CalendarDay is a day of a zone with the seconds that it lasted there.
type CalendarDay struct {
	Year  int
	Month time.Month
	Day   int // 1 to 31
	Interval
}

// Days iterates over the days of a zone that share a second with a period, in
// order and whole: a day is not clipped to the period. Skipped days are left out.
func Days(period Interval, zone *time.Location) iter.Seq[CalendarDay] {
	return func(yield func(CalendarDay) bool) {
		if period.Empty() {
			return
		}
		year, month, day := DateOf(period.Start, zone)
		for ; ; day++ {
			in := DayOf(year, month, day, zone)
			if in.Start >= period.End {
				return
			}
			if in.Empty() || in.End <= period.Start {
				continue
			}
			y, m, d := time.Unix(localDay(year, month, day), 0).UTC().Date()
			if !yield(CalendarDay{y, m, d, in}) {
				return
			}
		}
	}
}

// DateOf returns the day whose DayOf holds the instant. It is the date that the
// clocks show, except in the rare hour in which they were put back over midnight.
func DateOf(instant int64, zone *time.Location) (year int, month time.Month, day int) {
	year, month, day = time.Unix(instant, 0).In(orUTC(zone)).Date()
	if DayOf(year, month, day, zone).End <= instant {
		year, month, day = time.Unix(localDay(year, month, day+1), 0).UTC().Date()
	}
	return year, month, day
}

// YearOf returns the year whose Year holds the instant.
func YearOf(instant int64, zone *time.Location) int {
	year, _, _ := DateOf(instant, zone)
	return year
}

// MonthOf returns the month whose Month holds the instant.
func MonthOf(instant int64, zone *time.Location) (year int, month time.Month) {
	year, month, _ = DateOf(instant, zone)
	return year, month
}
