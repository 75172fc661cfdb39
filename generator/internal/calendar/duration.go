package calendar

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
	"time"

	"afterword/generator/internal/diag"
)

// ParseDuration reads a length of time: Go's form ("90m", "1h30m", "1.5h") with
// "d" for 24 hours beside it ("2d", "1d6h"). It is positive and a whole number of
// seconds, up to about 292 years.
func ParseDuration(text string) (time.Duration, *Error) {
	total, problem := sumOfUnits(text)
	switch {
	case problem == "" && total%time.Second != 0:
		problem = "is not a whole number of seconds"
	case problem == "" && total == 0:
		problem = "is no time at all: a length is more than 0"
	}
	if problem != "" {
		return 0, &Error{diag.ValueInvalid, quote(text) + " " + problem, durationHint(text)}
	}
	return total, nil
}

// unitOf returns a unit by its name; 0 for a name that is not read.
func unitOf(name string) time.Duration {
	switch name {
	case "d":
		return 24 * time.Hour
	case "h":
		return time.Hour
	case "m":
		return time.Minute
	case "s":
		return time.Second
	case "ms":
		return time.Millisecond
	case "us", "µs", "μs":
		return time.Microsecond
	case "ns":
		return time.Nanosecond
	}
	return 0
}

// sumOfUnits adds up numbers with units, exactly: no fraction goes through a float.
func sumOfUnits(text string) (sum time.Duration, problem string) {
	const shape, tooLong = "is not a length of time", "is longer than 292 years"
	if text == "" {
		return 0, shape
	}
	for rest := text; rest != ""; {
		whole := leadingDigits(rest)
		rest = rest[len(whole):]
		fraction := ""
		if strings.HasPrefix(rest, ".") {
			fraction = leadingDigits(rest[1:])
			rest = rest[1+len(fraction):]
		}
		if whole == "" && fraction == "" {
			return 0, shape
		}
		end := strings.IndexAny(rest, "0123456789.")
		if end < 0 {
			end = len(rest)
		}
		unit := unitOf(rest[:end])
		if unit == 0 {
			return 0, shape
		}
		rest = rest[end:]

		whole = strings.TrimLeft(whole, "0")
		fraction = strings.TrimRight(fraction, "0")
		switch {
		case len(whole) > 18:
			return 0, tooLong
		case len(fraction) > 18:
			return 0, "has more than 18 digits after the point"
		}
		high, low := bits.Mul64(uint64(number(whole)), uint64(unit))
		if high != 0 {
			return 0, tooLong
		}
		scale := uint64(math.Pow10(len(fraction)))
		partHigh, partLow := bits.Mul64(uint64(number(fraction)), uint64(unit))
		part, beyond := bits.Div64(partHigh, partLow, scale)
		if beyond != 0 {
			return 0, "is not a whole number of nanoseconds"
		}
		if low > math.MaxInt64 || part > math.MaxInt64-low || int64(low+part) > math.MaxInt64-int64(sum) {
			return 0, tooLong
		}
		sum += time.Duration(low + part)
	}
	return sum, ""
}

// durationHint offers the length that was probably meant.
func durationHint(text string) string {
	fixed := strings.ToLower(strings.Join(strings.Fields(text), ""))
	if iso, ok := strings.CutPrefix(fixed, "p"); ok { // ISO 8601: P1DT6H; before the T an M is months
		if days, clock, _ := strings.Cut(iso, "t"); !strings.Contains(days, "m") {
			fixed = days + clock
		}
	}
	fixed = strings.TrimLeft(fixed, "+-~")
	fixed = expression(`,|and`).ReplaceAllString(fixed, "")
	for _, word := range [...][2]string{
		{"days?", "d"}, {"(?:hours?|hrs?)", "h"}, {"(?:minutes?|mins?)", "m"}, {"(?:seconds?|secs?)", "s"},
	} {
		fixed = expression(`(\d)`+word[0]+`(\d|$)`).ReplaceAllString(fixed, "${1}"+word[1]+"$2")
	}
	if m := expression(`^(\d{1,4})w(?:eeks?)?$`).FindStringSubmatch(fixed); m != nil {
		fixed = fmt.Sprintf("%dd", number(m[1])*7)
	}
	if m := expression(`^(\d{1,3}):(\d\d)(?::(\d\d))?$`).FindStringSubmatch(fixed); m != nil {
		fixed = fmt.Sprintf("%dh%dm%ds", number(m[1]), number(m[2]), number(m[3]))
	}
	if digits(fixed) {
		return fmt.Sprintf("Add a unit: %ss, %sm, %sh or %sd.", fixed, fixed, fixed, fixed)
	}
	if total, problem := sumOfUnits(fixed); problem == "" && fixed != text && total > 0 && total%time.Second == 0 {
		return fmt.Sprintf("Write %s.", fixed)
	}
	return "Write numbers with units, as in 45s, 90m, 1h30m or 2d."
}
