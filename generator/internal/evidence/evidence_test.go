package evidence_test

import (
	"cmp"
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
)

var years = flag.Int("years", 15, "how many simulated years are watched")

// A world is a simulated year: what was the case, what a monitor saw of it, and what people wrote.
type world struct {
	every, phase, skew int64
	down               []calendar.Interval // the truth
	lost, planned      []calendar.Interval // in which the monitor did not run, in which it knew of work
	failed             map[int64]bool      // probes that failed by themselves, by their number
	windows            []evidence.Reported
	planted            []evidence.Kind
}

const (
	yearStart = 1704067200 // 2024-01-01T00:00:00Z
	slot      = 9 * 86400  // one thing happens in each
	slots     = 40
)

func year() calendar.Set {
	return calendar.Union(calendar.Interval{Start: yearStart, End: yearStart + 366*86400})
}

// probes runs the monitor second by second of its own: one probe after the other.
func (w world) probes() (all []evidence.Stretch) {
	within := func(list []calendar.Interval, at int64) bool {
		return slices.ContainsFunc(list, func(i calendar.Interval) bool { return i.Contains(at) })
	}
	near := map[int64][]calendar.Interval{} // of each slot, so that a probe looks at few
	for _, d := range w.down {
		near[(d.Start-yearStart)/slot] = append(near[(d.Start-yearStart)/slot], d)
	}
	last := int64(-1) // the probe before, -1 where there is none
	for n := int64(0); ; n++ {
		at := yearStart + w.phase + n*w.every
		if at >= yearStart+slots*slot {
			return all
		}
		if within(w.lost, at) {
			last = -1
			continue
		}
		state := evidence.Up
		switch {
		case within(w.planned, at):
			state = evidence.Paused
		case w.failed[n] || within(near[(at-yearStart)/slot], at):
			state = evidence.Down
		}
		at += w.skew
		if k := len(all) - 1; k >= 0 && last >= 0 {
			if all[k].End = at; all[k].Seen == state {
				last = at
				continue
			}
		}
		last = at
		all = append(all, evidence.Stretch{Interval: calendar.Interval{Start: at, End: at}, Seen: state, Every: w.every, Source: "probe", Hash: strings.Repeat("0", 64)})
	}
}

// exact is a window that is known to the second.
func exact(in calendar.Interval) evidence.Reported {
	return evidence.Reported{Start: calendar.Interval{Start: in.Start, End: in.Start}, End: calendar.Interval{Start: in.End, End: in.End}, Outage: true}
}

// simulate makes a year with one thing in each slot, and plants contradictions where plant says so.
func simulate(r *rand.Rand, plant bool) world {
	w := world{every: []int64{30, 60, 300}[r.IntN(3)], failed: map[int64]bool{}}
	w.phase = r.Int64N(w.every)
	for n := range int64(slots) {
		at := yearStart + n*slot + 3*86400 + r.Int64N(86400)
		long := 4*w.every + r.Int64N(30*w.every)
		outage := calendar.Interval{Start: at, End: at + long}
		kind := r.IntN(10)
		if !plant {
			kind = r.IntN(5)
		}
		switch kind {
		case 0: // reported as it was
			w.down, w.windows = append(w.down, outage), append(w.windows, exact(outage))
		case 1: // reported with bounds
			b := exact(outage)
			b.End = calendar.Interval{Start: outage.Start + long/2, End: outage.End + r.Int64N(long)}
			w.down, w.windows = append(w.down, outage), append(w.windows, b)
		case 2: // a probe or two that fail by themselves
			for k := range 1 + r.Int64N(2) {
				w.failed[(at-yearStart)/w.every+k] = true
			}
		case 3: // planned, and known to both
			w.planned = append(w.planned, outage)
			p := exact(outage)
			p.Outage = false
			w.windows = append(w.windows, p)
		case 4: // it flaps: up for a probe now and then; reported as one
			w.windows = append(w.windows, exact(outage))
			for from := outage.Start; from < outage.End; from += 4 * w.every {
				w.down = append(w.down, calendar.Interval{Start: from, End: min(from+3*w.every, outage.End)})
			}
			if last := &w.down[len(w.down)-1]; last.Seconds() < w.every {
				last.Start = last.End - w.every
			}
			w.down[len(w.down)-1].End = outage.End
		case 5:
			w.down, w.planted = append(w.down, outage), append(w.planted, evidence.Unexplained)
		case 6:
			w.windows, w.planted = append(w.windows, exact(outage)), append(w.planted, evidence.Unwitnessed)
		case 7:
			late := outage
			late.End -= 2*w.every + 1 + r.Int64N(w.every/2)
			w.down, w.windows, w.planted = append(w.down, outage), append(w.windows, exact(late)), append(w.planted, evidence.EndDiffers)
		case 8:
			late := outage
			late.Start += 2*w.every + 1 + r.Int64N(w.every/2)
			w.down, w.windows, w.planted = append(w.down, outage), append(w.windows, exact(late)), append(w.planted, evidence.StartDiffers)
		case 9:
			w.lost, w.planted = append(w.lost, outage), append(w.planted, evidence.Unwatched)
		}
	}
	return w
}

// TestPlantedContradictionsAreFound promises that all that was planted in a year is found, and nothing else is:
// neither for a probe that fails by itself, nor for flapping, nor for planned work, nor for bounds.
func TestPlantedContradictionsAreFound(t *testing.T) {
	for n := range *years {
		w := simulate(rand.New(rand.NewPCG(11, uint64(n))), n%3 > 0)
		var kinds []evidence.Kind
		for _, f := range evidence.Compare(w.probes(), w.windows, year()) {
			kinds = append(kinds, f.Kind)
		}
		if !slices.Equal(kinds, w.planted) {
			t.Fatalf("year %d: found %v, planted %v", n, kinds, w.planted)
		}
	}
}

// TestSkewOfClocksIsFound promises that a monitor whose clock is wrong by three probes contradicts each exact window twice.
func TestSkewOfClocksIsFound(t *testing.T) {
	for n := range *years {
		r := rand.New(rand.NewPCG(12, uint64(n)))
		w := simulate(r, false)
		w.skew = 3 * w.every * int64(1-2*r.IntN(2))
		want := map[evidence.Kind]int{}
		for _, win := range w.windows {
			if win.Outage && win.End.Start == win.End.End {
				want[evidence.StartDiffers]++
				want[evidence.EndDiffers]++
			} else if win.Outage {
				want[evidence.StartDiffers]++
			}
		}
		got := map[evidence.Kind]int{}
		for _, f := range evidence.Compare(w.probes(), w.windows, year()) {
			if f.Window >= 0 && w.windows[f.Window].End.Start != w.windows[f.Window].End.End && f.Kind == evidence.EndDiffers {
				continue // its bounds may leave room for it or not
			}
			got[f.Kind]++
		}
		if got[evidence.StartDiffers] != want[evidence.StartDiffers] || got[evidence.EndDiffers] != want[evidence.EndDiffers] {
			t.Fatalf("year %d, skew %d of %d: found %v, want %v", n, w.skew, w.every, got, want)
		}
	}
}

// TestBothWitnessesBoundTheTruth promises that what was the case lies within what both have, whatever either got wrong: outages
// that nobody reported, gaps, probes that fail by themselves, windows with bounds, windows that are too short or too long.
func TestBothWitnessesBoundTheTruth(t *testing.T) {
	for n := range *years {
		r := rand.New(rand.NewPCG(13, uint64(n)))
		w := simulate(r, false)
		for k, d := range w.down { // people forget
			if r.IntN(4) == 0 && d.Seconds() >= 2*w.every {
				w.windows = slices.DeleteFunc(w.windows, func(win evidence.Reported) bool {
					return win.Start.Start <= w.down[k].Start && w.down[k].End <= win.End.End
				})
			}
		}
		for k := range w.windows { // or write too much, or too little
			if win := &w.windows[k]; win.Outage && win.End.Start == win.End.End {
				win.Start.Start += r.Int64N(3*w.every) - w.every
				win.End.Start += r.Int64N(3*w.every) - w.every
				win.Start.End, win.End.End = win.Start.Start, max(win.End.Start, win.Start.Start)
				win.End.Start = win.End.End
			}
		}
		for range 6 { // and monitors stop
			at := yearStart + r.Int64N(slots*slot)
			w.lost = append(w.lost, calendar.Interval{Start: at, End: at + r.Int64N(86400)})
		}
		var certain, possible []calendar.Interval
		for _, win := range w.windows {
			if win.Outage {
				certain = append(certain, calendar.Interval{Start: win.Start.End, End: win.End.Start})
				possible = append(possible, calendar.Interval{Start: win.Start.Start, End: win.End.End})
			}
		}
		// Between flaps it worked, whatever the report says.
		all := w.probes()
		for k := range int64(slots) {
			o := evidence.Observe(all, calendar.Union(calendar.Interval{Start: yearStart + k*slot, End: yearStart + (k+1)*slot}))
			bound := o.Agreed(calendar.Union(certain...), calendar.Union(possible...))
			var truth int64
			for _, seen := range o.Seen {
				for _, d := range w.down {
					truth += d.Clip(seen).Seconds()
				}
			}
			if truth < bound.Min || truth > bound.Max {
				t.Fatalf("year %d, part %d: %d s is not within %d to %d", n, k, truth, bound.Min, bound.Max)
			}
		}
	}
}

// TestOpenWindows promises that a window of which nobody knows the end explains all downtime after its start, and is
// held only against what was seen at its start.
func TestOpenWindows(t *testing.T) {
	s := func(from, to int64, seen evidence.State) evidence.Stretch {
		return evidence.Stretch{Interval: calendar.Interval{Start: yearStart + from, End: yearStart + to}, Seen: seen, Every: 60, Source: "a"}
	}
	all := []evidence.Stretch{s(0, 5000, evidence.Up), s(5000, 6000, evidence.Down), s(6000, 90000, evidence.Up), s(90000, 91000, evidence.Down), s(91000, 99000, evidence.Up)}
	for _, c := range []struct {
		start int64
		want  []evidence.Kind
	}{
		{100, nil}, // both may belong to it
		{5400, []evidence.Kind{evidence.StartDiffers}}, // it began while it was down
		{50000, []evidence.Kind{evidence.Unexplained}}, // the first came before it
		{95000, []evidence.Kind{evidence.Unexplained, evidence.Unexplained}},
	} {
		at := calendar.Interval{Start: yearStart + c.start, End: yearStart + c.start}
		var got []evidence.Kind
		for _, f := range evidence.Compare(all, []evidence.Reported{{Start: at, End: at, Open: true, Outage: true}}, year()) {
			got = append(got, f.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("from %d: %v, want %v", c.start, got, c.want)
		}
	}
}

// TestReadingTwiceIsReadingOnce promises that evidence which is written, read, and merged with itself is what it was.
func TestReadingTwiceIsReadingOnce(t *testing.T) {
	w := simulate(rand.New(rand.NewPCG(14, 1)), true)
	all := w.probes()
	var back []evidence.File
	for name, text := range evidence.Write("checkout", evidence.Merge(all, all)) {
		f, list := evidence.Read(name, diag.NewSource(name, text))
		if list.Errors() > 0 {
			t.Fatal(list)
		}
		back = append(back, f)
	}
	got := evidence.Of(back, "checkout")
	for n := range got {
		got[n].At = diag.Span{}
	}
	want := evidence.Joined(all)
	slices.SortFunc(got, func(a, b evidence.Stretch) int { return cmp.Compare(a.Start, b.Start) })
	if !slices.Equal(got, want) {
		t.Errorf("%d stretches came back as %d", len(want), len(got))
	}
}

// TestMergeKeepsWhatAMonitorForgot promises that of a source that is read again the old stays where the new says nothing.
func TestMergeKeepsWhatAMonitorForgot(t *testing.T) {
	s := func(from, to int64, seen evidence.State) evidence.Stretch {
		return evidence.Stretch{Interval: calendar.Interval{Start: from, End: to}, Seen: seen, Every: 1, Source: "a"}
	}
	got := evidence.Merge([]evidence.Stretch{s(0, 50, evidence.Up), s(50, 90, evidence.Down)}, []evidence.Stretch{s(60, 80, evidence.Down), s(100, 120, evidence.Up)})
	want := []evidence.Stretch{s(0, 50, evidence.Up), s(50, 90, evidence.Down), s(100, 120, evidence.Up)}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("from,to,seen,every,source,sha256\n2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,up,60,a," + strings.Repeat("0", 64) + "\n")
	f.Add("from,to,seen,every,source,sha256\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		name := evidence.Path("checkout", 2024)
		file, list := evidence.Read(name, diag.NewSource(name, text))
		if list.Errors() == 0 {
			evidence.Compare(file.Stretches, nil, year())
			evidence.Write("checkout", file.Stretches)
		}
	})
}
