package recompute

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
)

// A Key says which figure a value of /api/uptime.json is.
type Key struct {
	Service string // its ID; "" for what holds for all
	Period  string // "2024", "2024-03" for a month of a year, else as in addresses: "2024/q3", "30d"
	Name    string // the keys of the document, joined by dots: "uptime", "budget.spent"
}

// String names a figure: "api 2024 uptime".
func (k Key) String() string {
	return strings.Join(slices.DeleteFunc([]string{k.Service, k.Period, k.Name}, func(s string) bool { return s == "" }), " ")
}

// A Table is the figures of a document, in its order. A value is a number, a text, an object of max and
// min, or null, as the document has it.
type Table struct {
	Order  []Key
	Values map[Key]json.RawMessage
	Spans  map[Key]calendar.Interval // of the periods of services, by keys without a name
}

// Value is that of a figure, null where the table has none.
func (t Table) Value(k Key) json.RawMessage {
	if value, ok := t.Values[k]; ok {
		return value
	}
	return json.RawMessage("null")
}

// Read takes the figures out of /api/uptime.json.
func Read(document []byte) (Table, error) {
	t := Table{Values: map[Key]json.RawMessage{}, Spans: map[Key]calendar.Interval{}}
	var all any
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		return t, fmt.Errorf("reading the figures: %w", err)
	}
	return t, t.add(Key{}, all)
}

// identity are the keys by which an object says what it is about.
var identity = []string{"id", "year", "month", "period"}

// add takes in a value with all below it. An object in a list says by its keys of which
// service and period it is.
func (t *Table) add(k Key, value any) error {
	switch value := value.(type) {
	case []any:
		for n, item := range value {
			of := k
			if object, ok := item.(map[string]any); ok && !slices.ContainsFunc(identity, func(name string) bool { return object[name] != nil }) {
				of.Name = fmt.Sprintf("%s.%d", k.Name, n+1) // the budget of one target of several
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
			t.Spans[Key{k.Service, k.Period, ""}] = in
		}
		for _, lists := range []bool{false, true} { // what a period consists of comes after it
			for _, name := range slices.Sorted(maps.Keys(value)) {
				items, list := value[name].([]any)
				if list != lists || slices.Contains(identity, name) {
					continue
				}
				below := k
				if !list || named(items) {
					below.Name = strings.TrimPrefix(k.Name+"."+name, ".")
				}
				if err := t.add(below, value[name]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	text, err := json.Marshal(value)
	t.Order, t.Values[k] = append(t.Order, k), text
	return err
}

// named reports whether the items of a list do not say themselves what they are about.
func named(items []any) bool {
	return slices.ContainsFunc(items, func(item any) bool {
		object, ok := item.(map[string]any)
		return !ok || !slices.ContainsFunc(identity, func(name string) bool { return object[name] != nil })
	})
}

// within is the key of an object by what it says of itself.
func (k Key) within(object map[string]any) Key {
	if id, ok := object["id"].(string); ok {
		k.Service = id
	}
	if year, ok := object["year"]; ok {
		k.Period = fmt.Sprint(year)
	}
	if period, ok := object["period"].(string); ok {
		k.Period = period
	}
	if month, ok := object["month"].(json.Number); ok {
		k.Period = fmt.Sprintf("%s-%02s", k.Period, month)
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
