package trends_test

import (
	"slices"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/trends"
)

// resolvedAfter is an incident that started at 10:00 and was resolved some minutes later.
func resolvedAfter(minutes int) *archive.Incident {
	start := calendar.Time{Instant: time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC), Precision: calendar.Minute}
	i := &archive.Incident{Postmortem: &postmortem.Postmortem{}, Start: start}
	i.Phases.Resolved = calendar.Time{Instant: start.Instant.Add(time.Duration(minutes) * time.Minute), Precision: calendar.Minute}
	return i
}

func TestResponseCountsWhatHasATimeOfDay(t *testing.T) {
	disordered, dateless, dayOnly := resolvedAfter(1), resolvedAfter(2), resolvedAfter(3)
	disordered.Phases.Disordered = true
	dateless.Start.Precision = calendar.Day
	dayOnly.Phases.Resolved.Precision = calendar.Day
	response := trends.Respond([]*archive.Incident{
		resolvedAfter(90), resolvedAfter(0), resolvedAfter(10), resolvedAfter(20), disordered, dateless, dayOnly, {Postmortem: &postmortem.Postmortem{}},
	})
	resolved := response[3]
	var values []int64
	for _, v := range resolved.Values {
		values = append(values, v.Min)
	}
	if want := []int64{0, 600, 1_200, 5_400}; resolved.Of != 8 || !slices.Equal(values, want) {
		t.Errorf("values = %v of %d, want %v of 8", values, resolved.Of, want)
	}
	if n := response[0].N(); n != 0 {
		t.Errorf("%d were detected, want none", n)
	}
}

func TestManyValuesAreSummedUpByNearestRank(t *testing.T) {
	for _, test := range []struct{ n, median, p90 int64 }{{5, 3, 5}, {6, 3, 6}, {9, 5, 9}, {10, 5, 9}, {11, 6, 10}, {20, 10, 18}, {21, 11, 19}} {
		var list []*archive.Incident
		for i := test.n; i >= 1; i-- {
			list = append(list, resolvedAfter(int(i)))
		}
		d := trends.Respond(list)[3]
		if median, p90 := d.Quantile(50).Min, d.Quantile(90).Min; d.N() != int(test.n) || median != test.median*60 || p90 != test.p90*60 {
			t.Errorf("of %d: median %d, 90th percentile %d; want %d and %d minutes", test.n, median, p90, test.median, test.p90)
		}
	}
}
