package uptime_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

var defaults = settings.Weights{settings.MajorOutage: 1000, settings.PartialOutage: 300}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// at reads "2006-01-02 15:04" in a zone, or "2006-01-02" as a day of it.
func at(t testing.TB, text string, in *time.Location) calendar.Time {
	t.Helper()
	layout, precision := "2006-01-02 15:04", calendar.Minute
	if len(text) == len(time.DateOnly) {
		layout, precision = time.DateOnly, calendar.Day
	}
	instant, err := time.ParseInLocation(layout, text, in)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Time{Instant: instant, Precision: precision}
}

func window(t testing.TB, start, end string, in *time.Location, level settings.Level) postmortem.Window {
	t.Helper()
	w := postmortem.Window{Start: at(t, start, in), Level: level}
	switch end {
	case "unknown":
	case "ongoing":
		w.Ongoing = true
	default:
		w.End = at(t, end, in)
	}
	return w
}

// report is a postmortem of service "s", published three days after its last start.
func report(path string, windows ...postmortem.Window) *postmortem.Postmortem {
	last := windows[len(windows)-1].Start.Instant
	return &postmortem.Postmortem{
		Path: path, Services: []string{"s"}, Windows: windows,
		Date: calendar.Time{Instant: last.AddDate(0, 0, 3), Precision: calendar.Second},
	}
}

func service(since calendar.Time) settings.Service { return settings.Service{ID: "s", Since: since} }

// archive computes the figures of service "s", in UTC and long after everything.
func archive(s settings.Service, reports ...*postmortem.Postmortem) uptime.Input {
	return uptime.Input{
		Zone: time.UTC, Weights: defaults, Services: []settings.Service{s}, Postmortems: reports,
		AsOf: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Unix(),
	}
}

func rowOf(t testing.TB, in uptime.Input, year int, id string) uptime.ServicePeriod {
	t.Helper()
	y, _ := uptime.Compute(in).Year(year)
	for _, s := range y.Services {
		if s.Service.ID == id {
			return s
		}
	}
	t.Fatalf("%s was not tracked in %d", id, year)
	return uptime.ServicePeriod{}
}

func exactly(n int64) calendar.Bound { return calendar.Bound{Min: n, Max: n} }
func percent(n int64) uptime.Percent { return uptime.Percent{Bound: calendar.Bound{Min: n, Max: n}} }
func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %+v, want %+v", what, got, want)
	}
}

func TestZohoInvoiceInALeapYear(t *testing.T) {
	la := zone(t, "America/Los_Angeles")
	row := rowOf(t, archive(service(at(t, "2012-01-01", time.UTC)),
		report("zoho", window(t, "2012-05-31 08:43", "2012-05-31 09:37", la, settings.MajorOutage))), 2012, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(3_240))
	same(t, "seconds", row.Seconds, 31_622_400)
	same(t, "uptime", row.Uptime(), percent(99_989))
}

func TestCustomerIO(t *testing.T) {
	ny := zone(t, "America/New_York")
	row := rowOf(t, archive(service(at(t, "2013-01-01", time.UTC)),
		report("customer-io", window(t, "2013-07-20 17:22", "2013-07-20 22:14", ny, settings.MajorOutage))), 2013, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(17_520))
	same(t, "seconds", row.Seconds, 31_536_000)
	same(t, "uptime", row.Uptime(), percent(99_944))
	nines, ok := row.Nines()
	same(t, "nines", nines, 32)
	same(t, "has nines", ok, true)
}

func TestZuoraConnectThreePartialWindows(t *testing.T) {
	la := zone(t, "America/Los_Angeles")
	s := service(at(t, "2018-01-01", time.UTC))
	s.Targets = []settings.Target{{Percent: 99_900}}
	row := rowOf(t, archive(s, report("zuora",
		window(t, "2018-12-04 14:00", "2018-12-05 00:00", la, settings.PartialOutage),
		window(t, "2018-12-11 08:30", "2018-12-11 09:11", la, settings.PartialOutage),
		window(t, "2018-12-12 11:55", "2018-12-13 00:00", la, settings.PartialOutage))), 2018, "s")
	same(t, "impacted", row.Impacted, exactly(81_960))
	same(t, "partial", row.ByLevel[settings.PartialOutage], exactly(81_960))
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(0))
	same(t, "weighted", row.Weighted, exactly(24_588_000))
	same(t, "uptime", row.Uptime(), percent(99_922))
	same(t, "strict", row.Strict(), percent(99_740))
	same(t, "incidents", row.Incidents, 1)
	budget := row.Budgets()[0]
	same(t, "budget", budget.TotalSeconds(), 31_536)
	same(t, "spent", budget.SpentSeconds(), exactly(24_588))
	same(t, "left", budget.LeftSeconds(), 6_948)
	share, _ := budget.Share()
	same(t, "share", share, exactly(780)) // 77.97 %
	list := row.Contributions()
	same(t, "contributions", len(list), 3)
	same(t, "first contribution", list[0].Low, uptime.Share{Seconds: 36_000, Weighted: 10_800_000})
}

func TestPartialHourInAMonthOfThirtyDays(t *testing.T) {
	for weight, want := range map[int64]int64{300: 99_958, 500: 99_930, 1000: 99_861} {
		in := archive(service(at(t, "2024-01-01", time.UTC)),
			report("p", window(t, "2024-06-10 10:00", "2024-06-10 11:00", time.UTC, settings.PartialOutage)))
		in.Weights[settings.PartialOutage] = weight
		same(t, "uptime", rowOf(t, in, 2024, "s").Months[5].Uptime(), percent(want))
	}
}

func TestOverlapOfTwoPostmortemsCountsOnce(t *testing.T) {
	row := rowOf(t, archive(service(at(t, "2024-01-01", time.UTC)),
		report("a", window(t, "2024-03-01 00:00", "2024-03-01 02:00", time.UTC, settings.MajorOutage)),
		report("b", window(t, "2024-03-01 01:00", "2024-03-01 03:00", time.UTC, settings.MajorOutage))), 2024, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(10_800))
	same(t, "incidents", row.Incidents, 2)
	list := row.Contributions()
	same(t, "the first window keeps the overlap", list[0].Low.Seconds, 7_200)
	same(t, "the second has the rest", list[1].Low.Seconds, 3_600)
}

func TestMajorInsidePartial(t *testing.T) {
	row := rowOf(t, archive(service(at(t, "2024-01-01", time.UTC)),
		report("a", window(t, "2024-03-01 00:00", "2024-03-01 04:00", time.UTC, settings.PartialOutage)),
		report("b", window(t, "2024-03-01 01:00", "2024-03-01 02:00", time.UTC, settings.MajorOutage))), 2024, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(3_600))
	same(t, "partial", row.ByLevel[settings.PartialOutage], exactly(10_800))
	same(t, "weighted", row.Weighted, exactly(6_840_000))
}

func TestOverNewYear(t *testing.T) {
	in := archive(service(at(t, "2023-01-01", time.UTC)),
		report("a", window(t, "2023-12-31 23:30", "2024-01-01 00:30", time.UTC, settings.MajorOutage)))
	for _, year := range []int{2023, 2024} {
		row := rowOf(t, in, year, "s")
		same(t, "major", row.ByLevel[settings.MajorOutage], exactly(1_800))
		same(t, "incidents", row.Incidents, 1)
	}
	in.Zone = zone(t, "Asia/Tokyo")
	same(t, "major in Tokyo", rowOf(t, in, 2024, "s").ByLevel[settings.MajorOutage], exactly(3_600))
	same(t, "major in Tokyo the year before", rowOf(t, in, 2023, "s").ByLevel[settings.MajorOutage], exactly(0))
}

func TestServiceSinceTheMiddleOfAYear(t *testing.T) {
	row := rowOf(t, archive(service(at(t, "2024-07-01", time.UTC)),
		report("a", window(t, "2024-08-05 12:00", "2024-08-05 13:00", time.UTC, settings.MajorOutage))), 2024, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(3_600))
	same(t, "seconds", row.Seconds, 15_897_600)
	same(t, "uptime", row.Uptime(), percent(99_977))
	same(t, "June is not tracked", row.Months[5].Tracked(), false)
	days := row.Days()
	same(t, "30 June", days[5][29].Tracked, false)
	same(t, "1 July", days[6][0].Tracked, true)
}

func TestEndUnknownHasNoUpperSide(t *testing.T) {
	w := window(t, "2023-03-01 00:00", "unknown", time.UTC, settings.MajorOutage)
	w.AtLeast = 90 * time.Minute
	in := archive(service(at(t, "2023-01-01", time.UTC)), report("a", w))
	row := rowOf(t, in, 2023, "s")
	same(t, "weighted", meant(row.Stats).Weighted, calendar.Bound{Min: 5_400_000, Open: true})
	same(t, "uptime", row.Uptime(), uptime.Percent{Bound: calendar.Bound{Max: 99_983, Open: true}})
	same(t, "partial is not in doubt", row.ByLevel[settings.PartialOutage], exactly(0))
	same(t, "April, after publication", row.Months[3].Weighted, exactly(0))
	same(t, "April", row.Months[3].Uptime(), percent(100_000))
	same(t, "the year after", rowOf(t, in, 2024, "s").Uptime(), percent(100_000))
	list := row.Contributions()
	same(t, "contributions", len(list), 1)
	same(t, "unbounded", list[0].Open, true)
	same(t, "end unknown", list[0].Window.EndUnknown(), true)
	same(t, "hatched", row.Days()[2][0].Unknown, true)
	same(t, "the day after is not", row.Days()[2][1].Unknown, false)
}

func TestMarchIsAnHourShortInNewYork(t *testing.T) {
	ny := zone(t, "America/New_York")
	in := archive(service(at(t, "2024-01-01", ny)))
	in.Zone = ny
	row := rowOf(t, in, 2024, "s")
	same(t, "seconds", row.Months[2].Seconds, 2_674_800)
	same(t, "uptime", row.Months[2].Uptime(), percent(100_000))
}
