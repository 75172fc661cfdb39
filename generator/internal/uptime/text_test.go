package uptime_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/uptime"
)

// plain writes no-break spaces as spaces.
func plain(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestBoundsAreShownWithTheSidesTheyHave(t *testing.T) {
	for want, b := range map[string]uptime.Bound{
		"0 min":      {},
		"4 h 52 min": {Min: 17_520, Max: 17_520},
		"≥1 h":       {Min: 3_600, Unbounded: true},
		"≤6 h":       {Max: 21_600},
		"1 h–6 h":    {Min: 3_600, Max: 21_600},
		"not known":  {Unbounded: true},
	} {
		same(t, "duration", plain(b.Duration()), want)
	}
	same(t, "seconds", uptime.Bound{Min: 1_999, Max: 2_000}.InSeconds(), uptime.Bound{Min: 1, Max: 2})
}

func TestPercentagesAreShownWithTheSidesTheyHave(t *testing.T) {
	for want, p := range map[string]uptime.Percent{
		"100 %":           {Min: 100_000, Max: 100_000},
		"99.900 %":        {Min: 99_900, Max: 99_900},
		"≤99.982 %":       {Max: 99_982, Unbounded: true},
		"99.931–99.977 %": {Min: 99_931, Max: 99_977},
		"99.931–100 %":    {Min: 99_931, Max: 100_000},
		"0.000 %":         {},
	} {
		same(t, "percentage", plain(p.String()), want)
	}
}
