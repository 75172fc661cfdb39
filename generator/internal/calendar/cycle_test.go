package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
)

func TestPeriodsOfCycles(t *testing.T) {
	april, sixth := calendar.YearStart{Month: time.April, Day: 1}, calendar.YearStart{Month: time.April, Day: 6}
	day := func(zone *time.Location, y int, m time.Month, d int) int64 {
		return time.Date(y, m, d, 0, 0, 0, 0, zone).Unix()
	}
	ny := zone(t, "America/New_York")
	for _, c := range []struct {
		cycle      calendar.Cycle
		year, part int
		start      calendar.YearStart
		zone       *time.Location
		from, to   int64
		name, id   string
		seconds    int64
	}{
		{calendar.Yearly, 2024, 0, april, time.UTC, day(time.UTC, 2024, 1, 1), day(time.UTC, 2025, 1, 1), "2024", "2024", 366 * 86400},
		{calendar.Quarterly, 2024, 3, april, time.UTC, day(time.UTC, 2024, 7, 1), day(time.UTC, 2024, 10, 1), "Q3 2024", "2024/q3", 92 * 86400},
		// An hour is missing in March in New York, and there is one too many in November.
		{calendar.Quarterly, 2024, 1, april, ny, day(ny, 2024, 1, 1), day(ny, 2024, 4, 1), "Q1 2024", "2024/q1", 91*86400 - 3600},
		{calendar.Quarterly, 2024, 4, april, ny, day(ny, 2024, 10, 1), day(ny, 2025, 1, 1), "Q4 2024", "2024/q4", 92*86400 + 3600},
		{calendar.Monthly, 2024, 2, april, time.UTC, day(time.UTC, 2024, 2, 1), day(time.UTC, 2024, 3, 1), "February 2024", "2024/02", 29 * 86400},
		{calendar.FiscalYearly, 2024, 0, april, time.UTC, day(time.UTC, 2023, 4, 1), day(time.UTC, 2024, 4, 1), "FY2024", "FY2024", 366 * 86400},
		{calendar.FiscalYearly, 2024, 0, calendar.YearStart{Month: time.January, Day: 1}, time.UTC, day(time.UTC, 2024, 1, 1), day(time.UTC, 2025, 1, 1), "FY2024", "FY2024", 366 * 86400},
		{calendar.FiscalQuarterly, 2024, 4, sixth, time.UTC, day(time.UTC, 2024, 1, 6), day(time.UTC, 2024, 4, 6), "Q4 FY2024", "FY2024/q4", 91 * 86400},
	} {
		p := calendar.PeriodOf(c.cycle, c.year, c.part, c.start, c.zone)
		if p.Start != c.from || p.End != c.to || p.String() != c.name || p.ID() != c.id || p.Seconds() != c.seconds {
			t.Errorf("%v %d %d: %v of %d s, %s, %s", c.cycle, c.year, c.part, p.Interval, p.Seconds(), p, p.ID())
		}
		if read, ok := calendar.ParseCycle(c.cycle.String()); !ok || read != c.cycle {
			t.Errorf("%s is read as %v", c.cycle, read)
		}
	}
	if p := calendar.LastDays(30, 86400*31); p.Start != 86400 || p.ID() != "30d" || p.String() != "last 30 days" {
		t.Errorf("%+v", p)
	}
}

// The periods of a cycle follow each other without a gap and cover what they are asked for.
func TestCyclesTile(t *testing.T) {
	for _, name := range []string{"UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"} {
		in := calendar.Interval{Start: calendar.Year(2010, zone(t, name)).Start + 5, End: calendar.Year(2012, zone(t, name)).End - 5}
		for cycle := calendar.Yearly; cycle < calendar.Rolling; cycle++ {
			for _, start := range []calendar.YearStart{{}, {Month: time.April, Day: 6}, {Month: time.December, Day: 28}} {
				list := calendar.Periods(cycle, in, start, zone(t, name))
				if len(list) == 0 || list[0].Start > in.Start || list[0].End <= in.Start || list[len(list)-1].End < in.End || list[len(list)-1].Start >= in.End {
					t.Fatalf("%s %s %v: %v", name, cycle, start, list)
				}
				for n, p := range list[1:] {
					if p.Start != list[n].End || p.ID() == list[n].ID() {
						t.Errorf("%s %s %v: %v after %v", name, cycle, start, p, list[n])
					}
				}
			}
		}
	}
}
