package calendar

import "encoding/json"

// A Bound is a number that may be known from two sides only: it is at least Min
// and, unless it is Open, at most Max.
type Bound struct {
	Min, Max int64
	Open     bool // nothing bounds the number from above; Max means nothing then
}

// Exact reports whether both sides agree.
func (b Bound) Exact() bool { return !b.Open && b.Min == b.Max }

// Known reports whether at least one side says something of a number that is not negative.
func (b Bound) Known() bool { return b.Min > 0 || !b.Open }

// Plus adds two bounds side by side.
func (b Bound) Plus(c Bound) Bound {
	return Bound{Min: b.Min + c.Min, Max: b.Max + c.Max, Open: b.Open || c.Open}
}

// Per returns the bound in a unit of so many, both sides cut off: thousandths of
// a second are seconds per 1000.
func (b Bound) Per(unit int64) Bound {
	return Bound{Min: b.Min / unit, Max: b.Max / unit, Open: b.Open}
}

// Text shows both sides in the form of a number: "4 h", "≥9 min", "1 h–6 h", and
// "≤6 h" where the lower side is 0.
func (b Bound) Text(form func(int64) string) string {
	switch {
	case b.Open:
		return AtLeast(form(b.Min))
	case b.Min == b.Max:
		return form(b.Min)
	case b.Min == 0:
		return AtMost(form(b.Max))
	}
	return form(b.Min) + enDash + form(b.Max)
}

// Duration shows a bound in seconds: "4 h 52 min", "≥9 min", "≤6 h", "1 h–6 h",
// and "not known" where neither side says anything.
func (b Bound) Duration() string {
	if !b.Known() {
		return "not known"
	}
	return b.Text(Duration)
}

// MarshalJSON writes {"min": 1, "max": 2}; max is null where the bound is open.
func (b Bound) MarshalJSON() ([]byte, error) {
	sides := struct {
		Min int64  `json:"min"`
		Max *int64 `json:"max"`
	}{Min: b.Min}
	if !b.Open {
		sides.Max = &b.Max
	}
	return json.Marshal(sides)
}
