package diff

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/recompute"
)

// Documents are the data of a site as it was published: of /api/, incidents.json, services.json and uptime.json.
type Documents struct{ Incidents, Services, Uptime []byte }

// A Statement is what a report says of its impact: a window of it, or its severity.
type Statement struct {
	Path   string `json:"path"` // of the report
	What   string `json:"what"` // "window", "severity"
	Before string `json:"before"`
	After  string `json:"after"`
}

// said is what a published report says that figures follow from.
type said struct {
	Path, Title, URL string
	Date, Severity   *string
	Services         []string
	Windows          []window
}

type window struct {
	Start, End *string
	Level      string
	Services   []string
	Ongoing    bool
	AtLeast    *int64 `json:"at_least"`
	AtMost     *int64 `json:"at_most"`
}

// Published compares two states of a published site: which reports came, went and say something else of their impact, and
// which figures moved, by which of them. The problems and texts of reports are not published.
func Published(base string, before, after Documents) (Report, error) {
	r := Report{Base: base, Added: []Incident{}, Changed: []Incident{}, Removed: []Incident{}, New: []Problem{}, Resolved: []Problem{}, Visible: []Visible{}}
	old, err := before.reports()
	if err != nil {
		return r, err
	}
	now, err := after.reports()
	if err != nil {
		return r, err
	}
	parents, err := after.parents()
	if err != nil {
		return r, err
	}
	moves := map[string][]move{}
	paths := map[string]bool{}
	for _, reports := range []map[string]said{old, now} {
		for path := range reports {
			paths[path] = true
		}
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		was, is := old[path], now[path]
		about := Incident{Path: path, Title: is.Title, URL: is.URL}
		switch statements := statementsOf(was, is); {
		case was.Path == "":
			r.Added = append(r.Added, about)
		case is.Path == "":
			r.Removed = append(r.Removed, Incident{Path: path, Title: was.Title, URL: was.URL})
		case len(statements) > 0:
			for _, s := range statements {
				about.Parts = append(about.Parts, s.What)
			}
			about.Parts = slices.Compact(about.Parts)
			r.Changed, r.Said = append(r.Changed, about), append(r.Said, statements...)
		}
		for _, side := range [][2]said{{was, is}, {is, was}} {
			for _, w := range side[0].Windows {
				if bounded := w.End != nil || w.Ongoing || w.AtMost != nil; side[1].has(w) && (bounded || value(was.Date) == value(is.Date)) {
					continue // the day of publication ends what an open window may have lasted
				}
				for id := range above(w.of(side[0]), parents) {
					moves[id] = append(moves[id], move{path: path, span: w.span()})
				}
			}
		}
	}
	then, err := recompute.Read(before.Uptime)
	if err != nil {
		return r, err
	}
	since, err := recompute.Read(after.Uptime)
	if err != nil {
		return r, err
	}
	r.Figures = moved(then, since, moves)
	return r, nil
}

func (d Documents) reports() (map[string]said, error) {
	var list struct{ Incidents []said }
	if err := json.Unmarshal(d.Incidents, &list); err != nil {
		return nil, fmt.Errorf("reading incidents.json: %w", err)
	}
	reports := map[string]said{}
	for _, i := range list.Incidents {
		reports[i.Path] = i
	}
	return reports, nil
}

// parents are the services that others are a part of, by the ID of the part.
func (d Documents) parents() (map[string]string, error) {
	var list struct {
		Services []struct {
			ID     string
			Parent *string
		}
	}
	if err := json.Unmarshal(d.Services, &list); err != nil {
		return nil, fmt.Errorf("reading services.json: %w", err)
	}
	parents := map[string]string{}
	for _, s := range list.Services {
		parents[s.ID] = value(s.Parent)
	}
	return parents, nil
}

// statementsOf pairs what two versions of a report say: windows in their order, those alone that both do not have.
func statementsOf(was, is said) (list []Statement) {
	only := func(of, other said) (texts []string) {
		for _, w := range of.Windows {
			if !other.has(w) {
				texts = append(texts, w.String())
			}
		}
		return texts
	}
	gone, new := only(was, is), only(is, was)
	for n := range max(len(gone), len(new)) {
		list = append(list, Statement{is.Path, "window", at(gone, n), at(new, n)})
	}
	if value(was.Severity) != value(is.Severity) {
		list = append(list, Statement{is.Path, "severity", value(was.Severity), value(is.Severity)})
	}
	return list
}

func at(list []string, n int) string {
	if n < len(list) {
		return list[n]
	}
	return ""
}

// String is a window in a line: "2024-03-02T14:00:00Z to 2024-03-02T14:57:00Z, major outage, of web".
func (w window) String() string {
	end := value(w.End)
	switch {
	case w.Ongoing:
		end = "ongoing"
	case end == "":
		end = "unknown"
	}
	text := fmt.Sprintf("%s to %s, %s, of %s", value(w.Start), end, strings.ReplaceAll(w.Level, "_", " "), strings.Join(w.Services, ", "))
	if w.AtLeast != nil {
		text += ", at least " + calendar.ExactDuration(*w.AtLeast)
	}
	if w.AtMost != nil {
		text += ", at most " + calendar.ExactDuration(*w.AtMost)
	}
	return text
}

func (s said) has(w window) bool {
	return slices.ContainsFunc(s.Windows, func(other window) bool { return other.String() == w.String() })
}

// of are the services that a window affected.
func (w window) of(s said) []string {
	if len(w.Services) > 0 {
		return w.Services
	}
	return s.Services
}

// span is where a window may count: a day as it may lie in any zone, without an end for ever.
func (w window) span() calendar.Interval {
	day := func(text *string) (first, last int64) {
		if t, err := time.Parse(time.RFC3339, value(text)); err == nil {
			return t.Unix(), t.Unix()
		}
		for layout, length := range map[string]int64{"2006-01-02": 2, "2006-01": 32, "2006": 367} {
			if t, err := time.Parse(layout, value(text)); err == nil {
				return t.Unix() - 86400, t.Unix() + length*86400
			}
		}
		return 0, math.MaxInt64
	}
	start, _ := day(w.Start)
	_, end := day(w.End)
	return calendar.Interval{Start: start, End: max(end, start+1)}
}

// above are services and those that they are a part of.
func above(ids []string, parents map[string]string) map[string]bool {
	all := map[string]bool{}
	for _, id := range ids {
		for ; id != "" && !all[id]; id = parents[id] {
			all[id] = true
		}
	}
	return all
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
