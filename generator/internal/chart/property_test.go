package chart_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// px is a width in per cent at the narrowest column.
func px(percent float64) float64 { return percent * chart.Narrowest / 100 }

// across checks that a part of the width is one, and printable with three decimals.
func across(t *testing.T, what string, x, width float64) {
	t.Helper()
	if x < 0 || width < 0 || x+width > 100.0005 || math.IsNaN(x+width) {
		t.Errorf("%s: %v%% +%v%% is not within the drawing", what, x, width)
	}
	for _, v := range []float64{x, width} {
		if len(fmt.Sprint(v)) > len("99.999") {
			t.Errorf("%s: %v has more than three decimals", what, v)
		}
	}
}

func checkTicks(t *testing.T, ticks []chart.Tick, apart float64) {
	t.Helper()
	last, lastShown, end := -1.0, math.Inf(-1), math.Inf(-1)
	for _, k := range ticks {
		across(t, "tick "+k.Label, k.X, 0)
		if k.X <= last {
			t.Errorf("tick %q at %v%% is not right of the one before", k.Label, k.X)
		}
		last = k.X
		if !k.Show {
			continue
		}
		x, width := px(k.X), 5*float64(len([]rune(k.Label))) // no face is narrower
		left := map[string]float64{"start": x, "middle": x - width/2, "end": x - width}[k.Anchor]
		if x-lastShown < apart || left < end {
			t.Errorf("label %q collides with the one before", k.Label)
		}
		if left < 0 || left+width > chart.Narrowest {
			t.Errorf("label %q runs out of the drawing", k.Label)
		}
		lastShown, end = x, left+width
	}
}

func checkLanes(t *testing.T, l *chart.Lanes) {
	t.Helper()
	if l.Label == "" || l.Caption == "" || len(l.Rows) == 0 {
		t.Errorf("label %q, caption %q, %d rows", l.Label, l.Caption, len(l.Rows))
	}
	for _, r := range l.Rows {
		if len(r.Gaps) != len(r.Panels)-1 || len(r.Lanes) > 8 {
			t.Errorf("%d panels, %d gaps, %d lanes", len(r.Panels), len(r.Gaps), len(r.Lanes))
		}
		edge := 0.0
		for i, p := range r.Panels {
			across(t, "panel", p.X, p.Width)
			if p.X < edge {
				t.Errorf("panel %d overlaps the one before", i)
			}
			edge = p.X + p.Width
			if title := px(p.X) + 5*float64(len([]rune(p.Title))); title > chart.Narrowest {
				t.Errorf("title %q runs out of the drawing", p.Title)
			}
		}
		for _, g := range r.Gaps {
			across(t, "gap", g.X, g.Width)
			if g.Middle < g.X || g.Middle > g.X+g.Width {
				t.Errorf("gap %+v", g)
			}
		}
		checkTicks(t, r.Ticks, chart.Apart)
		if len(r.Ticks) > 7 {
			t.Errorf("%d ticks", len(r.Ticks))
		}
		for i, m := range r.Phases {
			across(t, "phase "+m.Letter, m.X, 0)
			for _, o := range r.Phases[:i] {
				if o.Y == m.Y && math.Abs(px(o.X-m.X)) < 12 {
					t.Errorf("%s and %s collide", o.Letter, m.Letter)
				}
			}
			if m.Y > r.Top {
				t.Errorf("%s is below the top", m.Letter)
			}
		}
		for _, s := range r.Ribbon {
			across(t, s.Class, s.X, s.Width)
		}
		foot := 0.0
		for _, lane := range r.Lanes {
			if lane.NameY < foot || lane.NameY >= lane.Y || lane.Y+lane.Height > r.Bottom {
				t.Errorf("lane %+v after %v", lane, foot)
			}
			foot = lane.Y + lane.Height
			for _, m := range lane.Windows {
				across(t, m.Title, m.X, m.Width)
				if m.Y < lane.Y || m.Y+m.Height > foot || m.Height <= 0 {
					t.Errorf("mark %+v leaves its track", m)
				}
				if m.Min != (px(m.Width) < chart.Thinnest) || m.Min && px(m.X)+chart.Thinnest > chart.Narrowest {
					t.Errorf("mark %+v: thin and not said to be, or thick, or cut", m)
				}
				if m.Hatched == (m.Step != "") {
					t.Errorf("mark %+v: a length that is both known and not", m)
				}
				if !slices.ContainsFunc(r.Panels, func(p chart.Panel) bool { return p.X <= m.X && m.X+m.Width <= p.X+p.Width+0.0005 }) {
					t.Errorf("mark %+v lies in no panel", m)
				}
			}
		}
		if r.Bottom >= r.TickY || r.TickY >= r.Height || len(r.Gaps) > 0 && (r.GapY <= r.TickY || r.GapY >= r.Height) {
			t.Errorf("bottom %v, ticks %v, gaps %v, height %v", r.Bottom, r.TickY, r.GapY, r.Height)
		}
	}
}

func TestLanesHold(t *testing.T) {
	for name, p := range lanesCases() {
		t.Run(name, func(t *testing.T) {
			if l := chart.NewLanes(p, plain, time.UTC, asOf); l != nil {
				checkLanes(t, l)
			}
		})
	}
}

// Whatever the gaps, windows keep their order and do not overlap, and a bar that is
// twice as long lasted twice as long.
func TestLanesShareOneScale(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	broken := 0
	for range 2000 {
		p := &postmortem.Postmortem{Services: []string{"api"}}
		at := int64(1520000000)
		var lengths []int64
		for range 1 + r.IntN(20) {
			length := 1 + r.Int64N(int64(1)<<r.IntN(20))
			start, end := instant(at), instant(at+length)
			p.Windows = append(p.Windows, postmortem.Window{Start: start, End: end, Level: major})
			lengths = append(lengths, length)
			at += length + 1 + r.Int64N(int64(1)<<r.IntN(24))
		}
		l := chart.NewLanes(p, plain, time.UTC, at)
		checkLanes(t, l)
		if !reflect.DeepEqual(l, chart.NewLanes(p, plain, time.UTC, at)) {
			t.Fatal("two drawings of one report differ")
		}
		broken += len(l.Rows[0].Gaps)
		scale, drawn := 0.0, 0
		for i, length := range lengths { // the longest tells the scale best
			if length == slices.Max(lengths) {
				scale = flat(l)[i].Width / float64(length)
			}
		}
		for i, m := range flat(l) {
			if want := scale * float64(lengths[i]); math.Abs(m.Width-want) > 0.003 {
				t.Fatalf("window %d of %d s is %v%% wide, want %v%%", i, lengths[i], m.Width, want)
			}
			drawn++
		}
		if drawn != len(lengths) {
			t.Fatalf("%d of %d windows are drawn", drawn, len(lengths))
		}
		for _, row := range l.Rows {
			edge := 0.0
			for _, m := range row.Lanes[0].Windows {
				if m.X < edge-0.0005 {
					t.Fatalf("windows overlap: %+v begins before %v", m, edge)
				}
				edge = m.X + m.Width
			}
		}
		if t.Failed() {
			t.Fatalf("lengths %v", lengths)
		}
	}
	if broken == 0 {
		t.Fatal("no axis was ever broken")
	}
}

func flat(l *chart.Lanes) (marks []chart.Mark) {
	for _, r := range l.Rows {
		marks = append(marks, r.Lanes[0].Windows...)
	}
	return marks
}

func instant(at int64) calendar.Time {
	return calendar.Time{Instant: time.Unix(at, 0).UTC(), Precision: calendar.Second}
}

// A window takes eleven bytes: start, length, level, how its end is known and what it affected.
func FuzzLanes(f *testing.F) {
	f.Add([]byte("0123456789a"), uint8(0))
	f.Add([]byte("0123456789a0123x56789b0183456789c"), uint8(3))
	f.Add(slices.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 30), uint8(255))
	zones := []string{"UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"}
	f.Fuzz(func(t *testing.T, data []byte, mix uint8) {
		zone, mistake := calendar.LoadZone(zones[int(mix)%len(zones)])
		if mistake != nil {
			t.Fatal(mistake)
		}
		p := &postmortem.Postmortem{}
		for i := range int(mix) % 12 {
			p.Services = append(p.Services, fmt.Sprintf("service with a rather long name, number %d, for all customers", i))
		}
		for len(data) >= 11 && len(p.Windows) < 50 {
			start := int64(binary.LittleEndian.Uint32(data))
			length := 1 + int64(binary.LittleEndian.Uint32(data[4:]))>>(data[9]%32)
			w := postmortem.Window{Start: instant(start), Level: settings.Level(data[8] % 5)}
			switch data[9] % 6 {
			case 0:
				w.Ongoing = true
			case 1:
				w.AtLeast = time.Duration(length) * time.Second
			case 2:
				w.AtMost = time.Duration(length) * time.Second
			case 3:
				y, m, d := w.Start.Instant.Date()
				w.Start = calendar.Time{Instant: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), Precision: calendar.Day}
			default:
				w.End = instant(start + length)
			}
			if n := len(p.Services); n > 0 && data[10]%3 == 0 {
				w.Services = p.Services[int(data[10])%n:][:1]
			}
			p.Windows = append(p.Windows, w)
			data = data[11:]
		}
		slices.SortStableFunc(p.Windows, func(a, b postmortem.Window) int { return a.Start.Instant.Compare(b.Start.Instant) })
		for i, ph := range []*calendar.Time{&p.Phases.Detected, &p.Phases.Acknowledged, &p.Phases.Mitigated, &p.Phases.Resolved} {
			if len(data) >= (i+1)*4 {
				*ph = instant(int64(binary.LittleEndian.Uint32(data[i*4:])))
			}
		}
		if l := chart.NewLanes(p, func(id string) string { return id }, zone, 1<<31); l != nil {
			checkLanes(t, l)
		}
	})
}

// No time is left out that the panels have room for.
func TestLanesDoNotBreakWhereNothingIsLeftOut(t *testing.T) {
	p := &postmortem.Postmortem{Services: []string{"api"}}
	at, hour := int64(1520000000), int64(3600)
	add := func(after, length int64) {
		at += after
		p.Windows = append(p.Windows, postmortem.Window{Start: instant(at), End: instant(at + length), Level: major})
		at += length
	}
	for range 20 {
		add(hour*9/10, hour)
	}
	add(hour*3/2, 60) // longer than the longest window, but short beside the first panel
	add(100*hour, hour)
	row := chart.NewLanes(p, plain, time.UTC, at).Rows[0]
	if len(row.Gaps) != 1 || row.Gaps[0].Title != calendar.Duration(100*hour)+" without impact" {
		t.Errorf("gaps %+v", row.Gaps)
	}
}
