package site

import "html/template"

// An UptimeRow is one service, or one year of a service, in a table of uptime.
type UptimeRow struct {
	Link             // of the service or the year
	Working   string // path of the page that shows which windows made the figures
	Strip     template.HTML
	Incidents int
	Downtime  Bounded
	Impacted  string // where it differs from the downtime: "22 h 46 min impacted"
	Uptime    Bounded
	Strict    string // the other way to count: "strict 99.740 %"; "" where both are the same
	Budget    string // "69.3 % of its budget"; "" without a target
	Over      bool   // more than the budget was spent
	Period    string // "201 of 366 days"; "" where all of the year was tracked
}

// A Bounded figure is ready to print. Machine is set where it is exact and a duration.
type Bounded struct {
	Text    string // "4 h 52 min", "≥9 min", "≤99.996 %"
	Machine string // "PT4H52M"
	Exact   bool
	None    bool // there is no figure: not tracked, or in the future
}

// A MonthRow is one month in a table of twelve.
type MonthRow struct {
	ID       string // "m03"
	Name     string // "Mar"
	Full     string // "March 2018"
	URL      string // to the windows of the month; "" where it has none
	Strip    template.HTML
	Downtime Bounded
	Uptime   Bounded // None for "all services", where a percentage means nothing
}

// A Comparison is one figure of a year beside that of the year before.
type Comparison struct {
	Label, This, Before string
}

// A ResponseTime is how long one phase of the response took.
type ResponseTime struct {
	Label string // "Time to detect"
	Value string // "median 1 h 12 min, 90th percentile 3 h", or the values themselves
	Count string // "9 of 12 incidents"
}

// A ServiceYearPage is the data of layouts/service-year.html: the working of
// one service's figures in one year.
type ServiceYearPage struct {
	Frame
	Title     string // "Connect apps in 2018"
	Service   Link
	Period    string // "1 Jan 2018 to 31 Dec 2018, 31 536 000 s"
	Figures   []KeyFigure
	Budget    *BudgetNote
	BurnDown  template.HTML
	Months    []MonthRow
	Windows   []WindowGroup
	Shown     string         // where not every window has a row: which have; "" where all have
	Data      Link           // of all windows
	Sum       []string       // the arithmetic, a line each: "81 960 s × 0.3 = 24 588 s"
	Uncertain *OpenIncidents // nil where every window is counted to the second
	Earlier   *Link
	Later     *Link
}

// A BudgetNote says how much of an error budget was spent.
type BudgetNote struct {
	Target  string // "99.9 %"
	Spent   string // "used 3 h 2 min of 4 h 22 min 48 s (69.3 %)"
	Percent float64
	Over    bool
}

// A WindowGroup is the windows that made the figures of one month.
type WindowGroup struct {
	ID       string // "w03"
	Title    string // "March 2018"
	Downtime Bounded
	Uptime   Bounded
	Windows  []WindowRow
	Rest     *WindowRest // the windows without a row; nil where all have one
}

// A WindowRest sums up windows that count less than those of the page, so that
// the rows of a month still add up to its figure.
type WindowRest struct {
	Label   string // "and 43 windows that count less"
	Seconds string
	Down    string
	Bound   string // how far they are open; "" where they are exact
}

// OpenIncidents are those that leave figures open.
type OpenIncidents struct {
	Count int
	Shown []Link // the first of them
	More  int    // how many are not shown
}

// A WindowRow is what one window adds to a figure.
type WindowRow struct {
	Incident Link
	Range    string // "4 Dec 2018, 22:00 UTC – 5 Dec 2018, 08:00 UTC"
	Level    Badge
	Weight   string // "0.3"
	Seconds  string // counted at this level, overlap removed: "36 000 s"
	Overlap  string // "1 800 s counted with another window"; "" where nothing overlaps
	Down     string // what it adds: "10 800 s"
	Bound    string // why and how far it is open; "" where it is exact
}
