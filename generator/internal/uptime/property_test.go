package uptime_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// random is an archive of two years with everything that can go wrong in one.
func random(r *rand.Rand, zone *time.Location, year int) uptime.Input {
	in := uptime.Input{Zone: zone, Weights: pick(r, []settings.Weights{
		defaults, {settings.MajorOutage: 1000, settings.PartialOutage: 500, settings.DegradedPerformance: 125, settings.Maintenance: 1},
		{settings.MajorOutage: 400, settings.PartialOutage: 1000, settings.Maintenance: 700},
	})}
	begin := time.Date(year, 1, 1, 0, 0, 0, 0, zone)
	minutes := span * 365 * 24 * 60
	instant := func() time.Time {
		at := begin.Add(time.Duration(r.IntN(minutes)) * time.Minute)
		if r.IntN(3) == 0 { // near an edge of a month or a year
			at = time.Date(year, time.Month(1+pick(r, []int{3, 6, 10, 11, 12, 12, 12, 13, 24})), 1, 0, r.IntN(600)-300, 0, 0, zone)
		}
		return at.Truncate(time.Minute)
	}
	day := func() calendar.Time {
		start := calendar.DayOf(year, time.January, r.IntN(span*365), zone).Start
		return calendar.Time{Instant: time.Unix(start, 0).In(zone), Precision: calendar.Day}
	}
	in.AsOf = time.Date(year+span, 1, 2, 12, 0, 0, 0, time.UTC).Unix()
	if r.IntN(2) == 0 {
		in.AsOf = instant().Unix()
	}
	for i := range 1 + r.IntN(5) {
		s := settings.Service{ID: fmt.Sprint("s", i)}
		if i > 0 && r.IntN(2) == 0 {
			s.Parent = fmt.Sprint("s", r.IntN(i))
		}
		if r.IntN(3) > 0 {
			s.Since = day()
		}
		if r.IntN(4) == 0 {
			s.Until = day()
		}
		in.Services = append(in.Services, s)
	}
	r.Shuffle(len(in.Services), func(i, j int) { in.Services[i], in.Services[j] = in.Services[j], in.Services[i] })
	for i := range r.IntN(14) {
		p := &postmortem.Postmortem{Path: fmt.Sprint("p", i)}
		for range r.IntN(4) {
			p.Services = append(p.Services, pick(r, in.Services).ID)
		}
		if r.IntN(10) == 0 {
			p.Services = append(p.Services, "unlisted")
		}
		near := instant()
		for range r.IntN(4) {
			w := postmortem.Window{Level: settings.Level(r.IntN(5))}
			length := func() time.Duration { return time.Duration(1+r.IntN(pick(r, []int{30, 600, 20_000}))) * time.Minute }
			later, earlier := length(), length()
			w.Start = calendar.Time{Instant: near.Add(later - earlier), Precision: calendar.Minute}
			switch r.IntN(6) {
			case 0:
				w.Ongoing = true
			case 1, 2:
				if r.IntN(2) == 0 {
					w.AtLeast = length()
				}
				if r.IntN(2) == 0 {
					w.AtMost = w.AtLeast + length()
				}
				if r.IntN(3) == 0 {
					w.Start = day()
				}
			default:
				w.End = calendar.Time{Instant: w.Start.Instant.Add(length()), Precision: calendar.Minute}
			}
			if len(p.Services) > 0 && r.IntN(3) == 0 {
				w.Services = []string{pick(r, p.Services)}
			}
			p.Windows = append(p.Windows, w)
		}
		slices.SortStableFunc(p.Windows, func(a, b postmortem.Window) int { return a.Start.Instant.Compare(b.Start.Instant) })
		p.Date = calendar.Time{Instant: near.Add(time.Duration(r.IntN(30_000)-3_000) * time.Minute), Precision: calendar.Second}
		if r.IntN(4) == 0 {
			p.Date = day()
		}
		in.Postmortems = append(in.Postmortems, p)
	}
	return in
}

var countedArchives = flag.Int("counted", 25, "how many random archives of a year are counted minute by minute")

// TestAgainstCountingMinutes compares every figure, bin and contribution of random
// archives with a count of their minutes.
func TestAgainstCountingMinutes(t *testing.T) {
	places := []struct {
		zone  string
		years []int
	}{
		{"UTC", []int{2012, 2019}},
		{"America/New_York", []int{2018, 2023}},
		{"Europe/Vienna", []int{2020}},
		{"Asia/Kathmandu", []int{2015}},
		{"Australia/Lord_Howe", []int{2016, 2021}},
		{"America/St_Johns", []int{2013}},
		{"Pacific/Apia", []int{2011}},
		{"Asia/Amman", []int{2017}}, // puts clocks forward at midnight
	}
	archives := *countedArchives
	if testing.Short() {
		archives = 4
	}
	for _, place := range places {
		t.Run(place.zone, func(t *testing.T) {
			t.Parallel()
			z := zone(t, place.zone)
			rows := 0
			for _, year := range place.years {
				l := labelsOf(z, year)
				for seed := range archives {
					in := random(rand.New(rand.NewPCG(uint64(year), uint64(seed))), z, year)
					rows += compare(t, fmt.Sprintf("%d #%d", year, seed), in, year, l)
					if t.Failed() {
						return
					}
				}
			}
			if rows < archives {
				t.Errorf("only %d service-years were compared", rows)
			}
		})
	}
}

func compare(t *testing.T, name string, in uptime.Input, first int, l labels) (rows int) {
	t.Helper()
	report := uptime.Compute(in)
	truth := oracle(in, first, l)
	for y := range span {
		year, _ := report.Year(first + y)
		got := make(map[string]uptime.ServicePeriod)
		for _, s := range year.Services {
			got[s.Service.ID] = s
		}
		for i, s := range in.Services {
			want := truth[i].answer(in, l, y)
			row, ok := got[s.ID]
			if ok != want.tracked {
				t.Errorf("%s: %s in %d: tracked %v, want %v", name, s.ID, first+y, ok, want.tracked)
			}
			if !ok || t.Failed() {
				continue
			}
			rows++
			where := fmt.Sprintf("%s: %s %d", name, s.ID, first+y)
			compareSeries(t, where, row.Series, want, truth[i], y)
			comparePercent(t, where, row.Stats)
			addUp(t, where, row.Stats, row.Contributions())
			for m := range row.Months {
				comparePercent(t, where, row.Months[m].Stats)
				addUp(t, fmt.Sprint(where, " month ", m+1), row.Months[m].Stats, row.MonthContributions(m))
			}
		}
		all := truth[len(truth)-1]
		if want := all.answer(in, l, y); want.tracked && !t.Failed() {
			compareSeries(t, fmt.Sprintf("%s: all %d", name, first+y), year.All, want, all, y)
		}
	}
	return rows
}

func compareSeries(t *testing.T, where string, got uptime.Series, want expected, truth *history, y int) {
	t.Helper()
	same(t, where, meant(got.Stats), meant(want.year))
	for m := range got.Months {
		if same(t, fmt.Sprint(where, " month ", m+1), meant(got.Months[m].Stats), meant(want.months[m])); t.Failed() {
			return
		}
	}
	// Days are in the order of the calendar; weeks are runs of seven of them.
	weeks := got.Weeks()
	same(t, where+" weeks", len(weeks), 53)
	sums := make([]uptime.Bin, 53)
	n := 0
	for m, days := range got.Days() {
		var month uptime.Bin
		for d, bin := range days {
			want := want.days[n]
			at := fmt.Sprintf("%s day %d of month %d", where, d+1, m+1)
			same(t, at, [4]int64(bin.ByLevel[1:]), [4]int64(want[1:]))
			same(t, at+" tracked", bin.Tracked, want[0] > 0)
			same(t, at+" incidents", bin.Incidents, len(truth.days[y][n]))
			same(t, at+" unknown", bin.Unknown, truth.doubt[y][n])
			add(&month, bin)
			add(&sums[n/7], bin)
			n++
		}
		f := got.Months[m]
		same(t, fmt.Sprint(where, " bars of month ", m+1), month.Impacted(), f.Impacted.Min)
		same(t, fmt.Sprint(where, " weight of month ", m+1), month.Weighted, f.Weighted.Min)
	}
	for w := range weeks {
		sum := sums[w]
		same(t, fmt.Sprint(where, " week ", w), weeks[w].ByLevel, sum.ByLevel)
		same(t, fmt.Sprint(where, " weight of week ", w), weeks[w].Weighted, sum.Weighted)
		same(t, fmt.Sprint(where, " week ", w, " flags"), [3]bool{weeks[w].Tracked, weeks[w].Unknown, weeks[w].Ongoing}, [3]bool{sum.Tracked, sum.Unknown, sum.Ongoing})
	}
}

func add(sum *uptime.Bin, b uptime.Bin) {
	for level, seconds := range b.ByLevel {
		sum.ByLevel[level] += seconds
	}
	sum.Weighted += b.Weighted
	sum.Tracked, sum.Unknown, sum.Ongoing = sum.Tracked || b.Tracked, sum.Unknown || b.Unknown, sum.Ongoing || b.Ongoing
}

// comparePercent holds percentages against big numbers, and every bound against itself.
func comparePercent(t *testing.T, where string, f uptime.Stats) {
	t.Helper()
	for _, b := range append(f.ByLevel[:], f.Impacted, f.Down, f.Weighted) {
		if !b.Open && b.Min > b.Max {
			t.Errorf("%s: %+v has its sides crossed", where, b)
		}
	}
	if !f.Tracked() {
		same(t, where+" untracked", f.Uptime(), uptime.Percent{})
		return
	}
	check := func(what string, got uptime.Percent, lost calendar.Bound, total int64) {
		want := uptime.Percent{Bound: calendar.Bound{Max: ceilPercent(lost.Min, total), Open: lost.Open}}
		if !lost.Open {
			want.Min = floorPercent(lost.Max, total)
		}
		if lost.Exact() {
			want.Max = want.Min
		}
		want.Below = want.Max == 100_000 && lost.Min > 0
		same(t, where+" "+what, got, want)
		if got.Max == 100_000 && lost.Min > 0 && !strings.Contains(got.String(), "<") {
			t.Errorf("%s: 100 %% with %d lost", where, lost.Min)
		}
	}
	check("uptime", f.Uptime(), f.Weighted, f.Seconds*1000)
	check("strict", f.Strict(), f.Down, f.Seconds)
}

// addUp holds that the windows of a figure make it up.
func addUp(t *testing.T, where string, f uptime.Stats, list []uptime.Contribution) {
	t.Helper()
	var low, high uptime.Share
	byLevel := make(map[settings.Level]int64)
	unbounded := false
	for _, c := range list {
		low.Seconds, low.Weighted = low.Seconds+c.Low.Seconds, low.Weighted+c.Low.Weighted
		high.Seconds, high.Weighted = high.Seconds+c.High.Seconds, high.Weighted+c.High.Weighted
		byLevel[c.Window.Level] += c.Low.Seconds
		unbounded = unbounded || c.Open && c.Weight > 0
		if c.Open && !c.Window.Uncertain() {
			t.Errorf("%s: %s is unbounded and yet certain", where, c.Postmortem.Path)
		}
	}
	same(t, where+" contributions", low.Weighted, f.Weighted.Min)
	same(t, where+" impact of contributions", low.Seconds-byLevel[settings.Maintenance], f.Impacted.Min)
	same(t, where+" unbounded", unbounded, f.Weighted.Open)
	if !f.Weighted.Open {
		same(t, where+" upper contributions", high.Weighted, f.Weighted.Max)
	}
	for _, level := range settings.WeighedLevels() {
		if b := f.ByLevel[level]; byLevel[level] < b.Min || !b.Open && byLevel[level] > b.Max {
			t.Errorf("%s: contributions of %s are %d, out of %+v", where, level, byLevel[level], b)
		}
	}
}
