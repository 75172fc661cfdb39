package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/diag"
)

// A stamp is a text that has the form of a time: its fields are in range and
// its day is in the calendar, but its zone has not been looked at.
type stamp struct {
	local     int64 // seconds, without the fraction
	precision Precision
	zone      string // what follows the time, without the space: "", "Z", "-08:00", "PDT", "Europe/Paris"
	bracketed string // the zone in brackets of RFC 9557, "" where there is none
}

const (
	dayLayout    = "2006-01-02"
	minuteLayout = "2006-01-02T15:04"
	secondLayout = "2006-01-02T15:04:05"
)

// timeForm has groups for the day, the clock, the second with its colon, the digits of its
// fraction, and for what follows, in which are the zone and the zone in brackets of RFC 9557.
const timeForm = `^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(?:\.(\d+))?)?` +
	`((Z|[+-][!-Z\\-~]*| [!-Z\\-~]+)(?:\[([ -~]+)\])?)?)?$`

// scan reads the form of a time: "2006-01-02", or that and "T15:04", with "T" or
// one space, optional seconds and their fraction, and a zone that begins with
// "Z", a sign or a space. ok is false where the text has another form; an error
// is a text of the right form with a field that no calendar or clock shows.
func scan(text string) (s stamp, ok bool, bad *Error) {
	m := expression(timeForm).FindStringSubmatch(text)
	if m == nil || m[7] == "!" {
		return s, false, nil
	}
	day, clock, second, fraction, rest := m[1], m[2], m[3], m[4], m[5]
	s.zone = strings.TrimPrefix(m[6], " ")
	s.bracketed = strings.TrimPrefix(m[7], "!") // RFC 9557: "!" only says that the zone matters
	midnight, bad := scanDay(day)
	switch {
	case bad != nil:
		return s, false, bad
	case clock == "":
		s.local, s.precision = midnight, Day
		return s, true, nil
	case second == "":
		s.precision = Minute
	default:
		s.precision = Second
	}
	seconds, bad := scanClock(midnight, clock, second, rest)
	if bad == nil && len(fraction) > 9 {
		bad = errorf(diag.TimeFormat, fmt.Sprintf("Seconds are the resolution: write %sT%s%s%s.", day, clock, second, rest),
			"%s has %d digits after the second, and at most 9 are read", quote(text), len(fraction))
	}
	s.local = midnight + seconds
	return s, bad == nil, bad
}

// scanDay reads "2006-01-02" and returns the local seconds of its midnight.
func scanDay(day string) (int64, *Error) {
	y, m, d := number(day[:4]), number(day[5:7]), number(day[8:])
	say := func(hint, format string, args ...any) (int64, *Error) {
		return 0, errorf(diag.DateInvalid, hint, day+" does not exist: "+format, args...)
	}
	if y < 1000 {
		return say("The first day that can be written is 1000-01-01.", "years run from 1000 to 9999")
	}
	swapped := ""
	if m > 12 && d >= 1 && d <= 12 && m <= daysIn(y, d) {
		swapped = fmt.Sprintf(" If month and day are swapped: %04d-%02d-%02d.", y, d, m)
	}
	switch {
	case m == 0:
		return say(fmt.Sprintf("The first day of %d is %d-01-01.", y, y), "months run from 01 to 12")
	case m > 12:
		return say(fmt.Sprintf("The last day of %d is %d-12-31.%s", y, y, swapped), "months run from 01 to 12")
	case d == 0:
		return say(fmt.Sprintf("The first day of the month is %04d-%02d-01.", y, m), "days run from 01")
	case d > daysIn(y, m):
		return say(fmt.Sprintf("The last day of the month is %04d-%02d-%02d.", y, m, daysIn(y, m)),
			"%s %d has %d days", time.Month(m), y, daysIn(y, m))
	}
	return localDay(y, time.Month(m), d), nil
}

const clockHint = "Clocks run from 00:00:00 to 23:59:59."

// scanClock reads "15:04" and "" or ":05" and returns its seconds. midnight and rest are
// what is before and after it in the text.
func scanClock(midnight int64, clock, second, rest string) (int64, *Error) {
	h, m, sec := number(clock[:2]), number(clock[3:]), number(strings.TrimPrefix(second, ":"))
	switch {
	case h == 24 && m < 60 && sec < 60:
		next := localText(midnight+86400, dayLayout) + "T00" + clock[2:] + second + rest
		return 0, errorf(diag.TimeFormat, fmt.Sprintf("Write it as a time of the next day: %s.", next), "there is no hour 24: hours run from 00 to 23")
	case h > 23:
		return 0, errorf(diag.TimeFormat, clockHint, "there is no hour %02d: hours run from 00 to 23", h)
	case m > 59:
		return 0, errorf(diag.TimeFormat, clockHint, "there is no minute %02d: minutes run from 00 to 59", m)
	case sec == 60:
		return 0, errorf(diag.TimeLeapSecond, fmt.Sprintf("Write %sT%s:59%s and mention the leap second in the text.", localText(midnight, dayLayout), clock, rest),
			"leap seconds are not counted: seconds run from 00 to 59")
	case sec > 60:
		return 0, errorf(diag.TimeFormat, clockHint, "there is no second %02d: seconds run from 00 to 59", sec)
	}
	return int64(h*3600 + m*60 + sec), nil
}

// daysIn returns the number of days of a month from 1 to 12.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// digits reports whether a text is ASCII digits and nothing else.
func digits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// number reads a few digits that have been checked; "" is 0.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
