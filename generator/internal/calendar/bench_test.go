package calendar_test

import (
	"testing"

	"afterword/generator/internal/calendar"
)

func BenchmarkParse(b *testing.B) {
	in := zone(b, "America/New_York")
	for _, text := range []string{"2018-12-18T13:53:00-08:00", "2013-07-20 17:22", "2018-12-18", "9:16 PM"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				calendar.Parse(text, in)
			}
		})
	}
}
