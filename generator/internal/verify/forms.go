package verify

import (
	"encoding/json"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/recompute"
	"afterword/generator/internal/uptime"
)

// forms are the ways in which pages write a figure; none where nothing is known of it.
func (r *reading) forms(k recompute.Key) []string {
	if strings.HasPrefix(k.Name, "weights.") {
		return []string{string(r.figures.Value(recompute.Key{Name: k.Name}))}
	}
	value := r.counted.Uptime.Value(k)
	if string(value) == "null" {
		return nil
	}
	return written(k.Name, value)
}

// written are the forms in which a figure is printed, by its name.
func written(name string, value json.RawMessage) []string {
	var sides struct{ Min, Max *json.Number }
	if json.Unmarshal(value, &sides) != nil || sides.Min == nil && sides.Max == nil {
		if text := strings.Trim(string(value), `"`); text != string(value) {
			return []string{text}
		}
		n := json.Number(value)
		sides.Min, sides.Max = &n, &n
	}
	name = name[strings.LastIndexByte(name, '.')+1:]
	switch name {
	case "uptime", "strict":
		return []string{percentage(sides.Min, sides.Max).String()}
	case "slo":
		return []string{calendar.Decimal(thousandths(sides.Min))}
	case "credit":
		return []string{calendar.Decimal(thousandths(sides.Min)) + "\u00a0%"}
	}
	b := calendar.Bound{Min: thousandths(sides.Min), Max: thousandths(sides.Max), Open: sides.Max == nil}
	exact := b.Text(func(n int64) string {
		return calendar.Count(n/1000) + strings.TrimPrefix(calendar.Decimal(n%1000), "0") + "\u00a0s"
	})
	b = b.Per(1000)
	switch name {
	case "share":
		return []string{uptime.ShareText(b)}
	case "incidents":
		return []string{calendar.Count(b.Min)}
	}
	least := calendar.ExactDuration(b.Min)
	if !b.Exact() {
		least = calendar.AtLeast(least)
	}
	return []string{b.Duration(), exact, least}
}

// machine is an exact length as machines read it.
func (r *reading) machine(k recompute.Key) string {
	var sides struct{ Min, Max *json.Number }
	if json.Unmarshal(r.counted.Uptime.Value(k), &sides) != nil || sides.Min == nil {
		return ""
	}
	return calendar.ISODuration(thousandths(sides.Min) / 1000)
}

// percentage is an uptime as the data has it: null is no side, and 99.999999999 less than 100 by so little that it shows as 100.
func percentage(low, high *json.Number) uptime.Percent {
	p := uptime.Percent{Bound: calendar.Bound{Min: thousandths(low), Max: thousandths(high), Open: low == nil}}
	if high != nil && high.String() == "99.999999999" {
		p.Max, p.Below = 100_000, true
	}
	return p
}

// thousandths reads a number as the data has it, cut off after three decimals.
func thousandths(n *json.Number) (value int64) {
	if n == nil {
		return 0
	}
	units, decimals, _ := strings.Cut(n.String(), ".")
	for _, digit := range units + (decimals + "000")[:3] {
		value = value*10 + int64(digit-'0')
	}
	return value
}
