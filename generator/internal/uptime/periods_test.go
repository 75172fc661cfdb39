package uptime_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// one is the only service of a period of a cycle, by the period's name.
func one(t *testing.T, in uptime.Input, cycle calendar.Cycle, name string) uptime.ServicePeriod {
	t.Helper()
	for _, p := range uptime.Compute(in).Every(cycle, in.YearStart) {
		if p.String() == name && len(p.Services) == 1 {
			return p.Services[0]
		}
	}
	t.Fatalf("%s has no figures", name)
	return uptime.ServicePeriod{}
}

// lasting is a report of a full outage from a time on, for so many seconds.
func lasting(t *testing.T, start string, in *time.Location, seconds int64) *postmortem.Postmortem {
	w := window(t, start, "unknown", in, settings.MajorOutage)
	w.End = calendar.Time{Instant: w.Start.Instant.Add(time.Duration(seconds) * time.Second), Precision: calendar.Second}
	return report("down", w)
}

func owed(due []uptime.Due) (list []string) {
	for _, d := range due {
		list = append(list, fmt.Sprintf("%d over %d up to %d", d.Credit/1000, d.Over, d.UpTo))
	}
	return list
}

var steps = settings.Agreement{Cycle: calendar.Monthly, Credits: []settings.Credit{{Below: 99_900, Credit: 10_000}, {Below: 99_000, Credit: 25_000}}}

// A second decides, and the length of the month by its clocks: worked by hand.
func TestCreditsAreDecidedBySeconds(t *testing.T) {
	for _, c := range []struct {
		zone, start, month string
		seconds, down      int64
		uptime             int64
		want               string
	}{
		{"UTC", "2024-04-10 10:00", "April 2024", 2_592_000, 2_592, 99_900, "0 over -1 up to 2592000"},
		{"UTC", "2024-04-10 10:00", "April 2024", 2_592_000, 2_593, 99_899, "10 over 2592000 up to 25920000"},
		// Of 31 days less an hour; 31 × 86 400 s would allow 2 678 s.
		{"America/New_York", "2024-03-19 10:00", "March 2024", 2_674_800, 2_674, 99_900, "0 over -1 up to 2674800"},
		{"America/New_York", "2024-03-19 10:00", "March 2024", 2_674_800, 2_675, 99_899, "10 over 2674800 up to 26748000"},
		// Of 31 days and an hour.
		{"Europe/Berlin", "2024-10-09 10:00", "October 2024", 2_682_000, 2_682, 99_900, "0 over -1 up to 2682000"},
		{"Europe/Berlin", "2024-10-09 10:00", "October 2024", 2_682_000, 2_683, 99_899, "10 over 2682000 up to 26820000"},
		{"UTC", "2024-04-10 10:00", "April 2024", 2_592_000, 25_921, 98_999, "25 over 25920000 up to -1"},
	} {
		in := archive(service(at(t, "2024-01-01", zone(t, c.zone))), lasting(t, c.start, zone(t, c.zone), c.down))
		in.Zone = zone(t, c.zone)
		got := one(t, in, calendar.Monthly, c.month)
		same(t, c.month+" lasts", got.Seconds, c.seconds)
		same(t, c.month+" is up", got.Uptime(), percent(c.uptime))
		if due := owed(got.Credits(steps)); !slices.Equal(due, []string{c.want}) {
			t.Errorf("%s, %d s down: %q, want %q", c.month, c.down, due, c.want)
		}
	}
}

// Where bounds straddle steps, all are said, with the seconds that part them.
func TestCreditsThatStraddleSteps(t *testing.T) {
	w := window(t, "2024-04-10 10:00", "unknown", time.UTC, settings.MajorOutage)
	w.AtLeast, w.AtMost = 2_000*time.Second, 30_000*time.Second
	since := service(at(t, "2024-01-01", time.UTC))
	april := func(w postmortem.Window) uptime.ServicePeriod {
		return one(t, archive(since, report("down", w)), calendar.Monthly, "April 2024")
	}
	none, ten, most := "0 over -1 up to 2592000", "10 over 2592000 up to 25920000", "25 over 25920000 up to -1"
	got := april(w)
	same(t, "uptime", got.Uptime().String(), "98.842–99.923\u00a0%")
	for what, c := range map[string]struct {
		least, most time.Duration
		want        []string
	}{
		"both steps":          {2_000, 30_000, []string{none, ten, most}},
		"the second":          {3_000, 30_000, []string{ten, most}},
		"up to the first":     {2_000, 2_592, []string{none}},
		"nothing bounds it":   {3_000, 0, []string{ten, most}},
		"nothing is known":    {0, 0, []string{none, ten, most}},
		"the last, unbounded": {26_000, 0, []string{most}},
	} {
		w.AtLeast, w.AtMost = c.least*time.Second, c.most*time.Second
		if due := owed(april(w).Credits(steps)); !slices.Equal(due, c.want) {
			t.Errorf("%s: %q, want %q", what, due, c.want)
		}
	}
	if due := (uptime.Stats{}).Credits(steps); due != nil {
		t.Errorf("nothing was tracked, and %v is owed", due)
	}
}

// 21 working days of New York in March 2024, of which the clocks change on one weekend.
func TestBusinessHoursInAnotherZone(t *testing.T) {
	ny := zone(t, "America/New_York")
	s := service(at(t, "2024-01-01", zone(t, "Europe/Berlin")))
	s.Measured = &calendar.Hours{From: 8 * 3600, To: 18 * 3600, Zone: ny}
	s.Measured.Days, _ = calendar.ParseWeekdays("mon-fri")
	in := archive(s, report("weekend", window(t, "2024-03-08 17:30", "2024-03-11 08:45", ny, settings.MajorOutage)),
		report("saturday", window(t, "2024-03-16 10:00", "2024-03-16 12:00", ny, settings.MajorOutage)))
	in.Zone = zone(t, "Europe/Berlin") // which cuts the month
	march := one(t, in, calendar.Monthly, "March 2024")
	same(t, "measured", march.Seconds, 756_000)
	same(t, "down", march.Weighted, exactly(4_500_000))
	same(t, "uptime", march.Uptime(), percent(99_404))
	same(t, "incidents", march.Incidents, 1)
	list := march.Contributions()
	same(t, "windows that count", len(list), 1)
	same(t, "of the outage", list[0].Low.Seconds, 4_500)
	days := march.EachDay()
	same(t, "8 March is measured", days[7].Tracked, true)
	same(t, "8 March", days[7].Impacted(), 1_800)
	same(t, "9 March is not", days[8].Tracked, false)
	same(t, "11 March", days[10].Impacted(), 2_700)
	quiet, _ := uptime.Compute(in).Quiet("s")
	same(t, "the longest time without impact goes on through nights", quiet.Seconds() > 200*86_400, true)
}

// A quarter has the hour that its clocks leave out, and is what its months are.
func TestQuarterAcrossAChangeOfClocks(t *testing.T) {
	ny := zone(t, "America/New_York")
	in := archive(service(at(t, "2024-01-01", ny)), report("night", window(t, "2024-03-10 01:30", "2024-03-10 03:30", ny, settings.MajorOutage)))
	in.Zone = ny
	q := one(t, in, calendar.Quarterly, "Q1 2024")
	same(t, "seconds", q.Seconds, 91*86_400-3_600)
	same(t, "an hour by the clock's two", q.Weighted, exactly(3_600_000))
	var sum int64
	for _, m := range q.Months {
		sum += m.Seconds
	}
	same(t, "months", sum, q.Seconds)
	same(t, "days", len(q.EachDay()), 91)
	same(t, "weeks", len(q.Weeks()), 13)
}

// A year with two targets has a budget for each part: worked by hand.
func TestYearWithTwoTargets(t *testing.T) {
	s := service(at(t, "2023-01-01", time.UTC))
	s.Targets = []settings.Target{{From: at(t, "2023-01-01", time.UTC), Percent: 99_500}, {From: at(t, "2024-07-01", time.UTC), Percent: 99_900}}
	in := archive(s, report("a", window(t, "2024-06-30 23:00", "2024-07-01 01:00", time.UTC, settings.MajorOutage)),
		report("b", window(t, "2024-08-01 00:00", "2024-08-01 04:00", time.UTC, settings.MajorOutage)))
	budgets := rowOf(t, in, 2024, "s").Budgets()
	same(t, "budgets", len(budgets), 2)
	first, second := budgets[0], budgets[1]
	same(t, "182 days", first.Seconds, 182*86_400)
	same(t, "a two-hundredth of them", first.TotalSeconds(), 78_624)
	same(t, "spent of it", first.SpentSeconds(), exactly(3_600))
	same(t, "184 days", second.Seconds, 184*86_400)
	same(t, "a thousandth of them", second.TotalSeconds(), 15_897)
	same(t, "an hour over midnight, and four more", second.SpentSeconds(), exactly(18_000))
	same(t, "over", second.Over(), true)
	text, over := uptime.SharesText(budgets)
	same(t, "shares", text, "4.6\u00a0%, then 113.3\u00a0%")
	same(t, "any", over, true)
	same(t, "before the change", len(rowOf(t, in, 2023, "s").Budgets()), 1)
}

// The last days are times of 24 hours, and a fiscal year reaches over two of the calendar.
func TestRollingAndFiscal(t *testing.T) {
	in := archive(service(at(t, "2024-01-01", time.UTC)), report("a", window(t, "2024-12-31 23:00", "2025-01-01 01:00", time.UTC, settings.MajorOutage)))
	in.AsOf = time.Date(2025, 1, 16, 0, 0, 0, 0, time.UTC).Unix()
	in.YearStart = calendar.YearStart{Month: time.April, Day: 6}
	in.Rolling = []int{15, 30}
	r := uptime.Compute(in)
	same(t, "of fifteen days", r.Rolling[0].Services[0].Weighted, exactly(3_600_000))
	same(t, "of thirty", r.Rolling[1].Services[0].Weighted, exactly(7_200_000))
	same(t, "which are", r.Rolling[1].Services[0].Seconds, 30*86_400)
	year := one(t, in, calendar.FiscalYearly, "FY2025")
	same(t, "in the fiscal year", year.Weighted, exactly(7_200_000))
	same(t, "as far as it has come", year.Seconds, in.AsOf-time.Date(2024, 4, 6, 0, 0, 0, 0, time.UTC).Unix())
	same(t, "months, of which two are parts", len(year.Months), 13)
}
