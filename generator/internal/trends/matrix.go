package trends

import (
	"cmp"
	"slices"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/uptime"
)

// A Matrix counts incidents by what they have in common and by year. One that has two terms
// counts in both rows.
type Matrix struct {
	ID, Title string // "causes", "Causes"
	Rows      []Row  // by downtime, then by number, greatest first; then by name
	// Rest sums up the rows beyond the first ten: incidents with any of More terms. Nil where there
	// are none.
	Rest *Row
	More int
	// Recorded is how many incidents have a term at all.
	Recorded int
}

// A Row is a term's incidents by year.
type Row struct {
	Name   string
	Term   *archive.Term // nil where it has no page
	Counts []int         // beside View.Years
	Total  int
	// Downtime in thousandths of a second, weighted; that of an incident with two terms is in both rows.
	Downtime calendar.Bound
}

const mostRows = 10 // of a matrix; the rest is summed up

// what counts the terms of every taxonomy that is used, but for severities, which the years count.
func (v *View) what(b *builder) {
	for _, t := range b.a.Taxonomies {
		if t.Ranked {
			continue
		}
		m := b.matrix(v, t.ID, t.Title, true, func(i *archive.Incident) (rows []Row) {
			for _, term := range t.Of(i) {
				rows = append(rows, Row{Name: term.Name, Term: term})
			}
			return rows
		})
		if m.Recorded > 0 {
			v.What = append(v.What, m)
		}
	}
	v.By = b.matrix(v, "detected-by", "Detected by", false, func(i *archive.Incident) []Row {
		if i.DetectedBy == "" {
			return nil
		}
		return []Row{{Name: i.DetectedBy}}
	})
}

// matrix counts what rows name of each incident, heaviest first where it is weighed, else by number.
func (b *builder) matrix(v *View, id, title string, weighed bool, rows func(*archive.Incident) []Row) Matrix {
	m := Matrix{ID: id, Title: title}
	type key struct {
		name string
		term *archive.Term
	}
	found := map[key]*Row{}
	named := make([][]*Row, len(v.all))
	for n, i := range v.all {
		for _, r := range rows(i.Incident) {
			row := found[key{r.Name, r.Term}]
			if row == nil {
				row = &Row{Name: r.Name, Term: r.Term, Counts: make([]int, len(v.Years))}
				found[key{r.Name, r.Term}] = row
			}
			row.add(i, b)
			named[n] = append(named[n], row)
		}
		if len(named[n]) > 0 {
			m.Recorded++
		}
	}
	order := make([]*Row, 0, len(found))
	for _, row := range found {
		order = append(order, row)
	}
	slices.SortFunc(order, func(a, b *Row) int {
		by := cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(a.Name, b.Name))
		if weighed {
			by = cmp.Or(cmp.Compare(b.Downtime.Min, a.Downtime.Min), by)
		}
		return by
	})
	if len(order) > mostRows+1 { // one more is no longer than the line that sums it up
		m.More = len(order) - mostRows
		m.Rest = &Row{Counts: make([]int, len(v.Years))}
		for n, i := range v.all {
			if slices.ContainsFunc(named[n], func(r *Row) bool { return !slices.Contains(order[:mostRows], r) }) {
				m.Rest.add(i, b)
			}
		}
		order = order[:mostRows]
	}
	for _, row := range order {
		m.Rows = append(m.Rows, *row)
	}
	return m
}

func (r *Row) add(i incident, b *builder) {
	r.Counts[i.year]++
	r.Total++
	weight, ok := b.downtime[i.Incident]
	if !ok {
		weight = uptime.Downtime(i.Postmortem, b.a.Settings.Weights, b.a.AsOf)
		b.downtime[i.Incident] = weight
	}
	r.Downtime = r.Downtime.Plus(weight)
}
