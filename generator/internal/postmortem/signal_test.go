package postmortem_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/series"
	"afterword/generator/internal/settings"
)

// TestDisagreements plants differences between samples and windows: those of more than a sample are found, at their
// place, and no others, by a look at every second.
func TestDisagreements(t *testing.T) {
	const step, samples = 60, 120
	at := func(second int) calendar.Time {
		return calendar.Time{Instant: time.Unix(int64(second), 0).UTC(), Precision: calendar.Second}
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		s := series.Series{Label: "a", Step: step * 1000}
		value := 0.0
		for i := range samples {
			if r.IntN(12) == 0 {
				value = 10 - value
			}
			v := value
			if r.IntN(25) == 0 {
				v = math.NaN()
			}
			s.Samples = append(s.Samples, series.Sample{At: int64(i) * step * 1000, Value: v})
		}
		p := &postmortem.Postmortem{Signal: &postmortem.Signal{Limit: 5}}
		for from := r.IntN(900); from < samples*step; from += 600 + r.IntN(3000) {
			p.Windows = append(p.Windows, postmortem.Window{Start: at(from), End: at(from + 1 + r.IntN(1500)), Level: settings.MajorOutage})
		}
		// What each second says: 1 beyond, 0 not, -1 not known. A sample speaks until the next one.
		says := make([]int, samples*step)
		for second := range says {
			i := second / step
			now := s.Samples[i]
			says[second] = -1
			if !now.Missing() && i+1 < samples && !s.Samples[i+1].Missing() {
				says[second] = 0
				if now.Value > 5 {
					says[second] = 1
				}
			}
		}
		wanted := map[int64]bool{} // the seconds of disagreements of more than a step
		for _, quiet := range []bool{false, true} {
			for from := 0; from < len(says); from++ {
				end := from
				for ; end < len(says); end++ {
					inside := false
					for _, w := range p.Windows {
						inside = inside || w.Start.Unix() <= int64(end) && int64(end) < w.End.Unix()
					}
					if !(quiet && inside && says[end] == 0 || !quiet && !inside && says[end] == 1) {
						break
					}
				}
				if end-from > step {
					for second := from; second < end; second++ {
						wanted[int64(second)] = true
					}
				}
				from = max(from, end-1)
			}
		}
		found := map[int64]bool{}
		for _, d := range p.Disagreements(s, 0) {
			for second := d.Start; second < d.End; second++ {
				found[second] = true
			}
		}
		if len(found) != len(wanted) {
			t.Fatalf("seed %d: %d seconds of disagreement, want %d", seed, len(found), len(wanted))
		}
		for second := range found {
			if !wanted[second] {
				t.Fatalf("seed %d: second %d agrees", seed, second)
			}
		}
	}
}

// TestProposalsHoldWhatHappened promises that what a signal proposes contains what happened: of outages that last from
// one second to another, seen by samples some of which are missing, each window begins at most a step late, and ends
// within the bounds that it states.
func TestProposalsHoldWhatHappened(t *testing.T) {
	const step = 30
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		start := int64(step * (3 + r.IntN(20)))
		start += r.Int64N(step)
		end := start + step + r.Int64N(step*40)
		s := series.Series{Step: step * 1000}
		for second := int64(0); second < step*100; second += step {
			v := 0.0
			if start <= second && second < end {
				v = 9
			}
			if r.IntN(8) == 0 {
				v = math.NaN()
			}
			s.Samples = append(s.Samples, series.Sample{At: second * 1000, Value: v})
		}
		g := postmortem.Signal{Limit: 5}
		windows := g.Proposals(s)
		for _, w := range windows {
			certain, longest := w.Span(0)
			if w.End.IsZero() {
				if certain.End > end+1 || w.AtMost > 0 && longest.End < min(end, certain.End) {
					t.Fatalf("seed %d: %+v, it was from %d to %d", seed, w, start, end)
				}
			} else if w.End.Unix() < end || w.End.Unix() > end+step {
				t.Fatalf("seed %d: the end is %d, it was %d", seed, w.End.Unix(), end)
			}
			if w.Start.Unix() < start {
				t.Fatalf("seed %d: the start is %d, it was %d", seed, w.Start.Unix(), start)
			}
		}
	}
}
