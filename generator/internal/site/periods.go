package site

import (
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// A period is one that has a page: a calendar year, or another that archive.yaml asks for.
type period struct {
	calendar.Period
	incidents []*archive.Incident // that belong to it, newest first
	apart     int                 // how many may belong to it, of which no closer day is known
	figures   uptime.Period       // of no services where nothing was tracked
	year      *archive.Year       // nil where it is no calendar year
}

// owner names what the pages of a period come from.
func (p period) owner() string {
	if p.year != nil {
		return ownerOfYear(p.year)
	}
	return "the " + p.Cycle.Noun() + " " + p.String()
}

// cycles are those whose periods have pages, calendar years first.
func (s *Site) cycles() []calendar.Cycle {
	return append([]calendar.Cycle{calendar.Yearly}, s.archive.Settings.Cycles...)
}

// newPeriods finds the periods with pages, oldest first. Every year has one, and every other period
// in which a service was tracked or an incident began; a month only where something happened, or
// where it is settled by an agreement.
func (s *Site) newPeriods() map[calendar.Cycle][]period {
	start := s.archive.Settings.YearStart
	all := make(map[calendar.Cycle][]period)
	for _, cycle := range s.cycles() {
		figures := make(map[calendar.Period]uptime.Period)
		for _, f := range s.uptime.Cut(cycle) {
			figures[f.Period] = f
		}
		for _, y := range s.archive.Years {
			for _, in := range calendar.Periods(cycle, calendar.Year(y.Number, s.zone), start, s.zone) {
				if n := len(all[cycle]); n > 0 && all[cycle][n-1].Period == in {
					continue
				}
				p := period{Period: in, figures: figures[in]}
				p.figures.Period = in
				if cycle == calendar.Yearly {
					p.year, p.incidents = y, y.Incidents
				} else if p.incidents, p.apart = s.archive.In(in.Interval); len(p.incidents) == 0 && !worthAPage(p.figures) {
					continue
				}
				all[cycle] = append(all[cycle], p)
			}
		}
	}
	return all
}

// worthAPage reports whether a period without an incident of its own has something to show.
func worthAPage(f uptime.Period) bool {
	if f.Cycle != calendar.Monthly || f.All.Incidents > 0 {
		return len(f.Services) > 0
	}
	for _, v := range f.Services {
		if a := v.Service.Agreement; a != nil && a.Cycle == f.Cycle {
			return true
		}
	}
	return false
}

// allPeriods lists the periods with pages, cycle by cycle.
func (s *Site) allPeriods() (list []period) {
	for _, cycle := range s.cycles() {
		list = append(list, s.periods[cycle]...)
	}
	return list
}

// wholeOf is the year that a period is part of, of the calendar or fiscal.
func (s *Site) wholeOf(p calendar.Period) (calendar.Period, bool) {
	cycle := calendar.Yearly
	switch p.Cycle {
	case calendar.Yearly, calendar.FiscalYearly:
		return p, false
	case calendar.FiscalQuarterly:
		cycle = calendar.FiscalYearly
	}
	return calendar.PeriodOf(cycle, p.Year, 0, s.archive.Settings.YearStart, s.zone), true
}

// beside leads to a page of the periods with pages before and after one; nil at the ends.
func (s *Site) beside(cycle calendar.Cycle, year, part int, page func(calendar.Period) string) (earlier, later *Link) {
	all := s.periods[cycle]
	at := slices.IndexFunc(all, func(p period) bool { return p.Year == year && p.Part == part })
	link := func(n int) *Link {
		if n < 0 || n >= len(all) {
			return nil
		}
		return new(s.link(all[n].String(), page(all[n].Period)))
	}
	return link(at - 1), link(at + 1)
}

// parts lead to the quarters and months of a year that have pages, and to the months of a quarter.
func (s *Site) parts(of calendar.Period) (links []Link) {
	for _, cycle := range []calendar.Cycle{calendar.Quarterly, calendar.FiscalQuarterly, calendar.Monthly} {
		for _, p := range s.periods[cycle] {
			if p.Cycle != of.Cycle && (cycle == calendar.Monthly || cycle.Fiscal() == of.Cycle.Fiscal()) &&
				of.Start <= p.Start && p.End <= of.End && p.Interval != of.Interval {
				links = append(links, s.link(p.String(), urls.Period(p.ID())))
			}
		}
	}
	return links
}

// weekly reports whether the strips of a period have a bar for each week.
func weekly(p calendar.Period) bool {
	return p.Cycle == calendar.Yearly || p.Cycle == calendar.FiscalYearly
}

// fromTo names the first and the last day of an interval.
func (s *Site) fromTo(in calendar.Interval) string {
	return calendar.Date(in.Start, s.zone) + " to " + calendar.Date(in.End-1, s.zone)
}

// An AgreementRow says what an agreement owes for a period of a service.
type AgreementRow struct {
	Link            // the service, or the period where the page is of a service
	Credit   string // "10 %", "none", "none, 10 % or 25 %", "at least 10 %"
	Uptime   Bounded
	Downtime string // "2 593 s of 2 592 000 s"
	Steps    []string
	Of       string // what the figures are of, to afterword verify
	Owed     string // the names of those in Credit
}

// agreements are what is owed for a period to the customers of services.
func (s *Site) agreements(p uptime.Period) (rows []AgreementRow) {
	for _, v := range p.Services {
		if row, ok := s.agreement(v); ok {
			row.Link = s.link(v.Service.Name, urls.Service(v.Service.ID))
			rows = append(rows, row)
		}
	}
	return rows
}

// agreement says what is owed for a period of a service, with the seconds that decide it; false where
// the agreement is not about such periods.
func (s *Site) agreement(v uptime.ServicePeriod) (row AgreementRow, ok bool) {
	a := v.Service.Agreement
	if a == nil || a.Cycle != v.In.Cycle {
		return row, false
	}
	due := v.Credits(*a)
	row = AgreementRow{
		Credit: creditText(due, v.Weighted.Open), Uptime: percent(v.Stats, v.Uptime()),
		Downtime: v.Weighted.Text(thousandths) + " of " + seconds(v.Seconds), Steps: s.steps(v.Stats, *a),
		Of: of(v),
	}
	for n, d := range due {
		if d.Credit > 0 && (n == 0 || !v.Weighted.Open) {
			row.Owed += fmt.Sprintf("credits.%d.credit ", n+1)
		}
	}
	if v.In.Contains(s.archive.AsOf) {
		row.Credit += ", so far"
	}
	return row, len(due) > 0
}

// steps are the downtimes that part the credits of an agreement in a period.
func (s *Site) steps(f uptime.Stats, a settings.Agreement) (lines []string) {
	f.Weighted = calendar.Bound{Open: true} // all of them
	for _, d := range f.Credits(a) {
		line := capital(percentText(d.Credit))
		if d.Over >= 0 {
			line += " above " + thousandths(d.Over) + " (below " + calendar.Decimal(d.Step) + "\u00a0%)"
		}
		if d.UpTo >= 0 {
			line += " up to " + thousandths(d.UpTo)
		}
		lines = append(lines, line)
	}
	return lines
}

// percentText is a credit in words.
func percentText(thousandths int64) string {
	if thousandths == 0 {
		return "none"
	}
	return calendar.Decimal(thousandths) + "\u00a0%"
}

// creditText names the credits that may be due. Where the downtime is open, the least of them is all
// that is known.
func creditText(due []uptime.Due, open bool) string {
	var words []string
	for _, d := range due {
		words = append(words, percentText(d.Credit))
	}
	switch last := len(words) - 1; {
	case last <= 0:
		return strings.Join(words, "")
	case open && due[0].Credit > 0:
		return "at least " + words[0]
	default:
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
}

// A RollingRow is what the last days did to a service.
type RollingRow struct {
	Label     string // "30 days"
	Span      string
	Incidents int
	Downtime  Bounded
	Uptime    Bounded
	Badge     string // path of the picture
	Of        string // what the figures are of, to afterword verify
}

// rolling are the figures of a service up to now.
func (s *Site) rolling(id string) (rows []RollingRow) {
	for _, v := range uptime.Of(s.uptime.Rolling, id) {
		rows = append(rows, RollingRow{
			Label: fmt.Sprintf("%d days", v.In.Part), Span: s.fromTo(v.In.Interval), Incidents: v.Incidents,
			Downtime: s.downtime(v.Stats), Uptime: s.percentage(v.Stats), Badge: s.path(urls.Badge(id, v.In.ID())),
			Of: of(v),
		})
	}
	return rows
}
