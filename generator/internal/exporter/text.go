package exporter

import (
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
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

// withReported is a time in the archive's zone and, where that differs, as the
// author's clock showed it.
func withReported(t calendar.Time, zone *time.Location) string {
	text := calendar.Instant(t, zone)
	if reported := calendar.AsReported(t, zone); reported != "" {
		text += " (" + reported + ")"
	}
	return text
}
