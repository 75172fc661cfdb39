package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
)

func hours(t *testing.T, days string, from, to int64, in string) calendar.Hours {
	t.Helper()
	on, ok := calendar.ParseWeekdays(days)
	if !ok {
		t.Fatal(days)
	}
	return calendar.Hours{Days: on, From: from * 3600, To: to * 3600, Zone: zone(t, in)}
}

func between(first, last string, zone *time.Location) calendar.Interval {
	at := func(text string) int64 {
		for _, layout := range []string{"2006-01-02 15:04", "2006-01-02"} {
			if at, err := time.ParseInLocation(layout, text, zone); err == nil {
				return at.Unix()
			}
		}
		panic(text)
	}
	return calendar.Interval{Start: at(first), End: at(last)}
}

// Numbers that were worked out by hand, over changes of clocks.
func TestHoursThatAreMeasured(t *testing.T) {
	const ny, berlin = "America/New_York", "Europe/Berlin"
	work, night := hours(t, "mon-fri", 8, 18, ny), hours(t, "sun-sat", 0, 6, ny)
	for _, c := range []struct {
		what  string
		hours calendar.Hours
		in    calendar.Interval
		want  int64
	}{
		{"21 working days of March 2024", work, calendar.Month(2024, time.March, zone(t, ny)), 756_000},
		{"an outage over a weekend on which clocks change", work, between("2024-03-08 17:30", "2024-03-11 08:45", zone(t, ny)), 4_500},
		{"the same elapsed", hours(t, "mon-sun", 0, 24, ny), between("2024-03-08 17:30", "2024-03-11 08:45", zone(t, ny)), 224_100},
		{"the week", work, between("2024-03-04", "2024-03-11", zone(t, ny)), 180_000},
		{"nights in which an hour is skipped", night, between("2024-03-04", "2024-03-11", zone(t, ny)), 147_600},
		{"nights in which an hour is shown twice", hours(t, "mon-sun", 0, 6, berlin), between("2024-10-21", "2024-10-28", zone(t, berlin)), 154_800},
		{"the week of 23 hours on a day", hours(t, "mon-sun", 0, 24, ny), between("2024-03-04", "2024-03-11", zone(t, ny)), 601_200},
		{"the week of 25 hours on a day", hours(t, "mon-sun", 0, 24, berlin), between("2024-10-21", "2024-10-28", zone(t, berlin)), 608_400},
		// New York's 8 to 18 is Berlin's 14 to 24 before New York changes its clocks, and 13 to 23 after it.
		{"Friday in Berlin, afternoon", work, between("2024-03-08 13:00", "2024-03-08 14:00", zone(t, berlin)), 0},
		{"Monday in Berlin, afternoon", work, between("2024-03-11 13:00", "2024-03-11 14:00", zone(t, berlin)), 3_600},
		// Friday's night runs on to Saturday; Sunday's is not measured.
		{"nights past midnight", hours(t, "mon-fri", 22, 30, "UTC"), between("2024-03-08 12:00", "2024-03-11 12:00", time.UTC), 8 * 3600},
		{"a night cut by the period", hours(t, "mon-fri", 22, 30, "UTC"), between("2024-03-09", "2024-03-10", time.UTC), 6 * 3600},
		{"from in the gap", calendar.Hours{Days: night.Days, From: 2*3600 + 1800, To: 4 * 3600, Zone: zone(t, ny)}, calendar.DayOf(2024, time.March, 10, zone(t, ny)), 3_600},
		{"to in the gap", calendar.Hours{Days: night.Days, From: 3600, To: 2*3600 + 1800, Zone: zone(t, ny)}, calendar.DayOf(2024, time.March, 10, zone(t, ny)), 3_600},
		{"both in the gap", calendar.Hours{Days: night.Days, From: 2*3600 + 600, To: 2*3600 + 1200, Zone: zone(t, ny)}, calendar.DayOf(2024, time.March, 10, zone(t, ny)), 0},
		{"both shown twice: from the first to the last", calendar.Hours{Days: night.Days, From: 3600 + 1800, To: 3600 + 2700, Zone: zone(t, ny)}, calendar.DayOf(2024, time.November, 3, zone(t, ny)), 3600 + 900},
		{"a day that was skipped", hours(t, "fri", 8, 18, "Pacific/Apia"), between("2011-12-28", "2012-01-02", zone(t, "Pacific/Apia")), 0},
	} {
		if got := c.hours.In(c.in).Seconds(); got != c.want {
			t.Errorf("%s: %d s, want %d", c.what, got, c.want)
		}
	}
}

// An outage by the wall clock lasts two hours both times; an hour is missing, and one too many.
func TestOutageOverAChangeOfClocks(t *testing.T) {
	ny, berlin := zone(t, "America/New_York"), zone(t, "Europe/Berlin")
	if got := between("2024-03-10 01:30", "2024-03-10 03:30", ny).Seconds(); got != 3_600 {
		t.Error(got)
	}
	// 01:30 CEST is before the hour that is shown twice.
	if got := between("2024-10-27 01:30", "2024-10-27 03:30", berlin).Seconds(); got != 10_800 {
		t.Error(got)
	}
}

// Hours of every day from midnight to midnight are all of the time, in every zone.
func TestHoursOfAllDaysAreAllTime(t *testing.T) {
	for _, name := range []string{"UTC", "Pacific/Apia", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe", "Africa/Cairo"} {
		in := calendar.Interval{Start: calendar.Year(2009, zone(t, name)).Start + 12345, End: calendar.Year(2014, zone(t, name)).End - 54321}
		if got := hours(t, "mon-sun", 0, 24, name).In(in); len(got) != 1 || got[0] != in {
			t.Errorf("%s: %v, want %v", name, got, in)
		}
	}
}

func TestHoursInWords(t *testing.T) {
	for days, want := range map[string]string{
		"mon-fri": "Mon–Fri 08:00–18:00, UTC", "Sunday": "Sun 08:00–18:00, UTC", "sat-mon": "Mon, Sat–Sun 08:00–18:00, UTC", "mon-sun": "every day 08:00–18:00, UTC",
	} {
		if got := hours(t, days, 8, 18, "UTC").String(); got != want {
			t.Errorf("%s: %s", days, got)
		}
	}
	if got := hours(t, "mon", 22, 30, "UTC").String(); got != "Mon 22:00–06:00, UTC" {
		t.Error(got)
	}
	for _, bad := range []string{"", "mo", "mon-", "-fri", "mon,tue", "mon-fri-sat"} {
		if _, ok := calendar.ParseWeekdays(bad); ok {
			t.Errorf("%q is read", bad)
		}
	}
}
