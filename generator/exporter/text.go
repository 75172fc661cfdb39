package exporter

import (
	"strconv"
	"strings"
	"time"

	"afterword/generator/archive"
	"afterword/generator/calendar"
	"afterword/generator/postmortem"
	"afterword/generator/uptime"
)

// How the html format puts values into words. Numbers, times and durations are
// calendar's; this adds what is not recorded and what has two sides.

const notRecorded = "not recorded"

func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// levelOf is the worst level of an incident.
func levelOf(i *archive.Incident) string {
	if len(i.Windows) == 0 {
		return notRecorded
	}
	return i.Level.Words()
}

// lengthText is how long something hurt, with its bounds.
func lengthText(l postmortem.Length) string {
	switch {
	case !l.Recorded, l.Open && l.Min == 0:
		return notRecorded
	case l.Open:
		return calendar.AtLeast(calendar.Duration(l.Min))
	case l.Min == l.Max:
		return calendar.Duration(l.Min)
	case l.Min == 0:
		return calendar.AtMost(calendar.Duration(l.Max))
	}
	return calendar.Duration(l.Min) + "–" + calendar.Duration(l.Max)
}

// boundText is a length with two sides, in units of which there are so many in a second.
func boundText(b uptime.Bound, perSecond int64) string {
	return lengthText(postmortem.Length{Recorded: true, Min: b.Min / perSecond, Max: b.Max / perSecond, Open: b.Unbounded})
}

// percentText is an uptime: "99.944 %", "99.740–99.922 %", "≤99.996 %".
func percentText(p uptime.Percent) string {
	switch {
	case p.Unbounded:
		return calendar.AtMost(thousandths(p.Max)) + "\u00A0%"
	case p.Min == p.Max:
		return thousandths(p.Max) + "\u00A0%"
	}
	return thousandths(p.Min) + "–" + thousandths(p.Max) + "\u00A0%"
}

// thousandths shows a percentage that was floored: "99.940", and "100" only where
// nothing was lost.
func thousandths(n int64) string {
	if n == 100_000 {
		return "100"
	}
	text := strconv.FormatInt(n%1000+1000, 10)
	return strconv.FormatInt(n/1000, 10) + "." + text[1:]
}

// decimals shows a number in thousandths without zeros at its end: "1", "0.3", "99.95".
func decimals(n int64) string {
	text := strconv.FormatInt(n%1000+1000, 10)
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatInt(n/1000, 10)+"."+text[1:], "0"), ".")
}

// withReported is a time in the archive's zone and, where that differs, as the
// author's clock showed it.
func withReported(t calendar.Time, zone *time.Location) string {
	text := calendar.Instant(t, zone)
	if reported := calendar.AsReported(t, zone); reported != "" {
		text += " (" + reported + ")"
	}
	return text
}
