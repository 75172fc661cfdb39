package uptime_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/uptime"
)

// plain writes no-break spaces as spaces.
func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestPercentagesAreShownWithTheSidesTheyHave(t *testing.T) {
	for want, p := range map[string]uptime.Percent{
		"100 %":             {Bound: calendar.Bound{Min: 100_000, Max: 100_000}},
		"99.900 %":          {Bound: calendar.Bound{Min: 99_900, Max: 99_900}},
		"≤99.982 %":         {Bound: calendar.Bound{Max: 99_982, Open: true}},
		"99.931–99.977 %":   {Bound: calendar.Bound{Min: 99_931, Max: 99_977}},
		"99.931–100 %":      {Bound: calendar.Bound{Min: 99_931, Max: 100_000}},
		"0.000 %":           {},
		"<100 %":            {Bound: calendar.Bound{Max: 100_000, Open: true}, Below: true},
		"≥99.931 %, <100 %": {Bound: calendar.Bound{Min: 99_931, Max: 100_000}, Below: true},
	} {
		same(t, "percentage", plain(p.String()), want)
	}
}
