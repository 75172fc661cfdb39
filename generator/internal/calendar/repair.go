package calendar

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// This file words the errors of a text that does not have the form of a time.
// It guesses what was meant, offers it and never takes it.

const formHint = "Write 2018-12-04T14:00:00-08:00, 2018-12-04 14:00 America/Los_Angeles, or 2018-12-04 for a day."

// unreadable says what is wrong with a text that scan does not know.
func unreadable(text string, zone *time.Location) *Error {
	if strings.TrimSpace(text) == "" {
		return &Error{diag.ValueEmpty, "the time is empty", formHint}
	}
	if len(text) > 200 {
		return &Error{diag.TimeFormat, "the text is far too long for a time", formHint}
	}
	for _, diagnose := range []func(string, *time.Location) *Error{twoTimes, strange, bareNumber, misshapen} {
		if m := diagnose(text, zone); m != nil {
			return m
		}
	}
	return &Error{diag.TimeFormat, fmt.Sprintf("%s is not a time", quote(text)), formHint}
}

// expressions remembers compiled expressions: none is compiled before it is
// needed, and none twice.
var expressions sync.Map

func expression(pattern string) *regexp.Regexp {
	if known, ok := expressions.Load(pattern); ok {
		return known.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(pattern)
	expressions.Store(pattern, compiled)
	return compiled
}

// offerable reports whether a text would be read, but perhaps for a zone.
func offerable(text string, zone *time.Location) bool {
	_, known, bad := read(text, zone)
	return known && (bad == nil || bad.Code == diag.TimeZoneMissing)
}

// write makes the hint of the texts that would be read, "" where there is none.
func write(zone *time.Location, texts ...string) string {
	var good []string
	for _, text := range texts {
		if offerable(text, zone) && !slices.Contains(good, text) {
			good = append(good, text)
		}
	}
	if len(good) == 0 {
		return ""
	}
	return "Write " + oneOf(good) + "."
}

// twoTimes finds two times in one field: "14:00–15:10".
func twoTimes(text string, zone *time.Location) *Error {
	parts := expression(`^(.*\d{1,2}:\d\d(?::\d\d)?(?: ?[A-Za-z]+)?)\s*(?:[-‐-―~]|\bto\b|\buntil\b|/)\s*((?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d.*)$`).FindStringSubmatch(text)
	if parts == nil || write(zone, newDraft(text).forms()...) != "" {
		return nil
	}
	first, second := plain(parts[1]), plain(parts[2])
	if day := expression(`^\d{4}-\d\d-\d\d[ T]`).FindString(first); day != "" && !strings.HasPrefix(second, day[:5]) {
		second = day + second
	}
	hint := fmt.Sprintf("Write the first as start and the second as end: %s and %s.", first, second)
	if !offerable(first, zone) || !offerable(second, zone) {
		hint = "Write the first as start and the second as end, each with its date."
	}
	return &Error{diag.TimeFormat, fmt.Sprintf("%s holds two times, and a field holds one", quote(text)), hint}
}

// strange finds characters that only look like those of a time.
func strange(text string, zone *time.Location) *Error {
	at := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
	if at < 0 {
		return nil
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	message := fmt.Sprintf("%s has the character U+%04X%s, which no time has", quote(text), r, runeName(r))
	if r == utf8.RuneError && size == 1 {
		message = fmt.Sprintf("%s has the byte 0x%02X, which is not UTF-8", quote(text), text[at])
	}
	hint := write(zone, plain(text))
	if hint == "" {
		hint = "Write ASCII digits, hyphens, colons and spaces. " + formHint
	}
	return &Error{diag.TimeFormat, message, hint}
}

// runeName says what those characters are that word processors and web pages put into times.
func runeName(r rune) string {
	switch {
	case r == '\t':
		return " (a tab)"
	case unicode.Is(unicode.Pd, r) || r == '\u2212':
		return " (not the ASCII hyphen)"
	case unicode.IsDigit(r):
		return " (not an ASCII digit)"
	case unicode.IsSpace(r):
		return " (not an ASCII space)"
	case !unicode.IsPrint(r):
		return " (invisible)"
	}
	return ""
}

// plain replaces what only looks like ASCII and drops what cannot be seen.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '\u2010' && r <= '\u2015' || r == '\u2212' || r == '\uFF0D':
			return '-'
		case r == '\uFF1A' || r == '\u2236':
			return ':'
		case unicode.IsSpace(r):
			return ' '
		case r > '~' && unicode.IsDigit(r):
			return '0' + digitValue(r)
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// digitValue returns the value of a decimal digit of any script: Unicode lays them
// out in runs of ten from zero, but for the mathematical ones, five runs long.
func digitValue(r rune) rune {
	zero := r
	for unicode.IsDigit(zero - 1) {
		zero--
	}
	return (r - zero) % 10
}

// bareNumber says which time a number would be to a program.
func bareNumber(text string, zone *time.Location) *Error {
	if !expression(`^[-+]?\d+(\.\d+)?$`).MatchString(text) {
		return nil
	}
	whole, _, _ := strings.Cut(text, ".")
	var hint string
	switch len(whole) {
	case 5:
		day := localDay(1899, time.December, 30) + int64(number(whole))*86400
		hint = "As a day of a spreadsheet it is " + localText(day, dayLayout) + "."
	case 8:
		hint = write(zone, whole[:4]+"-"+whole[4:6]+"-"+whole[6:])
	case 9, 10:
		hint = "As seconds since 1970 it is " + localText(int64(number(whole)), secondLayout) + "Z."
	case 12, 13:
		hint = "As milliseconds since 1970 it is " + localText(int64(number(whole))/1000, secondLayout) + "Z."
	case 14:
		hint = write(zone, whole[:4]+"-"+whole[4:6]+"-"+whole[6:8]+" "+whole[8:10]+":"+whole[10:12]+":"+whole[12:])
	}
	if hint == "" {
		hint = formHint
	}
	return &Error{diag.TimeNumber, fmt.Sprintf("%s is a number, not a date", quote(text)), hint}
}

// misshapen finds dates, times and zones that are not written as the archive reads them.
func misshapen(text string, zone *time.Location) *Error {
	d := newDraft(text)
	dated, hint := len(d.date.days) > 0, write(zone, d.forms()...)
	switch {
	case d.half != "" && (dated || !d.possible || d.hour == "12"):
		return d.twelveHour(text, hint)
	case !dated && d.hour != "":
		return d.undated(text)
	case dated && d.date.text != d.date.days[0]:
		message := fmt.Sprintf("%s does not begin with a date as year-month-day", quote(text))
		if len(d.date.days) > 1 {
			message = fmt.Sprintf("%s can be read as %s", quote(text), oneOf(d.date.days))
		}
		return &Error{diag.DateFormat, message, cmp.Or(hint, write(zone, d.date.days...))}
	case hint != "":
		return &Error{diag.TimeFormat, fmt.Sprintf("%s is not written in a form that is read", quote(text)), hint}
	}
	return nil
}

// twelveHour words a time with am or pm; hint is what could be written for it, if anything.
func (d draft) twelveHour(text, hint string) *Error {
	message := fmt.Sprintf("%s is a 12-hour time", quote(text))
	if !d.possible {
		message = fmt.Sprintf("%s is not a time: hour %s with %sm", quote(text), d.hour, d.half)
	}
	if hint == "" {
		hint = fmt.Sprintf("Probably %s: write hours from 00 to 23, after the date.", d.clock)
	}
	if d.hour == "12" {
		hint += " 12 am is 00:00, midnight; 12 pm is 12:00, noon."
	}
	return &Error{diag.Time12Hour, message, hint}
}

// undated words a time of day without a date.
func (d draft) undated(text string) *Error {
	if d.hour == "24" {
		return &Error{diag.TimeFormat, fmt.Sprintf("%s has no date, and there is no hour 24", quote(text)), "Write 00:00 of the next day, after its date."}
	}
	message := fmt.Sprintf("%s has no date", quote(text))
	hint := fmt.Sprintf("Write the date before it, as in 2018-12-04 %s", strings.TrimSpace(d.clock+" "+d.zone))
	if meanings := labelled(d.zone); len(meanings) > 0 && len(offsetsOf(meanings)) == 0 {
		message += fmt.Sprintf(", and %q is not a zone", d.zone)
		hint = fmt.Sprintf("Write the date before it and declare timezone: %s, as in 2018-12-04 %s", meanings[0].zone, d.clock)
	}
	return &Error{diag.TimeDateMissing, message, hint + "; a time after midnight has the date of the next day."}
}
