package chart_test

import (
	"math"
	"strings"
	"testing"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/stats"
	"afterword/generator/internal/trends"
)

// What could not have shown is hatched, from the ratio of the largest number that would to that of the smallest.
func TestRatioHatchesWhatCouldNotShow(t *testing.T) {
	number := trends.Comparison{
		Measure: trends.Number, A: trends.Side{N: 10, Seconds: 100}, B: trends.Side{N: 12, Seconds: 200}, // 20 if nothing had changed
		Ratio: 0.6, Interval: stats.Interval{Low: 0.25, High: 4},
		Verdict: trends.Verdict{Word: trends.CannotTell}, Needed: trends.Needed{Above: 40, Below: 10},
	}
	told := number
	told.Word, told.Ratio, told.Interval.High = trends.More, 1, math.Inf(1)
	length := trends.Comparison{Measure: trends.Length, Verdict: trends.Verdict{Word: trends.CannotTell}, Needed: trends.Needed{Longer: 4}}
	for _, c := range []struct {
		name  string
		from  trends.Comparison
		holds []string
		lacks string
	}{
		{"half to twice", number, []string{"M375 3h250v20h-250z", "M250 13L750 13", `class="dots answer open"`}, ""},
		{"a word", told, []string{"M250 13L1000 13", "M500 13h0"}, "#fog"},
		{"shorter is never seen", length, []string{"M0 3h750v20h-750z"}, "answer"},
	} {
		got := string(chart.Ratio(c.from))
		for _, want := range c.holds {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s lacks %s", c.name, got, want)
			}
		}
		if c.lacks != "" && strings.Contains(got, c.lacks) {
			t.Errorf("%s: %s holds %s", c.name, got, c.lacks)
		}
	}
}

// A length is a dot where it is exact, else a line; the median has two sides where lengths have.
func TestSpreadDrawsBoundsAsRanges(t *testing.T) {
	d := trends.Distribution{Of: 6}
	for _, b := range []calendar.Bound{{Min: 60, Max: 60}, {Min: 600, Max: 600}, {Min: 1800, Max: 3600}, {Min: 7200, Max: 7200}, {Min: 9000, Open: true}} {
		d.Values = append(d.Values, trends.Value{Bound: b})
	}
	got := string(chart.Spread(d))
	if n := strings.Count(got, "h0"); n != 3 {
		t.Errorf("%d dots, want 3: %s", n, got)
	}
	for _, class := range []string{"range", "median"} {
		if !strings.Contains(got, `class="`+class+`"`) {
			t.Errorf("there is no %s: %s", class, got)
		}
	}
	if strings.Contains(got, `class="track"`) {
		t.Error("five lengths have no middle half")
	}
	many := trends.Distribution{}
	for n := range int64(500) {
		many.Values = append(many.Values, trends.Value{Bound: calendar.Bound{Min: 60 * (n + 1), Max: 60 * (n + 1)}})
	}
	if got := string(chart.Spread(many)); strings.Contains(got, "h0") || !strings.Contains(got, `class="track"`) {
		t.Error("500 lengths are dots:", got)
	}
}

// The curve ends where too few have been followed, and never rises.
func TestSurvivalFalls(t *testing.T) {
	waits := []stats.Wait{{Days: 5, End: stats.Done}, {Days: 12, End: stats.Done}, {Days: 20, End: stats.Dropped}, {Days: 30, End: stats.Done}, {Days: 30, End: stats.Waiting}, {Days: 45, End: stats.Done}, {Days: 60, End: stats.Dropped}, {Days: 90, End: stats.Waiting}, {Days: 120, End: stats.Done}, {Days: 400, End: stats.Waiting}}
	got := string(chart.Survival(stats.Survive(waits), "What became of actions"))
	for _, want := range []string{`aria-label="What became of actions"`, `class="burn"`, `class="done-area"`, "H1000"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s: %s", want, got)
		}
	}
	if strings.Contains(got, "400") {
		t.Error("the curve goes on to 400 days:", got)
	}
}
