package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// The forms in which numbers are shown. Each form has one function; all of them
// round against the one who would look better: uptime down, spent budget up.

const (
	noBreakSpace = "\u00A0"
	minusSign    = "\u2212"
	enDash       = "\u2013"
	// NoValue stands where there is nothing to count, as for a year in which a
	// service was not tracked.
	NoValue = "\u2014"
)

// Duration shows a length in seconds by its two largest units, cut off and never
// rounded up: "39 s", "4 h 52 min", "1 d 6 h"; from 30 days on in days alone,
// "593 d". Zero is "0 min". Units follow a no-break space.
func Duration(seconds int64) string {
	if seconds < 0 {
		return minusSign + Duration(-seconds)
	}
	if days := seconds / 86400; days >= 30 {
		return Count(days) + noBreakSpace + "d"
	}
	parts := unitsOf(seconds)
	for i, part := range parts {
		if part != "" {
			return joinUnits(parts[i:min(i+2, len(parts))])
		}
	}
	return "0" + noBreakSpace + "min"
}

// ExactDuration shows a length to the second, as error budgets need it:
// "4 h 22 min 48 s". Zero is "0 min".
func ExactDuration(seconds int64) string {
	switch {
	case seconds < 0:
		return minusSign + ExactDuration(-seconds)
	case seconds == 0:
		return Duration(0)
	}
	return joinUnits(unitsOf(seconds))
}

// unitsOf splits a length into days, hours, minutes and seconds; a part that is zero is "".
func unitsOf(seconds int64) []string {
	part := func(n int64, unit string) string {
		if n == 0 {
			return ""
		}
		return Count(n) + noBreakSpace + unit
	}
	return []string{part(seconds/86400, "d"), part(seconds/3600%24, "h"), part(seconds/60%60, "min"), part(seconds%60, "s")}
}

func joinUnits(parts []string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, noBreakSpace)
}

// Elapsed shows seconds since a start with their sign: "+7 min", "−5 min".
func Elapsed(seconds int64) string {
	if seconds < 0 {
		return Duration(seconds)
	}
	return "+" + Duration(seconds)
}

// Count shows a number, its thousands set apart by no-break spaces from 10 000 on.
func Count(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = minusSign, text[1:]
	}
	if len(text) > 4 {
		for i := len(text) - 3; i > 0; i -= 3 {
			text = text[:i] + noBreakSpace + text[i:]
		}
	}
	return sign + text
}

// PercentText shows thousandths of a per cent, 0 to 100000, with three decimals:
// "99.900 %", "100 %".
func PercentText(thousandths int64) string {
	if thousandths == 100_000 {
		return "100" + noBreakSpace + "%"
	}
	return fmt.Sprintf("%d.%03d%s%%", thousandths/1000, thousandths%1000, noBreakSpace)
}

// Decimal shows a number in thousandths, which is not negative, with what decimals it needs:
// "1", "0.3", "99.95".
func Decimal(thousandths int64) string {
	text := fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// TenthsText shows tenths of a per cent: "69.3 %", "12345.6 %".
func TenthsText(tenths int64) string {
	return fmt.Sprintf("%d.%d%s%%", tenths/10, tenths%10, noBreakSpace)
}

// AtLeast marks a figure as a lower bound: "≥9 min".
func AtLeast(figure string) string { return "≥" + figure }

// AtMost marks a figure as an upper bound: "≤99.996 %".
func AtMost(figure string) string { return "≤" + figure }

// ISODuration writes a length in seconds for machines, as HTML and ISO 8601 have
// it: "PT4H52M", "P1DT6H", "PT0S". A day is 24 hours.
func ISODuration(seconds int64) string {
	switch {
	case seconds < 0:
		return "-" + ISODuration(-seconds)
	case seconds == 0:
		return "PT0S"
	}
	var out strings.Builder
	out.WriteByte('P')
	part := func(n int64, unit string) {
		if n > 0 {
			fmt.Fprintf(&out, "%d%s", n, unit)
		}
	}
	part(seconds/86400, "D")
	if seconds%86400 != 0 {
		out.WriteByte('T')
	}
	part(seconds/3600%24, "H")
	part(seconds/60%60, "M")
	part(seconds%60, "S")
	return out.String()
}
