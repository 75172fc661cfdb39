package calendar

import (
	"fmt"
	"strconv"
	"time"
)

// A Cycle cuts time into periods of a kind, one behind the other.
type Cycle uint8

const (
	Yearly Cycle = iota
	Quarterly
	Monthly
	FiscalYearly
	FiscalQuarterly
	Rolling // the last so many days; it cuts nothing
)

// cycles are the words for each cycle, by Cycle.
var cycles = [...]struct {
	name   string // in archive.yaml, data and on the command line
	noun   string // one period of it
	months int    // how long a period is
}{
	{"year", "year", 12},
	{"quarter", "quarter", 3},
	{"month", "month", 1},
	{"fiscal", "fiscal year", 12},
	{"fiscal-quarter", "fiscal quarter", 3},
	{"rolling", "period", 0},
}

// ParseCycle reads a cycle that cuts time by its name: "year", "quarter", "month", "fiscal", "fiscal-quarter".
func ParseCycle(text string) (Cycle, bool) {
	for c := Yearly; c < Rolling; c++ {
		if text == c.String() {
			return c, true
		}
	}
	return Yearly, false
}

// String is the name that ParseCycle reads.
func (c Cycle) String() string { return cycles[c].name }

// Noun names one period of the cycle: "fiscal year".
func (c Cycle) Noun() string { return cycles[c].noun }

// months is how long a period of the cycle is.
func (c Cycle) months() int { return cycles[c].months }

// Fiscal reports whether the cycle begins where a fiscal year does.
func (c Cycle) Fiscal() bool { return c == FiscalYearly || c == FiscalQuarterly }

// A YearStart is the day with which fiscal years begin; the zero one is 1 January. Every month
// has the day, so that it also begins the quarters.
type YearStart struct {
	Month time.Month
	Day   int // 1 to 28
}

// A Period is one turn of a cycle: the year 2024, its third quarter, the fiscal year that ends in it.
type Period struct {
	Interval // all of it, whatever is known of it
	Cycle    Cycle
	Year     int // of the calendar; a fiscal year has the number of the year in which it ends
	Part     int // the month from 1, the quarter from 1; 0 of a year, the number of days of Rolling
}

// PeriodOf returns a period of a cycle by its numbers, as the clocks of a zone cut it.
func PeriodOf(cycle Cycle, year, part int, start YearStart, zone *time.Location) Period {
	p := Period{Cycle: cycle, Year: year, Part: part}
	month, day := time.January, 1
	if cycle.Fiscal() && start.Day > 0 && start != (YearStart{time.January, 1}) {
		month, day = start.Month, start.Day
		year--
	}
	month += time.Month(max(0, part-1) * cycle.months())
	p.Interval = between(localDay(year, month, day), localDay(year, month+time.Month(cycle.months()), day), zone)
	return p
}

// Periods lists the periods of a cycle that share a second with an interval, in order.
func Periods(cycle Cycle, in Interval, start YearStart, zone *time.Location) (list []Period) {
	if in.Empty() || cycle == Rolling {
		return nil
	}
	for year := YearOf(in.Start, zone); year <= YearOf(in.End-1, zone)+1; year++ {
		for n := 1; n <= 12/cycle.months(); n++ {
			part := n
			if cycle.months() == 12 {
				part = 0
			}
			if p := PeriodOf(cycle, year, part, start, zone); p.Overlaps(in) {
				list = append(list, p)
			}
		}
	}
	return list
}

// LastDays is the period of so many times 24 hours up to an instant.
func LastDays(days int, until int64) Period {
	return Period{Interval: Interval{until - int64(days)*86400, until}, Cycle: Rolling, Part: days}
}

// String names the period: "2024", "Q3 2024", "March 2024", "FY2024", "Q1 FY2024", "last 30 days".
func (p Period) String() string {
	switch p.Cycle {
	case Quarterly:
		return fmt.Sprintf("Q%d %d", p.Part, p.Year)
	case Monthly:
		return MonthName(p.Year, time.Month(p.Part))
	case FiscalYearly:
		return fmt.Sprintf("FY%d", p.Year)
	case FiscalQuarterly:
		return fmt.Sprintf("Q%d FY%d", p.Part, p.Year)
	case Rolling:
		return fmt.Sprintf("last %d days", p.Part)
	}
	return strconv.Itoa(p.Year)
}

// ID is the period in addresses and data: "2024", "2024/q3", "2024/03", "FY2024", "FY2024/q1", "30d".
func (p Period) ID() string {
	switch p.Cycle {
	case Quarterly:
		return fmt.Sprintf("%d/q%d", p.Year, p.Part)
	case Monthly:
		return fmt.Sprintf("%d/%02d", p.Year, p.Part)
	case FiscalYearly:
		return fmt.Sprintf("FY%d", p.Year)
	case FiscalQuarterly:
		return fmt.Sprintf("FY%d/q%d", p.Year, p.Part)
	case Rolling:
		return fmt.Sprintf("%dd", p.Part)
	}
	return strconv.Itoa(p.Year)
}
