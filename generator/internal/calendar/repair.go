package calendar

import (
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

// This file words the mistakes of a text that does not have the form of a time.
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
	for _, diagnose := range []func(string, *time.Location) *Error{twoTimes, strange, bareNumber, twelveHour, undated, otherDate, nearMiss} {
		if m := diagnose(text, zone); m != nil {
			return m
		}
	}
	return &Error{diag.TimeFormat, fmt.Sprintf("%s is not a time", quote(text)), formHint}
}

// expressions remembers compiled expressions: none is compiled before the first
// mistake, and none twice.
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
	if parts == nil || offerable(tidy(text), zone) {
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

// runeName names the characters that word processors and web pages put into times.
func runeName(r rune) string {
	switch {
	case r == '\t':
		return " (a tab)"
	case r == '\u00A0' || r == '\u202F' || r == '\u2007':
		return " (a no-break space)"
	case r >= '\u2010' && r <= '\u2015':
		return " (a dash)"
	case r == '\u2212':
		return " (a minus sign)"
	case r == '\uFF1A' || r == '\u2236':
		return " (not the ASCII colon)"
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

// bareNumber says which time a number would be to a machine.
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

// twelveHour finds am and pm. A plain "9:16 PM" without a date lacks more than
// 24 hours, and is left to undated.
func twelveHour(text string, zone *time.Location) *Error {
	m := expression(`(?i)^(.*?)\b(\d{1,2})(?::(\d\d))?(:\d\d)?\s*([ap])\.?m\b\.?\s*(.*)$`).FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	before, hour, pm, after := m[1], number(m[2]), strings.EqualFold(m[5], "p"), m[6]
	dated := strings.TrimSpace(before) != ""
	if !dated && hour >= 1 && hour <= 11 {
		return nil
	}
	message := fmt.Sprintf("%s is a 12-hour time", quote(text))
	switch {
	case hour == 0 || hour > 12:
		message = fmt.Sprintf("%s is not a time: hour %d with %sm", quote(text), hour, strings.ToLower(m[5]))
	case pm:
		hour = hour%12 + 12
	default:
		hour %= 12
	}
	if hour > 23 {
		return &Error{diag.Time12Hour, message, "Write hours from 00 to 23. " + formHint}
	}
	minutes := m[3]
	if minutes == "" {
		minutes = "00"
	}
	likely := fmt.Sprintf("%02d:%s%s", hour, minutes, m[4])
	whole := []string{tidy(before + likely + " " + after)}
	for _, day := range otherDays(before) {
		whole = append(whole, tidy(day+" "+likely+" "+after))
	}
	hint := write(zone, whole...)
	if hint == "" {
		hint = fmt.Sprintf("Probably %s: write hours from 00 to 23, after the date.", likely)
	}
	if m[2] == "12" {
		hint += " 12 am is 00:00, midnight; 12 pm is 12:00, noon."
	}
	return &Error{diag.Time12Hour, message, hint}
}

// undated finds a time of day without a date.
func undated(text string, _ *time.Location) *Error {
	m := expression(`(?i)^T?(\d{1,2})(?::(\d\d))?(:\d\d(?:\.\d+)?)?\s*(?:([ap])\.?m\b\.?)?\s*([A-Za-z+-].*)?$`).FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[4] == "" || len(otherDays(text)) > 0 {
		return nil
	}
	hour, minutes, label := number(m[1]), m[2], m[5]
	if hour == 24 {
		return &Error{diag.TimeFormat, fmt.Sprintf("%s has no date, and there is no hour 24", quote(text)), "Write 00:00 of the next day, after its date."}
	}
	if minutes == "" {
		minutes = "00"
	}
	if strings.EqualFold(m[4], "p") {
		hour += 12
	}
	clock := fmt.Sprintf("%02d:%s%s", hour, minutes, m[3])
	message := fmt.Sprintf("%s has no date", quote(text))
	hint := fmt.Sprintf("Write the date before it, as in 2018-12-04 %s", strings.TrimSpace(clock+" "+label))
	if meanings := labelled(label); len(meanings) > 0 && len(offsetsOf(meanings)) == 0 {
		message += fmt.Sprintf(", and %q is not a zone", label)
		hint = fmt.Sprintf("Write the date before it and declare timezone: %s, as in 2018-12-04 %s", meanings[0].zone, clock)
	}
	return &Error{diag.TimeDateMissing, message, hint + "; a time after midnight has the date of the next day."}
}

// otherDate finds dates that are not written year, month, day.
func otherDate(text string, zone *time.Location) *Error {
	days := otherDays(text)
	if len(days) == 0 {
		return nil
	}
	clock := ""
	if m := expression(`\d{1,2}:\d\d.*$`).FindString(text); m != "" {
		clock = m
	}
	var whole []string
	for _, day := range days {
		whole = append(whole, tidy(day+" "+clock))
	}
	hint := write(zone, whole...)
	if hint == "" {
		hint = write(zone, days...)
	}
	message := fmt.Sprintf("%s does not begin with a date as year-month-day", quote(text))
	if len(days) > 1 {
		message = fmt.Sprintf("%s can be read as %s", quote(text), oneOf(days))
	}
	return &Error{diag.DateFormat, message, hint}
}

// otherDays lists the days that a text in another form can mean, at least one of
// them if it looks like a date at all and the calendar has it.
func otherDays(text string) []string {
	find := func(pattern string) []string { return expression(pattern).FindStringSubmatch(text) }
	if m := find(`(?:^|\D)(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})(?:\D|$)`); m != nil {
		return validDays(m[3], m[2], m[1], m[3], m[1], m[2])
	}
	if m := find(`^\s*(\d{4})[/. -](\d{1,2})[/. -](\d{1,2})(?:\D|$)`); m != nil && !strings.Contains(text, m[1]+"-"+m[2]+"-"+m[3]) || m != nil && len(m[2]+m[3]) < 4 {
		return validDays(m[1], m[2], m[3])
	}
	if m := find(`^\s*(\d\d)[/.-](\d\d)[/.-](\d\d)(?:\D|$)`); m != nil {
		return validDays("20"+m[1], m[2], m[3], "20"+m[3], m[2], m[1], "20"+m[3], m[1], m[2])
	}
	if m := find(`^(\d{4})(\d\d)(\d\d)T\d`); m != nil {
		return validDays(m[1], m[2], m[3])
	}
	const months = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
	if m := find(`(?i)(?:^|\D)(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?` + months + `,?[ -](\d{4}|\d\d)(?:\D|$)`); m != nil {
		return validDays(century(m[3]), monthNumber(m[2]), m[1])
	}
	if m := find(`(?i)\b` + months + `[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})(?:\D|$)`); m != nil {
		return validDays(m[3], monthNumber(m[1]), m[2])
	}
	return nil
}

// validDays takes year, month and day by threes and keeps those in the calendar.
func validDays(fields ...string) []string {
	var days []string
	for f := range slices.Chunk(fields, 3) {
		day := fmt.Sprintf("%s-%02d-%02d", f[0], number(f[1]), number(f[2]))
		if _, bad := scanDay(day); bad == nil && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}

func century(year string) string {
	if len(year) == 2 {
		return "20" + year
	}
	return year
}

func monthNumber(name string) string {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return fmt.Sprint(strings.Index(names, strings.ToLower(name[:3]))/3 + 1)
}

// nearMiss finds what a few strokes would fix.
func nearMiss(text string, zone *time.Location) *Error {
	fixed := tidy(text)
	if fixed == text {
		return nil
	}
	hint := write(zone, fixed)
	if hint == "" {
		return nil
	}
	return &Error{diag.TimeFormat, fmt.Sprintf("%s is not written in a form that is read", quote(text)), hint}
}

// tidy fixes spaces, case, one-digit hours, a comma or dots in the time, a zone
// that touches it, short offsets, and a zone after a day.
func tidy(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	fix := func(pattern, replacement string) {
		text = expression(pattern).ReplaceAllString(text, replacement)
	}
	fix(`^(\d{4}-\d\d-\d\d)[tT,_]? ?(?:at )?(\d)`, "${1}T$2")
	fix(`^(.{11})(\d)([:.])`, "${1}0$2$3")
	fix(`^(.{11}\d\d)[.h](\d\d)\b`, "$1:$2")
	fix(`^(.{11}\d\d)(\d\d)(\D|$)`, "$1:$2$3")
	fix(`^(.{11}\d\d:\d\d:\d\d),(\d)`, "$1.$2")
	fix(`^(.{11}\d\d)(Z| UTC|)$`, "$1:00$2")
	fix(`(\d) ?z$`, "${1}Z")
	fix(`(\d)([A-Y][A-Za-z])`, "$1 $2")
	fix(`^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d| [A-Z].*|T)$`, "$1")
	fix(`^(.{15,}\d)\[(.*)\]$`, "$1 $2")
	if _, after, ok := strings.Cut(text, "T"); ok && strings.Contains(after, " ") {
		text = strings.Replace(text, "T", " ", 1)
	}
	return text
}
