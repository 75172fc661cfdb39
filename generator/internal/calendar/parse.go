package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/diag"
)

// Parse reads a time as an author wrote it. zone is the zone in force for times
// that carry none: the file's, else the archive's; nil where there is none.
//
// Read are RFC 3339; "2006-01-02 15:04", with "T" or a space and optional
// seconds, alone or followed by UTC, GMT, Z, an offset ("-08:00", "-0800") or an
// IANA name; RFC 9557 ("2024-11-03T01:30-07:00[America/Los_Angeles]"); and a date
// alone, which is a Day whose instant is the first one of that day in zone, else
// in UTC. An abbreviation is a claim about the zone in force and is checked.
// Seconds are the resolution: up to nine digits of a fraction are read and left
// out. Years run from 1000 to 9999, also once the time is converted to UTC.
//
// The zone of the result is the recorded one: the IANA zone that was named, the
// zone in force where the time carries no zone, an abbreviation or an offset that
// this zone has at that instant, UTC, or else the fixed offset.
func Parse(text string, zone *time.Location) (Time, *Error) {
	t, known, bad := read(text, zone)
	if !known {
		return Time{}, unreadable(text, zone)
	}
	return t, bad
}

// ParseCoarse is Parse that also reads a month ("2018-12") and a year ("2018"). Their
// instant is their first one in zone, or in UTC where zone is nil.
func ParseCoarse(text string, zone *time.Location) (Time, *Error) {
	if !expression(`^\d{4}(-\d\d)?$`).MatchString(text) {
		t, bad := Parse(text, zone)
		if bad != nil && bad.Hint == formHint {
			bad.Hint += " A month (2018-12) or a year (2018) will do where no more is known."
		}
		return t, bad
	}
	t, bad := Parse((text + "-01-01")[:len(dayLayout)], zone)
	switch {
	case bad != nil:
	case len(text) == len("2018"):
		t.Precision = YearOnly
	default:
		t.Precision = MonthOnly
	}
	return t, bad
}

// ParseDay reads a key that takes a date and no time of day. The instant is the
// first one of that day in zone, or in UTC where zone is nil.
func ParseDay(text string, zone *time.Location) (Time, *Error) {
	t, bad := Parse(text, zone)
	if bad == nil && t.Precision != Day {
		return Time{}, &Error{diag.DateFormat, fmt.Sprintf("%s has a time of day where only a date is read", quote(text)),
			fmt.Sprintf("Write %s.", text[:len(dayLayout)])}
	}
	return t, bad
}

// read is Parse without its help for texts of an unknown form.
func read(text string, zone *time.Location) (t Time, known bool, bad *Error) {
	s, ok, bad := scan(text)
	if bad != nil || !ok {
		return Time{}, bad != nil, bad
	}
	if t, bad = s.resolve(text, zone); bad != nil {
		return Time{}, true, bad
	}
	if first, end := localDay(1000, 1, 1), localDay(10000, 1, 1); t.Unix() < first || t.Unix() >= end {
		return Time{}, true, &Error{diag.DateInvalid, fmt.Sprintf("%s is outside the years 1000 to 9999 in UTC", quote(text)), "Fix the year."}
	}
	return t, true, nil
}

// resolve finds the instant that a stamp means.
func (s stamp) resolve(text string, zone *time.Location) (Time, *Error) {
	if s.precision == Day {
		return s.day(orUTC(zone))
	}
	if s.bracketed != "" {
		return s.inBrackets()
	}
	switch s.zone {
	case "":
		if zone == nil {
			return Time{}, &Error{diag.TimeZoneMissing, fmt.Sprintf("%s has no zone, and none is in force", quote(text)),
				fmt.Sprintf("Write %sZ if it is UTC, else its offset or IANA zone after it; or declare a zone for the whole file, as in timezone: America/Los_Angeles.", text)}
		}
		return s.in(zone, false)
	case "Z", "UTC", "GMT":
		return s.at(s.local, time.UTC), nil
	}
	if s.zone[0] == '+' || s.zone[0] == '-' {
		offset, bad := parseOffset(s.zone)
		if bad != nil {
			return Time{}, bad
		}
		return s.at(s.local-offset, recordedZone(s.local-offset, offset, zone)), nil
	}
	if strings.EqualFold(s.zone, "am") || strings.EqualFold(s.zone, "pm") {
		return Time{}, misshapen(text, zone)
	}
	if isAbbreviation(s.zone) {
		return s.claimed(zone)
	}
	named, bad := LoadZone(s.zone)
	if bad != nil {
		return Time{}, s.labelError(bad)
	}
	return s.in(named, true)
}

// at is the stamp at an instant. RFC 3339 demands seconds, so that :00 says
// nothing about whether anybody recorded them; other seconds do.
func (s stamp) at(instant int64, zone *time.Location) Time {
	t := Time{Instant: time.Unix(instant, 0).In(zone), Precision: s.precision, Zoned: true}
	if t.Precision == Second && t.Instant.Second() == 0 {
		t.Precision = Minute
	}
	return t
}

// day returns the first instant of a day, which is not midnight where clocks skip it.
func (s stamp) day(zone *time.Location) (Time, *Error) {
	first := firstInstant(s.local, zone)
	if first == firstInstant(s.local+86400, zone) {
		before, after := gapAt(s.local, zone)
		return Time{}, &Error{diag.DateInvalid, fmt.Sprintf("%s did not exist in %s", s.text(dayLayout), zone),
			fmt.Sprintf("The calendar there went from %s to %s.", localText(before.end+before.offset-1, dayLayout), localText(after.start+after.offset, dayLayout))}
	}
	return Time{Instant: time.Unix(first, 0).In(zone), Precision: Day}, nil
}

// in reads a local time by the clocks of a zone, which must have shown it once.
func (s stamp) in(zone *time.Location, zoned bool) (Time, *Error) {
	switch found := candidates(s.local, zone); len(found) {
	case 0:
		return Time{}, s.gap(zone)
	case 1:
		t := s.at(found[0].instant, zone)
		t.Zoned = zoned
		return t, nil
	default:
		return Time{}, s.ambiguous(found, zone)
	}
}

// claimed reads an abbreviation: the clocks of the zone in force must carry it at
// that local time. It settles which of two candidates is meant.
func (s stamp) claimed(zone *time.Location) (Time, *Error) {
	if zone == nil {
		return Time{}, s.unclaimed()
	}
	found := candidates(s.local, zone)
	if len(found) == 0 {
		return Time{}, s.gap(zone)
	}
	claimed := slices.DeleteFunc(slices.Clone(found), func(r candidate) bool { return r.abbreviation != s.zone })
	switch len(claimed) {
	case 0:
		return Time{}, s.mislabelled(found, zone)
	case 1:
		return s.at(claimed[0].instant, zone), nil
	default:
		return Time{}, s.ambiguous(claimed, zone)
	}
}

// inBrackets reads RFC 9557: the zone in brackets must have had the offset before
// them. "Z" there says only that the instant is known in UTC.
func (s stamp) inBrackets() (Time, *Error) {
	zone, bad := LoadZone(s.bracketed)
	if bad != nil {
		return Time{}, bad
	}
	if s.zone == "Z" {
		return s.at(s.local, zone), nil
	}
	offset, bad := parseOffset(s.zone)
	if bad != nil {
		return Time{}, bad
	}
	found := candidates(s.local, zone)
	if len(found) == 0 {
		return Time{}, s.gap(zone)
	}
	for _, r := range found {
		if r.offset == offset {
			return s.at(r.instant, zone), nil
		}
	}
	return Time{}, &Error{diag.TimeOffsetMismatch,
		fmt.Sprintf("%s was not at %s on %s", zone, s.zone, s.text(s.layout())),
		fmt.Sprintf("Write %s; or keep the offset and leave the zone out: %s%s.", s.offers(found), s.text(s.layout()), offsetText(offset))}
}

// recordedZone is the zone in force where it has the written offset at that
// instant, since the author was then going by its clocks; else the offset itself.
func recordedZone(instant, offset int64, zone *time.Location) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	if zone != nil {
		if _, seconds := time.Unix(instant, 0).In(zone).Zone(); int64(seconds) == offset {
			return zone
		}
	}
	return time.FixedZone(offsetText(offset), int(offset))
}

// parseOffset reads "-08:00" or "-0800" as seconds east of UTC.
func parseOffset(text string) (int64, *Error) {
	say := func(hint, format string, args ...any) (int64, *Error) {
		return 0, errorf(diag.TimeFormat, hint, format, args...)
	}
	normal, ok := normalOffset(text)
	if !ok {
		return say("Write sign, two digits of hours and two of minutes, as in -08:00.", "%s is not an offset from UTC", quote(text))
	}
	if text != normal && text != strings.Replace(normal, ":", "", 1) {
		return say(fmt.Sprintf("Write %s.", normal), "%s is not an offset from UTC", quote(text))
	}
	minutes := number(normal[4:])
	seconds := int64(number(normal[1:3])*3600 + minutes*60)
	switch {
	case seconds == 0 && text[0] == '-':
		return say("Write Z or +00:00 if it is UTC, else the offset of the place.", "%s means that the offset is not known", text)
	case minutes > 59, text[0] == '-' && seconds > 12*3600, seconds > 14*3600:
		return say("Offsets run from -12:00 to +14:00. A field holds one time: write a range as two, start and end.", "no place is %s from UTC", text)
	case text[0] == '-':
		return -seconds, nil
	}
	return seconds, nil
}

// normalOffset writes "+5", "+05", "+5:30" and "+0530" as sign, two digits of hours, a
// colon and two of minutes, whatever their values.
func normalOffset(text string) (string, bool) {
	hours, minutes, colon := strings.Cut(text[1:], ":")
	switch {
	case !colon && len(hours) == 4:
		hours, minutes = hours[:2], hours[2:]
	case !colon:
		minutes = "00"
	}
	if !digits(hours) || !digits(minutes) || len(hours) > 2 || len(minutes) != 2 {
		return "", false
	}
	return fmt.Sprintf("%s%02d:%s", text[:1], number(hours), minutes), true
}

// isAbbreviation reports whether a text can only be an abbreviation of a zone:
// capitals without a slash that are not an exact IANA name. The few that are both, such as
// EST, are old names that LoadZone refuses.
func isAbbreviation(text string) bool {
	if len(text) < 3 || len(text) > 6 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	return len(labelled(text)) > 0 || canonical()[text] == ""
}

// text writes the local time of a stamp.
func (s stamp) text(layout string) string { return localText(s.local, layout) }

// layout has as many fields as the author wrote.
func (s stamp) layout() string {
	if s.precision == Second {
		return secondLayout
	}
	return minuteLayout
}

// offsetText writes an offset as it is typed: "-08:00", "Z".
func offsetText(offset int64) string {
	sign := '+'
	if offset == 0 {
		return "Z"
	}
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%c%02d:%02d", sign, offset/3600, offset/60%60)
}
