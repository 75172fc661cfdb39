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
	t, bad := Parse(normal, zone)
	if bad != nil {
		var also string
		if t, also, problem = otherZone(normal, zone); problem != "" || also != "" {
			guess = join(guess, also)
		}
		if t.IsZero() {
			if problem == "" {
				problem = fmt.Sprintf("%q cannot be read as a time: %s", text, bad.Message)
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
	weekday   = regexp.MustCompile(`(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?$`)
	clockTime = regexp.MustCompile(`(?i)^[ T,@–-]*(?:at )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(?:([ap])\.?m\b\.?)?`)
	zoneText  = regexp.MustCompile(`(?i)^ ?\(?(Z|[+-]\d{2}:?\d{2}|[+-]\d{1,2}|[A-Z]{2,5}|[A-Z]+/[A-Z_/+-]+)?\)?Z?(?: [A-Z]{2,5}| \([^)]*\)| [+-]\d{2,4})?( m=.*)?$`)
)

// normalTime writes a time in the archive's own form, "2006-01-02 15:04:05 ZONE",
// or "" where it has no such form. The guess says what was fixed on the way.
func normalTime(text string) (normal, guess string) {
	d := findDays(text)
	if len(d.days) == 0 || len(d.days) > 1 && !d.dotted || d.short || !weekday.MatchString(d.before) {
		return "", ""
	}
	if d.numeric && d.dayFirst {
		guess = fmt.Sprintf("%q was read with the day first", d.text)
	} else if d.numeric {
		guess = fmt.Sprintf("%q was read with the month first", d.text)
	}
	if strings.Trim(d.after, " ,-–@") == "" {
		return d.days[0], guess
	}
	m := clockTime.FindStringSubmatch(d.after)
	if m == nil {
		return "", ""
	}
	hour, ok := hourOf(number(m[1]), m[4])
	zone := zoneText.FindStringSubmatch(d.after[len(m[0]):])
	if !ok || zone == nil {
		return "", ""
	}
	if len(m[1]) == 1 && m[4] == "" {
		guess = join(guess, fmt.Sprintf("%q has an hour of one digit, which is not RFC 3339", text))
	}
	clock := fmt.Sprintf("%02d:%s", hour, m[2])
	if m[3] != "" {
		clock += ":" + m[3]
	}
	return strings.TrimSpace(d.days[0] + " " + clock + " " + normalZone(zone[1])), guess
}

// hourOf is the hour from 0 to 23 of one with am or pm, whose first letter half
// is; half is "" where there is neither. ok is false where clocks have no such hour.
func hourOf(hour int, half string) (h24 int, ok bool) {
	if half == "" {
		return hour, true
	}
	if ok = hour >= 1 && hour <= 12; strings.EqualFold(half, "p") {
		return hour%12 + 12, ok
	}
	return hour % 12, ok
}

// A foundDate is the first date in a text, in any form.
type foundDate struct {
	days                []string // as year-month-day: all that it can mean and the calendar has
	before, text, after string
	short               bool // the year has two digits
	numeric, dayFirst   bool // day and month are two different numbers, before the year
	dotted              bool // they are parted by dots, as where the day comes first
}

// findDays finds a date. It has no days where there is none, or none in the calendar.
func findDays(text string) (d foundDate) {
	const month = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
	for _, form := range []struct {
		pattern string
		orders  [][3]int // which parts can be year, month and day
	}{
		{`^\s*(\d{4})[/. -](\d{1,2})[/. -](\d{1,2})(?:\D|$)`, [][3]int{{1, 2, 3}}},
		{`(?:^|\D)(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})(?:\D|$)`, [][3]int{{3, 2, 1}, {3, 1, 2}}},
		{`^\s*(\d\d)[/.-](\d\d)[/.-](\d\d)(?:\D|$)`, [][3]int{{1, 2, 3}, {3, 2, 1}, {3, 1, 2}}},
		{`^(\d{4})(\d\d)(\d\d)T\d`, [][3]int{{1, 2, 3}}},
		{`(?i)(?:^|\D)(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?` + month + `,?[ -](\d{4}|\d\d)(?:\D|$)`, [][3]int{{3, 2, 1}}},
		{`(?i)\b` + month + `[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})(?:\D|$)`, [][3]int{{3, 1, 2}}},
	} {
		m := expression(form.pattern).FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		d = foundDate{before: text[:m[2]], text: text[m[2]:m[7]], after: text[m[7]:]}
		d.dotted = strings.Contains(d.text, ".") && len(form.orders) == 2
		for i, order := range form.orders {
			part := func(n int) string { return text[m[2*order[n]]:m[2*order[n]+1]] }
			day := fmt.Sprintf("%s-%02d-%02d", century(part(0)), monthOf(part(1)), number(part(2)))
			if _, bad := scanDay(day); bad == nil && !slices.Contains(d.days, day) {
				d.days = append(d.days, day)
				d.dayFirst = d.dayFirst || i == 0
				d.numeric = len(form.orders) == 2 && number(part(1)) != number(part(2))
			}
			d.short = d.short || len(part(0)) == 2
		}
		return d
	}
	return d
}

func century(year string) string {
	if len(year) == 2 {
		return "20" + year
	}
	return year
}

// monthOf is the number of a month by its number or its name.
func monthOf(text string) int {
	if digits(text) {
		return number(text)
	}
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return strings.Index(names, strings.ToLower(text[:3]))/3 + 1
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
	offset, _ := normalOffset(zone)
	if strings.HasSuffix(offset, "00:00") {
		return "UTC"
	}
	return offset
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
