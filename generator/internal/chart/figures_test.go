package chart_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
	"afterword/generator/internal/uptime"
)

// year computes the figures of one service, tracked since 2018-02-10, as of 2018-11-21 23:11.
func year(t *testing.T, slo int64, windows ...postmortem.Window) uptime.ServiceYear {
	t.Helper()
	in := uptime.Input{
		Services: []settings.Service{{ID: "api", Name: "API", Since: at("2018-02-10"), SLO: slo}},
		Zone:     time.UTC, AsOf: at("2018-11-21 23:11").Unix(),
		Weights: settings.Weights{settings.MajorOutage: 1000, settings.PartialOutage: 300},
	}
	for _, w := range windows {
		in.Postmortems = append(in.Postmortems, &postmortem.Postmortem{Services: []string{"api"}, Windows: []postmortem.Window{w}, Date: at("2018-11-01")})
	}
	rows := uptime.Compute(in).Service("api")
	if len(rows) != 1 {
		t.Fatalf("%d years", len(rows))
	}
	return rows[0]
}

func busyYear(t *testing.T) uptime.ServiceYear {
	return year(t, 99900,
		window(major, "2018-02-12 10:00", "2018-02-12 10:10"),
		window(major, "2018-03-03 14:05", "2018-03-03 14:43"),
		window(partial, "2018-03-09 14:05", "2018-03-09 18:00"),
		window(degraded, "2018-03-20 23:30", "2018-03-21 06:00"),
		window(maintenance, "2018-03-25 22:00", "2018-03-26 01:00"),
		window(major, "2018-03-28", "unknown"),
		bounded(window(major, "2018-03-30 10:00", "unknown"), 20*time.Minute, 2*time.Hour),
		window(major, "2018-07-10 09:00", "2018-07-10 13:52"),
		window(unknown, "2018-08-01 09:00", "2018-08-01 13:52"),
		window(major, "2018-11-21 20:00", "ongoing"),
	)
}

func dumpStrip(s chart.Strip) string {
	var out strings.Builder
	fmt.Fprintf(&out, "height %v: %s\n", s.Height, s.Sentence)
	for _, sp := range s.Track {
		fmt.Fprintf(&out, "  track  %v%% +%v%%\n", sp.X, sp.Width)
	}
	for _, sp := range s.Future {
		fmt.Fprintf(&out, "  future %v%% +%v%%\n", sp.X, sp.Width)
	}
	for _, b := range s.Bars {
		fmt.Fprintf(&out, "  %-4s %v%% +%v%% y %v +%v hollow=%v hatched=%v notch=%v %d s: %s\n", b.Class, b.X, b.Width, b.Y, b.Height, b.Hollow, b.Hatched, b.Notch, b.Seconds, b.Title)
	}
	return out.String()
}

func TestStrips(t *testing.T) {
	y := busyYear(t)
	var out strings.Builder
	out.WriteString(dumpStrip(chart.Weeks(y.Weeks(), time.UTC)))
	for m, days := range y.Series.Days() {
		if m < 3 || m > 9 {
			out.WriteString(time.Month(m+1).String() + " " + dumpStrip(chart.Days(days, time.UTC)))
		}
	}
	out.WriteString("[" + chart.Blocks(y.Weeks()) + "]\n[" + chart.Blocks(y.Series.Days()[2]) + "]\n")
	goldentest.Equal(t, "testdata/strips.golden", out.String())
}

// The bars of a row hold the seconds of its figures.
func TestStripsHoldTheSumOfTheRow(t *testing.T) {
	y := busyYear(t)
	sum := func(s chart.Strip) (impact, plan int64) {
		for _, b := range s.Bars {
			if b.Class == "plan" {
				plan += b.Seconds
			} else {
				impact += b.Seconds
			}
		}
		return impact, plan
	}
	check := func(name string, s chart.Strip, f uptime.Stats) {
		t.Helper()
		if impact, plan := sum(s); impact != f.Impacted.Min || plan != f.ByLevel[settings.Maintenance].Min {
			t.Errorf("%s: bars add up to %d s of impact and %d s of maintenance, the figures say %d and %d", name, impact, plan, f.Impacted.Min, f.ByLevel[settings.Maintenance].Min)
		}
	}
	check("weeks", chart.Weeks(y.Weeks(), time.UTC), y.Stats)
	if y.Stats.Impacted.Min == 0 || y.Stats.ByLevel[settings.Maintenance].Min == 0 {
		t.Fatal("the year holds nothing to add up")
	}
	for m, days := range y.Series.Days() {
		check(time.Month(m+1).String(), chart.Days(days, time.UTC), y.Months[m])
	}
}

func TestStripEncoding(t *testing.T) {
	bin := func(f func(*uptime.Bin)) uptime.Bin {
		b := uptime.Bin{Interval: calendar.DayOf(2024, 3, 3, time.UTC), Tracked: true, Incidents: 1}
		f(&b)
		return b
	}
	for _, c := range []struct {
		name  string
		bin   uptime.Bin
		want  string // class, y, height and marks of each bar
		block string
	}{
		{"nothing", bin(func(b *uptime.Bin) {}), "", "▁"},
		{"a second", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 1 }), "l1 21 7", "▂"},
		{"10 min", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 600 }), "l1 21 7", "▂"},
		{"over 10 min", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 601 }), "l2 14 14", "▄"},
		{"1 h", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 3600 }), "l2 14 14", "▄"},
		{"4 h", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 4 * 3600 }), "l3 7 21", "▆"},
		{"over 4 h", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 4*3600 + 1 }), "l4 0 28", "█"},
		{"partial", bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage] = 3600 }), "l2 14.75 12.5 hollow", "░"},
		{"long partial", bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage] = 3601 }), "l3 7.75 19.5 hollow", "▒"},
		{"both", bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage], b.ByLevel[settings.MajorOutage] = 3000, 601 }), "l3 7 21", "▆"},
		{"unknown", bin(func(b *uptime.Bin) { b.Unknown = true }), "unk 14 14 hatched", "?"},
		{"at least", bin(func(b *uptime.Bin) { b.Unknown, b.ByLevel[settings.MajorOutage] = true, 60 }), "unk 14 7 hatched; l1 21 7", "▂"},
		{"at least 5 h", bin(func(b *uptime.Bin) { b.Unknown, b.ByLevel[settings.MajorOutage] = true, 18000 }), "l4 0 28", "█"},
		{"maintenance", bin(func(b *uptime.Bin) { b.ByLevel[settings.Maintenance] = 60 }), "plan 0 3", "▁"},
		{"ongoing", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage], b.Ongoing = 60, true }), "l1 21 7 notch", "▂"},
		{"future", uptime.Bin{Future: true}, "", "·"},
		{"not tracked", uptime.Bin{}, "", " "},
	} {
		var got []string
		for _, b := range chart.Days([]uptime.Bin{c.bin}, time.UTC).Bars {
			text := fmt.Sprintf("%s %v %v", b.Class, b.Y, b.Height)
			for word, on := range map[string]bool{" hollow": b.Hollow, " hatched": b.Hatched, " notch": b.Notch} {
				if on {
					text += word
				}
			}
			got = append(got, text)
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%s: %q, want %q", c.name, g, c.want)
		}
		if g := chart.Blocks([]uptime.Bin{c.bin}); g != c.block {
			t.Errorf("%s: block %q, want %q", c.name, g, c.block)
		}
	}
}

func TestStripSentence(t *testing.T) {
	for _, c := range []struct {
		name, want string
		strip      chart.Strip
	}{
		{"untracked", "Not tracked.", chart.Days(make([]uptime.Bin, 31), nil)},
		{"future", "Nothing is known yet.", chart.Days([]uptime.Bin{{Future: true}}, nil)},
		{"quiet", "No impact recorded.", chart.Days([]uptime.Bin{{Tracked: true}}, nil)},
		{"one day", "Impact on 1 day: 12 February.", chart.Days(year(t, 0, window(major, "2018-02-12 10:00", "2018-02-12 10:10")).Series.Days()[1], time.UTC)},
		{"one week", "Impact in the week from 12 February.", chart.Weeks(year(t, 0, window(major, "2018-02-12 10:00", "2018-02-12 10:10")).Weeks(), time.UTC)},
	} {
		if c.strip.Sentence != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.strip.Sentence, c.want)
		}
	}
}
