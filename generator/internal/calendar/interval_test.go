package calendar_test

import (
	"math/rand/v2"
	"testing"

	"afterword/generator/internal/calendar"
)

// A bitmap of the seconds [0, 64): an oracle that shares no code with Set.
type bitmap uint64

func paint(intervals ...calendar.Interval) (b bitmap) {
	for second := range int64(64) {
		for _, i := range intervals {
			if i.Start <= second && second < i.End {
				b |= 1 << second
			}
		}
	}
	return b
}

func (b bitmap) count() (n int64) {
	for ; b != 0; b >>= 1 {
		n += int64(b & 1)
	}
	return n
}

func someIntervals(random *rand.Rand) []calendar.Interval {
	list := make([]calendar.Interval, random.IntN(7))
	for i := range list {
		list[i] = calendar.Interval{Start: random.Int64N(64), End: random.Int64N(65)} // some are empty
	}
	return list
}

func TestSetsAgreeWithBitmaps(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(what string, got calendar.Set, want bitmap) {
		t.Helper()
		if paint(got...) != want || got.Seconds() != want.count() {
			t.Fatalf("%s: %v, want %064b", what, got, want)
		}
		for n, i := range got {
			if i.Empty() || n > 0 && got[n-1].End >= i.Start {
				t.Fatalf("%s: %v is not sorted, apart and without empty intervals", what, got)
			}
		}
	}
	for range 20_000 {
		a, b := someIntervals(random), someIntervals(random)
		before := append([]calendar.Interval(nil), a...)
		left, right := calendar.Union(a...), calendar.Union(b...)
		for i := range a {
			if a[i] != before[i] {
				t.Fatal("Union changed what it was given")
			}
		}
		bounds := calendar.Interval{Start: random.Int64N(64), End: random.Int64N(65)}
		check("union", left, paint(a...))
		check("union of both", calendar.Union(append(a, b...)...), paint(a...)|paint(b...))
		check("difference", left.Subtract(right), paint(a...)&^paint(b...))
		check("clip", left.Clip(bounds), paint(a...)&paint(bounds))
		check("left is as it was", left, paint(a...))
	}
}

func TestInterval(t *testing.T) {
	day := calendar.Interval{Start: 10, End: 20}
	for _, c := range []struct {
		other    calendar.Interval
		overlaps bool
		clipped  int64
	}{
		{calendar.Interval{Start: 0, End: 10}, false, 0}, // they touch
		{calendar.Interval{Start: 0, End: 11}, true, 1},
		{calendar.Interval{Start: 19, End: 30}, true, 1},
		{calendar.Interval{Start: 20, End: 30}, false, 0},
		{calendar.Interval{Start: 12, End: 14}, true, 2},
		{calendar.Interval{Start: 14, End: 12}, false, 0},
	} {
		if day.Overlaps(c.other) != c.overlaps || day.Clip(c.other).Seconds() != c.clipped {
			t.Errorf("%v and %v: overlaps %t, clipped %v", day, c.other, day.Overlaps(c.other), day.Clip(c.other))
		}
	}
	if !day.Contains(10) || day.Contains(20) || day.Contains(9) {
		t.Error("intervals hold their start and not their end")
	}
}
