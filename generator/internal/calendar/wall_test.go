package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// Every quarter of an hour of some years, in zones that are hard to get right,
// against a map from local time to instants that is made by asking for the local
// time of every instant, one after the other.
func TestLocalTimesByBruteForce(t *testing.T) {
	for _, c := range []struct {
		name          string
		year          int
		gaps, doubles int // quarters of an hour
	}{
		{"America/New_York", 2024, 4, 4},
		{"Australia/Lord_Howe", 2024, 2, 2},
		{"Pacific/Apia", 2011, 4 + 96, 4},
		{"Europe/Dublin", 2024, 4, 4},
		{"America/Sao_Paulo", 2018, 4, 4},
		{"Antarctica/Troll", 2024, 8, 8},
		{"Africa/Casablanca", 2024, 4, 4},
		{"America/St_Johns", 2006, 4, 4}, // at one minute past midnight
		{"Asia/Pyongyang", 2018, 2, 0},
		{"America/Caracas", 2007, 0, 2},
		{"Asia/Tokyo", 2024, 0, 0},
	} {
		const step = 900
		in := zone(t, c.name)
		from := time.Date(c.year, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		to := time.Date(c.year+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		shown := map[string][]int64{}
		for at := from - 2*86400; at < to+2*86400; at += step {
			text := time.Unix(at, 0).In(in).Format("2006-01-02 15:04")
			shown[text] = append(shown[text], at)
		}
		gaps, doubles := 0, 0
		for local := from; local < to; local += step {
			text := time.Unix(local, 0).UTC().Format("2006-01-02 15:04")
			got, bad := calendar.Parse(text, in)
			switch want := shown[text]; {
			case len(want) == 0:
				gaps++
				if bad == nil || bad.Code != diag.TimeGap {
					t.Fatalf("%s in %s was skipped: %v, %+v", text, c.name, got.Instant, bad)
				}
			case len(want) == 1:
				if bad != nil || got.Unix() != want[0] {
					t.Fatalf("%s in %s: %v, %+v, want %d", text, c.name, got.Instant, bad, want[0])
				}
			default:
				doubles++
				if bad == nil || bad.Code != diag.TimeAmbiguous {
					t.Fatalf("%s in %s happened %d times: %v, %+v", text, c.name, len(want), got.Instant, bad)
				}
			}
		}
		if gaps != c.gaps || doubles != c.doubles {
			t.Errorf("%s in %d: %d quarters skipped and %d doubled, want %d and %d", c.name, c.year, gaps, doubles, c.gaps, c.doubles)
		}
	}
}

// A day begins at the first minute that shows its date or a later one.
func TestFirstInstantsByBruteForce(t *testing.T) {
	for _, c := range []struct {
		name string
		year int
	}{
		{"Pacific/Apia", 2011}, {"America/Sao_Paulo", 2018}, {"America/St_Johns", 2006}, {"America/Havana", 2024},
		{"Africa/Cairo", 2024}, {"Asia/Kathmandu", 1986}, {"Pacific/Kwajalein", 1993}, {"Australia/Lord_Howe", 2024},
	} {
		in := zone(t, c.name)
		at := time.Date(c.year-1, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
		for day := time.Date(c.year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == c.year; day = day.AddDate(0, 0, 1) {
			text := day.Format("2006-01-02")
			for time.Unix(at, 0).In(in).Format("2006-01-02") < text {
				at += 60
			}
			if got := calendar.DayOf(day.Year(), day.Month(), day.Day(), in); got.Start != at {
				t.Fatalf("%s in %s begins at %d, want %d", text, c.name, got.Start, at)
			}
			got, bad := calendar.ParseDay(text, in)
			exists := time.Unix(at, 0).In(in).Format("2006-01-02") == text
			if exists && (bad != nil || got.Unix() != at) || !exists && (bad == nil || bad.Code != diag.DateInvalid) {
				t.Fatalf("%s in %s: %v, %+v; it exists: %t", text, c.name, got.Instant, bad, exists)
			}
		}
	}
}
