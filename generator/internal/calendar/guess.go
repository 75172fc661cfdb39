package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// This file guesses what time a text of another system means. Parse offers such
// guesses in its hints and never takes them; an import takes them and says so.

// Guess reads a time as people and other programs write it. zone is in force
// where the text carries none; nil stands for UTC. assumed says what had to be
// taken for granted, problem why there is no time, or only a day; each may be "".
// An empty text, and what programs write for one, is the zero Time and no problem.
//
// A time with a zone or an offset comes out in UTC; one that was read by the
// clocks of a zone in force keeps that zone.
func Guess(text string, zone *time.Location) (t Time, assumed, problem string) {
	text = strings.Join(strings.Fields(text), " ")
	if unset(text) {
		return Time{}, "", ""
	}
	if len(text) > 100 {
		return Time{}, "", quote(text) + " is no time"
	}
	normal, guess := normalTime(text)
	if normal == "" {
		return Time{}, "", fmt.Sprintf("%q cannot be read as a time", text)
	}
	t, mistake := Parse(normal, zone)
	if mistake != nil {
		var also string
		if t, also, problem = otherZone(normal, zone); problem != "" || also != "" {
			guess = join(guess, also)
		}
		if t.IsZero() {
			if problem == "" {
				problem = fmt.Sprintf("%q cannot be read as a time: %s", text, mistake.Message)
			}
			// The day is known all the same.
			if day, bad := ParseDay(normal[:min(len(normal), 10)], zone); bad == nil {
				return day, guess, problem + "; the day is kept"
			}
			return Time{}, guess, problem
		}
	}
	if t.Zoned {
		t.Instant = t.Instant.UTC()
	}
	if t.Precision == Second && t.Instant.Second() == 0 {
		t.Precision = Minute
	}
	return t, guess, ""
}

// otherZone reads what the archive's own schema refuses: no zone at all, which
// is UTC to most programs, and abbreviations that everybody reads alike.
func otherZone(normal string, zone *time.Location) (t Time, guess, problem string) {
	stamp, label := normal, ""
	if i := strings.LastIndexByte(normal, ' '); i > 10 {
		stamp, label = normal[:i], normal[i+1:]
	}
	if label == "" {
		if zone == nil {
			t, _ = Parse(normal, time.UTC)
		}
		return t, "", ""
	}
	meanings := labelled(label)
	switch {
	case len(meanings) == 0:
		return Time{}, "", ""
	case meanings[0].offset == "" || slices.Contains(undecided, strings.ToUpper(label)):
		return Time{}, "", fmt.Sprintf("%q: %s means several zones; name the one with --timezone", normal, label)
	}
	offset := meanings[0].offset
	if t, bad := Parse(stamp+" "+offset, nil); bad == nil {
		return t, fmt.Sprintf("%s was read as UTC%s", label, offset), ""
	}
	return Time{}, "", ""
}

// undecided are the abbreviations of which nobody can say what most people mean:
// Chicago or Shanghai; Kolkata, Dublin or Jerusalem; Dubai or South Georgia.
var undecided = []string{"CST", "IST", "GST"}

// unset reports whether a text is what systems write where there is no time. "0001-01-01T00:00:00Z" is Go's zero time.
func unset(text string) bool {
	switch strings.ToLower(text) {
	case "", "null", "none", "nil", "n/a", "na", "-", "–", "—", "?", "tbd", "unknown", "false", "true":
		return true
	}
	return strings.HasPrefix(text, "0001-01-01") || strings.HasPrefix(text, "0000-00-00")
}

var (
	months = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

	isoDate   = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]|\b)`)
	monthDate = regexp.MustCompile(`(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`)
	dayDate   = regexp.MustCompile(`(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ -](\d{4})\b`)
	slashDate = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b`)
	clockTime = regexp.MustCompile(`(?i)^[ T,@-]*(?:at )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(am|pm|a\.m\.|p\.m\.)?`)
	zoneText  = regexp.MustCompile(`(?i)^ ?\(?(Z|[+-]\d{2}:?\d{2}|[+-]\d{1,2}|[A-Z]{2,5}|[A-Z]+/[A-Z_/+-]+)?\)?Z?(?: [A-Z]{2,5}| \([^)]*\)| [+-]\d{2,4})?( m=.*)?$`)
)

// normalTime writes a time in the archive's own form, "2006-01-02 15:04:05 ZONE",
// or "" where it has no such form. The guess says what was fixed on the way.
func normalTime(text string) (normal, guess string) {
	date, rest, guess := normalDate(text)
	if date == "" {
		return "", ""
	}
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "T"))
	rest = strings.TrimLeft(rest, " ,-–@")
	if rest == "" {
		return date, guess
	}
	m := clockTime.FindStringSubmatch(rest)
	if m == nil {
		return "", ""
	}
	hour := number(m[1])
	switch half := strings.ToLower(strings.ReplaceAll(m[4], ".", "")); {
	case half != "" && (hour < 1 || hour > 12):
		return "", ""
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	if len(m[1]) == 1 && m[4] == "" {
		guess = join(guess, fmt.Sprintf("%q has an hour of one digit, which is not RFC 3339", text))
	}
	clock := fmt.Sprintf("%02d:%s", hour, m[2])
	if m[3] != "" {
		clock += ":" + m[3]
	}
	z := zoneText.FindStringSubmatch(rest[len(m[0]):])
	if z == nil {
		return "", ""
	}
	return strings.TrimSpace(date + " " + clock + " " + normalZone(z[1])), guess
}

// normalZone writes an offset as the archive reads it. "-00:00" is UTC whose
// local offset nobody knows (RFC 3339, 4.3): the instant is certain.
func normalZone(zone string) string {
	switch {
	case zone == "":
		return ""
	case zone[0] != '+' && zone[0] != '-':
		if strings.EqualFold(zone, "z") || strings.EqualFold(zone, "utc") || strings.EqualFold(zone, "gmt") {
			return "UTC"
		}
		return zone
	}
	digits := strings.ReplaceAll(zone[1:], ":", "")
	if len(digits) <= 2 {
		digits = fmt.Sprintf("%02d00", number(digits))
	}
	if digits == "0000" {
		return "UTC"
	}
	return zone[:1] + digits[:2] + ":" + digits[2:]
}

// normalDate reads the date at the beginning of a text.
func normalDate(text string) (date, rest, guess string) {
	write := func(year, month, day int, length int) (string, string, string) {
		return fmt.Sprintf("%04d-%02d-%02d", year, month, day), text[length:], guess
	}
	if m := isoDate.FindStringSubmatch(text); m != nil {
		length := len(m[1]) + len(m[2]) + len(m[3]) + 2
		return write(number(m[1]), number(m[2]), number(m[3]), length)
	}
	if m := monthDate.FindStringSubmatch(text); m != nil {
		return write(number(m[3]), months[strings.ToLower(m[1])], number(m[2]), len(m[0]))
	}
	if m := dayDate.FindStringSubmatch(text); m != nil {
		return write(number(m[3]), months[strings.ToLower(m[2])], number(m[1]), len(m[0]))
	}
	if m := slashDate.FindStringSubmatch(text); m != nil {
		one, two := number(m[1]), number(m[2])
		switch {
		case one > 12 && two <= 12, strings.Contains(m[0], "."):
			guess = fmt.Sprintf("%q was read with the day first", m[0])
			return write(number(m[3]), two, one, len(m[0]))
		case two > 12 || one == two:
			if one != two {
				guess = fmt.Sprintf("%q was read with the month first", m[0])
			}
			return write(number(m[3]), one, two, len(m[0]))
		}
	}
	return "", "", ""
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
