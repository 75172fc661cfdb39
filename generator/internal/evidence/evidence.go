package evidence

import (
	"cmp"
	"slices"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// A State is what probes saw.
type State string

// The states. What no stretch covers, nobody saw.
const (
	Up     State = "up"
	Down   State = "down"
	Paused State = "maintenance" // the monitor knew of planned work, and its probes say nothing
)

// A Stretch is a run of probes of one source with the same result, from the first of them until the first
// that saw something else, or until the last where the next is not known.
type Stretch struct {
	calendar.Interval
	Seen State
	// Every is how many seconds lie between two probes, and so how much earlier the state may have begun, and ended.
	Every  int64
	Source string // what was read, in words: "Uptime Kuma, monitor 4, Shop"
	Hash   string // of what was read: SHA-256, in hexadecimal digits
	At     diag.Span
}

// certain is the part in which the state lasted for certain: the next state began before a probe saw it.
func (s Stretch) certain() calendar.Interval {
	return calendar.Interval{Start: s.Start, End: s.End - s.Every}
}

// possible is the longest that the state may have lasted.
func (s Stretch) possible() calendar.Interval {
	return calendar.Interval{Start: s.Start - s.Every, End: s.End}
}

// A File is the evidence of one service in one year.
type File struct {
	Service   string
	Year      int // in UTC
	Source    *diag.Source
	Stretches []Stretch
}

// Of joins what several files say of a service, in order. A stretch that goes on after New Year is one again.
func Of(files []File, service string) (all []Stretch) {
	for _, f := range files {
		if f.Service == service {
			all = append(all, f.Stretches...)
		}
	}
	return Joined(all)
}

// Joined sorts stretches by source and time, and joins those of a source which touch and saw the same.
func Joined(all []Stretch) (out []Stretch) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Stretch) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Start, b.Start))
	})
	for _, s := range all {
		if n := len(out) - 1; n >= 0 && out[n].Source == s.Source && out[n].Seen == s.Seen && out[n].Every == s.Every && out[n].End == s.Start {
			out[n].End, out[n].Hash = s.End, s.Hash
			continue
		}
		out = append(out, s)
	}
	return out
}

// Observed is what all sources together saw in a time.
type Observed struct {
	Seen   calendar.Set // in which a probe saw the service up or down
	Paused calendar.Set // in which a monitor knew of planned work
	// Down is when it was down for certain: a source saw it and no other saw it up. Maybe is
	// when it may have been, and contains Down. Both are within Seen.
	Down, Maybe calendar.Set
}

// Observe adds up what stretches saw in a time.
func Observe(all []Stretch, in calendar.Set) Observed {
	var seen, paused, up, down, maybe []calendar.Interval
	for _, s := range all {
		switch s.Seen {
		case Paused:
			paused = append(paused, s.Interval)
		case Up:
			seen, up = append(seen, s.Interval), append(up, s.Interval)
		case Down:
			seen, down, maybe = append(seen, s.Interval), append(down, s.certain()), append(maybe, s.possible())
		}
	}
	o := Observed{Paused: common(calendar.Union(paused...), in)}
	o.Seen = common(calendar.Union(seen...), in).Subtract(o.Paused)
	o.Down = common(calendar.Union(down...).Subtract(calendar.Union(up...)), o.Seen)
	o.Maybe = common(calendar.Union(maybe...), o.Seen)
	return o
}

// Downtime is how long the service was down while it was seen, in seconds.
func (o Observed) Downtime() calendar.Bound {
	return calendar.Bound{Min: o.Down.Seconds(), Max: o.Maybe.Seconds()}
}

// Agreed is how long the service was down while it was seen, in seconds, by both witnesses: the least is what the
// windows and the probes both have for certain, the most what either of them may have.
func (o Observed) Agreed(certain, possible calendar.Set) calendar.Bound {
	either := calendar.Union(slices.Concat(o.Maybe, possible)...)
	return calendar.Bound{Min: common(o.Down, certain).Seconds(), Max: common(either, o.Seen).Seconds()}
}

// common is what two sets share.
func common(a, b calendar.Set) calendar.Set { return a.Subtract(a.Subtract(b)) }
