package trends

import (
	"cmp"
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/stats"
)

// Actions says what became of what was promised.
type Actions struct {
	Years []ActionYear // by the year in which they were opened, oldest first
	All   ActionCounts
	// Survival is of the N actions of which it is known to the day when they were opened, and when
	// they ended if they did. It is empty below 5.
	Survival stats.Survival
	N        int
	// Undated actions are in Years, or not even there, but not in Survival: a day is not recorded, or
	// nobody wrote down what became of them.
	Undated int
}

// An ActionYear counts the actions that were opened in a year; 0: in none that is known.
type ActionYear struct {
	Number int
	ActionCounts
}

// ActionCounts say what has become of some actions. Overdue ones are open as well.
type ActionCounts struct{ Opened, Done, Dropped, Open, Overdue, Unknown int }

// Count adds an action.
func (c *ActionCounts) Count(a postmortem.Action, asOf int64) {
	c.Opened++
	switch {
	case a.Dropped():
		c.Dropped++
	case a.Done():
		c.Done++
	case a.Unrecorded():
		c.Unknown++
	default:
		c.Open++
	}
	if a.Overdue(asOf) {
		c.Overdue++
	}
}

// List are the counts in the order of the struct.
func (c ActionCounts) List() []int {
	return []int{c.Opened, c.Done, c.Dropped, c.Open, c.Overdue, c.Unknown}
}

// promised counts the actions of all reports, also of those without a window.
func (b *builder) promised(v *View) {
	a := &v.Promised
	years := map[int]*ActionYear{}
	var waits []stats.Wait
	for _, i := range v.reports {
		if i.Draft {
			continue
		}
		for _, action := range i.Actions {
			opened := cmp.Or(action.Opened, i.Date)
			number := 0
			if !opened.IsZero() {
				number = calendar.YearOf(opened.Span(b.zone).Start, b.zone)
			}
			y := years[number]
			if y == nil {
				y = &ActionYear{Number: number}
				years[number] = y
			}
			y.Count(action, b.a.AsOf)
			a.All.Count(action, b.a.AsOf)
			if wait, ok := b.wait(action, i.Date); ok {
				waits = append(waits, wait)
			} else {
				a.Undated++
			}
		}
	}
	for _, y := range years {
		a.Years = append(a.Years, *y)
	}
	slices.SortFunc(a.Years, func(x, y ActionYear) int { return x.Number - y.Number })
	if a.N = len(waits); a.N >= 5 {
		a.Survival = stats.Survive(waits)
	}
}

// wait is how long an action took or has been open; false where a day is not recorded.
func (b *builder) wait(a postmortem.Action, report calendar.Time) (w stats.Wait, ok bool) {
	switch {
	case a.Dropped():
		w.End = stats.Dropped
	case a.Done():
		w.End = stats.Done
	}
	days, ok := a.Days(report, b.a.AsOf, b.zone)
	w.Days = int(days)
	return w, ok
}

// day is the number of the calendar day of a time in the archive's zone, its author's where that
// wrote a day; false where no day is known.
func (b *builder) day(t calendar.Time) (int, bool) {
	if t.Precision < calendar.Day {
		return 0, false
	}
	return civil(t.Span(b.zone).Start, b.zone), true
}

// civil numbers the calendar days of a zone.
func civil(at int64, zone *time.Location) int {
	y, m, d := calendar.DateOf(at, zone)
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / day)
}
