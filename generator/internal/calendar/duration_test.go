package calendar_test

import (
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90m":              90 * time.Minute,
		"6h":               6 * time.Hour,
		"1h30m":            90 * time.Minute,
		"1.5h":             90 * time.Minute,
		".5h":              30 * time.Minute,
		"1.h":              time.Hour,
		"45s":              45 * time.Second,
		"2d":               48 * time.Hour,
		"1d6h":             30 * time.Hour,
		"0.25d":            6 * time.Hour,
		"30m1d":            24*time.Hour + 30*time.Minute,
		"1000ms":           time.Second,
		"1000000µs":        time.Second,
		"1000000us":        time.Second,
		"59s1000000000ns":  time.Minute,
		"106751d":          106751 * 24 * time.Hour,
		"000000000000001s": time.Second,
		"0.100000d":        8640 * time.Second,
	} {
		if got, bad := calendar.ParseDuration(text); bad != nil || got != want {
			t.Errorf("ParseDuration(%q) = %v, %+v; want %v", text, got, bad, want)
		}
	}
}

func TestParseDurationRefuses(t *testing.T) {
	for text, offer := range map[string]string{
		"":                       "90m",
		"90":                     "Add a unit: 90s, 90m, 90h or 90d.",
		"90 min":                 "Write 90m.",
		"1h 30m":                 "Write 1h30m.",
		"1 hour and 30 minutes":  "Write 1h30m.",
		"2 days":                 "Write 2d.",
		"PT1H30M":                "Write 1h30m.",
		"P1DT6H":                 "Write 1d6h.",
		"P1M":                    "Write numbers with units",
		"1w":                     "Write 7d.",
		"4:52":                   "Write 4h52m0s.",
		"-5m":                    "Write 5m.",
		"+5m":                    "Write 5m.",
		"0s":                     "Write numbers with units",
		"0h0m":                   "Write numbers with units",
		"500ms":                  "Write numbers with units",
		"1.5s":                   "Write numbers with units",
		"0.0000000001s":          "Write numbers with units",
		"1h30":                   "Write numbers with units",
		"h":                      "Write numbers with units",
		".h":                     "Write numbers with units",
		"1.2.3h":                 "Write numbers with units",
		"106752d":                "Write numbers with units",
		"200000d":                "Write numbers with units",
		"106751d1d":              "Write numbers with units",
		"99999999999999999999h":  "Write numbers with units",
		"0.1234567890123456789h": "Write numbers with units",
		"ongoing":                "Write numbers with units",
		"９０m":                    "Write numbers with units",
	} {
		got, bad := calendar.ParseDuration(text)
		if bad == nil {
			t.Errorf("ParseDuration(%q) = %v", text, got)
			continue
		}
		if bad.Code != diag.ValueInvalid || !strings.Contains(bad.Hint, offer) || got != 0 {
			t.Errorf("ParseDuration(%q) = %v, %s %q %q; the hint should hold %q", text, got, bad.Code, bad.Message, bad.Hint, offer)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	for _, text := range []string{"90m", "1h30m", "1.5h", "2d", "1d6h", "500ms", "-5m", "P1DT6H", "1 hour", "9223372036s", "0.1s0.9s", "1e9s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, bad := calendar.ParseDuration(text)
		if bad != nil {
			if got != 0 || bad.Message == "" || bad.Hint == "" {
				t.Fatalf("ParseDuration(%q) = %v, %+v", text, got, bad)
			}
			return
		}
		if got <= 0 || got%time.Second != 0 {
			t.Fatalf("ParseDuration(%q) = %v", text, got)
		}
		if again, bad := calendar.ParseDuration(got.String()); bad != nil || again != got {
			t.Fatalf("%q is %v, which reads as %v, %+v", text, got, again, bad)
		}
		if theirs, err := time.ParseDuration(text); err == nil && theirs != got {
			t.Fatalf("ParseDuration(%q) = %v, package time has %v", text, got, theirs)
		}
	})
}
