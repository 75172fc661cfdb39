package site

import "html/template"

// HomePage is the data of layouts/home.html.
type HomePage struct {
	Frame
	Counts        []KeyFigure // incidents, services, years …
	Glance        *Glance     // nil where no service has figures
	Ongoing       []Row
	Latest        []Row
	Largest       []Row
	LargestNote   string // "by impacted time, 2023–2025"
	AllIncidents  string
	Years         []YearLink
	Severities    []Counted
	Causes        []Counted
	Tags          []Counted
	Organizations []Counted // where there are several
	Empty         bool      // the archive holds no incident yet
}

// A Glance is the latest year with figures, per service.
type Glance struct {
	Year     Link // label "2018"
	Note     string
	Services []UptimeRow // those affected most first
	More     *Link       // to all of them, where there are more
}

// A KeyFigure is one number of a row of key figures.
type KeyFigure struct {
	Label string
	Value string
	Note  string
	URL   string
}

// A YearLink is a year with its count; or, with a Gap, a run of years without incidents.
type YearLink struct {
	Counted
	Gap string // "1997–2002: none"; the other fields are empty then
}

// IncidentsPage is the data of layouts/incidents.html: the newest of all.
type IncidentsPage struct {
	Frame
	Count   string // "241 incidents"
	Note    string // "newest first; the newest 100 are shown"
	Years   []YearLink
	Facets  []Facet
	Kinds   []Link // causes, tags, severities, organizations
	Groups  []Group
	Exports []Link // CSV and JSON of the same set
}

// A Facet is a group of links that narrow a list.
type Facet struct {
	Title string
	URL   string // of the page with all of them
	Terms []Counted
}

// YearIncidentsPage is the data of layouts/year-incidents.html: all incidents
// of a year, or of a month where a year has more than a hundred.
type YearIncidentsPage struct {
	Frame
	Title   string // "Incidents of 2018", "March 2018"
	Count   string
	Groups  []Group
	Undated []Row      // no incident date was recorded; listed under the year of publication
	Others  []BriefRow // of a month with more than a hundred: those past the newest hundred
	Exports []Link
	Earlier *Link
	Later   *Link
}

// YearsPage is the data of layouts/years.html.
type YearsPage struct {
	Frame
	Years []YearSummary
}

// A YearSummary is a row of the years page.
type YearSummary struct {
	Link
	Count  int
	Months [12]int // incidents by month, January first
}

// YearPage is the data of layouts/year.html.
type YearPage struct {
	Frame
	Title     string // "2018", "2026, to 1 Nov 2026"
	Year      string
	Empty     bool // nothing was recorded
	Figures   []KeyFigure
	Services  []UptimeRow // affected most first
	Months    []MonthRow  // all services together; nil where nothing was tracked
	Dots      template.HTML
	Response  []ResponseTime
	Compared  []Comparison   // with the year before; nil where there is none
	Before    string         // "2017"
	Uncertain *OpenIncidents // nil where every figure is exact
	Longest   []Row          // empty where the year has no more incidents than Latest shows
	Latest    []Row          // the newest
	Facets    []Facet
	All       Link
	Earlier   *Link
	Later     *Link
	Exports   []Link
}

// ServicesPage is the data of layouts/services.html.
type ServicesPage struct {
	Frame
	Groups []ServiceGroup
	Data   string // path of services.json
}

// A ServiceGroup is the services of one organization.
type ServiceGroup struct {
	Organization Link // Label "" where services have none
	Services     []ServiceRow
}

// A ServiceRow is a service in the list of services.
type ServiceRow struct {
	Link
	Depth       int // below its parent
	Description string
	Count       int
	Uptime      *UptimeRow // of the latest year with figures; nil where it has none
	Latest      Moment     // first start of its newest incident
	Retired     bool
}

// ServicePage is the data of layouts/service.html.
type ServicePage struct {
	Frame
	Title        string
	Description  string
	Organization Link
	URL          string // of the service itself
	Tracked      string // "Tracked since 14 Jun 2024"
	Parent       *Link
	Children     []Link
	Figures      []KeyFigure
	Budget       *BudgetNote // of the latest year; nil without a target
	BurnDown     template.HTML
	Uptime       []UptimeRow // by year, newest first
	Months       []MonthRow  // of the latest year
	MonthsTitle  string      // "2018 by month"
	BadgeLink    *Link       // to the picture of the latest year's uptime; nil without figures
	Years        []Counted
	Rows         []Row  // the newest, each with the time of this service's own windows
	More         string // says where the others are; "" where all are shown
	Causes       []Counted
	Feeds        []Feed
}

// TermsPage is the data of layouts/terms.html: all causes, tags, severities or organizations.
type TermsPage struct {
	Frame
	Title string
	Lede  string
	Terms []TermRow
}

// A TermRow is a term in the list of its kind.
type TermRow struct {
	Counted
	Badge *Badge // severities only
	Share string // "42 %"
}

// TermPage is the data of layouts/term.html.
type TermPage struct {
	Frame
	Kind     string // "Cause"
	Title    string
	Lede     string
	Badge    *Badge
	Figures  []KeyFigure
	Years    []YearCount
	Together []Facet
	Rows     []Row
	More     string // says where the older ones are; "" where all are shown
}

// A YearCount is a bar of the by-year table.
type YearCount struct {
	Link
	Count   int
	Percent float64 // of the largest year, for the bar
}

// ActionsPage is the data of layouts/actions.html.
type ActionsPage struct {
	Frame
	Figures []KeyFigure
	Open    []OwnerActions
	More    bool         // not every open action is shown; the JSON has all
	Done    *ActionTable // nil when nothing is done
	Dropped *ActionTable // nil when nothing was cancelled
	Data    string       // path of actions.json
}

// OwnerActions are the open actions of one owner, overdue first.
type OwnerActions struct {
	Owner string // "No owner recorded" where none is
	Table ActionTable
}

// MethodPage is the data of layouts/method.html.
type MethodPage struct {
	Frame
	Zone   string // IANA name of the zone that cuts days, months and years
	Levels []Weight
	Strict bool // strict figures lead
}

// A Weight is how much a level counts.
type Weight struct {
	Badge           Badge
	Meaning, Factor string
}

// FeedsPage is the data of layouts/feeds.html.
type FeedsPage struct {
	Frame
	Bounds   string // how much feeds and calendars hold
	Whole    []Feed
	Services []ServiceFeeds
	Data     []Link
	Schemas  []Link // of the data
}

// ServiceFeeds are the feeds of one service.
type ServiceFeeds struct {
	Service Link
	Feeds   []Feed
}

// PlainPage is the data of layouts/page.html.
type PlainPage struct {
	Frame
	Title    string
	Summary  string
	Draft    bool
	Contents []Heading
	Body     template.HTML
	Updated  Moment
	Edit     string
}

// MissingPage is the data of layouts/404.html.
type MissingPage struct {
	Frame
	Ways []Link
}

// AliasPage is the data of layouts/alias.html: it leads from an old address to the new one.
type AliasPage struct {
	Frame
	Title  string
	Target string // path
}
