package chart_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
)

// Round times are those that the clocks of the zone show, also where they are changed.
func TestTicksFollowTheClocks(t *testing.T) {
	for _, c := range []struct{ zone, start, end, want string }{
		{"America/New_York", "2018-03-11 04:50", "2018-03-11 11:10", "11Mar 01:00 03:00 04:00 05:00 06:00 07:00"},
		{"America/New_York", "2018-03-10 22:00", "2018-03-12 04:30", "18:00 11Mar 06:00 12:00 18:00 12Mar"},
		{"America/New_York", "2018-11-04 03:50", "2018-11-05 05:30", "4Nov 06:00 12:00 18:00 5Nov"},
		{"Asia/Kathmandu", "2018-03-10 10:00", "2018-03-10 14:00", "16:00 17:00 18:00 19:00"},
		{"UTC", "2018-03-10 10:00", "2018-03-30 10:00", "12Mar 19Mar 26Mar"},
		{"UTC", "2017-11-10 10:00", "2018-05-30 10:00", "Dec 2018 Feb Mar Apr May Jun"},
		{"UTC", "1987-11-10 10:00", "2018-05-30 10:00", "1990 1995 2000 2005 2010 2015"},
	} {
		zone, mistake := calendar.LoadZone(c.zone)
		if mistake != nil {
			t.Fatal(mistake)
		}
		p := &postmortem.Postmortem{Windows: []postmortem.Window{window(major, c.start, c.end)}}
		var got []string
		for _, k := range chart.NewLanes(p, plain, zone, asOf).Rows[0].Ticks {
			got = append(got, strings.ReplaceAll(k.Label, " ", ""))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s, %s to %s: %s, want %s", c.zone, c.start, c.end, g, c.want)
		}
	}
}

func TestDotPlot(t *testing.T) {
	var out strings.Builder
	dump := func(lengths ...int64) {
		var items []chart.Lasting
		for i, n := range lengths {
			items = append(items, chart.Lasting{Title: fmt.Sprintf("Report %d", i), Seconds: n})
		}
		p := chart.NewDotPlot(items)
		fmt.Fprintf(&out, "%s %v px, base %v, ticks %v, each %d\n", p.Label, p.Height, p.Base, p.TickY, p.Each)
		if p.Median != nil {
			fmt.Fprintf(&out, "  median %v%% %v %s %s\n", p.Median.X, p.Median.Y, p.Median.Anchor, p.Median.Label)
		}
		for _, k := range p.Ticks {
			fmt.Fprintf(&out, "  tick %v%% %q %s %v\n", k.X, k.Label, k.Anchor, k.Show)
		}
		for _, d := range p.Dots {
			fmt.Fprintf(&out, "  dot %v%% %v r %v %s: %s\n", d.X, d.Y, d.R, d.Class, d.Title)
		}
	}
	dump(40)
	dump(13*60, 38*60, 39*60, 40*60, 3*3600, 593*86400)
	goldentest.Equal(t, "testdata/dotplot.golden", out.String())
	if chart.NewDotPlot(nil) != nil {
		t.Error("a plot of nothing is not nil")
	}
}

func TestDotPlotHolds(t *testing.T) {
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
		p := chart.NewDotPlot(items)
		r.Shuffle(n, func(i, j int) { items[i], items[j] = items[j], items[i] })
		if !reflect.DeepEqual(p, chart.NewDotPlot(items)) {
			t.Fatal("the order of the input is seen")
		}
		if want := (n + p.Each - 1) / p.Each; len(p.Dots) != want {
			t.Fatalf("%d dots for %d incidents, %d each", len(p.Dots), n, p.Each)
		}
		for i, d := range p.Dots {
			across(t, "dot", d.X, 0)
			if d.Y-d.R < 0 || d.Y+d.R > p.Base || px(d.X)-d.R < 0 || px(d.X)+d.R > chart.Narrowest {
				t.Fatalf("dot %+v leaves the drawing", d)
			}
			for _, o := range p.Dots[:i] {
				if math.Hypot(px(o.X-d.X), o.Y-d.Y) < o.R+d.R {
					t.Fatalf("%+v and %+v overlap", o, d)
				}
			}
		}
		checkTicks(t, p.Ticks, 36)
		slices.Sort(lengths)
		if (p.Median != nil) != (n >= 5) {
			t.Fatalf("median %v of %d", p.Median, n)
		}
		if p.Median != nil && p.Median.Label != "median "+calendar.Duration(lengths[(n-1)/2]) {
			t.Fatalf("%s of %v", p.Median.Label, lengths)
		}
	}
}

func TestBurnDown(t *testing.T) {
	var out strings.Builder
	dump := func(name string, b *chart.BurnDown) {
		fmt.Fprintf(&out, "%s: %s\n  %v px, top %v, zero %v, bottom %v, ticks %v, over=%v capped=%v\n  pace %v\n", name, b.Label, b.Height, b.Top, b.Zero, b.Bottom, b.TickY, b.Over, b.Capped, b.Pace)
		for _, l := range b.Lines {
			fmt.Fprintf(&out, "  %v%% %v – %v%% %v over=%v\n", l.X1, l.Y1, l.X2, l.Y2, l.Over)
		}
		for _, k := range b.Ticks {
			fmt.Fprintf(&out, "  tick %v%% %q %s %v\n", k.X, k.Label, k.Anchor, k.Show)
		}
	}
	half := year(t, 99900, window(major, "2018-03-03 14:00", "2018-03-03 16:00"), window(partial, "2018-07-01 22:00", "2018-07-02 02:00"))
	dump("half", chart.NewBurnDown(half, time.UTC))
	dump("over", chart.NewBurnDown(busyYear(t), time.UTC))
	dump("twice over", chart.NewBurnDown(year(t, 99990, window(major, "2018-03-03 14:00", "2018-03-03 16:00")), time.UTC))
	dump("nothing", chart.NewBurnDown(year(t, 99990, window(degraded, "2018-03-03 14:00", "2018-03-03 16:00")), time.UTC))
	goldentest.Equal(t, "testdata/burndown.golden", out.String())
	if chart.NewBurnDown(year(t, 0), time.UTC) != nil || chart.NewBurnDown(year(t, 100_000), time.UTC) != nil {
		t.Error("a burn-down without a budget is not nil")
	}
}

// The line is one, goes forward and down, and ends where the figures do.
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
		b := chart.NewBurnDown(y, time.UTC)
		x, at := b.Pace.X1, b.Top
		for _, l := range b.Lines {
			across(t, "line", l.X1, 0)
			across(t, "line", l.X2, 0)
			if l.X1 != x || l.Y1 != at || l.X2 < l.X1 || l.Y2 < l.Y1 || l.Y2 > b.Bottom {
				t.Fatalf("line %+v after %v%% %v", l, x, at)
			}
			if l.Over != (l.Y2 > b.Zero) || l.Over && l.Y1 < b.Zero {
				t.Fatalf("line %+v with zero at %v", l, b.Zero)
			}
			x, at = l.X2, l.Y2
		}
		budget, _ := y.Budget()
		spent := float64(budget.Spent.Min) * 100 / float64(budget.Total)
		if want := b.Top + min(spent, 2)*(b.Zero-b.Top); math.Abs(at-want) > 0.06 {
			t.Fatalf("the line ends at %v, want %v", at, want)
		}
		if x != b.Pace.X2 {
			t.Fatalf("the line ends at %v%%, want %v%%", x, b.Pace.X2)
		}
		if b.Over {
			over++
		}
		checkTicks(t, b.Ticks, chart.Apart)
	}
	if over == 0 || over == 100 {
		t.Fatalf("%d of 100 years are over", over)
	}
}

func TestCounts(t *testing.T) {
	if got := chart.Counts([]int{0, 1, 3, 1000}); !slices.Equal(got, []float64{0, 1, 1, 100}) {
		t.Error(got)
	}
	if got := chart.Counts([]int{0, 0}); !slices.Equal(got, []float64{0, 0}) {
		t.Error(got)
	}
	if got := chart.Counts([]int{1, 3}); !slices.Equal(got, []float64{33.333, 100}) {
		t.Error(got)
	}
}
