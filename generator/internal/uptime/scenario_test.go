package uptime_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// The scenarios of a small archive are all that may have been the case: each window of
// unknown end lasted for any of the hours between its bounds, each of unknown level was
// nothing or a major outage. An archive is a day and a half around New Year, in hours.

const hours = 36

var newYear = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func hourAt(hour int) time.Time { return newYear.Add(time.Duration(hour-hours/2) * time.Hour) }

// A truth is one thing that a window may have been: half-open hours at a level.
type truth struct {
	from, to int
	level    settings.Level
}

// truths lists what a window may have been, as far as the archive's time goes.
func truths(p *postmortem.Postmortem, w postmortem.Window, asOf int) (all []truth) {
	hour := func(t time.Time) int { return int(t.Sub(hourAt(0)) / time.Hour) }
	from := hour(w.Start.Instant)
	first := from + int(w.AtLeast/time.Hour)
	last := from + int(w.AtMost/time.Hour)
	switch {
	case w.Ongoing:
		first, last = asOf, asOf
	case !w.End.IsZero():
		first, last = hour(w.End.Instant), hour(w.End.Instant)
	case w.AtMost == 0 && p.Date.IsZero():
		last = asOf
	case w.AtMost == 0 && p.Date.Precision == calendar.Day:
		last = hour(p.Date.Instant) + 24
	case w.AtMost == 0:
		last = hour(p.Date.Instant)
	}
	for to := first; to <= max(first, last); to++ {
		t := truth{from, min(to, asOf), w.Level}
		if w.Level == settings.Unknown {
			all = append(all, truth{level: settings.Unknown})
			t.level = settings.MajorOutage
		}
		all = append(all, t)
	}
	return all
}

// smallArchive has a few windows of one service, of which hardly anything is recorded.
func smallArchive(r *rand.Rand) (in uptime.Input, asOf int) {
	in = archive(settings.Service{ID: "s"})
	in.Weights = pick(r, []settings.Weights{defaults, {settings.MajorOutage: 400, settings.PartialOutage: 1000, settings.Maintenance: 700}})
	if r.IntN(2) == 0 {
		in.Services[0].Since = calendar.Time{Instant: newYear.AddDate(-1, 0, 0), Precision: calendar.Day}
	}
	asOf = pick(r, []int{hours, hours, hours - r.IntN(12)})
	in.AsOf = hourAt(asOf).Unix()
	minute := func(hour int) calendar.Time {
		return calendar.Time{Instant: hourAt(hour), Precision: calendar.Minute}
	}
	for i := range 1 + r.IntN(3) {
		p := &postmortem.Postmortem{Path: fmt.Sprint("p", i), Services: []string{"s"}}
		start := r.IntN(hours - 8)
		p.Date = minute(start + r.IntN(10))
		if r.IntN(4) == 0 {
			p.Date = calendar.Time{Instant: newYear, Precision: calendar.Day}
		}
		if r.IntN(6) == 0 {
			p.Date = calendar.Time{}
		}
		for range 1 + r.IntN(2) {
			w := postmortem.Window{Start: minute(start + r.IntN(6)), Level: settings.Level(r.IntN(settings.LevelCount))}
			switch r.IntN(6) {
			case 0:
				w.Ongoing = true
			case 1, 2:
				w.End = calendar.Time{Instant: w.Start.Instant.Add(time.Duration(1+r.IntN(8)) * time.Hour), Precision: calendar.Minute}
			default:
				w.AtLeast = time.Duration(r.IntN(4)) * time.Hour
				if r.IntN(2) == 0 {
					w.AtMost = w.AtLeast + time.Duration(1+r.IntN(5))*time.Hour
				}
			}
			p.Windows = append(p.Windows, w)
		}
		in.Postmortems = append(in.Postmortems, p)
	}
	return in, asOf
}

// TestAgainstEveryScenario promises that no scenario lies outside the bounds, and that each
// instant counts on a side only where it must: AFTERWORD_SERVICE_YEARS sets how many
// years of services are compared.
func TestAgainstEveryScenario(t *testing.T) {
	want := 400
	if n, err := strconv.Atoi(os.Getenv("AFTERWORD_SERVICE_YEARS")); err == nil {
		want = n
	}
	rows, scenarios := 0, 0
	for seed := uint64(0); rows < want && !t.Failed(); seed++ {
		in, asOf := smallArchive(rand.New(rand.NewPCG(14, seed)))
		var choices [][]truth
		product := 1
		for _, p := range in.Postmortems {
			for _, w := range p.Windows {
				if w.Start.Unix() < in.AsOf {
					choices = append(choices, truths(p, w, asOf))
					product *= len(choices[len(choices)-1])
				}
			}
		}
		if product > 20_000 {
			continue
		}
		report := uptime.Compute(in)
		for _, y := range report.Service("s") {
			rows++
			scenarios += product
			compareScenarios(t, fmt.Sprintf("#%d %d", seed, y.In.Year), in, y, choices)
		}
	}
	t.Logf("%d service-years, %d scenarios", rows, scenarios)
}

// compareScenarios counts each scenario of a year hour by hour.
func compareScenarios(t *testing.T, where string, in uptime.Input, y uptime.ServicePeriod, choices [][]truth) {
	t.Helper()
	const always, sometimes = 0, 1
	// A measure is an hour's worth, in a scenario in which a level is the worst and a weight the largest.
	measures := []struct {
		name string
		got  calendar.Bound
		of   func(worst settings.Level, weight int64) int64
	}{
		{"weighted", y.Weighted, func(_ settings.Level, weight int64) int64 { return weight * 3600 }},
		{"impacted", y.Impacted, func(l settings.Level, _ int64) int64 { return oneIf(l >= settings.DegradedPerformance) }},
		{"down", y.Down, func(l settings.Level, _ int64) int64 { return oneIf(l >= settings.PartialOutage) }},
		{"major", y.ByLevel[settings.MajorOutage], func(l settings.Level, _ int64) int64 { return oneIf(l == settings.MajorOutage) }},
		{"partial", y.ByLevel[settings.PartialOutage], func(l settings.Level, _ int64) int64 { return oneIf(l == settings.PartialOutage) }},
		{"degraded", y.ByLevel[settings.DegradedPerformance], func(l settings.Level, _ int64) int64 { return oneIf(l == settings.DegradedPerformance) }},
		{"maintenance", y.ByLevel[settings.Maintenance], func(l settings.Level, _ int64) int64 { return oneIf(l == settings.Maintenance) }},
	}
	days, _ := y.ImpactedDays()
	sides := make([][hours][2]int64, len(measures))
	now := make([]truth, len(choices))
	first := true
	var each func(n int)
	each = func(n int) {
		if n < len(choices) {
			for _, now[n] = range choices[n] {
				each(n + 1)
			}
			return
		}
		sums := make([]int64, len(measures))
		impactedDays := map[int]bool{}
		for hour := range hours {
			if at := hourAt(hour); at.Year() != y.In.Year || at.Unix() >= in.AsOf {
				continue
			}
			var worst settings.Level
			var weight int64
			for _, w := range now {
				if w.from <= hour && hour < w.to && w.level != settings.Unknown {
					worst, weight = max(worst, w.level), max(weight, in.Weights[w.level])
				}
			}
			if worst >= settings.DegradedPerformance {
				impactedDays[hourAt(hour).YearDay()] = true
			}
			for m := range measures {
				value := measures[m].of(worst, weight)
				side := &sides[m][hour]
				if first {
					*side = [2]int64{value, value}
				}
				side[always], side[sometimes] = min(side[always], value), max(side[sometimes], value)
				sums[m] += value
			}
		}
		first = false
		for m, sum := range sums {
			if b := measures[m].got; sum < b.Min || !b.Open && sum > b.Max {
				t.Errorf("%s: %s is %d in a scenario, out of %+v", where, measures[m].name, sum, b)
			}
		}
		if n := int64(len(impactedDays)); n < days.Min || !days.Open && n > days.Max {
			t.Errorf("%s: %d days with impact in a scenario, out of %+v", where, n, days)
		}
		inPercent(t, where+" uptime", y.Uptime(), sums[0], y.Seconds*1000)
		inPercent(t, where+" strict", y.Strict(), sums[2], y.Seconds)
	}
	each(0)
	for m, b := range measures {
		var least, most int64
		for _, side := range sides[m] {
			least, most = least+side[always], most+side[sometimes]
		}
		if b.got.Min != least || !b.got.Open && b.got.Max != most {
			t.Errorf("%s: %s is %+v, its hours are %d to %d", where, b.name, b.got, least, most)
		}
	}
	for _, level := range settings.WeighedLevels() {
		if open := slices.ContainsFunc(in.Postmortems, func(p *postmortem.Postmortem) bool {
			return slices.ContainsFunc(p.Windows, func(w postmortem.Window) bool {
				return w.Open() && (w.Level == level || w.Level == settings.Unknown && level == settings.MajorOutage)
			})
		}); y.ByLevel[level].Open && !open {
			t.Errorf("%s: %s has no upper side, and no window of it is open", where, level)
		}
	}
}

func oneIf(yes bool) int64 {
	if yes {
		return 3600
	}
	return 0
}

// inPercent holds what is printed of an uptime against what was lost in a scenario.
func inPercent(t *testing.T, where string, p uptime.Percent, lost, total int64) {
	t.Helper()
	left := big.NewRat((total-lost)*100_000, total)
	over := left.Cmp(big.NewRat(p.Max, 1)) > 0 && !p.Exact() || p.Below && lost == 0
	if over || !p.Open && left.Cmp(big.NewRat(p.Min, 1)) < 0 {
		t.Errorf("%s: %s is false where %d of %d are lost", where, p, lost, total)
	}
}
