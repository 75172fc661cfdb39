package recompute

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
)

// forever is the first second of the year 10000.
const forever = 253402300800

// A clock is a time zone. Local times are in seconds since 1970, as if its clocks showed UTC.
type clock struct{ zone *time.Location }

func clockOf(name string) (clock, error) {
	zone, err := calendar.LoadZone(name) // the database of the program, which both counts have
	if err != nil {
		return clock{}, fmt.Errorf("%q is no time zone", name)
	}
	return clock{zone}, nil
}

func (c clock) local(t int64) int64 {
	_, offset := time.Unix(t, 0).In(c.zone).Zone()
	return t + int64(offset)
}

// instant is when clocks show a local time: of two such, the first, or the last where that is wanted; where they
// skip it, the skip.
func (c clock) instant(local int64, last bool) int64 {
	var found, offsets []int64
	for half := int64(-3); half <= 3; half++ {
		near := local + half*43200
		offset := c.local(near) - near
		offsets = append(offsets, offset)
		if t := local - offset; c.local(t) == local {
			found = append(found, t)
		}
	}
	switch {
	case len(found) > 0 && last:
		return slices.Max(found)
	case len(found) > 0:
		return slices.Min(found)
	}
	before, after := local-slices.Max(offsets)-1, local-slices.Min(offsets)+1
	for after-before > 1 {
		if middle := (before + after) / 2; c.local(middle) < local {
			before = middle
		} else {
			after = middle
		}
	}
	return after
}

// day is the beginning of a day; months and days may run over.
func (c clock) day(year, month, day int) int64 {
	return c.instant(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix(), false)
}

// date is what clocks show.
func (c clock) date(t int64) (year, month, day int) {
	y, m, d := time.Unix(c.local(t), 0).UTC().Date()
	return y, int(m), d
}

// A moment is a time as it was recorded: an instant, or a day, a month or a year of which it is not known more.
type moment struct {
	from, to int64
	known    bool
}

// read reads a time. Its days are of a zone, its months and years of the document's. What is not known may have been at any time.
func (r *Recount) read(text *string, days clock) (moment, error) {
	if text == nil {
		return moment{to: forever}, nil
	}
	if strings.Contains(*text, "T") {
		t, err := time.Parse(time.RFC3339, *text)
		return moment{t.Unix(), t.Unix(), true}, err
	}
	var y, m, d int
	switch n, _ := fmt.Sscanf(*text, "%d-%d-%d", &y, &m, &d); n {
	case 3:
		return moment{days.day(y, m, d), days.day(y, m, d+1), true}, nil
	case 2:
		return moment{r.zone.day(y, m, 1), r.zone.day(y, m+1, 1), true}, nil
	case 1:
		return moment{r.zone.day(y, 1, 1), r.zone.day(y+1, 1, 1), true}, nil
	}
	return moment{}, fmt.Errorf("%q is no time", *text)
}

// touches reports whether a claim is of a stretch: it begins there, or certainly reaches into it.
func (c claim) touches(s stretch) bool {
	return s.from <= c.at && c.at < s.to || c.at < s.to && s.from < c.sure
}

// within are the parts of claims that lie in some stretches.
func within(claims []claim, tracked []stretch) (parts []claim) {
	for _, p := range tracked {
		clip := func(s stretch) stretch {
			return stretch{min(max(s.from, p.from), p.to), min(max(s.to, p.from), p.to)}
		}
		for _, c := range claims {
			reach := stretch{c.at, max(c.high.to, c.at+1)}
			if c.open != nil {
				reach.to = max(reach.to, c.open.to)
				open := clip(reach)
				c.open = &open
			}
			if reach.overlaps(p) {
				c.low, c.high, c.at = clip(c.low), clip(c.high), max(c.at, p.from)
				parts = append(parts, c)
			}
		}
	}
	return parts
}

// tracked is what counts of a service between two instants.
func (r *Recount) tracked(s service, from, to int64) (parts []stretch, err error) {
	to = min(to, r.asOf)
	if s.Until != nil {
		last, err := r.read(s.Until, r.zone)
		if err != nil {
			return nil, err
		}
		to = min(to, last.to)
	}
	if s.Since != nil {
		first, err := r.read(s.Since, r.zone)
		if err != nil {
			return nil, err
		}
		parts = append(parts, stretch{max(from, first.from), to})
	} else if from < to { // silence proves nothing: years of which a window is
		begin, _, _ := r.zone.date(from)
		end, _, _ := r.zone.date(to - 1)
		for y := begin; y <= end; y++ {
			year := stretch{r.zone.day(y, 1, 1), r.zone.day(y+1, 1, 1)}
			if slices.ContainsFunc(r.of[s.ID], func(c claim) bool { return c.touches(year) }) {
				parts = append(parts, stretch{max(from, year.from), min(to, year.to)})
			}
		}
	}
	parts = merged(parts)
	if s.Measured == nil {
		return parts, nil
	}
	return s.Measured.within(parts)
}

// within is what lies in the hours of a week.
func (h hours) within(parts []stretch) (list []stretch, err error) {
	zone, err := clockOf(h.Timezone)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		const day = 86400
		for midnight := (zone.local(p.from)/day - 2) * day; midnight <= zone.local(p.to)+day; midnight += day {
			name := strings.ToLower(time.Unix(midnight, 0).UTC().Weekday().String()[:3])
			if slices.Contains(h.Days, name) {
				list = append(list, clipped([]stretch{{zone.instant(midnight+h.From, false), zone.instant(midnight+h.To, true)}}, p)...)
			}
		}
	}
	return merged(list), nil
}

// Begins is the beginning of a day, a month or a year in a zone, "" for that of the document, or the instant itself.
func (r *Recount) Begins(text, zone string) (string, bool) {
	days, err := clockOf(zone)
	if err != nil || zone == "" {
		days = r.zone
	}
	at, err := r.read(&text, days)
	return rfc3339(at.from), err == nil
}
