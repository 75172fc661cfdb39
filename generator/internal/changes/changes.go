package changes

import (
	"afterword/generator/internal/archive"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/urls"
	"encoding/json"
	"fmt"
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

// A State is what a site says at one time.
type State struct {
	Reports map[string]Report // by path
	Parents map[string]string // the services that others are a part of, by the ID of the part
	Figures recompute.Table
}

// A Report is what a published report says that figures follow from.
type Report struct {
	Path     string   `json:"path,omitempty"`
	Title    string   `json:"title,omitempty"`
	URL      string   `json:"url,omitempty"`
	Date     *string  `json:"date"`
	Severity *string  `json:"severity"`
	Services []string `json:"services"`
	Windows  []Window `json:"windows"`
}

// A Window is one of a report, as /api/incidents.json has it.
type Window struct {
	Start    *string  `json:"start"`
	End      *string  `json:"end"`
	Level    string   `json:"level"`
	Services []string `json:"services"`
	Ongoing  bool     `json:"ongoing"`
	AtLeast  *int64   `json:"at_least"`
	AtMost   *int64   `json:"at_most"`
}

// Between compares two states: what reports say otherwise of their impact, by path, and the figures that moved,
// those that are gone last, with the reports that moved them.
func Between(before, after State) (statements []Statement, figures []Figure) {
	moves := Moves{}
	for _, path := range sorted(before.Reports, after.Reports) {
		was, is := before.Reports[path], after.Reports[path]
		statements = append(statements, statementsOf(path, was, is)...)
		for _, side := range [][2]Report{{was, is}, {is, was}} {
			for _, w := range side[0].Windows {
				if bounded := w.End != nil || w.Ongoing || w.AtMost != nil; side[1].has(w) && (bounded || value(was.Date) == value(is.Date)) {
					continue // the day of publication ends what an open window may have lasted
				}
				for id := range above(w.of(side[0]), after.Parents) {
					moves[id] = append(moves[id], Move{path, w.span()})
				}
			}
		}
	}
	return statements, Moved(before.Figures, after.Figures, moves)
}

// Read takes a state from the data of a site.
func Read(d Documents) (s State, err error) {
	if s.Reports, err = d.reports(); err != nil {
		return s, err
	}
	if s.Parents, err = d.parents(); err != nil {
		return s, err
	}
	s.Figures, err = recompute.Read(d.Uptime)
	return s, err
}

func (d Documents) reports() (map[string]Report, error) {
	var list struct{ Incidents []Report }
	if err := json.Unmarshal(d.Incidents, &list); err != nil {
		return nil, fmt.Errorf("reading incidents.json: %w", err)
	}
	reports := map[string]Report{}
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
func statementsOf(path string, was, is Report) (list []Statement) {
	only := func(of, other Report) (texts []string) {
		for _, w := range of.Windows {
			if !other.has(w) {
				texts = append(texts, w.String())
			}
		}
		return texts
	}
	gone, new := only(was, is), only(is, was)
	for n := range max(len(gone), len(new)) {
		list = append(list, Statement{path, "window", at(gone, n), at(new, n)})
	}
	if value(was.Severity) != value(is.Severity) {
		list = append(list, Statement{path, "severity", value(was.Severity), value(is.Severity)})
	}
	return list
}

func at(list []string, n int) string {
	if n < len(list) {
		return list[n]
	}
	return ""
}

// String is a window in a line: "2024-03-02 14:00 UTC to 2024-03-02 14:57 UTC, major outage, of web".
func (w Window) String() string {
	end := spoken(w.End)
	switch {
	case w.Ongoing:
		end = "ongoing"
	case end == "":
		end = "unknown"
	}
	text := fmt.Sprintf("%s to %s, %s, of %s", spoken(w.Start), end, strings.ReplaceAll(w.Level, "_", " "), strings.Join(w.Services, ", "))
	if w.AtLeast != nil {
		text += ", at least " + calendar.ExactDuration(*w.AtLeast)
	}
	if w.AtMost != nil {
		text += ", at most " + calendar.ExactDuration(*w.AtMost)
	}
	return text
}

// spoken is a published time for people: to the minute, where its seconds are zero.
func spoken(text *string) string {
	t, err := time.Parse(time.RFC3339, value(text))
	switch {
	case err != nil: // a day, a month, a year or nothing
		return value(text)
	case t.Second() == 0:
		return t.Format("2006-01-02 15:04 MST")
	}
	return t.Format("2006-01-02 15:04:05 MST")
}

func (s Report) has(w Window) bool {
	return slices.ContainsFunc(s.Windows, func(other Window) bool { return other.String() == w.String() })
}

// of are the services that a window affected.
func (w Window) of(s Report) []string {
	if len(w.Services) > 0 {
		return w.Services
	}
	return s.Services
}

// span is where a window may count: a day as it may lie in any zone, without an end for ever.
func (w Window) span() calendar.Interval {
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

// sorted are the paths of two lists of reports.
func sorted(a, b map[string]Report) []string {
	return slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, reports := range []map[string]Report{a, b} {
			for path := range reports {
				if !yield(path) {
					return
				}
			}
		}
	}))
}

// Of is the state of a site that is about to be published.
func Of(a *archive.Archive, base urls.Base) (State, error) {
	var d Documents
	var err error
	for into, write := range map[*[]byte]func() ([]byte, error){
		&d.Incidents: func() ([]byte, error) { return feeds.IncidentsJSON(a, base) },
		&d.Services:  func() ([]byte, error) { return feeds.ServicesJSON(a, base) },
		&d.Uptime:    func() ([]byte, error) { return feeds.UptimeJSON(a.Uptime()) },
	} {
		if *into, err = write(); err != nil {
			return State{}, err
		}
	}
	return Read(d)
}
