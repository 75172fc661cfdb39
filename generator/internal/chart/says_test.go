package chart_test

import (
	"fmt"
	"maps"
	"slices"
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
func year(t *testing.T, slo int64, windows ...postmortem.Window) uptime.ServicePeriod {
	t.Helper()
	in := uptime.Input{
		Services: []settings.Service{{ID: "api", Name: "API", Since: at("2018-02-10"), Targets: []settings.Target{{Percent: slo}}}},
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

func busyYear(t *testing.T) uptime.ServicePeriod {
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

// TestStrips promises what days and weeks say.
func TestStrips(t *testing.T) {
	y := busyYear(t)
	var out strings.Builder
	dump(t, &out, "weeks", chart.Weeks(y.Weeks(), time.UTC))
	for m, days := range y.Series.Days() {
		dump(t, &out, time.Month(m+1).String(), chart.Days(days, time.UTC))
	}
	out.WriteString("[" + chart.Blocks(y.Weeks()) + "]\n[" + chart.Blocks(y.Series.Days()[2]) + "]\n")
	goldentest.Equal(t, "testdata/strips.golden", out.String())
}

// TestStripMarks promises the classes by which a day is drawn.
func TestStripMarks(t *testing.T) {
	bin := func(f func(*uptime.Bin)) uptime.Bin {
		b := uptime.Bin{Interval: calendar.DayOf(2024, 3, 3, time.UTC), Tracked: true, Incidents: 1}
		f(&b)
		return b
	}
	for _, c := range []struct {
		name  string
		bin   uptime.Bin
		want  string
		block string
	}{
		{"nothing", bin(func(b *uptime.Bin) {}), "", "▁"},
		{"a second", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 1 }), "l1", "▂"},
		{"10 min", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 600 }), "l1", "▂"},
		{"over 10 min", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 601 }), "l2", "▄"},
		{"1 h", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 3600 }), "l2", "▄"},
		{"4 h", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 4 * 3600 }), "l3", "▆"},
		{"over 4 h", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage] = 4*3600 + 1 }), "l4", "█"},
		{"partial", bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage] = 3600 }), "hollow l2", "░"},
		{"long partial", bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage] = 3601 }), "hollow l3", "▒"},
		{"both", bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage], b.ByLevel[settings.MajorOutage] = 3000, 601 }), "l3", "▆"},
		{"unknown", bin(func(b *uptime.Bin) { b.Unknown = true }), "unknown-edge", "?"},
		{"at least", bin(func(b *uptime.Bin) { b.Unknown, b.ByLevel[settings.MajorOutage] = true, 60 }), "unknown-edge; l1", "▂"},
		{"at least 5 h", bin(func(b *uptime.Bin) { b.Unknown, b.ByLevel[settings.MajorOutage] = true, 18000 }), "l4", "█"},
		{"maintenance", bin(func(b *uptime.Bin) { b.ByLevel[settings.Maintenance] = 60 }), "plan", "▁"},
		{"ongoing", bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage], b.Ongoing = 60, true }), "l1", "▂"},
		{"future", uptime.Bin{Future: true}, "", "·"},
		{"not tracked", uptime.Bin{}, "", " "},
	} {
		drawn := parse(t, chart.Days([]uptime.Bin{c.bin}, time.UTC))
		checkDrawing(t, drawn)
		var got []string
		for _, r := range drawn.all("rect", "") {
			if r.title != "" {
				got = append(got, r.attr["class"])
			}
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
		strip      chart.Drawing
	}{
		{"untracked", "Not tracked.", chart.Days(make([]uptime.Bin, 31), time.UTC)},
		{"future", "Nothing is known yet.", chart.Days([]uptime.Bin{{Future: true}}, time.UTC)},
		{"quiet", "No impact recorded.", chart.Days([]uptime.Bin{{Tracked: true}}, time.UTC)},
		{"one day", "Impact on 1 day: 12 February.", chart.Days(year(t, 0, window(major, "2018-02-12 10:00", "2018-02-12 10:10")).Series.Days()[1], time.UTC)},
		{"one week", "Impact in the week from 12 February.", chart.Weeks(year(t, 0, window(major, "2018-02-12 10:00", "2018-02-12 10:10")).Weeks(), time.UTC)},
	} {
		if got := parse(t, c.strip).all("span", "")[0].text; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// at reads "2018-12-04 22:00" in UTC, with seconds where they are written, or a day.
func at(text string) calendar.Time {
	for layout, precision := range map[string]calendar.Precision{
		"2006-01-02 15:04": calendar.Minute, "2006-01-02 15:04:05": calendar.Second, "2006-01-02": calendar.Day,
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return calendar.Time{Instant: t, Precision: precision}
		}
	}
	panic("not a time: " + text)
}

func window(level settings.Level, start, end string, services ...string) postmortem.Window {
	w := postmortem.Window{Start: at(start), Level: level, Services: services}
	switch end {
	case "ongoing":
		w.Ongoing = true
	case "unknown":
	default:
		w.End = at(end)
	}
	return w
}

const (
	major, partial, degraded = settings.MajorOutage, settings.PartialOutage, settings.DegradedPerformance
	maintenance, unknown     = settings.Maintenance, settings.Unknown
)

var (
	asOf  = at("2019-01-02 03:04").Unix()
	plain = func(id string) string { return strings.ToUpper(id[:1]) + id[1:] }
	zuora = &postmortem.Postmortem{Services: []string{"apps", "marketplace"}, Windows: []postmortem.Window{
		window(partial, "2018-12-04 22:00", "2018-12-05 08:00"),
		window(partial, "2018-12-11 16:30", "2018-12-11 17:11"),
		window(partial, "2018-12-12 19:55", "2018-12-13 08:00"),
	}}
	ordinary = &postmortem.Postmortem{Services: []string{"management", "sending"}, Windows: []postmortem.Window{
		window(degraded, "2018-07-20 21:00", "2018-07-21 02:14", "management"),
		window(major, "2018-07-20 21:22", "2018-07-20 22:14", "management", "sending"),
	}, Phases: postmortem.Phases{
		Detected: at("2018-07-20 21:04"), Acknowledged: at("2018-07-20 21:07"), Mitigated: at("2018-07-20 22:14"), Resolved: at("2018-07-21 02:14"),
	}}
)

func bounded(w postmortem.Window, least, most time.Duration) postmortem.Window {
	w.AtLeast, w.AtMost = least, most
	return w
}

func lanesCases() map[string]*postmortem.Postmortem {
	one := func(w ...postmortem.Window) *postmortem.Postmortem {
		return &postmortem.Postmortem{Services: []string{"api"}, Windows: w}
	}
	many := &postmortem.Postmortem{Windows: []postmortem.Window{window(major, "2018-03-03 14:05", "2018-03-03 14:43")}}
	for i := range 11 {
		many.Services = append(many.Services, fmt.Sprintf("service-%d", i))
	}
	late := one(window(major, "2018-03-03 14:00", "2018-03-03 14:10"))
	late.Phases = postmortem.Phases{Detected: at("2018-03-03 14:02"), Resolved: at("2018-03-03 17:00")}
	odd := one(window(major, "2018-03-03 14:00", "2018-03-03 15:00"))
	odd.Phases = postmortem.Phases{Detected: at("2018-03-03 13:50"), Resolved: at("2018-03-03 14:30"), Disordered: true}
	flapping := one()
	for day := 1; day <= 28; day += 3 {
		flapping.Windows = append(flapping.Windows, window(partial, fmt.Sprintf("2018-02-%02d 10:00", day), fmt.Sprintf("2018-02-%02d 10:%02d", day, 10+day)))
	}
	return map[string]*postmortem.Postmortem{
		"zuora": zuora, "ordinary": ordinary, "many services": many, "resolved late": late, "disordered": odd, "flapping": flapping,
		"ongoing":             one(window(major, "2019-01-02 01:00", "ongoing")),
		"at least":            one(bounded(window(major, "2018-03-03 14:00", "unknown"), 90*time.Minute, 0)),
		"between":             one(bounded(window(partial, "2018-03-03 14:00", "unknown"), 90*time.Minute, 3*time.Hour)),
		"at most":             one(bounded(window(partial, "2018-03-03 14:00", "unknown"), 0, 3*time.Hour)),
		"level unknown":       one(window(unknown, "2018-03-03 14:00", "2018-03-03 14:39")),
		"day and time":        one(window(major, "2018-03-02", "unknown"), window(major, "2018-03-03 14:00", "2018-03-03 18:00")),
		"maintenance":         one(window(maintenance, "2018-03-03 22:00", "2018-03-04 02:00"), window(degraded, "2018-03-03 23:00", "2018-03-03 23:20")),
		"short":               one(window(major, "2018-03-03 14:00:10", "2018-03-03 14:00:49")),
		"593 days":            one(window(partial, "2016-05-14 00:00", "2017-12-28 12:00")),
		"no service recorded": {Windows: []postmortem.Window{window(major, "2018-12-31 23:30", "2019-01-01 00:30")}},
		"only phases":         {Phases: postmortem.Phases{Detected: at("2018-03-03 14:00"), Resolved: at("2018-03-03 15:10")}},
		"nothing":             one(),
		"day only":            one(window(major, "2018-03-03", "unknown")),
		"end unknown":         one(window(major, "2018-03-03 14:00", "unknown")),
	}
}

// TestLanes promises what lanes say.
func TestLanes(t *testing.T) {
	var out strings.Builder
	cases := lanesCases()
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		d := chart.Lanes(cases[name], plain, time.UTC, asOf)
		dump(t, &out, name, d)
		checkLanes(t, parse(t, d))
	}
	goldentest.Equal(t, "testdata/lanes.golden", out.String())
}

func TestDots(t *testing.T) {
	var out strings.Builder
	draw := func(lengths ...int64) {
		var items []chart.Lasting
		for i, n := range lengths {
			items = append(items, chart.Lasting{Title: fmt.Sprintf("Report %d", i), Seconds: n})
		}
		dump(t, &out, fmt.Sprint(lengths), chart.Dots(items))
	}
	draw()
	draw(40)
	draw(13*60, 38*60, 39*60, 40*60, 3*3600, 593*86400)
	goldentest.Equal(t, "testdata/dots.golden", out.String())
}

func TestBurnDown(t *testing.T) {
	var out strings.Builder
	draw := func(name string, y uptime.ServicePeriod) { dump(t, &out, name, chart.BurnDown(y, time.UTC)) }
	draw("half", year(t, 99900, window(major, "2018-03-03 14:00", "2018-03-03 16:00"), window(partial, "2018-07-01 22:00", "2018-07-02 02:00")))
	draw("over", busyYear(t))
	draw("twice over", year(t, 99990, window(major, "2018-03-03 14:00", "2018-03-03 16:00")))
	draw("nothing spent", year(t, 99990, window(degraded, "2018-03-03 14:00", "2018-03-03 16:00")))
	draw("no target", year(t, 0))
	draw("no budget", year(t, 100_000))
	goldentest.Equal(t, "testdata/burndown.golden", out.String())
}

// TestBar promises the scale of the bars of lengths: from a minute to thirty days.
func TestBar(t *testing.T) {
	for _, c := range []struct {
		length postmortem.Length
		want   string
	}{
		{postmortem.Length{}, ""},
		{postmortem.Length{Recorded: true}, `<svg class="dur" aria-hidden="true"></svg>`},
		{postmortem.Length{Recorded: true, Bound: calendar.Bound{Min: 1}}, `<svg class="dur" aria-hidden="true"><rect class="l1" width="3%"/></svg>`},
		{postmortem.Length{Recorded: true, Bound: calendar.Bound{Min: 3600}}, `<svg class="dur" aria-hidden="true"><rect class="l2" width="38.4%"/></svg>`},
		{postmortem.Length{Recorded: true, Bound: calendar.Bound{Min: 30 * 86400}}, `<svg class="dur" aria-hidden="true"><rect class="l4" width="100%"/></svg>`},
		{postmortem.Length{Recorded: true, Bound: calendar.Bound{Min: 31 * 86400}}, `<svg class="dur" aria-hidden="true"><rect class="l4" width="100%"/><rect class="cut" x="97%" width="1%"/></svg>`},
	} {
		if got := chart.Bar(c.length); string(got) != c.want {
			t.Errorf("%+v: %s, want %s", c.length, got, c.want)
		}
	}
}

// TestTextIsEscaped promises that what authors write stays text, in elements and in attributes.
func TestTextIsEscaped(t *testing.T) {
	nasty := "</title><script>alert(1)</script>\" onload='x' & &amp; <"
	p := &postmortem.Postmortem{Services: []string{nasty}, Windows: []postmortem.Window{window(major, "2018-03-03 14:00", "2018-03-03 15:00")}}
	p.Windows[0].Note = nasty
	d := parse(t, chart.Lanes(p, func(id string) string { return id }, time.UTC, asOf))
	if name := d.all("text", "lane-name")[0]; name.title != nasty {
		t.Errorf("the lane is called %q", name.title)
	}
	if title := d.all("g", "")[0].title; !strings.HasSuffix(title, nasty) {
		t.Errorf("the title is %q", title)
	}
	dots := parse(t, chart.Dots([]chart.Lasting{{Title: nasty + "\x00", Seconds: 60}}))
	if title := dots.all("circle", "")[0].title; title != nasty+"\uFFFD: 1\u00a0min" {
		t.Errorf("the title is %q", title)
	}
}
