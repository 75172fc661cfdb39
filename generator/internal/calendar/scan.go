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

// scan reads the form of a time: "2006-01-02", or that and "T15:04", with "T" or
// one space, optional seconds and their fraction, and a zone that begins with
// "Z", a sign or a space. ok is false where the text has another form; an error
// is a text of the right form with a field that no calendar or clock shows.
func scan(text string) (s stamp, ok bool, bad *Error) {
	if len(text) < 10 || !printable(text) || !digits(text[:4]) || text[4] != '-' || !digits(text[5:7]) || text[7] != '-' || !digits(text[8:10]) {
		return s, false, nil
	}
	day, rest := text[:10], text[10:]
	if rest == "" {
		s.precision = Day
		s.local, bad = scanDay(day)
		return s, bad == nil, bad
	}
	if len(rest) < 6 || rest[0] != 'T' && rest[0] != ' ' || !digits(rest[1:3]) || rest[3] != ':' || !digits(rest[4:6]) {
		return s, false, nil
	}
	clock, rest := rest[1:6], rest[6:]
	s.precision = Minute
	fraction := ""
	if len(rest) >= 3 && rest[0] == ':' && digits(rest[1:3]) {
		clock, rest = clock+rest[:3], rest[3:]
		s.precision = Second
		if strings.HasPrefix(rest, ".") {
			fraction = leadingDigits(rest[1:])
			if fraction == "" {
				return s, false, nil
			}
			rest = rest[1+len(fraction):]
		}
	}
	if !s.scanZone(rest) {
		return s, false, nil
	}
	if s.local, bad = scanDay(day); bad != nil {
		return s, false, bad
	}
	seconds, bad := scanClock(day, clock, s, rest)
	if bad != nil {
		return s, false, bad
	}
	if len(fraction) > 9 {
		return s, false, &Error{diag.TimeFormat, fmt.Sprintf("%s has %d digits after the second, and at most 9 are read", quote(text), len(fraction)),
			fmt.Sprintf("Seconds are the resolution: write %sT%s%s.", day, clock, rest)}
	}
	s.local += seconds
	return s, true, nil
}

// scanZone splits what follows the clock, which is empty or begins with "Z", a
// sign, a space or a bracket.
func (s *stamp) scanZone(rest string) bool {
	if open := strings.IndexByte(rest, '['); open >= 0 {
		if !strings.HasSuffix(rest, "]") {
			return false
		}
		s.bracketed = strings.TrimPrefix(rest[open+1:len(rest)-1], "!") // RFC 9557: "!" only says that the zone matters
		if rest = rest[:open]; s.bracketed == "" || rest == "" {
			return false
		}
	}
	switch {
	case rest == "", rest == "Z", strings.HasPrefix(rest, "+"), strings.HasPrefix(rest, "-"):
		s.zone = rest
	case rest[0] == ' ':
		if s.zone = rest[1:]; s.zone == "" {
			return false
		}
	default:
		return false
	}
	return !strings.ContainsAny(s.zone, " \t")
}

// scanDay reads "2006-01-02" and returns the local seconds of its midnight.
func scanDay(day string) (int64, *Error) {
	y, m, d := number(day[:4]), number(day[5:7]), number(day[8:])
	say := func(hint, format string, args ...any) (int64, *Error) {
		return 0, &Error{diag.DateInvalid, day + " does not exist: " + fmt.Sprintf(format, args...), hint}
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

// scanClock reads "15:04" or "15:04:05" and returns its seconds.
func scanClock(day, clock string, s stamp, rest string) (int64, *Error) {
	h, m, sec := number(clock[:2]), number(clock[3:5]), 0
	if s.precision == Second {
		sec = number(clock[6:])
	}
	say := func(code diag.Code, hint, format string, args ...any) (int64, *Error) {
		return 0, &Error{code, fmt.Sprintf(format, args...), hint}
	}
	switch {
	case h == 24 && m < 60 && sec < 60:
		next := localText(s.local+86400, dayLayout) + "T00" + clock[2:] + rest
		return say(diag.TimeFormat, fmt.Sprintf("Write it as a time of the next day: %s.", next), "there is no hour 24: hours run from 00 to 23")
	case h > 23:
		return say(diag.TimeFormat, clockHint, "there is no hour %02d: hours run from 00 to 23", h)
	case m > 59:
		return say(diag.TimeFormat, clockHint, "there is no minute %02d: minutes run from 00 to 59", m)
	case sec == 60:
		return say(diag.TimeLeapSecond, fmt.Sprintf("Write %sT%s:59%s and mention the leap second in the text.", day, clock[:5], rest),
			"leap seconds are not counted: seconds run from 00 to 59")
	case sec > 60:
		return say(diag.TimeFormat, clockHint, "there is no second %02d: seconds run from 00 to 59", sec)
	}
	return int64(h*3600 + m*60 + sec), nil
}

// daysIn returns the number of days of a month from 1 to 12.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// digits reports whether a text is ASCII digits and nothing else.
func digits(text string) bool { return text != "" && leadingDigits(text) == text }

func leadingDigits(text string) string {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[:n]
}

// printable reports whether a text is printable ASCII.
func printable(text string) bool {
	for _, b := range []byte(text) {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}

// number reads a few digits that have been checked.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
