package evidence

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
)

// A Reported window is one that a report says a service was affected in. Where its
// start or its end is not known to the second, it lies between two times.
type Reported struct {
	Start, End calendar.Interval // the earliest and the latest
	Open       bool              // nothing bounds the end
	// Outage says that the service did not answer, by the report; else it was slow or worked in part, or
	// planned work was done, and probes may have succeeded.
	Outage bool
}

// certain is what the window covers whatever its bounds.
func (r Reported) certain() calendar.Interval {
	return calendar.Interval{Start: r.Start.End, End: r.End.Start}
}

// possible is the longest that it may cover.
func (r Reported) possible() calendar.Interval {
	return calendar.Interval{Start: r.Start.Start, End: max(r.End.End, r.Start.Start+1)}
}

// A Kind is how reports and probes contradict each other.
type Kind uint8

// The kinds.
const (
	Unexplained  Kind = iota // down for longer than two probes, and no report says so
	Unwitnessed              // an outage that was looked at, and no probe saw
	StartDiffers             // by more than a probe
	EndDiffers               // by more than a probe
	Unwatched                // for longer than two probes nobody looked
)

// String is the kind as JSON has it.
func (k Kind) String() string {
	return [...]string{"unexplained", "unwitnessed", "start", "end", "unwatched"}[k]
}

// A Finding is one contradiction.
type Finding struct {
	Kind Kind
	In   calendar.Interval // what was seen, or not; of Unwitnessed the window
	// Window is the number of the window, -1 of those that are about no one.
	Window int
	// By is how many seconds later probes saw the start or the end, at least; negative where it was earlier.
	By      int64
	Stretch Stretch // the first that saw it; zero of Unwitnessed and Unwatched
}

// An episode is downtime that was seen: stretches with no more than two probes between them.
type episode struct {
	calendar.Interval
	first, last        Stretch
	startSeen, endSeen bool // a probe succeeded just before, just after
}

// Compare holds what probes saw of a service against the windows that reports have of it, within the time in
// which it was tracked, and lists what contradicts, by time. Windows that lie within a probe of what was seen explain it.
func Compare(all []Stretch, windows []Reported, tracked calendar.Set) (found []Finding) {
	if len(all) == 0 {
		return nil
	}
	o := Observe(all, tracked)
	seen := slices.DeleteFunc(episodes(all), func(e episode) bool { return len(o.Seen.Clip(e.Interval)) == 0 })
	for _, e := range seen {
		found = append(found, e.compare(windows, len(o.Down.Clip(e.Interval)) > 0)...)
	}
	for n, w := range windows {
		in, every := w.certain(), longest(all)
		watched := in.Seconds() > 2*every && len(calendar.Union(in).Subtract(o.Seen)) == 0
		if w.Outage && watched && !slices.ContainsFunc(seen, func(e episode) bool { return e.near(w) }) {
			found = append(found, Finding{Kind: Unwitnessed, In: in, Window: n})
		}
	}
	found = append(found, unwatched(all, o, tracked)...)
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.In.Start, b.In.Start), cmp.Compare(a.Kind, b.Kind))
	})
	return found
}

// longest is the longest time between two probes.
func longest(all []Stretch) (every int64) {
	for _, s := range all {
		every = max(every, s.Every)
	}
	return every
}

// episodes joins what was seen down, of all sources.
func episodes(all []Stretch) (out []episode) {
	down := slices.DeleteFunc(slices.Clone(all), func(s Stretch) bool { return s.Seen != Down })
	slices.SortStableFunc(down, func(a, b Stretch) int { return cmp.Compare(a.Start, b.Start) })
	for _, s := range down {
		if n := len(out) - 1; n >= 0 && s.Start <= out[n].End+2*max(s.Every, out[n].last.Every) {
			if s.End > out[n].End {
				out[n].End, out[n].last = s.End, s
			}
			continue
		}
		out = append(out, episode{Interval: s.Interval, first: s, last: s})
	}
	for n := range out {
		e := &out[n]
		e.startSeen = slices.ContainsFunc(all, func(s Stretch) bool { return s.Seen == Up && s.Source == e.first.Source && s.End == e.Start })
		e.endSeen = slices.ContainsFunc(all, func(s Stretch) bool { return s.Seen == Up && s.Source == e.last.Source && s.Start == e.End })
	}
	return out
}

// near reports whether a window overlaps an episode as far as it is bounded, or lies within a probe of it.
func (e episode) near(w Reported) bool { return w.possible().Overlaps(e.reach()) }

// reach is the time in which a window may be about the episode.
func (e episode) reach() calendar.Interval {
	return calendar.Interval{Start: e.Start - 2*e.first.Every, End: e.End + e.last.Every}
}

// explained reports whether a window whose end nobody knows may have lasted until then.
func (e episode) explained(windows []Reported) bool {
	return slices.ContainsFunc(windows, func(w Reported) bool { return w.Open && w.Start.Start < e.reach().End })
}

// compare finds what contradicts the windows near an episode: together they are to begin and to end when it did.
// certain says that no other source saw the service up all the while.
func (e episode) compare(windows []Reported, certain bool) (found []Finding) {
	first, last := -1, -1
	var start, end calendar.Interval // in which the reported outage begins, ends
	open := false
	for n, w := range windows {
		if !e.near(w) {
			continue
		}
		if first < 0 {
			first, last, start, end = n, n, w.Start, w.End
		}
		// Before and after the outage it may have been slow, and probes may have failed or not.
		start = calendar.Interval{Start: min(start.Start, w.Start.Start), End: max(start.End, w.Start.End)}
		if w.End.End > end.End {
			last = n
		}
		end = calendar.Interval{Start: min(end.Start, w.End.Start), End: max(end.End, w.End.End)}
		open = open || w.Open
	}
	if outages := outagesNear(e, windows); len(outages) > 0 {
		start.End, end.Start = outages[0].Start.End, outages[0].End.Start
		for _, w := range outages {
			start.End, end.Start = min(start.End, w.Start.End), max(end.Start, w.End.Start)
		}
	}
	if first < 0 {
		if e.Seconds() > 2*e.first.Every && certain && !e.explained(windows) {
			found = append(found, Finding{Kind: Unexplained, In: e.Interval, Window: -1, Stretch: e.first})
		}
		return found
	}
	// A probe sees a change up to one interval late.
	if by := apart(start, calendar.Interval{Start: e.Start - e.first.Every, End: e.Start}); e.startSeen && abs(by) > e.first.Every {
		found = append(found, Finding{Kind: StartDiffers, In: e.Interval, Window: first, By: by, Stretch: e.first})
	}
	if by := apart(end, calendar.Interval{Start: e.End - e.last.Every, End: e.End}); e.endSeen && abs(by) > e.last.Every && (!open || by < 0) {
		found = append(found, Finding{Kind: EndDiffers, In: e.Interval, Window: last, By: by, Stretch: e.first})
	}
	return found
}

func outagesNear(e episode, windows []Reported) (near []Reported) {
	for _, w := range windows {
		if w.Outage && e.near(w) {
			near = append(near, w)
		}
	}
	return near
}

// apart is how much later one range of time is than another, 0 where they share an instant.
func apart(reported, seen calendar.Interval) int64 {
	switch {
	case seen.Start > reported.End:
		return seen.Start - reported.End
	case seen.End < reported.Start:
		return seen.End - reported.Start
	}
	return 0
}

func abs(n int64) int64 { return max(n, -n) }

// unwatched lists the times between the first and the last probe in which nobody looked.
func unwatched(all []Stretch, o Observed, tracked calendar.Set) (found []Finding) {
	looked := calendar.Union(slices.Concat(o.Seen, o.Paused)...)
	if len(looked) == 0 {
		return nil
	}
	between := tracked.Clip(calendar.Interval{Start: looked[0].Start, End: looked[len(looked)-1].End})
	for _, gap := range between.Subtract(looked) {
		if gap.Seconds() > 2*longest(all) {
			found = append(found, Finding{Kind: Unwatched, In: gap, Window: -1})
		}
	}
	return found
}
