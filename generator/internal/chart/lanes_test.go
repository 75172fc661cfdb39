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
)

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

func TestLanes(t *testing.T) {
	for name, p := range lanesCases() {
		t.Run(name, func(t *testing.T) {
			goldentest.Equal(t, "testdata/lanes-"+strings.ReplaceAll(name, " ", "-")+".golden", dumpLanes(chart.NewLanes(p, plain, time.UTC, asOf)))
		})
	}
}

func dumpLanes(l *chart.Lanes) string {
	if l == nil {
		return "nil\n"
	}
	var out strings.Builder
	say := func(format string, args ...any) {
		fmt.Fprintf(&out, strings.ReplaceAll(format, "~", "%%")+"\n", args...)
	}
	say("label   %s", l.Label)
	say("caption %s", l.Caption)
	if l.More != "" {
		say("more    %s", l.More)
	}
	for _, ph := range l.Legend {
		say("legend  %s %s", ph.Letter, ph.Name)
	}
	for i, r := range l.Rows {
		say("row %d, %v px, grid %v–%v, title %v, ticks %v, gaps %v %s", i, r.Height, r.Top, r.Bottom, r.TitleY, r.TickY, r.GapY, r.After)
		for _, p := range r.Panels {
			say("  panel %v~ +%v~ %q", p.X, p.Width, p.Title)
		}
		for _, g := range r.Gaps {
			say("  gap %v~ +%v~ middle %v~ %q %q", g.X, g.Width, g.Middle, g.Text, g.Title)
		}
		for _, k := range r.Ticks {
			say("  tick %v~ %q %s %v", k.X, k.Label, k.Anchor, k.Show)
		}
		for _, m := range r.Phases {
			say("  phase %s %v~ %v: %s", m.Letter, m.X, m.Y, m.Title)
		}
		for _, s := range r.Ribbon {
			say("  ribbon %v~ +%v~ %v +%v %s: %s", s.X, s.Width, s.Y, s.Height, s.Class, s.Title)
		}
		for _, lane := range r.Lanes {
			say("  lane %q at %v, track %v +%v", lane.Name, lane.NameY, lane.Y, lane.Height)
			for _, m := range lane.Windows {
				say("    %v~ +%v~ %v +%v %s%s: %s", m.X, m.Width, m.Y, m.Height, m.Class, flags(m), m.Title)
			}
		}
	}
	return out.String()
}

func flags(m chart.Mark) string {
	out := ""
	for _, f := range []struct {
		on   bool
		word string
	}{{m.Step != "", m.Step}, {m.Hollow, "hollow"}, {m.Hatched, "hatched"}, {m.Open, "open"}, {m.Min, "min"}} {
		if f.on {
			out += " " + f.word
		}
	}
	return out
}
