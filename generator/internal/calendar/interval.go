package calendar

import (
	"cmp"
	"iter"
	"slices"
	"sort"
)

// An Interval is a half-open run of seconds since 1970-01-01T00:00:00Z:
// [Start, End). It is empty where End <= Start.
type Interval struct{ Start, End int64 }

// Seconds is the length of the interval, never negative.
func (i Interval) Seconds() int64 { return max(0, i.End-i.Start) }

// Empty reports whether the interval holds no second.
func (i Interval) Empty() bool { return i.End <= i.Start }

// Contains reports whether an instant is in the interval.
func (i Interval) Contains(instant int64) bool { return i.Start <= instant && instant < i.End }

// Overlaps reports whether the two intervals share a second.
func (i Interval) Overlaps(j Interval) bool { return !i.Clip(j).Empty() }

// Clip returns the part of the interval that is in bounds; it may be empty.
func (i Interval) Clip(bounds Interval) Interval {
	return Interval{max(i.Start, bounds.Start), min(i.End, bounds.End)}
}

// A Set is a set of seconds: intervals that are sorted, not empty, and neither
// overlap nor touch. The zero value is the empty set. Sets are not changed once
// made; make them with Union.
type Set []Interval

// Union returns the set of seconds that lie in any of the intervals, which may come in any order.
func Union(intervals ...Interval) Set {
	sorted := slices.DeleteFunc(slices.Clone(intervals), Interval.Empty)
	slices.SortFunc(sorted, func(a, b Interval) int { return cmp.Compare(a.Start, b.Start) })
	var out Set
	for _, i := range sorted {
		if last := len(out) - 1; last >= 0 && i.Start <= out[last].End {
			out[last].End = max(out[last].End, i.End)
			continue
		}
		out = append(out, i)
	}
	return out
}

// Seconds counts the seconds of the set.
func (s Set) Seconds() int64 {
	var sum int64
	for _, i := range s {
		sum += i.Seconds()
	}
	return sum
}

// Clip returns the part of the set that is in bounds.
func (s Set) Clip(bounds Interval) Set {
	var out Set
	for i := range Overlapping(s, bounds) {
		out = append(out, s[i].Clip(bounds))
	}
	return out
}

// Overlapping iterates over the indexes of those intervals that share a second with
// another one. They ascend and do not overlap each other; some may be empty.
func Overlapping(ascending []Interval, other Interval) iter.Seq[int] {
	return func(yield func(int) bool) {
		first := sort.Search(len(ascending), func(k int) bool { return ascending[k].End > other.Start })
		for i := first; i < len(ascending) && ascending[i].Start < other.End; i++ {
			if ascending[i].Overlaps(other) && !yield(i) {
				return
			}
		}
	}
}

// Subtract returns the seconds of the set that do not lie in the other.
func (s Set) Subtract(other Set) Set {
	var out Set
	j := 0
	for _, i := range s {
		for j < len(other) && other[j].End <= i.Start {
			j++
		}
		for k := j; k < len(other) && other[k].Start < i.End; k++ {
			if before := (Interval{i.Start, other[k].Start}); !before.Empty() {
				out = append(out, before)
			}
			i.Start = other[k].End
		}
		if !i.Empty() {
			out = append(out, i)
		}
	}
	return out
}
