package calendar_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/calendar"
)

// spaced writes no-break spaces as the tables below do: an underscore.
func spaced(text string) string { return strings.ReplaceAll(text, "\u00a0", "_") }

func TestDurations(t *testing.T) {
	for _, c := range []struct {
		seconds           int64
		short, exact, iso string
	}{
		{0, "0_min", "0_min", "PT0S"},
		{1, "1_s", "1_s", "PT1S"},
		{39, "39_s", "39_s", "PT39S"},
		{59, "59_s", "59_s", "PT59S"},
		{60, "1_min", "1_min", "PT1M"},
		{259, "4_min_19_s", "4_min_19_s", "PT4M19S"},
		{38 * 60, "38_min", "38_min", "PT38M"},
		{3599, "59_min_59_s", "59_min_59_s", "PT59M59S"},
		{3600, "1_h", "1_h", "PT1H"},
		{3630, "1_h", "1_h_30_s", "PT1H30S"},
		{17_520, "4_h_52_min", "4_h_52_min", "PT4H52M"},
		{17_579, "4_h_52_min", "4_h_52_min_59_s", "PT4H52M59S"},
		{15_768, "4_h_22_min", "4_h_22_min_48_s", "PT4H22M48S"},
		{30 * 3600, "1_d_6_h", "1_d_6_h", "P1DT6H"},
		{86_400 + 1800, "1_d", "1_d_30_min", "P1DT30M"},
		{315_360, "3_d_15_h", "3_d_15_h_36_min", "P3DT15H36M"},
		{7*86400 - 1, "6_d_23_h", "6_d_23_h_59_min_59_s", "P6DT23H59M59S"},
		{7*86400 + 3600, "7_d_1_h", "7_d_1_h", "P7DT1H"},
		{13*86400 + 15*3600 + 59, "13_d_15_h", "13_d_15_h_59_s", "P13DT15H59S"},
		{30*86400 - 1, "29_d_23_h", "29_d_23_h_59_min_59_s", "P29DT23H59M59S"},
		{30*86400 + 3600, "30_d", "30_d_1_h", "P30DT1H"},
		{593 * 86400, "593_d", "593_d", "P593D"},
		{12_345 * 86400, "12_345_d", "12_345_d", "P12345D"},
		{-300, "−5_min", "−5_min", "-PT5M"},
	} {
		if got := spaced(calendar.Duration(c.seconds)); got != c.short {
			t.Errorf("Duration(%d) = %q, want %q", c.seconds, got, c.short)
		}
		if got := spaced(calendar.ExactDuration(c.seconds)); got != c.exact {
			t.Errorf("ExactDuration(%d) = %q, want %q", c.seconds, got, c.exact)
		}
		if got := calendar.ISODuration(c.seconds); got != c.iso {
			t.Errorf("ISODuration(%d) = %q, want %q", c.seconds, got, c.iso)
		}
	}
	for seconds, want := range map[int64]string{420: "+7_min", -300: "−5_min", 0: "+0_min", 5400: "+1_h_30_min"} {
		if got := spaced(calendar.Elapsed(seconds)); got != want {
			t.Errorf("Elapsed(%d) = %q, want %q", seconds, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 9999: "9999", 10_000: "10_000", 123_456: "123_456", 1_234_567: "1_234_567", -10_000: "−10_000"} {
		if got := spaced(calendar.Count(n)); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestPercentText(t *testing.T) {
	for n, want := range map[int64]string{100_000: "100_%", 99_999: "99.999_%", 99_900: "99.900_%", 29_000: "29.000_%", 5: "0.005_%", 0: "0.000_%"} {
		if got := spaced(calendar.PercentText(n)); got != want {
			t.Errorf("PercentText(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{1000: "1", 300: "0.3", 0: "0", 99_950: "99.95", 99_999: "99.999", 5: "0.005", 10_000: "10", 100_000: "100"} {
		if got := calendar.Decimal(n); got != want {
			t.Errorf("Decimal(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0.0_%", 1: "0.1_%", 693: "69.3_%", 1000: "100.0_%", 123_456: "12345.6_%"} {
		if got := spaced(calendar.TenthsText(n)); got != want {
			t.Errorf("TenthsText(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestSides(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{calendar.AtLeast(calendar.Duration(5400)), "≥1_h_30_min"},
		{calendar.AtMost(calendar.PercentText(99_982)), "≤99.982_%"},
	} {
		if got := spaced(c.got); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
