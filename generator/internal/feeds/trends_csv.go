package feeds

import (
	"encoding/json"
	"strconv"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/trends"
)

// A TrendsTable is one of /trends/*.csv, of the whole archive.
type TrendsTable struct {
	Name string
	rows func(*trends.View) [][]string // with their head
}

// CSV writes the table.
func (t TrendsTable) CSV(v *trends.View) []byte { return CSV(t.rows(v)) }

// TrendsTables are the tables behind the trends. Lengths are in seconds, a *_max is empty where
// nothing bounds it, and shares, ratios and p-values have six digits.
func TrendsTables() []TrendsTable {
	return []TrendsTable{
		{"counts", countsTable}, {"lengths", lengthsTable}, {"terms", termsTable}, {"starts", startsTable},
		{"found", foundTable}, {"actions", actionsTable}, {"returned", returnedTable}, {"comparisons", comparisonsTable},
	}
}

// countsTable has a row for each year, and a column for each severity.
func countsTable(v *trends.View) [][]string {
	head := []string{"year", "closed", "seconds", "incidents", "low", "high"}
	for _, t := range v.Severities {
		head = append(head, t.Name)
	}
	rows := [][]string{head}
	for _, y := range v.Years {
		i := limits(y.Interval)
		row := []string{strconv.Itoa(y.Number), strconv.FormatBool(y.Closed), strconv.FormatInt(y.Seconds, 10), strconv.Itoa(len(y.Incidents)), numberCell(i.Low), numberCell(i.High)}
		rows = append(rows, append(row, countCells(y.Severities)...))
	}
	return rows
}

// lengthsTable has a row for each incident.
func lengthsTable(v *trends.View) [][]string {
	rows := [][]string{{"year", "path", "seconds_min", "seconds_max"}}
	for _, y := range v.Years {
		for _, of := range y.Lengths.Values {
			rows = append(rows, append([]string{strconv.Itoa(y.Number), of.Incident.Path}, boundCells(of.Bound)...))
		}
	}
	return rows
}

// termsTable has the rows of every matrix, that of what detected incidents last, and a column for each year.
func termsTable(v *trends.View) [][]string {
	head := []string{"taxonomy", "term"}
	for _, y := range v.Years {
		head = append(head, strconv.Itoa(y.Number))
	}
	rows := [][]string{append(head, "total", "downtime_min", "downtime_max")}
	add := func(m trends.Matrix, name string, r trends.Row) {
		d := decimals(r.Downtime)
		row := append([]string{m.ID, name}, countCells(r.Counts)...)
		rows = append(rows, append(row, strconv.Itoa(r.Total), numberCell(d.Min), numberCell(d.Max)))
	}
	for _, m := range append(v.What[:len(v.What):len(v.What)], v.By) {
		for _, r := range m.Rows {
			add(m, r.Name, r)
		}
		if m.Rest != nil {
			add(m, strconv.Itoa(m.More)+" others", *m.Rest)
		}
	}
	return rows
}

// startsTable has a row for each weekday and a column for each hour.
func startsTable(v *trends.View) [][]string {
	head := []string{"weekday"}
	for h := range 24 {
		head = append(head, strconv.Itoa(h))
	}
	rows := [][]string{head}
	for d, hours := range v.When.Hours {
		rows = append(rows, append([]string{time.Weekday((d + 1) % 7).String()}, countCells(hours[:])...))
	}
	return rows
}

// foundTable has a row for each recorded time of a response.
func foundTable(v *trends.View) [][]string {
	rows := [][]string{{"year", "time_to", "path", "seconds"}}
	for _, y := range v.Years {
		for _, p := range y.Response {
			for _, of := range p.Values {
				rows = append(rows, []string{strconv.Itoa(y.Number), p.Verb, of.Incident.Path, strconv.FormatInt(of.Min, 10)})
			}
		}
	}
	return rows
}

// actionsTable has a row for each year in which actions were opened; the year is empty where it is not known.
func actionsTable(v *trends.View) [][]string {
	rows := [][]string{{"year", "opened", "done", "dropped", "open", "overdue", "unknown"}}
	for _, y := range v.Promised.Years {
		year := ""
		if y.Number != 0 {
			year = strconv.Itoa(y.Number)
		}
		rows = append(rows, append([]string{year}, countCells(y.List())...))
	}
	return rows
}

// returnedTable has a row for each incident of a chain; chains have a number.
func returnedTable(v *trends.View) [][]string {
	rows := [][]string{{"chain", "cause", "service", "path", "start", "gap_days", "action", "closed"}}
	for n, c := range v.Returned.Chains {
		cause, service, action, closed := "", "", "", ""
		if c.Cause != nil {
			cause, service = c.Cause.Name, c.Service.ID
		}
		if c.Action != nil {
			action, closed = c.Action.Title, calendar.ISOTime(c.Action.Closed)
		}
		for at, i := range c.Incidents {
			gap := ""
			if at > 0 {
				gap = strconv.Itoa(c.Gaps[at-1])
			}
			rows = append(rows, []string{strconv.Itoa(n + 1), cause, service, i.Path, calendar.ISOTime(i.Start), gap, action, closed})
		}
	}
	return rows
}

// comparisonsTable has a row for each comparison.
func comparisonsTable(v *trends.View) [][]string {
	rows := [][]string{{
		"measure", "before_from", "before_to", "before_n", "after_from", "after_to", "after_n", "ratio", "low", "high", "word", "p", "p_corrected", "comparisons",
		"would_show_above", "would_show_below", "would_show_longer", "would_show_shorter", "sentence",
	}}
	whole := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	for _, c := range v.Comparisons {
		i := limitsRecord{}
		if known := interval(c); known != nil {
			i = *known
		}
		row := append([]string{c.Measure.String()}, countCells([]int{c.A.From, c.A.To, c.A.N, c.B.From, c.B.To, c.B.N})...)
		for _, x := range []*json.Number{unless0(c.Ratio), i.Low, i.High} {
			row = append(row, numberCell(x))
		}
		above, below := wouldShow(c)
		rows = append(rows, append(row, string(c.Word), numberCell(rational(c.P)), numberCell(rational(c.Adjusted)), strconv.Itoa(c.Family),
			whole(above), whole(below), numberCell(unless0(c.Needed.Longer)), numberCell(unless0(c.Needed.Shorter)), c.Sentence()))
	}
	return rows
}

func countCells(counts []int) (cells []string) {
	for _, n := range counts {
		cells = append(cells, strconv.Itoa(n))
	}
	return cells
}
