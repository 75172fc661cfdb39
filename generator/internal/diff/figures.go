package diff

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
)

// A Figure is one number of /api/uptime.json that moves.
type Figure struct {
	Service string `json:"service"` // its ID; "" for what holds for all
	Period  string `json:"period"`  // "2024", "2024-03"
	Name    string `json:"figure"`  // its keys, joined by dots: "budget.spent"
	// Before and After are as the document has them: a number, a text, an object of min and
	// max, or null where there is none.
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
	// Because are the paths of the reports that move it, or "archive.yaml" where no report does.
	Because []string `json:"because"`
}

// A key says which figure a value of the document is.
type key struct{ service, period, name string }

// A table is the figures of an archive, in the order of the document.
type table struct {
	order  []key
	values map[key]json.RawMessage
	spans  map[key]calendar.Interval // of the periods of services, by keys without a name
}

// figures lists those that moved, and those that are gone last.
func figures(before, after State, touched []pair) ([]Figure, error) {
	old, err := tableOf(before.Archive)
	if err != nil {
		return nil, err
	}
	now, err := tableOf(after.Archive)
	if err != nil {
		return nil, err
	}
	moves := movesOf(before.Archive, after.Archive, touched)
	list := []Figure{}
	add := func(k key) {
		was, is := old.value(k), now.value(k)
		if bytes.Equal(was, is) {
			return
		}
		f := Figure{Service: k.service, Period: k.period, Name: k.name, Before: was, After: is, Because: []string{}}
		k.name = ""
		for _, m := range moves[k.service] {
			if m.span.Overlaps(old.spans[k]) || m.span.Overlaps(now.spans[k]) {
				f.Because = append(f.Because, m.path)
			}
		}
		if f.Because = slices.Compact(f.Because); len(f.Because) == 0 {
			f.Because = append(f.Because, "archive.yaml")
		}
		list = append(list, f)
	}
	for _, k := range now.order {
		add(k)
	}
	for _, k := range old.order {
		if _, ok := now.values[k]; !ok {
			add(k)
		}
	}
	return list, nil
}

// value is that of a figure, null where the archive has none.
func (t table) value(k key) json.RawMessage {
	if value, ok := t.values[k]; ok {
		return value
	}
	return json.RawMessage("null")
}

func tableOf(a *archive.Archive) (table, error) {
	t := table{values: map[key]json.RawMessage{}, spans: map[key]calendar.Interval{}}
	document, err := feeds.UptimeJSON(a.Uptime())
	if err != nil {
		return t, err
	}
	var all any
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		return t, fmt.Errorf("reading the figures: %w", err)
	}
	return t, t.add(key{}, all)
}

// identity are the keys by which an object says what it is about.
var identity = []string{"id", "year", "month", "period"}

// add takes in a value with all below it. An object in a list says by its keys of which
// service and period it is.
func (t *table) add(k key, value any) error {
	switch value := value.(type) {
	case []any:
		for n, item := range value {
			of := k
			if object, ok := item.(map[string]any); ok && !slices.ContainsFunc(identity, func(name string) bool { return object[name] != nil }) {
				of.name = fmt.Sprintf("%s.%d", k.name, n+1) // the budget of one target of several
			}
			if err := t.add(of, item); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		if _, bound := value["max"]; bound {
			break
		}
		k = k.within(value)
		if in := span(value); !in.Empty() && value["id"] != nil {
			t.spans[key{k.service, k.period, ""}] = in
		}
		for _, lists := range []bool{false, true} { // what a period consists of comes after it
			for _, name := range slices.Sorted(maps.Keys(value)) {
				_, list := value[name].([]any)
				if list != lists || slices.Contains(identity, name) {
					continue
				}
				below := k
				if !list {
					below.name = strings.TrimPrefix(k.name+"."+name, ".")
				}
				if err := t.add(below, value[name]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	text, err := json.Marshal(value)
	t.order, t.values[k] = append(t.order, k), text
	return err
}

// within is the key of an object by what it says of itself.
func (k key) within(object map[string]any) key {
	if id, ok := object["id"].(string); ok {
		k.service = id
	}
	if year, ok := object["year"]; ok {
		k.period = fmt.Sprint(year)
	}
	if period, ok := object["period"].(string); ok {
		k.period = period
	}
	if month, ok := object["month"].(json.Number); ok {
		k.period = fmt.Sprintf("%s-%02s", k.period, month)
	}
	return k
}

// span is the time between the from and to of an object; empty where it has none.
func span(object map[string]any) (in calendar.Interval) {
	from, _ := object["from"].(string)
	to, _ := object["to"].(string)
	start, errFrom := time.Parse(time.RFC3339, from)
	end, errTo := time.Parse(time.RFC3339, to)
	if errFrom == nil && errTo == nil {
		in = calendar.Interval{Start: start.Unix(), End: end.Unix()}
	}
	return in
}

// A move is a window that only one of two versions of a report has.
type move struct {
	path     string   // of the report
	services []string // that it counts for, those above them among them
	span     calendar.Interval
}

// movesOf lists by service what reports that changed say of windows on one side only, by path.
func movesOf(before, after *archive.Archive, touched []pair) map[string][]move {
	moves := map[string][]move{}
	add := func(these, others map[string]move) {
		for said, m := range these {
			if _, both := others[said]; both {
				continue
			}
			for _, id := range m.services {
				moves[id] = append(moves[id], m)
			}
		}
	}
	for _, p := range touched {
		old, now := windowsOf(before, p.before), windowsOf(after, p.after)
		add(old, now)
		add(now, old)
	}
	for _, list := range moves {
		slices.SortFunc(list, func(a, b move) int { return strings.Compare(a.path, b.path) })
	}
	return moves
}

// windowsOf are the windows of a report, by all that figures take from them. The day of
// publication counts: it ends what an open window may have lasted.
func windowsOf(a *archive.Archive, i *archive.Incident) map[string]move {
	all := map[string]move{}
	if i == nil {
		return all
	}
	for _, w := range i.Windows {
		ids := i.AffectedServices(w)
		m := move{path: i.Path}
		for _, v := range a.Services {
			if slices.ContainsFunc(ids, v.Covers) {
				m.services = append(m.services, v.ID)
			}
		}
		_, m.span = w.Span(a.AsOf)
		m.span.End = max(m.span.End, m.span.Start+1)
		published := calendar.Time{}
		if w.Open() {
			published, m.span.End = i.Date, math.MaxInt64
		}
		all[fmt.Sprint(ids, w.Start.Unix(), w.End.Unix(), w.Ongoing, w.AtLeast, w.AtMost, w.Level, published.Unix())] = m
	}
	return all
}
