package calendar_test

import (
	"encoding/json"
	"testing"

	"afterword/generator/internal/calendar"
)

func TestBoundsAreShownWithTheSidesTheyHave(t *testing.T) {
	for _, c := range []struct {
		bound      calendar.Bound
		text, json string
	}{
		{calendar.Bound{}, "0_min", `{"min":0,"max":0}`},
		{calendar.Bound{Min: 5_400, Max: 5_400}, "1_h_30_min", `{"min":5400,"max":5400}`},
		{calendar.Bound{Min: 3_600, Open: true}, "≥1_h", `{"min":3600,"max":null}`},
		{calendar.Bound{Max: 21_600}, "≤6_h", `{"min":0,"max":21600}`},
		{calendar.Bound{Min: 3_600, Max: 21_600}, "1_h–6_h", `{"min":3600,"max":21600}`},
		{calendar.Bound{Open: true}, "not known", `{"min":0,"max":null}`},
	} {
		if got := spaced(c.bound.Duration()); got != c.text {
			t.Errorf("%+v is shown as %q, want %q", c.bound, got, c.text)
		}
		if got, err := json.Marshal(c.bound); err != nil || string(got) != c.json {
			t.Errorf("%+v is written as %s, want %s (%v)", c.bound, got, c.json, err)
		}
	}
}

func TestBoundsAreAddedSideBySide(t *testing.T) {
	sum := calendar.Bound{Min: 1_999, Max: 2_000}.Plus(calendar.Bound{Min: 2, Open: true})
	if want := (calendar.Bound{Min: 2_001, Max: 2_000, Open: true}); sum != want {
		t.Errorf("the sum is %+v, want %+v", sum, want)
	}
	if got, want := (calendar.Bound{Min: 1_999, Max: 2_000}).Per(1_000), (calendar.Bound{Min: 1, Max: 2}); got != want {
		t.Errorf("in seconds it is %+v, want %+v", got, want)
	}
}
