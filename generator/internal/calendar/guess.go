package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/diag"
)

// This file guesses what time a text of another system means. Parse offers such
// guesses in its hints and never takes them; an import takes them and says so.

// Guess reads a time as people and other programs write it. zone is in force
// where the text carries none; nil means UTC. assumed says what had to be
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
	if coarse := coarseTime(text); coarse != "" {
		if t, bad := ParseCoarse(coarse, zone); bad == nil {
			return t, "", ""
		}
	}
	d := newDraft(text)
	normal, assumed := d.normal(text)
	if normal == "" {
		return Time{}, "", fmt.Sprintf("%q cannot be read as a time", text)
	}
	t, bad := Parse(normal, zone)
	meanings := labelled(d.zone)
	switch {
	case bad == nil:
	case d.zone == "" && zone == nil: // UTC to most programs
		t, bad = Parse(normal, time.UTC)
	case len(meanings) == 0:
	case meanings[0].offset == "" || slices.Contains(undecided, strings.ToUpper(d.zone)):
		bad.Message = d.zone + " means several zones; name the one with --timezone"
	default: // everybody reads this abbreviation alike
		assumed = join(assumed, fmt.Sprintf("%s was read as UTC%s", d.zone, meanings[0].offset))
		t, bad = Parse(strings.TrimSuffix(normal, d.zone)+meanings[0].offset, nil)
		if bad == nil && !inForce(meanings, t.Instant) {
			bad = errorf(diag.TimeZoneLabel, "", "clocks in %s did not show %s on that day", meanings[0].zone, d.zone)
		}
	}
	if bad != nil {
		problem = fmt.Sprintf("%q cannot be read as a time: %s", text, bad.Message)
		if t, bad = ParseDay(d.date.days[0], zone); bad == nil {
			problem += "; the day is kept"
		}
		return t, assumed, problem
	}
	if t.Zoned {
		t.Instant = t.Instant.UTC()
	}
	return t, assumed, ""
}

// inForce reports whether a zone with the offset of the first meaning of a label
// showed it at an instant.
func inForce(meanings []label, at time.Time) bool {
	return slices.ContainsFunc(meanings, func(l label) bool {
		zone, bad := LoadZone(l.zone)
		return bad == nil && l.offset == meanings[0].offset && at.In(zone).Format("-07:00") == l.offset
	})
}

// coarseTime writes a month or a year as ParseCoarse reads it; "" where the text is neither.
func coarseTime(text string) string {
	m := expression(`(?i)^(?:(\d{4})(?:[-/](\d\d))?|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? (\d{4}))$`).FindStringSubmatch(text)
	switch {
	case m == nil:
		return ""
	case m[3] != "":
		return fmt.Sprintf("%s-%02d", m[4], monthOf(m[3]))
	case m[2] != "":
		return m[1] + "-" + m[2]
	}
	return m[1]
}

// IsZone reports whether a text is a zone as people write it: an offset, UTC, an
// abbreviation, the name of a place's zone.
func IsZone(text string) bool {
	if text == "UTC" || text == "GMT" || text == "Z" || len(text) > 1 && text == strings.ToUpper(text) && len(labelled(text)) > 0 {
		return true
	}
	if strings.Contains(text, "/") {
		_, bad := LoadZone(text)
		return bad == nil
	}
	return expression(`^(?:UTC)?[+-]\d{1,2}(?::?\d{2})?$`).MatchString(text)
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

// normal writes the time in the archive's own form, or returns "" where the text
// leaves too much open. assumed says what was fixed on the way.
func (d draft) normal(text string) (normal, assumed string) {
	weekday := expression(`(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?$`)
	forms := d.forms()
	switch {
	case len(forms) == 0 || len(forms) > 1 && !d.date.dotted || d.date.short || !weekday.MatchString(d.date.before):
		return "", ""
	case d.hour != "" && d.minute == "" && d.half == "" || !d.possible:
		return "", ""
	case d.date.numeric && d.date.dayFirst:
		assumed = fmt.Sprintf("%q was read with the day first", d.date.text)
	case d.date.numeric:
		assumed = fmt.Sprintf("%q was read with the month first", d.date.text)
	}
	if len(d.hour) == 1 && d.half == "" {
		assumed = join(assumed, fmt.Sprintf("%q has an hour of one digit, which is not RFC 3339", text))
	}
	return forms[0], assumed
}

// A draft is what a text seems to say that may not have the archive's own form: a
// date, a time of day and a zone, each of which may be missing.
type draft struct {
	date               foundDate
	hour, minute, half string // as written; half is the first letter of am or pm
	clock              string // in 24 hours: "14:05", "14:05:30.5"
	possible           bool   // the hour is one that clocks with am and pm have
	zone               string // "", "Z", "UTC", "-08:00", "PDT", "Europe/Paris"
	complete           bool   // nothing else is in the text
}

const (
	clockForm = `(?i)^[ T,_@–-]*(?:at )?(\d{1,2})(?:[:.h]?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9})\d*)?)?)? ?(?:([ap])\.?m\b\.?)?`
	zoneForm  = `(?i)^ ?[([]?(Z|[+-]\d{2}:?\d{2}|[+-]\d{1,2}|[A-Z]{2,8}|[A-Z]+/[A-Z_/+-]+)?[)\]]?Z?` +
		`(?: [A-Z]{2,5}| \([^)]*\)| [+-]\d{2,4})?(?: m=.*)?$`
)

func newDraft(text string) draft {
	text = strings.Join(strings.Fields(text), " ")
	d := draft{date: findDays(text), possible: true}
	rest := strings.TrimRight(d.date.after, " ,-–@")
	if len(d.date.days) == 0 {
		rest = expression(`(?i)\d{1,2}(?::\d\d| ?[ap]\.?m\b).*$`).FindString(text)
	}
	if m := expression(clockForm).FindStringSubmatch(rest); m != nil {
		d.hour, d.minute, d.half = m[1], m[2], strings.ToLower(m[5])
		hour := number(d.hour)
		if d.half != "" {
			d.possible = hour >= 1 && hour <= 12
			if hour %= 12; d.half == "p" {
				hour += 12
			}
		}
		d.clock = fmt.Sprintf("%02d:%s", hour, cmp.Or(d.minute, "00"))
		if m[3] != "" {
			d.clock += ":" + m[3]
		}
		if m[4] != "" {
			d.clock += "." + m[4]
		}
		rest = rest[len(m[0]):]
	}
	if m := expression(zoneForm).FindStringSubmatch(rest); m != nil {
		d.zone, d.complete = normalZone(m[1]), true
	}
	return d
}

// forms writes the time in the archive's own form, with each day that can be meant. It
// returns none where a part of the text is not understood.
func (d draft) forms() (forms []string) {
	if !d.complete {
		return nil
	}
	for _, day := range d.date.days {
		switch {
		case d.clock == "":
			forms = append(forms, day)
		case strings.Trim(d.zone, "Z+-0123456789:") == "":
			forms = append(forms, day+"T"+d.clock+d.zone)
		default:
			forms = append(forms, day+" "+d.clock+" "+d.zone)
		}
	}
	return forms
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
			year := part(0)
			if len(year) == 2 {
				year, d.short = "20"+year, true
			}
			day := fmt.Sprintf("%s-%02d-%02d", year, monthOf(part(1)), number(part(2)))
			if _, bad := scanDay(day); bad == nil && !slices.Contains(d.days, day) {
				d.days = append(d.days, day)
				d.dayFirst = d.dayFirst || i == 0
				d.numeric = len(form.orders) == 2 && number(part(1)) != number(part(2))
			}
		}
		return d
	}
	return d
}

// monthOf is the number of a month by its number or its name.
func monthOf(text string) int {
	if digits(text) {
		return number(text)
	}
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return strings.Index(names, strings.ToLower(text[:3]))/3 + 1
}

// normalZone writes a zone as the archive reads it. "-00:00" is UTC whose local
// offset nobody knows (RFC 3339, 4.3): the instant is certain.
func normalZone(zone string) string {
	upper := strings.ToUpper(zone)
	switch {
	case upper == "Z":
		return upper
	case upper == "UTC" || upper == "GMT":
		return "UTC"
	case zone == "" || zone[0] != '+' && zone[0] != '-':
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
