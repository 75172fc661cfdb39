package calendar

import (
	"iter"
	"time"
)

// A local time is held as seconds: those of the instant at which a clock that
// runs on UTC shows it. Local time = instant + offset.

// A span is a run of time in which a zone keeps one offset and abbreviation.
type span struct {
	start, end   int64 // instants
	offset       int64 // seconds east of UTC
	abbreviation string
}

const unbounded = int64(1) << 60

// widest is more than any zone is ever away from UTC.
const widest = 2 * 86400

// spans iterates over the spans of a zone in [from, to], in order. What the zone
// did before and after is not looked at: the first span has no start and the last no end.
//
// ZoneBounds is only a hint where to look next. Where a zone goes by a rule for
// all coming years, it ends spans at the end of each year, and in leap years a day
// before that, even for instants of that day.
func spans(from, to int64, zone *time.Location) iter.Seq[span] {
	return func(yield func(span) bool) {
		current := span{start: -unbounded, end: unbounded}
		for at := from; ; {
			t := time.Unix(at, 0).In(zone)
			name, seconds := t.Zone()
			if offset := int64(seconds); at == from {
				current.offset, current.abbreviation = offset, name
			} else if offset != current.offset || name != current.abbreviation {
				current.end = at
				if !yield(current) {
					return
				}
				current = span{at, unbounded, offset, name}
			}
			_, end := t.ZoneBounds()
			next := end.Unix()
			if !end.IsZero() && next <= at {
				next = localDay(t.UTC().Year()+1, time.January, 1)
			}
			if end.IsZero() || next > to {
				yield(current)
				return
			}
			at = next
		}
	}
}

// A candidate is an instant at which the clocks of a zone show a local time.
type candidate struct {
	instant, offset int64
	abbreviation    string
}

// candidates lists the instants at which clocks show a local time, earliest first:
// one as a rule, none in a gap, two where clocks went back.
func candidates(local int64, zone *time.Location) []candidate {
	var found []candidate
	for s := range spans(local-widest, local+widest, zone) {
		if at := local - s.offset; s.start <= at && at < s.end {
			found = append(found, candidate{at, s.offset, s.abbreviation})
		}
	}
	return found
}

// gapAt finds the two spans between which a local time was skipped.
func gapAt(local int64, zone *time.Location) (before, after span) {
	first := true
	for s := range spans(local-widest, local+widest, zone) {
		if !first && before.end+before.offset <= local && local < s.start+s.offset {
			return before, s
		}
		before, first = s, false
	}
	return before, before
}

// firstInstant returns the first instant at which the clocks of a zone show a
// local time or a later one. Where a day begins with a gap, that is not midnight.
func firstInstant(local int64, zone *time.Location) int64 {
	for s := range spans(local-widest, local+widest, zone) {
		if at := max(s.start, local-s.offset); at < s.end {
			return at
		}
	}
	return local // not reached: the last span has no end
}

// localDay returns the local seconds at the midnight that begins a day; months and
// days outside their range carry over, as in time.Date.
func localDay(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
}

// localText writes a local time in any layout of package time that has no zone.
func localText(local int64, layout string) string {
	return time.Unix(local, 0).UTC().Format(layout)
}
