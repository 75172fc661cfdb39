package site

import (
	"html/template"

	"afterword/generator/internal/calendar"
)

// IncidentPage is the data of layouts/incident.html.
type IncidentPage struct {
	Frame
	Title    string
	Summary  string
	Draft    bool
	Badges   []Badge // severity, worst level, ongoing
	Minutes  int     // to read; 0 when under two
	Updated  Moment
	Facts    []Fact
	Lanes    template.HTML // "" where fewer than two times are known
	Timeline []TimelineDay
	Contents []Heading // empty under three entries
	Body     template.HTML
	Actions  *ActionTable // nil when none were recorded
	Related  []RelatedRow
	Sources  []SourceNote
	Edit     string // "" where edit_url is not set
	Data     string // path of index.json
	Earlier  *Neighbour
	Later    *Neighbour
}

// A Fact is one line of the facts list. Several values stand below each other.
type Fact struct {
	Label  string
	Values []FactValue
	Many   bool // so many values that they are set in columns
}

// A FactValue is text or links, with an optional note in small print.
type FactValue struct {
	Text    string
	Machine string // of a time or duration
	Time    bool   // Machine belongs into <time>
	Links   []Link
	Note    string
	NoteURL string // leads from the note to where it is explained
	Missing bool   // "not recorded": quieter
}

// A TimelineDay is the entries of one date.
type TimelineDay struct {
	Date    Moment // zero for entries without a time
	Entries []TimelineEntry
}

// A TimelineEntry is one thing that happened.
type TimelineEntry struct {
	Time    string // "19:48 UTC"; "" where only the date, or nothing, is known
	Machine string
	Local   string // "11:48 PST (UTC−8)"
	Elapsed string // "+7 min" since the first start; "" where unknown
	Status  string // "Investigating"
	Text    string
	Phase   bool // one of the recorded phases or a window's edge, not of the author's timeline
}

// A Heading is a line of the contents.
type Heading struct {
	Level int // 2 or 3
	Text  string
	URL   string // "#h-root-cause"
}

// An ActionTable is action items with their sums.
type ActionTable struct {
	Caption string // "7 actions, 5 done"
	Items   []ActionItem
}

// An ActionItem is one row of an action table.
type ActionItem struct {
	Title    string
	Link     string // of a ticket, or ""
	Owner    string
	Kind     string
	Due      Moment
	Status   Badge
	Overdue  bool
	Incident Link // only on the page of all actions

	done, dropped bool // what is dropped is done, too
	due           calendar.Time
}

// A RelatedRow is another incident and why it stands here.
type RelatedRow struct {
	Row
	Reason string // "same cause: expired certificate"
}

// A SourceNote says where the facts were published.
type SourceNote struct {
	Title     string
	URL       string
	Publisher string
	Date      Moment
	Archived  string
}

// A Neighbour is the incident before or after this one.
type Neighbour struct {
	Title string
	URL   string
	Date  Moment
}
