package crawl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A shape is what a JSON value must be. It reports what is wrong at a place
// such as "incidents[3].date".
type shape interface {
	judge(j *judge, at string, v any)
}

// A judge knows the site that the values speak of.
type judge struct {
	site *site
	r    *report
}

func (j *judge) wrong(at, format string, args ...any) {
	if at == "" {
		at = "the value"
	}
	j.r.add(Machine, "%s %s", at, fmt.Sprintf(format, args...))
}

// json compares a file with a shape.
func (s *site) json(r *report, want shape) {
	v, err := decode(r.file.Data)
	if err != nil {
		r.add(Machine, "this is not JSON: %v", err)
		return
	}
	want.judge(&judge{s, r}, "", v)
}

// decode reads one JSON value, its numbers as they are written.
func decode(data []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands behind the value")
	}
	return v, nil
}

// An object has at least these keys: none is ever left out, others may be added.
type object map[string]shape

func (o object) judge(j *judge, at string, v any) {
	fields, ok := v.(map[string]any)
	if !ok {
		j.wrong(at, "is no object")
		return
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		place := strings.TrimPrefix(at+"."+key, ".")
		if field, ok := fields[key]; ok {
			o[key].judge(j, place, field)
		} else {
			j.wrong(place, "is missing")
		}
	}
}

// An array is never null.
type array struct{ of shape }

func listOf(of shape) shape { return array{of} }

func (l array) judge(j *judge, at string, v any) {
	items, ok := v.([]any)
	if !ok {
		j.wrong(at, "is no list")
		return
	}
	for n, item := range items {
		l.of.judge(j, fmt.Sprintf("%s[%d]", at, n), item)
	}
}

// A nullable value may be absent, and is null then.
type nullable struct{ of shape }

func orNull(of shape) shape { return nullable{of} }

func (n nullable) judge(j *judge, at string, v any) {
	if v != nil {
		n.of.judge(j, at, v)
	}
}

// A word is a string that holds to a rule.
type word struct {
	what string
	is   func(string) bool
}

func (w word) judge(j *judge, at string, v any) {
	if text, ok := v.(string); !ok || !w.is(text) {
		j.wrong(at, "is not %s: %s", w.what, shown(v))
	}
}

var (
	anyText = word{"a text", func(string) bool { return true }}
	// someText is a text with something in it.
	someText = word{"a text with something in it", func(s string) bool { return strings.TrimSpace(s) != "" }}
	instant  = word{"an RFC 3339 time in UTC", isUTC}
	// moment is a time, or a date where the time of day is not known.
	moment = word{"an RFC 3339 time in UTC, or a date", func(s string) bool { return isUTC(s) || isDay(s) }}
	day    = word{"a date", isDay}
	// remote is a whole address on the web.
	remote = word{"an http or https address", func(s string) bool {
		name := scheme(s)
		return name == "https" || name == "http"
	}}
)

// oneOf is one of some texts.
func oneOf(texts ...string) shape {
	return word{"one of " + strings.Join(texts, ", "), func(s string) bool { return slices.Contains(texts, s) }}
}

// A figure is a number that holds to a rule.
type figure struct {
	what string
	is   func(json.Number) bool
}

func (f figure) judge(j *judge, at string, v any) {
	if n, ok := v.(json.Number); !ok || !f.is(n) {
		j.wrong(at, "is not %s: %s", f.what, shown(v))
	}
}

var (
	number = figure{"a number from 0", func(n json.Number) bool { f, err := n.Float64(); return err == nil && f >= 0 }}
	// count is a number of things or of seconds.
	count = figure{"an integer from 0", func(n json.Number) bool { i, err := n.Int64(); return err == nil && i >= 0 }}
	year  = figure{"a year", func(n json.Number) bool { i, err := n.Int64(); return err == nil && i >= 1000 && i <= 9999 }}
	month = figure{"a month", func(n json.Number) bool { i, err := n.Int64(); return err == nil && i >= 1 && i <= 12 }}
)

// bounds is {"min", "max"} of a figure, either null where nothing bounds it, in order.
type bounds struct{ of shape }

func (b bounds) judge(j *judge, at string, v any) {
	object{"min": orNull(b.of), "max": orNull(b.of)}.judge(j, at, v)
	fields, _ := v.(map[string]any)
	low, lowOK := fields["min"].(json.Number)
	high, highOK := fields["max"].(json.Number)
	if !lowOK || !highOK {
		return
	}
	x, errX := low.Float64()
	y, errY := high.Float64()
	if errX == nil && errY == nil && x > y {
		j.wrong(at, "has a min above its max: %s, %s", low, high)
	}
}

// A destination is the address of a page or file of the site.
type destination struct{}

var here destination

func (destination) judge(j *judge, at string, v any) {
	text, ok := v.(string)
	if !ok {
		j.wrong(at, "is no address: %s", shown(v))
		return
	}
	j.site.published(j.r, at, text)
}

// A boolean is true or false.
type boolean struct{}

var truth boolean

func (boolean) judge(j *judge, at string, v any) {
	if _, ok := v.(bool); !ok {
		j.wrong(at, "is neither true nor false: %s", shown(v))
	}
}

// shown is a value as JSON, cut.
func shown(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return short(string(b))
}
