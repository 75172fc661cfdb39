package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/calendar"
	"afterword/generator/postmortem"
	"afterword/generator/urls"
)

// actionTable shows action items in the order in which they were written.
func (s *Site) actionTable(actions []postmortem.Action) ActionTable {
	items := make([]ActionItem, 0, len(actions))
	for _, a := range actions {
		items = append(items, s.actionItem(a))
	}
	return newActionTable(items)
}

func newActionTable(items []ActionItem) ActionTable {
	done := 0
	for _, item := range items {
		if item.done {
			done++
		}
	}
	caption := plural(len(items), "action", "actions")
	switch done {
	case 0:
		caption += ", none done"
	case len(items):
		caption += ", all done"
	default:
		caption += fmt.Sprintf(", %s done", calendar.Count(int64(done)))
	}
	return ActionTable{Caption: caption, Items: items}
}

func (s *Site) actionItem(a postmortem.Action) ActionItem {
	item := ActionItem{
		Title: a.Title, Link: a.Link, Owner: a.Owner, Kind: a.Kind, Due: s.day(a.Due),
		done: a.Done(), due: a.Due,
		Overdue: a.Overdue(s.archive.AsOf),
	}
	switch {
	case a.Done():
		item.Status = Badge{Word: capital(a.Status), Class: "done"}
	case item.Overdue:
		item.Status = Badge{Word: "Overdue", Class: "overdue"}
	default:
		item.Status = Badge{Word: capital(a.Status), Class: "open"}
	}
	return item
}

func (s *Site) actionsPage() ActionsPage {
	page := ActionsPage{}
	var open, done []ActionItem
	late := 0
	for _, i := range s.archive.Incidents {
		for _, a := range i.Actions {
			item := s.actionItem(a)
			item.Incident = s.link(i.Title, urls.Incident(i.Path))
			switch {
			case item.done:
				done = append(done, item)
			default:
				open = append(open, item)
			}
			if item.Overdue {
				late++
			}
		}
	}
	page.Figures = []Figure{
		{Label: "Action items", Value: calendar.Count(int64(len(open) + len(done)))},
		{Label: "Open", Value: calendar.Count(int64(len(open)))},
		{Label: "Overdue", Value: calendar.Count(int64(late))},
		{Label: "Done", Value: calendar.Count(int64(len(done)))},
	}
	page.Open = byOwner(open)
	page.More = page.Open != nil && shownActions(page.Open) < len(open)
	if len(done) > 0 {
		table := newActionTable(done[:min(len(done), shownDone)])
		table.Caption = plural(len(done), "action done", "actions done")
		if len(done) > shownDone {
			table.Caption += fmt.Sprintf(", the newest %d shown", shownDone)
		}
		page.Done = &table
	}
	page.Data = s.path(urls.APIActions)
	page.Frame = s.newFrame(subject{
		title:       "Actions",
		description: fmt.Sprintf("%s promised in %s: what is open, what is overdue, by owner.", plural(len(open)+len(done), "action item", "action items"), incidents(len(s.archive.Incidents))),
		path:        urls.Actions, section: urls.Actions,
	})
	return page
}

func shownActions(groups []OwnerActions) (n int) {
	for _, g := range groups {
		n += len(g.Table.Items)
	}
	return n
}

// perOwner is how many open actions one owner is shown with, where all of them
// would make the page longer than one can read.
func perOwner(open, owners int) int {
	if open <= pageRows {
		return open
	}
	return max(3, pageRows/owners)
}

// shownDone is how many finished actions the page lists.
const shownDone = 30

// byOwner groups open actions: those with an owner first, by name; within an
// owner overdue ones first, then by due date, those without one last.
func byOwner(items []ActionItem) []OwnerActions {
	slices.SortStableFunc(items, func(x, y ActionItem) int {
		none := func(i ActionItem) bool { return i.Owner == "" }
		return cmp.Or(boolCompare(none(x), none(y)), strings.Compare(strings.ToLower(x.Owner), strings.ToLower(y.Owner)), cmp.Compare(x.Owner, y.Owner),
			boolCompare(!x.Overdue, !y.Overdue), boolCompare(x.due.IsZero(), y.due.IsZero()), cmp.Compare(x.due.Unix(), y.due.Unix()))
	})
	owners := map[string]bool{}
	for _, i := range items {
		owners[i.Owner] = true
	}
	most := perOwner(len(items), max(1, len(owners)))
	var groups []OwnerActions
	for start := 0; start < len(items); {
		end := start
		for end < len(items) && items[end].Owner == items[start].Owner {
			end++
		}
		owner := items[start].Owner
		if owner == "" {
			owner = "No owner recorded"
		}
		shown := items[start:min(end, start+most)]
		table := newActionTable(shown)
		table.Caption = plural(end-start, "open action", "open actions")
		if end-start > len(shown) {
			table.Caption += fmt.Sprintf(", the most urgent %d shown", len(shown))
		}
		for n := range table.Items {
			table.Items[n].Owner = "" // the heading says it once
		}
		groups = append(groups, OwnerActions{Owner: owner, Table: table})
		start = end
	}
	return groups
}

func boolCompare(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}
