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
	// NoValue is shown where there is nothing to count, as for a year in which a
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
	parts := split(seconds)
	if parts[0] >= 30 {
		return parts.join(0, 1)
	}
	for i, n := range parts {
		if n != 0 {
			return parts.join(i, min(i+2, len(parts)))
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
	parts := split(seconds)
	return parts.join(0, len(parts))
}

// parts are the days, hours, minutes and seconds of a length.
type parts [4]int64

func split(seconds int64) parts {
	return parts{seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60}
}

// join writes the parts from one up to another; those that are zero are left out.
func (p parts) join(from, to int) string {
	var texts []string
	for i, unit := range []string{"d", "h", "min", "s"}[:to] {
		if i >= from && p[i] != 0 {
			texts = append(texts, Count(p[i])+noBreakSpace+unit)
		}
	}
	return strings.Join(texts, noBreakSpace)
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

// Plural counts in words: "1 incident", "3 incidents".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(int64(n)) + " " + noun + "s"
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

// AtLeast marks a number as a lower bound: "≥9 min".
func AtLeast(number string) string { return "≥" + number }

// AtMost marks a number as an upper bound: "≤99.996 %".
func AtMost(number string) string { return "≤" + number }

// ISODuration writes a length in seconds as HTML and ISO 8601 have it: "PT4H52M",
// "P1DT6H", "PT0S". A day is 24 hours.
func ISODuration(seconds int64) string {
	switch {
	case seconds < 0:
		return "-" + ISODuration(-seconds)
	case seconds == 0:
		return "PT0S"
	}
	text := "P"
	for i, n := range split(seconds) {
		if i == 1 && seconds%86400 != 0 {
			text += "T"
		}
		if n != 0 {
			text += fmt.Sprint(n) + "DHMS"[i:i+1]
		}
	}
	return text
}
