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

func years(in uptime.Input, id string) (list []int) {
	for _, row := range uptime.Compute(in).Service(id) {
		list = append(list, row.In.Year)
	}
	return list
}

func TestSilenceProvesNothingWithoutSince(t *testing.T) {
	in := archive(settings.Service{ID: "s"},
		report("a", window(t, "2013-05-01 10:00", "2013-05-01 11:00", time.UTC, settings.MajorOutage)),
		report("b", window(t, "2016-12-31 23:00", "2017-01-01 01:00", time.UTC, settings.Unknown)))
	if got, want := years(in, "s"), []int{2013, 2016, 2017}; !slices.Equal(got, want) {
		t.Errorf("years = %v, want %v", got, want)
	}
	row := rowOf(t, in, 2013, "s")
	same(t, "the whole year is the period", row.Seconds, 31_536_000)
	year, ok := uptime.Compute(in).Year(2014)
	same(t, "2014 is in the report", ok, true)
	same(t, "2014 has no figures", len(year.Services), 0)
	same(t, "2014 is not tracked", year.All.Days()[0][0].Tracked, false)
}

func TestUnknownEndTouchesOnlyWhatIsCertain(t *testing.T) {
	w := window(t, "2023-12-31 23:30", "unknown", time.UTC, settings.MajorOutage)
	w.AtMost = 6 * time.Hour
	if got := years(archive(settings.Service{ID: "s"}, report("a", w)), "s"); !slices.Equal(got, []int{2023}) {
		t.Errorf("at_most reaches 2024, which is not certain: years = %v", got)
	}
	w.AtLeast = time.Hour
	if got := years(archive(settings.Service{ID: "s"}, report("a", w)), "s"); !slices.Equal(got, []int{2023, 2024}) {
		t.Errorf("at_least reaches 2024: years = %v", got)
	}
}

func TestBothSidesOfAnUnknownEnd(t *testing.T) {
	w := window(t, "2023-12-31 23:00", "unknown", time.UTC, settings.MajorOutage)
	w.AtLeast, w.AtMost = 30*time.Minute, 3*time.Hour
	in := archive(service(at(t, "2023-01-01", time.UTC)), report("a", w))
	same(t, "2023", rowOf(t, in, 2023, "s").ByLevel[settings.MajorOutage], calendar.Bound{Min: 1_800, Max: 3_600})
	same(t, "2024", rowOf(t, in, 2024, "s").ByLevel[settings.MajorOutage], calendar.Bound{Min: 0, Max: 7_200})
	same(t, "incidents of 2024", rowOf(t, in, 2024, "s").Incidents, 0)
	same(t, "listed in 2024 all the same", len(rowOf(t, in, 2024, "s").Contributions()), 1)
}

func TestNoUpperSideUntilPublication(t *testing.T) {
	w := window(t, "2023-12-20 10:00", "unknown", time.UTC, settings.PartialOutage)
	for _, test := range []struct {
		name string
		date calendar.Time
		open bool // in 2024
	}{
		{"in the last second of 2023", calendar.Time{Instant: time.Date(2023, 12, 31, 23, 59, 59, 0, time.UTC), Precision: calendar.Second}, false},
		{"with the new year", calendar.Time{Instant: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Precision: calendar.Second}, true},
		{"on the last day of 2023", at(t, "2023-12-31", time.UTC), false},
		{"on the last day of 2023, which ended later in New York", at(t, "2023-12-31", zone(t, "America/New_York")), true},
		{"before it began", at(t, "2023-11-01", time.UTC), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := report("a", w)
			p.Date = test.date
			in := archive(service(at(t, "2023-01-01", time.UTC)), p)
			before, after := rowOf(t, in, 2023, "s"), rowOf(t, in, 2024, "s")
			same(t, "2023", before.ByLevel[settings.PartialOutage].Open, true)
			same(t, "2024", after.ByLevel[settings.PartialOutage].Open, test.open)
			same(t, "weighted", after.Weighted.Open, test.open)
			same(t, "strict", after.Strict().Open, test.open)
			same(t, "major is not in doubt", before.ByLevel[settings.MajorOutage], exactly(0))
		})
	}
}

func TestUnknownEndOfWhatWeighsNothingLeavesUptimeExact(t *testing.T) {
	row := rowOf(t, archive(service(at(t, "2023-01-01", time.UTC)),
		report("a", window(t, "2023-03-01 00:00", "unknown", time.UTC, settings.DegradedPerformance))), 2023, "s")
	same(t, "impacted", row.Impacted.Open, true)
	same(t, "weighted", row.Weighted, exactly(0))
	same(t, "uptime", row.Uptime(), percent(100_000))
}

func TestUnknownLevelIsBoundedByAMajorOutage(t *testing.T) {
	row := rowOf(t, archive(service(at(t, "2023-01-01", time.UTC)),
		report("a", window(t, "2023-03-01 00:00", "2023-03-01 04:00", time.UTC, settings.PartialOutage)),
		report("b", window(t, "2023-03-01 01:00", "2023-03-01 02:00", time.UTC, settings.Unknown))), 2023, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], calendar.Bound{Min: 0, Max: 3_600})
	same(t, "partial may be all of it", row.ByLevel[settings.PartialOutage], calendar.Bound{Min: 10_800, Max: 14_400})
	same(t, "impacted", row.Impacted, exactly(14_400))
	same(t, "down, jointly", row.Down, exactly(14_400))
	same(t, "weighted", row.Weighted, calendar.Bound{Min: 4_320_000, Max: 6_840_000})
	list := row.Contributions()
	same(t, "what the unknown takes on the upper side", list[0].High, uptime.Share{Seconds: 10_800, Weighted: 3_240_000})
	same(t, "level unknown", list[1].Window.Level, settings.Unknown)
}

func TestDatelessStartCountsFromTheBeginningOfTheDay(t *testing.T) {
	w := window(t, "2023-03-01", "unknown", zone(t, "America/New_York"), settings.MajorOutage)
	w.AtLeast, w.AtMost = time.Hour, 25*time.Hour
	row := rowOf(t, archive(service(at(t, "2023-01-01", time.UTC)), report("a", w)), 2023, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], calendar.Bound{Min: 3_600, Max: 90_000})
	same(t, "contribution", row.Contributions()[0].Window.Start.Precision, calendar.Day)
	same(t, "counted from", row.Contributions()[0].Counted.Start, time.Date(2023, 3, 1, 5, 0, 0, 0, time.UTC).Unix())
}

func TestOngoingCountsToAsOf(t *testing.T) {
	in := archive(service(at(t, "2024-01-01", time.UTC)),
		report("a", window(t, "2024-03-01 10:00", "ongoing", time.UTC, settings.MajorOutage)),
		report("b", window(t, "2024-04-01 10:00", "2024-04-01 12:00", time.UTC, settings.Maintenance)))
	in.AsOf = time.Date(2024, 3, 1, 13, 0, 0, 0, time.UTC).Unix()
	row := rowOf(t, in, 2024, "s")
	same(t, "major", row.ByLevel[settings.MajorOutage], exactly(10_800))
	same(t, "period ends at as-of", row.Period.End, in.AsOf)
	same(t, "April has not come", row.Months[3].Stats, uptime.Stats{})
	days := row.Days()
	same(t, "ongoing today", days[2][0].Ongoing, true)
	same(t, "today is not the future", days[2][0].Future, false)
	same(t, "tomorrow is", days[2][1].Future, true)
	same(t, "and not tracked", days[2][1].Tracked, false)
}

func TestAWindowAfterAsOfProvesNothing(t *testing.T) {
	in := archive(settings.Service{ID: "s"}, report("a", window(t, "2024-03-01 00:00", "2024-03-01 12:00", time.UTC, settings.Maintenance)))
	in.AsOf = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).Unix()
	same(t, "years", len(years(in, "s")), 0)
}

func TestUntilIsTheLastTrackedDay(t *testing.T) {
	ny := zone(t, "America/New_York")
	s := service(at(t, "2024-03-01", ny))
	s.Until = at(t, "2024-03-10", ny) // 23 hours long
	in := archive(s)
	in.Zone = ny
	row := rowOf(t, in, 2024, "s")
	same(t, "seconds", row.Seconds, 10*86_400-3_600)
	same(t, "the last day", row.Days()[2][9].Tracked, true)
	same(t, "the day after", row.Days()[2][10].Tracked, false)
	same(t, "no more years", len(years(in, "s")), 1)
}

func TestPartsOfASecondWidenTheBounds(t *testing.T) {
	w := window(t, "2023-03-01 00:00", "unknown", time.UTC, settings.MajorOutage)
	w.AtLeast, w.AtMost = 1500*time.Millisecond, 2500*time.Millisecond
	same(t, "major", rowOf(t, archive(settings.Service{ID: "s"}, report("a", w)), 2023, "s").ByLevel[settings.MajorOutage], calendar.Bound{Min: 1, Max: 3})
}

func TestParentsInACircleEnd(t *testing.T) {
	in := archive(settings.Service{}, report("a", window(t, "2024-03-01 00:00", "2024-03-01 01:00", time.UTC, settings.MajorOutage)))
	in.Services = []settings.Service{{ID: "s", Parent: "x"}, {ID: "x", Parent: "s"}}
	same(t, "s", rowOf(t, in, 2024, "s").ByLevel[settings.MajorOutage], exactly(3_600))
	same(t, "x", rowOf(t, in, 2024, "x").ByLevel[settings.MajorOutage], exactly(3_600))
}

func TestParentIsAffectedWhileAnyPartIs(t *testing.T) {
	in := archive(settings.Service{ID: "s"})
	in.Services = []settings.Service{{ID: "leaf", Parent: "branch"}, {ID: "branch", Parent: "root"}, {ID: "root"}, {ID: "twig", Parent: "root"}, {ID: "other"}}
	a := report("a", window(t, "2024-03-01 00:00", "2024-03-01 02:00", time.UTC, settings.MajorOutage))
	a.Services = []string{"leaf", "root"}
	b := report("b", window(t, "2024-03-01 01:00", "2024-03-01 03:00", time.UTC, settings.PartialOutage))
	b.Services = []string{"twig"}
	in.Postmortems = []*postmortem.Postmortem{a, b}
	root, branch := rowOf(t, in, 2024, "root"), rowOf(t, in, 2024, "branch")
	same(t, "root major", root.ByLevel[settings.MajorOutage], exactly(7_200))
	same(t, "root partial", root.ByLevel[settings.PartialOutage], exactly(3_600))
	same(t, "root incidents", root.Incidents, 2)
	same(t, "root contributions", len(root.Contributions()), 2)
	same(t, "branch impacted", branch.Impacted, exactly(7_200))
	same(t, "other", len(years(in, "other")), 0)
}

func TestWindowsOfSomeServicesOnly(t *testing.T) {
	in := archive(settings.Service{})
	in.Services = []settings.Service{{ID: "a", Since: at(t, "2023-01-01", time.UTC)}, {ID: "b", Since: at(t, "2023-01-01", time.UTC)}}
	p := report("p", window(t, "2023-12-31 23:00", "2024-01-01 01:00", time.UTC, settings.MajorOutage))
	p.Services, p.Windows[0].Services = []string{"a", "b"}, []string{"a"}
	talk := &postmortem.Postmortem{Path: "q", Services: []string{"b"}, Date: at(t, "2024-05-01", time.UTC)}
	in.Postmortems = []*postmortem.Postmortem{p, talk}
	same(t, "a, 2024", rowOf(t, in, 2024, "a").Incidents, 1)
	same(t, "b is named, and counts where the incident is filed", rowOf(t, in, 2023, "b").Incidents, 1)
	same(t, "b was not affected", rowOf(t, in, 2023, "b").Impacted, exactly(0))
	same(t, "without windows, the date counts", rowOf(t, in, 2024, "b").Months[4].Incidents, 1)
	same(t, "b, 2024", rowOf(t, in, 2024, "b").Incidents, 1)
}

func TestAllServicesIsAUnionWithinTheirLives(t *testing.T) {
	in := archive(settings.Service{})
	in.Services = []settings.Service{{ID: "a", Since: at(t, "2024-01-01", time.UTC)}, {ID: "b", Since: at(t, "2024-06-01", time.UTC)}}
	one := report("1", window(t, "2024-07-01 00:00", "2024-07-01 02:00", time.UTC, settings.MajorOutage))
	two := report("2", window(t, "2024-07-01 01:00", "2024-07-01 03:00", time.UTC, settings.PartialOutage))
	early := report("3", window(t, "2024-05-01 01:00", "2024-05-01 03:00", time.UTC, settings.MajorOutage))
	one.Services, two.Services, early.Services = []string{"a"}, []string{"b"}, []string{"b"}
	in.Postmortems = []*postmortem.Postmortem{early, one, two}
	year, _ := uptime.Compute(in).Year(2024)
	same(t, "major", year.All.ByLevel[settings.MajorOutage], exactly(7_200))
	same(t, "impacted", year.All.Impacted, exactly(10_800))
	same(t, "incidents", year.All.Incidents, 2)
	impacted, tracked := year.All.ImpactedDays()
	same(t, "days with impact", impacted, exactly(1))
	same(t, "tracked days", tracked, 366)

	nameless := report("4", window(t, "2024-09-01 01:00", "2024-09-01 02:00", time.UTC, settings.MajorOutage))
	nameless.Services = nil
	in.Postmortems = append(in.Postmortems, nameless)
	year, _ = uptime.Compute(in).Year(2024)
	same(t, "major with one that names no service", year.All.ByLevel[settings.MajorOutage], exactly(10_800))
}

func TestOrderOfPostmortemsIsOfNoConsequence(t *testing.T) {
	in := corpus(300)
	show := func() string {
		out := ""
		for _, y := range uptime.Compute(in).Years {
			for _, s := range y.Services {
				out += fmt.Sprintln(s.Service.ID, s.Stats, s.Months)
				for _, c := range s.Contributions() {
					out += fmt.Sprintln(c.Postmortem.Path, c.Window, c.Low, c.High)
				}
			}
			out += fmt.Sprintln(y.All.Stats, y.All.Weeks())
		}
		return out
	}
	before := show()
	slices.Reverse(in.Postmortems)
	if show() != before {
		t.Error("another order of postmortems gives other figures")
	}
}

func TestAServiceNamedTwiceIsAffectedOnce(t *testing.T) {
	p := report("p", window(t, "2024-03-01 00:00", "2024-03-01 01:00", time.UTC, settings.MajorOutage))
	p.Services = []string{"s", "s"}
	row := rowOf(t, archive(settings.Service{ID: "s"}, p), 2024, "s")
	same(t, "contributions", len(row.Contributions()), 1)
	same(t, "incidents", row.Incidents, 1)
}

func TestFirstAndLastYearOfTheReport(t *testing.T) {
	talk := &postmortem.Postmortem{Path: "talk", Date: at(t, "2009-05-01", time.UTC)}
	in := archive(service(at(t, "2012-03-01", time.UTC)), talk)
	in.AsOf = at(t, "2015-01-01", time.UTC).Unix()
	list := uptime.Compute(in).Years
	same(t, "first", list[0].Year, 2009)
	same(t, "last, which as-of ends", list[len(list)-1].Year, 2014)
	same(t, "without gaps", len(list), 6)
	same(t, "incidents of 2009", list[0].All.Incidents, 0)
}

func TestEqualWindowsGoToTheFirstPath(t *testing.T) {
	w := window(t, "2024-03-01 00:00", "2024-03-01 01:00", time.UTC, settings.DegradedPerformance)
	heavier := window(t, "2024-03-01 00:00", "2024-03-01 01:00", time.UTC, settings.Maintenance)
	in := archive(settings.Service{ID: "s"}, report("b", w), report("a", w), report("0", heavier))
	in.Weights = settings.Weights{settings.MajorOutage: 1000, settings.DegradedPerformance: 100, settings.Maintenance: 100}
	list := rowOf(t, in, 2024, "s").Contributions()
	same(t, "order", [3]string{list[0].Postmortem.Path, list[1].Postmortem.Path, list[2].Postmortem.Path}, [3]string{"0", "a", "b"})
	same(t, "maintenance is not the worst", list[0].Low, uptime.Share{})
	same(t, "the first of equals", list[1].Low, uptime.Share{Seconds: 3_600, Weighted: 360_000})
	same(t, "the second", list[2].Low, uptime.Share{})
}

func TestEmptyArchive(t *testing.T) {
	in := archive(settings.Service{ID: "s"})
	same(t, "years", len(uptime.Compute(in).Years), 0)
	in.Services = nil
	same(t, "years without services", len(uptime.Compute(in).Years), 0)
}
