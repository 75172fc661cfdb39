package calendar

import (
	"fmt"
	"time"
)

// The forms in which times are shown. The zone of each function is the one in
// which the time is shown, the archive's; nil is UTC. A Day is a calendar day
// and is never moved by a zone.

const (
	notRecorded = "not recorded"
	asReported  = ", as reported"
	dateLayout  = "2 Jan 2006"
)

// ZoneLabel names the offset of a zone at an instant: "UTC", "UTC+9", "UTC−3:30".
func ZoneLabel(instant int64, zone *time.Location) string {
	_, offset := time.Unix(instant, 0).In(orUTC(zone)).Zone()
	if offset == 0 {
		return "UTC"
	}
	sign := "+"
	if offset < 0 {
		sign, offset = minusSign, -offset
	}
	label := fmt.Sprintf("UTC%s%d", sign, offset/3600)
	if offset%3600 != 0 {
		label += fmt.Sprintf(":%02d", offset/60%60)
	}
	if offset%60 != 0 {
		label += fmt.Sprintf(":%02d", offset%60)
	}
	return label
}

// Date shows the day of an instant: "3 Mar 2024".
func Date(instant int64, zone *time.Location) string {
	return time.Unix(instant, 0).In(orUTC(zone)).Format(dateLayout)
}

// MonthName shows a month: "March 2024".
func MonthName(year int, month time.Month) string { return fmt.Sprintf("%s %d", month, year) }

// DateOnly shows the day of a time: "3 Mar 2024", or "March 2024", "2024" and "not
// recorded" where no more is known.
func DateOnly(t Time, zone *time.Location) string {
	switch t.Precision {
	case None:
		return notRecorded
	case YearOnly:
		return t.Instant.Format("2006")
	case MonthOnly:
		return t.Instant.Format("January 2006")
	case Day:
		return t.Instant.Format(dateLayout)
	}
	return Date(t.Unix(), zone)
}

// Clock shows a time of day: "14:05 UTC", with seconds where they were recorded;
// of a Day its date.
func Clock(t Time, zone *time.Location) string {
	if t.Precision < Minute {
		return DateOnly(t, zone)
	}
	return digital(t, zone) + " " + ZoneLabel(t.Unix(), zone)
}

// inFull shows a time with its date by the clocks of a zone under the given name.
func inFull(t Time, zone *time.Location, name string) string {
	if t.Precision < Minute {
		return DateOnly(t, zone)
	}
	return DateOnly(t, zone) + ", " + digital(t, zone) + " " + name
}

// digital is the time of day without its zone.
func digital(t Time, zone *time.Location) string {
	layout := "15:04"
	if t.Precision == Second {
		layout = "15:04:05"
	}
	return t.Instant.In(orUTC(zone)).Format(layout)
}

// Instant shows a time in full: "3 Mar 2024, 14:05 UTC"; a Day as "3 Mar 2024"; no time as "not recorded".
func Instant(t Time, zone *time.Location) string {
	return inFull(t, zone, ZoneLabel(t.Unix(), zone))
}

// Range shows two times: "3 Mar 2024, 14:05–18:57 UTC" within a day, else both
// in full: "3 Mar 2024, 23:10 UTC – 4 Mar 2024, 01:02 UTC".
func Range(start, end Time, zone *time.Location) string {
	switch {
	case start.IsZero() && end.IsZero():
		return notRecorded
	case !start.Timed() && start.Precision == end.Precision && DateOnly(start, zone) == DateOnly(end, zone):
		return DateOnly(start, zone)
	case sameDay(start, end, zone, zone):
		return DateOnly(start, zone) + ", " + digital(start, zone) + enDash + Clock(end, zone)
	}
	return Instant(start, zone) + " " + enDash + " " + Instant(end, zone)
}

// sameDay reports whether two times of day have one date and one offset, each in its zone.
func sameDay(start, end Time, startZone, endZone *time.Location) bool {
	return start.Precision >= Minute && end.Precision >= Minute &&
		Date(start.Unix(), startZone) == Date(end.Unix(), endZone) &&
		ZoneLabel(start.Unix(), startZone) == ZoneLabel(end.Unix(), endZone)
}

// AsReported shows a time as its author's clock did, with abbreviation and
// offset: "06:05 PST (UTC−8), as reported". The date is added where it differs
// from the one in the zone shown. It is "" where the recorded offset is that of
// the zone shown, and for days.
func AsReported(t Time, shown *time.Location) string {
	if !reportedElsewhere(t, shown) {
		return ""
	}
	text := digital(t, t.Instant.Location()) + " " + reportedZone(t)
	if own := Date(t.Unix(), t.Instant.Location()); own != Date(t.Unix(), shown) {
		text = own + ", " + text
	}
	return text + asReported
}

// AsReportedRange is AsReported for two times: "06:05–10:57 PST (UTC−8), as
// reported". It is "" where neither was recorded in another zone.
func AsReportedRange(start, end Time, shown *time.Location) string {
	if !reportedElsewhere(start, shown) && !reportedElsewhere(end, shown) {
		return ""
	}
	if end.IsZero() {
		return AsReported(start, shown)
	}
	startZone, endZone := start.Instant.Location(), end.Instant.Location()
	if !sameDay(start, end, startZone, endZone) || reportedZone(start) != reportedZone(end) {
		return reportedInFull(start) + " " + enDash + " " + reportedInFull(end) + asReported
	}
	text := digital(start, startZone) + enDash + digital(end, endZone) + " " + reportedZone(end)
	if own := Date(start.Unix(), startZone); own != Date(start.Unix(), shown) || own != Date(end.Unix(), shown) {
		text = own + ", " + text
	}
	return text + asReported
}

func reportedElsewhere(t Time, shown *time.Location) bool {
	return t.Precision >= Minute && ZoneLabel(t.Unix(), t.Instant.Location()) != ZoneLabel(t.Unix(), shown)
}

// reportedZone names the recorded zone: "PST (UTC−8)", or "UTC−8" where the zone has no abbreviation.
func reportedZone(t Time) string {
	offset := ZoneLabel(t.Unix(), t.Instant.Location())
	if abbreviation, _ := t.Instant.Zone(); isLetters(abbreviation) && abbreviation != "UTC" {
		return abbreviation + " (" + offset + ")"
	}
	return offset
}

func reportedInFull(t Time) string { return inFull(t, t.Instant.Location(), reportedZone(t)) }

// RFC3339 writes an instant in UTC: "2024-03-03T14:05:00Z".
func RFC3339(instant int64) string { return time.Unix(instant, 0).UTC().Format(time.RFC3339) }

// ISOTime writes a time as ISO 8601 has it: RFC 3339 in UTC, "2024-03-03" for a Day,
// "2024-03" and "2024" for a month and a year, "" for no time.
func ISOTime(t Time) string {
	switch t.Precision {
	case None:
		return ""
	case YearOnly:
		return t.Instant.Format("2006")
	case MonthOnly:
		return t.Instant.Format("2006-01")
	case Day:
		return t.Instant.Format(dayLayout)
	}
	return RFC3339(t.Unix())
}

// Written writes a time as front matter holds it. zone is the file's, for
// times that were read by its clocks; nil for none. The zero time is "".
func Written(t Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if !t.Timed() {
		return ISOTime(t)
	}
	layout := "2006-01-02 15:04"
	if t.Precision == Second && t.Instant.Second() != 0 {
		layout += ":05"
	}
	local := t.Instant.Format(layout)
	if t.Instant.Location().String() == "UTC" {
		return local + " UTC"
	}
	if zone != nil && zone.String() == t.Instant.Location().String() {
		if again, bad := Parse(local, zone); bad == nil && again.Unix() == t.Unix() {
			return local
		}
	}
	if _, offset := t.Instant.Zone(); offset%60 != 0 {
		return t.Instant.UTC().Format(layout) + " UTC"
	}
	return local + t.Instant.Format(" -07:00")
}
