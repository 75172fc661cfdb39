package site

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"maps"
	"math"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
	"afterword/generator/internal/urls"
)

// ActionsPage is the data of layouts/actions.html.
type ActionsPage struct {
	Frame
	Figures []KeyFigure
	Open    []OwnerActions
	More    bool         // not every open action is shown; the JSON has all
	Done    *ActionTable // nil when nothing is done
	Unknown *ActionTable // nil when the state of all is recorded
	Dropped *ActionTable // nil when nothing was cancelled
	Data    string       // path of actions.json
	Feeds   []Feed       // of all that are overdue, and of all due days; none where nothing was promised
}

// OwnerActions are the open actions of one owner, overdue first.
type OwnerActions struct {
	Owner string // "No owner recorded" where none is
	Table ActionTable
	Feeds []Feed // of the owner's overdue actions and due days
}

// An ActionTable is action items with their sums.
type ActionTable struct {
	Caption string // "7 actions, 5 done"
	Items   []ActionItem
}

// An ActionItem is one row of an action table.
type ActionItem struct {
	Title    template.HTML
	Link     string // of a ticket, or ""
	Owner    string
	Kind     string
	Due      Moment
	Status   Badge
	Overdue  bool
	Age      string // "open for 132 days", "after 12 days"; "" where a day is not recorded
	Incident Link   // only on the page of all actions

	action postmortem.Action
	days   int64 // of Age
}

// actionTable shows action items in the order in which they were written.
func (s *Site) actionTable(i *archive.Incident) ActionTable {
	items := make([]ActionItem, 0, len(i.Actions))
	for _, a := range i.Actions {
		items = append(items, s.actionItem(i, a))
	}
	return newActionTable(items)
}

func newActionTable(items []ActionItem) ActionTable {
	var counts trends.ActionCounts
	for _, item := range items {
		counts.Count(item.action, 0)
	}
	caption := plural(len(items), "action", "actions") + ", " + calendar.Count(int64(counts.Done)) + " done"
	if counts.Dropped > 0 {
		caption += ", " + calendar.Count(int64(counts.Dropped)) + " dropped"
	}
	if counts.Unknown > 0 {
		caption += fmt.Sprintf(", %s of unrecorded status", calendar.Count(int64(counts.Unknown)))
	}
	return ActionTable{Caption: caption, Items: items}
}

func (s *Site) actionItem(i *archive.Incident, a postmortem.Action) ActionItem {
	title := s.inline(i, a.Title)
	if a.Link != "" {
		title = html.EscapeString(a.Title) // all of it is a link
	}
	item := ActionItem{
		Title: theme.Trusted(title), Link: a.Link, Owner: a.Owner, Kind: a.Kind, Due: s.day(a.Due),
		Status: Badge{Word: capital(a.Status)}, Overdue: a.Overdue(s.archive.AsOf), action: a,
	}
	if days, ok := a.Days(i.Published(), s.archive.AsOf, s.zone); ok && a.Open() {
		item.Age, item.days = "open for "+plural(int(days), "day", "days"), days
	} else if ok {
		item.Age = "after " + plural(int(days), "day", "days")
	}
	switch {
	case a.Status == "wontfix":
		item.Status.Word = "Won't fix"
	case a.Dropped():
	case a.Done():
		item.Status.Class = "done"
	case a.Unrecorded():
		item.Status = Badge{Word: "Not recorded", Class: "unrecorded"}
	case item.Overdue:
		item.Status = Badge{Word: "Overdue", Class: "overdue"}
	default:
		item.Status.Class = "open"
	}
	return item
}

func (s *Site) actionsPage() ActionsPage {
	page := ActionsPage{}
	var open, done, dropped, unknown []ActionItem
	late := 0
	for _, i := range s.archive.Incidents {
		for _, a := range i.Actions {
			item := s.actionItem(i, a)
			item.Incident = s.link(i.Title, urls.Incident(i.Path))
			switch {
			case a.Dropped():
				dropped = append(dropped, item)
			case a.Done():
				done = append(done, item)
			case a.Unrecorded():
				unknown = append(unknown, item)
			default:
				open = append(open, item)
			}
			if item.Overdue {
				late++
			}
		}
	}
	all := len(open) + len(done) + len(dropped) + len(unknown)
	page.Figures = []KeyFigure{
		{Label: "Action items", Value: calendar.Count(int64(all))},
		{Label: "Open", Value: calendar.Count(int64(len(open)))},
		{Label: "Overdue", Value: calendar.Count(int64(late))},
		{Label: "Done", Value: calendar.Count(int64(len(done)))},
	}
	if len(unknown) > 0 {
		page.Figures = append(page.Figures, KeyFigure{Label: "Status not recorded", Value: calendar.Count(int64(len(unknown)))})
	}
	if len(dropped) > 0 {
		page.Figures = append(page.Figures, KeyFigure{Label: "Dropped", Value: calendar.Count(int64(len(dropped)))})
	}
	page.Open, page.More = s.byOwner(open)
	page.Done, page.Dropped = closed(done, "done"), closed(dropped, "dropped")
	page.Unknown = closed(unknown, "of unrecorded status")
	page.Data = s.path(urls.APIActions)
	if all > 0 {
		page.Feeds = s.actionFeeds("")
	}
	page.Frame = s.newFrame(subject{
		feeds:       page.Feeds,
		title:       "Actions",
		description: fmt.Sprintf("%s promised in %s: what is open, what is overdue, by owner.", plural(all, "action item", "action items"), incidents(len(s.archive.Incidents))),
		path:        urls.Actions, section: urls.Actions,
	})
	return page
}

// perOwner is how many open actions one owner is shown with, where all of them
// would make the page longer than one can read.
func perOwner(open, owners int) int {
	if open <= pageRows {
		return open
	}
	return max(3, pageRows/owners)
}

// shownClosed is how many actions of each kind that is not open the page lists.
const shownClosed = 15

// closed lists the newest of the actions that are not open in one way, nil where there are none.
func closed(items []ActionItem, how string) *ActionTable {
	if len(items) == 0 {
		return nil
	}
	table := newActionTable(first(items, shownClosed))
	table.Caption = plural(len(items), "action", "actions") + " " + how
	if len(items) > shownClosed {
		table.Caption += fmt.Sprintf(", the newest %d shown", shownClosed)
	}
	return &table
}

// byOwner groups open actions: those with an owner first, by name; within an owner by due date,
// so that what is overdue is first, those without one last.
func (s *Site) byOwner(items []ActionItem) (groups []OwnerActions, more bool) {
	const last = "\U0010FFFF"
	due := func(i ActionItem) int64 {
		if i.action.Due.IsZero() {
			return math.MaxInt64
		}
		return i.action.Due.Unix()
	}
	slices.SortStableFunc(items, func(x, y ActionItem) int {
		one, other := cmp.Or(x.Owner, last), cmp.Or(y.Owner, last)
		return cmp.Or(strings.Compare(strings.ToLower(one), strings.ToLower(other)), strings.Compare(one, other), cmp.Compare(due(x), due(y)))
	})
	owners := map[string]bool{}
	for _, i := range items {
		owners[i.Owner] = true
	}
	most := perOwner(len(items), max(1, len(owners)))
	for start := 0; start < len(items); {
		end := start
		for end < len(items) && items[end].Owner == items[start].Owner {
			end++
		}
		named := items[start].Owner != ""
		owner := cmp.Or(items[start].Owner, "No owner recorded")
		shown := items[start:min(end, start+most)]
		table := newActionTable(shown)
		table.Caption = plural(end-start, "open action", "open actions")
		oldest := slices.MaxFunc(items[start:end], func(x, y ActionItem) int { return cmp.Compare(x.days, y.days) })
		if end-start > 1 && oldest.Age != "" {
			table.Caption += ", the oldest " + oldest.Age
		}
		if end-start > len(shown) {
			table.Caption += fmt.Sprintf(", the most urgent %d shown", len(shown))
			more = true
		}
		for n := range table.Items {
			table.Items[n].Owner = "" // the heading says it once
		}
		group := OwnerActions{Owner: owner, Table: table}
		if named {
			group.Feeds = s.actionFeeds(owner)
		}
		groups = append(groups, group)
		start = end
	}
	return groups, more
}

// actionFeeds are the feed of the overdue actions of an owner and the calendar of its due days; of all where owner is "".
func (s *Site) actionFeeds(owner string) []Feed {
	slug := urls.Slug(owner)
	if owner != "" && slug == "" {
		return nil // no address can be made of it
	}
	title := func(what string) string { return strings.TrimSuffix(what+" of "+owner, " of ") }
	return []Feed{
		{"Overdue as Atom", title("Overdue actions"), "application/atom+xml", s.path(urls.FeedsOf(urls.OwnerActions(slug)).Atom)},
		{"Due days as iCalendar", title("Due days of actions"), "text/calendar", s.path(urls.ActionsCalendar(slug))},
	}
}

// actionFiles plans the feeds and calendars of actions, of all and by owner, where anything was promised.
func (p *planner) actionFiles() {
	a := p.site.archive
	type part struct {
		name string
		list []feeds.Promise
	}
	parts := map[string]*part{}
	add := func(slug, name string, promise feeds.Promise) {
		if parts[slug] == nil {
			parts[slug] = &part{name: name}
		}
		parts[slug].list = append(parts[slug].list, promise)
	}
	for _, promise := range feeds.Promises(a) {
		add("", "", promise)
		if slug := urls.Slug(promise.Owner); slug != "" {
			add(slug, promise.Owner, promise)
		}
	}
	for _, slug := range slices.Sorted(maps.Keys(parts)) {
		part, page := parts[slug], urls.OwnerActions(slug)
		feed := func(what string) feeds.Feed {
			return feeds.Feed{Archive: a, Base: p.site.base, Part: &feeds.Part{
				Name: strings.TrimSuffix(what+" of "+part.name, " of "), Page: urls.Actions, Folder: page,
			}}
		}
		p.data(urls.FeedsOf(page).Atom, func() ([]byte, error) { return feed("Overdue actions").OverdueAtom(part.list) })
		p.data(urls.ActionsCalendar(slug), func() ([]byte, error) {
			return feed("Due days of actions").ActionsCalendar(part.list, urls.ActionsCalendar(slug)), nil
		})
	}
}
