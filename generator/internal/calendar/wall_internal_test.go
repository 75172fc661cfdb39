package calendar

import (
	"testing"
	"time"
)

// In every zone of the database, spans cover the time without a gap and give each
// instant the offset and abbreviation that its clocks had: in past years, in a
// leap year, and in a year that is ruled by the zone's last rule alone.
func TestSpansOfEveryZone(t *testing.T) {
	const step = 3 * 3600
	for name, target := range canonical() {
		if name != target {
			continue
		}
		zone := zoneOrFail(t, name)
		for _, year := range []int{1994, 2008, 2011, 2040} {
			from, to := localDay(year, time.January, 1), localDay(year+1, time.January, 2)
			at, last := from, -unbounded
			for s := range spans(from, to, zone) {
				if s.start != last || s.end <= s.start {
					t.Fatalf("%s %d: a span from %d to %d after %d", name, year, s.start, s.end, last)
				}
				for ; at < min(s.end, to); at += step {
					if abbreviation, offset := time.Unix(at, 0).In(zone).Zone(); int64(offset) != s.offset || abbreviation != s.abbreviation {
						t.Fatalf("%s: %d has %s %d, the span says %s %d", name, at, abbreviation, offset, s.abbreviation, s.offset)
					}
				}
				last = s.end
			}
			if at < to {
				t.Fatalf("%s %d: spans end at %d", name, year, at)
			}
		}
	}
}
