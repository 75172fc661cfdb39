package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// loose is a text in JSON that systems also write as a number, a boolean or null.
type loose string

// UnmarshalJSON takes any scalar; an object or a list reads as "".
func (l *loose) UnmarshalJSON(data []byte) error {
	*l = ""
	switch {
	case len(data) == 0 || data[0] == '{' || data[0] == '[' || string(data) == "null":
	case data[0] == '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*l = loose(s)
	default:
		*l = loose(data)
	}
	return nil
}

func (l loose) String() string { return strings.TrimSpace(string(l)) }

// many is a list in JSON whose items each stand for themselves: one that has
// another shape is left out and the others are kept.
type many[T any] []T

// UnmarshalJSON takes the items that fit; what is no list reads as an empty one.
func (m *many[T]) UnmarshalJSON(data []byte) error {
	*m = nil
	for _, raw := range elements(data) {
		var item T
		if json.Unmarshal(raw, &item) == nil {
			*m = append(*m, item)
		}
	}
	return nil
}

// misfits reports the items of a list that many has left out.
func (in *incident) misfits(raw json.RawMessage, member string, taken int) {
	value := fields(raw)[member]
	switch n := len(elements(value)); {
	case n > taken:
		in.note(Dropped, member, "%d of %d do not have the shape that they should have", n-taken, n)
	case len(value) > 0 && !isList(value) && string(value) != "null":
		in.note(Dropped, member, "it is no list")
	}
}

// documents splits a text into its JSON values: paginated downloads are often
// several, one after the other. What was read before an error is given with it.
func documents(text string) (values []json.RawMessage, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var v json.RawMessage
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return values, nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return values, fmt.Errorf("the JSON ends too early, after %d bytes", len(text))
		case err != nil:
			return values, fmt.Errorf("the JSON is broken at byte %d: %w", d.InputOffset(), err)
		case len(values) == maxFound:
			return values, fmt.Errorf("only the first %d values of JSON are read", maxFound)
		}
		values = append(values, v)
	}
}

// eachItem reads what items finds in the JSON values of a source, counted from 1. what
// names such things where there are none.
func (r *reading) eachItem(input input, what string, items func(json.RawMessage) []json.RawMessage, read func(raw json.RawMessage, index int)) {
	values, err := documents(input.text)
	if err != nil {
		r.skip(input.source, "", "", "%v", err)
	}
	n := 0
	for _, v := range values {
		for _, raw := range items(v) {
			n++
			read(raw, n)
		}
	}
	if n == 0 && err == nil {
		r.skip(input.source, "", "", "it holds no %s", what)
	}
}

// itemsOf returns the items of a list, or a value that is none alone.
func itemsOf(value json.RawMessage) []json.RawMessage {
	if isList(value) {
		return elements(value)
	}
	return []json.RawMessage{value}
}

// elements returns the items of a list, or nil where a value is none.
func elements(value json.RawMessage) []json.RawMessage {
	var items []json.RawMessage
	if isList(value) && json.Unmarshal(value, &items) == nil {
		return items
	}
	return nil
}

func isList(value json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(value), []byte("[")) }

// fields returns the members of an object, or nil where a value is none.
func fields(value json.RawMessage) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(value), []byte("{")) && json.Unmarshal(value, &members) == nil {
		return members
	}
	return nil
}

// unread names the members of an object that hold something and that a struct does not read.
func unread(value json.RawMessage, into any, ignore ...string) []string {
	t := reflect.TypeOf(into)
	var known []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known = append(known, strings.ToLower(name))
	}
	var names []string
	for name, v := range fields(value) {
		switch string(v) {
		case "null", `""`, "[]", "{}", "false":
			continue
		}
		if !slices.Contains(known, strings.ToLower(name)) && !slices.Contains(ignore, name) {
			names = append(names, cut(oneLine(name), 60))
		}
	}
	slices.Sort(names)
	return names[:min(len(names), 40)]
}

// drop reports members that were not read.
func (in *incident) drop(field string, names []string) {
	if len(names) > 0 {
		in.note(Dropped, field, "not read: %s", strings.Join(names, ", "))
	}
}
