package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
)

func TestPeriodLengths(t *testing.T) {
	for _, c := range []struct {
		what    string
		got     calendar.Interval
		seconds int64
	}{
		{"2012 in UTC", calendar.Year(2012, time.UTC), 31_622_400},
		{"2013 in New York", calendar.Year(2013, zone(t, "America/New_York")), 31_536_000},
		{"2024 without a zone", calendar.Year(2024, nil), 527_040 * 60},
		{"1900 in UTC", calendar.Year(1900, time.UTC), 31_536_000},
		{"2000 in UTC", calendar.Year(2000, time.UTC), 31_622_400},
		{"March 2024 in New York", calendar.Month(2024, time.March, zone(t, "America/New_York")), 2_674_800},
		{"November 2024 in New York", calendar.Month(2024, time.November, zone(t, "America/New_York")), 30*86400 + 3600},
		{"October 2024 on Lord Howe", calendar.Month(2024, time.October, zone(t, "Australia/Lord_Howe")), 31*86400 - 1800},
		{"December 2011 in Apia", calendar.Month(2011, time.December, zone(t, "Pacific/Apia")), 30 * 86400},
		{"2011 in Apia", calendar.Year(2011, zone(t, "Pacific/Apia")), 364 * 86400},
		{"2011-12-30 in Apia", calendar.DayOf(2011, time.December, 30, zone(t, "Pacific/Apia")), 0},
		{"2024-03-10 in New York", calendar.DayOf(2024, time.March, 10, zone(t, "America/New_York")), 23 * 3600},
		{"2024-11-03 in New York", calendar.DayOf(2024, time.November, 3, zone(t, "America/New_York")), 25 * 3600},
		{"2018-11-04 in Sao Paulo", calendar.DayOf(2018, time.November, 4, zone(t, "America/Sao_Paulo")), 23 * 3600},
	} {
		if c.got.Seconds() != c.seconds {
			t.Errorf("%s lasts %d s, want %d", c.what, c.got.Seconds(), c.seconds)
		}
	}
}

// Days tile months and months tile years, without a gap or an overlap, and each
// second of a period belongs to it by YearOf, MonthOf and DateOf.
func TestPeriodsTile(t *testing.T) {
	for _, name := range []string{"UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Europe/Dublin", "America/St_Johns", "Pacific/Kwajalein"} {
		in := zone(t, name)
		for _, year := range []int{1969, 1993, 2006, 2011, 2024} {
			whole := calendar.Year(year, in)
			at := whole.Start
			for m := time.January; m <= time.December; m++ {
				month := calendar.Month(year, m, in)
				if month.Start != at {
					t.Fatalf("%s: %s %d begins at %d, want %d", name, m, year, month.Start, at)
				}
				for day := range calendar.Days(month, in) {
					if day.Start != at || day.Year != year || day.Month != m || day.Empty() {
						t.Fatalf("%s: %d-%d-%d %v after %d", name, day.Year, day.Month, day.Day, day.Interval, at)
					}
					for _, instant := range []int64{day.Start, day.End - 1} {
						y, mm, d := calendar.DateOf(instant, in)
						y2, m2 := calendar.MonthOf(instant, in)
						if y != year || mm != m || d != day.Day || y2 != y || m2 != m || calendar.YearOf(instant, in) != year {
							t.Fatalf("%s: %d belongs to %d-%d-%d, want %d-%d-%d", name, instant, y, mm, d, year, m, day.Day)
						}
					}
					at = day.End
				}
				if at != month.End {
					t.Fatalf("%s: the days of %s %d end at %d, want %d", name, m, year, at, month.End)
				}
			}
			if at != whole.End {
				t.Fatalf("%s: the months of %d end at %d, want %d", name, year, at, whole.End)
			}
		}
	}
}

func TestDaysOfAPart(t *testing.T) {
	in := zone(t, "Asia/Tokyo")
	start, end := calendar.DayOf(2023, time.December, 31, in), calendar.DayOf(2024, time.January, 2, in)
	var got []int
	for day := range calendar.Days(calendar.Interval{Start: start.End - 1, End: end.Start + 1}, in) {
		got = append(got, day.Day)
	}
	if len(got) != 3 || got[0] != 31 || got[1] != 1 || got[2] != 2 {
		t.Errorf("days %v", got)
	}
	for day := range calendar.Days(calendar.Interval{Start: 5, End: 5}, in) {
		t.Errorf("an empty period has the day %v", day)
	}
	for range calendar.Days(calendar.Year(2024, in), in) {
		break
	}
}

func TestYearIsThatOfTheZone(t *testing.T) {
	instant := time.Date(2023, time.December, 31, 23, 30, 0, 0, time.UTC).Unix()
	for name, want := range map[string]int{"UTC": 2023, "Asia/Tokyo": 2024, "America/Los_Angeles": 2023} {
		if got := calendar.YearOf(instant, zone(t, name)); got != want {
			t.Errorf("2023-12-31 23:30 UTC is in %d in %s, want %d", got, name, want)
		}
	}
}
