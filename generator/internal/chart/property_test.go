package chart_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// Round times are those that the clocks of the zone show, also where they are changed.
func TestTicksFollowTheClocks(t *testing.T) {
	for _, c := range []struct{ zone, start, end, want string }{
		{"America/New_York", "2018-03-11 04:50", "2018-03-11 11:10", "11Mar 04:00 06:00"},
		{"America/New_York", "2018-03-10 22:00", "2018-03-12 04:30", "11Mar 12:00 12Mar"},
		{"America/New_York", "2018-11-04 03:50", "2018-11-05 05:30", "4Nov 06:00 12:00 18:00 5Nov"},
		{"Asia/Kathmandu", "2018-03-10 10:00", "2018-03-10 14:00", "16:00 17:00 18:00 19:00"},
		{"UTC", "2018-03-10 10:00", "2018-03-30 10:00", "12Mar 19Mar 26Mar"},
		{"UTC", "2017-11-10 10:00", "2018-05-30 10:00", "Dec 2018 Feb Mar Apr May Jun"},
		{"UTC", "1987-11-10 10:00", "2018-05-30 10:00", "1990 1995 2000 2005 2010 2015"},
	} {
		zone, err := calendar.LoadZone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		p := &postmortem.Postmortem{Windows: []postmortem.Window{window(major, c.start, c.end)}}
		var got []string
		for _, text := range parse(t, chart.Lanes(p, plain, zone, asOf)).all("svg", "axis")[0].inner {
			got = append(got, strings.ReplaceAll(text.text, " ", ""))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s, %s to %s: %s, want %s", c.zone, c.start, c.end, g, c.want)
		}
	}
}

// checkLanes promises that windows are on tracks and that letters do not run into each other.
func checkLanes(t *testing.T, drawn *node) {
	t.Helper()
	checkDrawing(t, drawn)
	for _, row := range drawn.all("svg", "row") {
		tracks := row.all("rect", "track")
		if ticks := row.all("svg", "grid")[0].inner; len(ticks) > 7 || len(row.all("text", "lane-name")) > 8 {
			t.Errorf("%d ticks, %d lanes", len(ticks), len(row.all("text", "lane-name")))
		}
		for _, m := range marksOf(row) {
			if !slices.ContainsFunc(tracks, func(track *node) bool {
				return track.number("x") <= m.number("x") && m.number("x")+m.number("width") <= track.number("x")+track.number("width")+0.0005 &&
					track.number("y") <= m.number("y") && m.number("y")+m.number("height") <= track.number("y")+track.number("height")
			}) {
				t.Errorf("%v is on no track", m)
			}
		}
		letters := row.all("text", "phase-letter")
		for i, m := range letters {
			for _, o := range letters[:i] {
				if o.attr["y"] == m.attr["y"] && math.Abs(px(o.number("x")-m.number("x"))) < 12 {
					t.Errorf("%s and %s collide", o.text, m.text)
				}
			}
		}
	}
}

// marksOf lists the windows of a row, one rectangle each.
func marksOf(row *node) (out []*node) {
	for _, g := range row.all("g", "") {
		if g.inner[1].name == "rect" {
			out = append(out, g.inner[1])
		}
	}
	return out
}

// Whatever the gaps, windows keep their order and do not overlap, and a bar that is
// twice as long lasted twice as long.
func TestLanesShareOneScale(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	broken := 0
	for range 1000 {
		p := &postmortem.Postmortem{Services: []string{"api"}}
		at := int64(1520000000)
		var lengths []int64
		for range 1 + r.IntN(20) {
			length := 1 + r.Int64N(int64(1)<<r.IntN(20))
			p.Windows = append(p.Windows, postmortem.Window{Start: instant(at), End: instant(at + length), Level: major})
			lengths = append(lengths, length)
			at += length + 1 + r.Int64N(int64(1)<<r.IntN(24))
		}
		d := chart.Lanes(p, plain, time.UTC, at)
		if d != chart.Lanes(p, plain, time.UTC, at) {
			t.Fatal("two drawings of one report differ")
		}
		drawn := parse(t, d)
		checkLanes(t, drawn)
		var marks []*node
		for _, row := range drawn.all("svg", "row") {
			edge := 0.0
			for _, m := range marksOf(row) {
				if m.number("x") < edge-0.0005 {
					t.Fatalf("windows overlap: %v begins before %v", m, edge)
				}
				edge = m.number("x") + m.number("width")
				marks = append(marks, m)
			}
			broken += len(row.all("rect", "track")) - 1
		}
		if len(marks) != len(lengths) {
			t.Fatalf("%d of %d windows are drawn", len(marks), len(lengths))
		}
		longest := slices.Index(lengths, slices.Max(lengths)) // which shows the scale best
		scale := marks[longest].number("width") / float64(lengths[longest])
		for i, m := range marks {
			if want := scale * float64(lengths[i]); math.Abs(m.number("width")-want) > 0.003 {
				t.Fatalf("window %d of %d s is %s wide, want %v", i, lengths[i], m.attr["width"], want)
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
		zone, err := calendar.LoadZone(zones[int(mix)%len(zones)])
		if err != nil {
			t.Fatal(err)
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
		checkLanes(t, parse(t, chart.Lanes(p, func(id string) string { return id }, zone, 1<<31)))
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
	row := parse(t, chart.Lanes(p, plain, time.UTC, at)).all("svg", "row")[0]
	var gaps []string
	for _, text := range row.all("text", "axis") {
		if text.title != "" {
			gaps = append(gaps, text.title)
		}
	}
	if want := calendar.Duration(100*hour) + " without impact"; !slices.Equal(gaps, []string{want}) {
		t.Errorf("gaps %q, want %q", gaps, want)
	}
}

// Dots neither overlap nor depend on the order of the incidents.
func TestDotsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + r.IntN(1<<r.IntN(11))
		var items []chart.Lasting
		var lengths []int64
		for range n {
			length := int64(math.Exp(r.NormFloat64()*float64(1+r.IntN(3)) + 8))
			items = append(items, chart.Lasting{Seconds: length})
			lengths = append(lengths, length)
		}
		d := chart.Dots(items)
		r.Shuffle(n, func(i, j int) { items[i], items[j] = items[j], items[i] })
		if d != chart.Dots(items) {
			t.Fatal("the order of the input is seen")
		}
		drawn := parse(t, d)
		checkDrawing(t, drawn)
		dots := drawn.all("circle", "")
		label := drawn.all("figcaption", "")[0].text
		if len(dots) > n || (len(dots) < n) != strings.Contains(label, "one dot is up to") {
			t.Fatalf("%d dots for %d incidents: %s", len(dots), n, label)
		}
		for i, dot := range dots {
			x, y, radius := px(dot.number("cx")), dot.number("cy"), dot.number("r")
			if y-radius < 0 || x-radius < 0 || x+radius > narrowest {
				t.Fatalf("%v leaves the drawing", dot)
			}
			for _, o := range dots[:i] {
				if math.Hypot(px(o.number("cx"))-x, o.number("cy")-y) < radius+o.number("r") {
					t.Fatalf("%v and %v overlap", o, dot)
				}
			}
		}
		slices.Sort(lengths)
		var median, want []string
		for _, text := range drawn.all("text", "phase-letter") {
			median = append(median, text.text)
		}
		if n >= 5 {
			want = []string{"median " + calendar.Duration(lengths[(n-1)/2])}
		}
		if !slices.Equal(median, want) {
			t.Fatalf("%q of %d lengths, want %q", median, n, want)
		}
	}
}

// The line of a budget is one, goes forward and down, and ends where the figures do.
func TestBurnDownHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	over := 0
	for range 100 {
		var windows []postmortem.Window
		for range r.IntN(12) {
			start := at("2018-02-10").Unix() + r.Int64N(280*86400)
			windows = append(windows, postmortem.Window{Start: instant(start), End: instant(start + 1 + r.Int64N(int64(1)<<r.IntN(17))), Level: settings.Level(2 + r.IntN(3))})
		}
		y := year(t, 99900, windows...)
		drawn := parse(t, chart.BurnDown(y, time.UTC))
		checkDrawing(t, drawn)
		pace := drawn.all("line", "pace")[0]
		top, zero := pace.number("y1"), pace.number("y2")
		x, at := pace.number("x1"), top
		for _, l := range drawn.all("line", "burn") {
			if l.number("x1") != x || l.number("y1") != at || l.number("x2") < x || l.number("y2") < at {
				t.Fatalf("%v after %v%% %v", l, x, at)
			}
			if below := l.attr["class"] == "burn over"; below != (l.number("y2") > zero) || below && l.number("y1") < zero {
				t.Fatalf("%v with zero at %v", l, zero)
			}
			x, at = l.number("x2"), l.number("y2")
		}
		budget := y.Budgets()[0]
		spent := float64(budget.Spent.Min) * 100 / float64(budget.Total)
		if want := top + min(spent, 2)*(zero-top); math.Abs(at-want) > 0.06 {
			t.Fatalf("the line ends at %v, want %v", at, want)
		}
		if x != pace.number("x2") {
			t.Fatalf("the line ends at %v%%, want %v", x, pace.attr["x2"])
		}
		if budget.Over() {
			over++
		}
	}
	if over == 0 || over == 100 {
		t.Fatalf("%d of 100 years are over", over)
	}
}
