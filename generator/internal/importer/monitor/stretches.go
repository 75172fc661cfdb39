package monitor

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/evidence"
)

// A record is what files say of one monitor.
type record struct {
	source string
	every  int64 // seconds between two probes
	// late is by how many seconds a sample may be older than its time.
	late int64
	// retried is how many seconds of probes that failed a monitor forgets that has called it an outage.
	retried int64
	probes  []probe
	counts  []count
	// spans are stretches where a source has no probes. Their Source and Every are filled in.
	spans []evidence.Stretch
}

// A probe is what one probe saw.
type probe struct {
	at   int64          // milliseconds since 1970
	seen evidence.State // "" where it is known that nothing was
	hash string         // of the file
	// retried says that the probe failed and will be tried again: a monitor that forgets probes forgets how that ended.
	retried bool
}

// A count is how many probes saw what in a time. A monitor that forgets probes, but no change, still says by it
// whether it looked.
type count struct {
	calendar.Interval
	up, down, paused int64
}

// day is the longest time of a count.
const day = 86400

// missed is how many probes of an hour or a day may be missing: clocks drift.
const missed = 2

// shows reports whether probes looked all the time and saw a state alone; in a time that holds a
// change they saw others too, and may have failed and been tried again without another change.
func (c count) shows(seen evidence.State, every int64, change bool) bool {
	total := c.up + c.down + c.paused
	of := map[evidence.State]int64{evidence.Up: c.up, evidence.Down: c.down, evidence.Paused: c.paused}[seen]
	return total+missed >= c.Seconds()/every && (change || of == total)
}

// sort brings probes and counts into their order.
func (r *reader) sort() {
	slices.SortFunc(r.counts, func(a, b count) int { return cmp.Compare(a.Start, b.Start) })
	slices.SortStableFunc(r.probes, func(a, b probe) int { return cmp.Compare(a.at, b.at) })
}

// stretches joins what was seen.
func (r *reader) stretches() (out []evidence.Stretch) {
	if len(r.spans) > 0 {
		out = r.joinSpans()
	} else {
		out = r.joinProbes()
	}
	for n := range out {
		out[n].Source = r.source
	}
	return evidence.Joined(out)
}

// joinProbes makes stretches of probes. Two that are further apart than one that is missing say nothing of what is
// between them, unless counts do.
func (r *reader) joinProbes() (out []evidence.Stretch) {
	r.sort()
	var now evidence.Stretch
	var before probe // the last that saw something
	finish := func() {
		now.End = max(now.End, now.Start+1) // the second of a probe
		out = append(out, now)
	}
	for n, p := range r.probes {
		if n > 0 && r.probes[n-1].at == p.at {
			if r.probes[n-1].seen != p.seen {
				r.fail(r.source, "Import the two alone, each with a --name of its own.", "the files contradict each other: at %s it was %s and %s",
					calendar.RFC3339(p.at/1000), cmp.Or(r.probes[n-1].seen, "not seen"), cmp.Or(p.seen, "not seen"))
				return nil
			}
			continue
		}
		if p.seen == "" {
			if before.seen != "" {
				finish()
			}
			before = probe{}
			continue
		}
		at := p.at / 1000
		gap := at - before.at/1000
		start := evidence.Stretch{Interval: calendar.Interval{Start: at, End: at}, Seen: p.seen, Every: r.every + r.late, Hash: p.hash}
		switch {
		case before.seen == "":
			now, before = start, p
			continue
		case 2*(p.at-before.at) > 5*1000*r.every: // more than one is missing
			looked := r.looked(before, p)
			joined := len(looked) > 0 && looked[len(looked)-1].End+r.every >= at
			if gap = r.edge(); p.seen != evidence.Up {
				gap += r.retried
			}
			if p.seen != now.Seen && (!joined || p.seen == evidence.Paused) {
				looked = looked.Clip(calendar.Interval{Start: now.Start, End: at - gap})
			}
			for _, part := range looked {
				if part.Start > now.End {
					finish()
					now.Interval = part
				}
				now.End = max(now.End, part.End)
			}
			if !joined {
				finish()
				now, before = start, p
				continue
			}
		}
		if p.seen == evidence.Paused && now.Seen != p.seen {
			finish() // between the two the service may have changed, and nobody will know
			now = start
		}
		if p.seen != now.Seen {
			at = max(at, now.Start+1)
			now.End, now.Every = at, max(now.Every, gap+r.late)
			out = append(out, now)
			now = start
			now.Interval = calendar.Interval{Start: at, End: at}
			now.Every = max(now.Every, gap+r.late)
		}
		now.End = max(now.End, at)
		before = p
	}
	if before.seen != "" {
		finish()
	}
	return out
}

// looked is when, between two probes that saw something, counts say that the monitor looked and saw what it saw before.
func (r *reader) looked(before, next probe) calendar.Set {
	hole := calendar.Interval{Start: before.at / 1000, End: next.at / 1000}
	var looked []calendar.Interval
	first, _ := slices.BinarySearchFunc(r.counts, hole.Start-day, func(c count, at int64) int { return cmp.Compare(c.Start, at) })
	for _, c := range r.counts[first:] {
		if c.Start >= hole.End || before.retried {
			break
		}
		change := c.Contains(hole.Start) || c.Contains(hole.End) && next.seen != before.seen
		if c.Overlaps(hole) && c.shows(before.seen, r.every, change) {
			looked = append(looked, c.Clip(hole))
		}
	}
	sure := calendar.Union(looked...)
	for n := range sure { // the probes that are missing may be those beside a time of which nothing is known
		if sure[n].Start > hole.Start {
			sure[n].Start += r.edge()
		}
		if sure[n].End+r.every < hole.End {
			sure[n].End -= r.edge()
		}
	}
	return slices.DeleteFunc(sure, calendar.Interval.Empty)
}

// edge is how many seconds may be without a probe although a count is complete.
func (r *reader) edge() int64 { return (1 + missed) * r.every }

// joinSpans sorts stretches, and joins those that say the same of a time.
func (r *reader) joinSpans() (out []evidence.Stretch) {
	slices.SortStableFunc(r.spans, func(a, b evidence.Stretch) int { return cmp.Compare(a.Start, b.Start) })
	for _, s := range r.spans {
		if s.Every == 0 {
			s.Every = r.every
		}
		if n := len(out) - 1; n >= 0 && s.Start < out[n].End {
			if out[n].Seen != s.Seen {
				r.fail(r.source, "Import the two alone, each with a --name of its own.", "at %s it was %s and %s", calendar.RFC3339(s.Start), out[n].Seen, s.Seen)
				return nil
			}
			out[n].End = max(out[n].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
