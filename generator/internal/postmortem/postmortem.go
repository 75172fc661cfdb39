package postmortem

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
)

// A Postmortem is one report of one incident.
type Postmortem struct {
	// Path names the report within the archive: the file's path without
	// extension or "/index", its last element replaced by a slug.
	// "2018/zuora-connect".
	Path string
	// File is the path of the source within the archive: "2018/zuora-connect.md".
	File string
	// Source is the text of the file; diagnostics about the body point into it.
	Source *diag.Source
	// Body is the byte offset in Source at which the Markdown begins.
	Body int

	Title        string
	Date         calendar.Time // published; a month or a year where no more is known, zero where nothing is
	DateNote     string        // why the author took Date for it, where that was derived; else ""
	DateAt       diag.Span     // where Date is written
	Updated      calendar.Time // zero when absent
	Summary      string
	Organization string   // "" when neither the file nor its services name one
	Services     []string // IDs
	Severity     string   // one of the archive's, or "" for not recorded
	Zone         *time.Location
	Windows      []Window // sorted by start
	Phases       Phases
	DetectedBy   string // "alert", "customer", "employee" or other text
	Timeline     []Event
	// Terms are what the report names of each taxonomy of the archive, its severity and organization
	// too, by the taxonomy's ID, with their places. A term has the spelling of archive.yaml where
	// that says something of it.
	Terms     map[string][]frontmatter.Value
	Related   []Reference
	Unrelated []Reference // reports that are not to be listed as related, though they are alike
	Actions   []Action
	Sources   []Source
	// Corrections are what was published otherwise before, by their days.
	Corrections []Correction
	Aliases     []Alias
	Draft       bool
	Signal      *Signal // nil where none is named
	// Params are the front matter keys that Afterword does not know, as frontmatter.Values
	// has them: for templates, JSON and the search.
	Params map[string]any
}

// When is the time under which the incident is filed: the start of its first
// window, else the date of the report. It is zero where neither is known.
func (p *Postmortem) When() calendar.Time {
	if len(p.Windows) > 0 {
		return p.Windows[0].Start
	}
	return p.Date
}

// Published is the day or the time of publication where it is exact: recorded, and not
// derived by the author. Else it is zero.
func (p *Postmortem) Published() calendar.Time {
	if p.DateNote != "" || p.Date.Precision < calendar.Day {
		return calendar.Time{}
	}
	return p.Date
}

// Names are the report's terms of a taxonomy, by its ID, as texts.
func (p *Postmortem) Names(taxonomy string) (names []string) {
	for _, v := range p.Terms[taxonomy] {
		names = append(names, v.Text)
	}
	return names
}

// A Window is one interval in which users were affected: [Start, End).
type Window struct {
	Start calendar.Time
	// End is zero where it is unknown or the window is ongoing.
	End     calendar.Time
	Ongoing bool
	Level   settings.Level
	// AtLeast and AtMost bound the length of a window whose end is unknown; zero: no bound.
	AtLeast, AtMost time.Duration
	// At is where its start is written.
	At diag.Span
	// Observed is where at_most: observed is written: the bounds are what monitors saw. Empty where it is not.
	Observed diag.Span
	// Services is the subset that was affected; empty: all of the postmortem's.
	Services []string
	Note     string
}

// EndUnknown reports whether nobody wrote down when the window ended.
func (w Window) EndUnknown() bool { return !w.Ongoing && w.End.IsZero() }

// Open reports whether nothing bounds the length of the window from above.
func (w Window) Open() bool { return w.EndUnknown() && w.AtMost == 0 }

// Span returns what the window certainly covers, and the longest that it may
// cover; both begin at its start. An ongoing window covers the time up to asOf,
// in seconds since 1970. Where the window is open, nothing more is known than
// what is certain, and the two are equal. Parts of a second are dropped from
// what is certain and added to what is possible.
func (w Window) Span(asOf int64) (certain, longest calendar.Interval) {
	start := w.Start.Unix()
	least, most := w.End.Unix(), w.End.Unix()
	switch {
	case w.Ongoing:
		least, most = max(start, asOf), max(start, asOf)
	case w.EndUnknown():
		least = start + int64(w.AtLeast/time.Second)
		most = max(least, start+int64((w.AtMost+time.Second-1)/time.Second))
	}
	return calendar.Interval{Start: start, End: least}, calendar.Interval{Start: start, End: most}
}

// Uncertain reports whether the window cannot be counted to the second: its end is
// unknown, its start has no time of day, or its level is unknown.
func (w Window) Uncertain() bool {
	return w.EndUnknown() || !w.Start.Timed() || w.Level == settings.Unknown
}

// Phases are the turning points of the response; each may be zero.
type Phases struct {
	Detected, Acknowledged, Mitigated, Resolved calendar.Time
	// Disordered says that they contradict each other or the first start. They
	// are shown as recorded and left out of statistics.
	Disordered bool
}

// A Phase is one of the Phases.
type Phase struct {
	Name string // "Detected"
	At   calendar.Time
}

// Recorded lists the phases that were recorded, in the order in which they should follow each other.
func (p Phases) Recorded() []Phase {
	all := []Phase{{"Detected", p.Detected}, {"Acknowledged", p.Acknowledged}, {"Mitigated", p.Mitigated}, {"Resolved", p.Resolved}}
	return slices.DeleteFunc(all, func(ph Phase) bool { return ph.At.IsZero() })
}

// A Correction is a change of a report after it was published.
type Correction struct {
	Date calendar.Time // a day
	Text string
}

// Corrected is the report with further corrections.
func (p *Postmortem) Corrected(list []Correction) *Postmortem {
	with := *p
	with.Corrections = byDay(slices.Concat(p.Corrections, list))
	return &with
}

// byDay sorts corrections.
func byDay(list []Correction) []Correction {
	slices.SortStableFunc(list, func(a, b Correction) int { return a.Date.Instant.Compare(b.Date.Instant) })
	return list
}

// An Event is one entry of the timeline.
type Event struct {
	Time   calendar.Time // zero where the author gave none
	Status string        // "investigating", "resolved", any word; may be ""
	Text   string
}

// A Reference names another postmortem by its path in the archive.
type Reference struct {
	Path string
	At   diag.Span
}

// An Alias is an old site path that redirects here. "/old/path/".
type Alias struct {
	Path string
	At   diag.Span
}

// An Action is something that the authors promised to do.
type Action struct {
	Title  string
	Owner  string
	Due    calendar.Time // a Day, or zero
	Opened calendar.Time // a Day, or zero: on the report's date
	Closed calendar.Time // the Day on which it was done or dropped, or zero
	Status string        // "open", "done", "unknown" or any other word; "open" when absent
	Link   string        // http(s), or ""
	Kind   string        // "prevent", "detect", "mitigate", "process" or other text
}

// Done reports whether nothing is left to do.
func (a Action) Done() bool { return a.Status == "done" || a.Status == "closed" || a.Dropped() }

// Dropped reports whether the action was given up.
func (a Action) Dropped() bool {
	return slices.Contains([]string{"cancelled", "canceled", "wontfix"}, a.Status)
}

// Unrecorded reports whether nobody wrote down what became of the action.
func (a Action) Unrecorded() bool { return a.Status == "unknown" }

// Open reports whether something is left to do, as far as is recorded.
func (a Action) Open() bool { return !a.Done() && !a.Unrecorded() }

// Overdue reports whether the action is open though its last day has passed at
// asOf, in seconds since 1970.
func (a Action) Overdue(asOf int64) bool {
	return a.Open() && !a.Due.IsZero() && a.Due.Instant.AddDate(0, 0, 1).Unix() <= asOf
}

// Days is for how many days an action was open until it was done or dropped, or has been at asOf, in seconds since 1970,
// by the calendar of a zone. It was opened on its own day, else on that of the report. It returns false where one of
// the two days is not known.
func (a Action) Days(report calendar.Time, asOf int64, zone *time.Location) (days int64, ok bool) {
	opened := a.Opened
	if opened.IsZero() {
		opened = report
	}
	until := calendar.Time{Instant: time.Unix(asOf, 0).In(zone), Precision: calendar.Second}
	if !a.Open() {
		until = a.Closed
	}
	if a.Unrecorded() || opened.Precision < calendar.Day || until.Precision < calendar.Day {
		return 0, false
	}
	day := func(t calendar.Time) int64 {
		y, m, d := calendar.DateOf(t.Span(zone).Start, zone)
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
	}
	days = day(until) - day(opened)
	return days, days >= 0
}

// A Source is where a fact was published.
type Source struct {
	Title     string
	URL       string // http(s), or "" where none is known
	Publisher string
	Date      calendar.Time // zero when absent
	Archived  string        // address of an archived copy, or ""
}

// A Page is a plain page from pages/, or from years/ the words of an author before the report of
// a period.
type Page struct {
	Path    string // "about": the site path is "/about/"; of years/2024-q3.md it is "years/2024/q3/report"
	Period  string // of words: "2024/q3", as in addresses; else ""
	Author  string // of words
	File    string
	Source  *diag.Source
	Body    int
	Title   string
	Summary string
	Updated calendar.Time
	Aliases []Alias
	Draft   bool
	Params  map[string]any // as in Postmortem
}
