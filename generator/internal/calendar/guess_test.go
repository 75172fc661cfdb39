package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
)

// FuzzGuess promises a time or words about why there is none, and a time that
// can be written and read again.
func FuzzGuess(f *testing.F) {
	for _, text := range []string{
		"2024-03-03T14:05:00Z", "Mar 3, 2024 2:05 PM PST", "3 March 2024 14:05 +5", "03/04/2024 9:00", "2024/3/3 9.05",
		"2024-03-03 14:05:00 +0000 UTC m=+0.5", "null", "0001-01-01T00:00:00Z", "2024-02-30", "12/31/2024 12:60 am",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, zone := range []*time.Location{nil, time.UTC} {
			got, _, problem := calendar.Guess(text, zone)
			if got.IsZero() {
				continue
			}
			again, bad := calendar.ParseCoarse(calendar.ISOTime(got), time.UTC)
			if bad != nil || got.Precision > calendar.Day && !again.Instant.Equal(got.Instant) {
				t.Fatalf("Guess(%q) = %v (%s), which is read as %v, %+v", text, got, problem, again, bad)
			}
		}
	})
}
