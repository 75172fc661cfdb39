package calendar_test

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"afterword/generator/calendar"
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

func TestPercent(t *testing.T) {
	const year, leap = 31_536_000, 31_622_400
	for _, c := range []struct {
		down, period int64 // thousandths of a second, seconds
		want         string
	}{
		{0, year, "100_%"},
		{1, year, "99.999_%"},
		{1000, year, "99.999_%"},
		{3_240_000, leap, "99.989_%"},
		{17_520_000, year, "99.944_%"},
		{24_588_000, year, "99.922_%"},
		{81_960_000, year, "99.740_%"},
		{1_080_000, 30 * 86400, "99.958_%"},
		{1_800_000, 30 * 86400, "99.930_%"},
		{3_600_000, 30 * 86400, "99.861_%"},
		{3_600_000, 15_897_600, "99.977_%"},
		{5_400_000, year, "99.982_%"},
		{22 * 60_000, year, "99.995_%"},
		{year, year, "99.900_%"},
		{year * 1000, year, "0.000_%"},
		{year*1000 - 1, year, "0.000_%"},
		{year * 2000, year, "0.000_%"},
		{710, 1, "29.000_%"}, // a float would give 28.999
		{0, 0, "—"},
		{5, -1, "—"},
	} {
		if got := spaced(calendar.Percent(c.down, c.period)); got != c.want {
			t.Errorf("Percent(%d, %d) = %q, want %q", c.down, c.period, got, c.want)
		}
	}
	if got := spaced(calendar.AtMost(calendar.Percent(5_400_000, year))); got != "≤99.982_%" {
		t.Errorf("AtMost: %q", got)
	}
	if got := spaced(calendar.AtLeast(calendar.Duration(5400))); got != "≥1_h_30_min" {
		t.Errorf("AtLeast: %q", got)
	}
}

func TestUptimeIsExact(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		period := 1 + random.Int64N(1<<(1+random.IntN(52)))
		down := random.Int64N(1 + random.Int64N(period*1000))
		whole := new(big.Int).Mul(big.NewInt(period), big.NewInt(1000))
		up := new(big.Int).Sub(whole, big.NewInt(down))
		want := up.Mul(up, big.NewInt(100_000)).Div(up, whole).Int64()
		got := calendar.UptimeThousandths(down, period)
		if got != want {
			t.Fatalf("UptimeThousandths(%d, %d) = %d, want %d", down, period, got, want)
		}
		if down > 0 && got == 100_000 {
			t.Fatalf("100 %% with %d thousandths down of %d s", down, period)
		}
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		spent, budget int64
		want          string
	}{
		{0, 100, "0.0_%"},
		{1, 1_000_000, "0.1_%"},
		{6921, 10_000, "69.3_%"},
		{6930, 10_000, "69.3_%"},
		{100, 100, "100.0_%"},
		{24_588_000, 31_536_000, "78.0_%"},
		{123_456, 1000, "12_345.6_%"},
		{5, 0, "—"},
		{1 << 62, 1, "—"},
	} {
		if got := spaced(calendar.Share(c.spent, c.budget)); got != c.want {
			t.Errorf("Share(%d, %d) = %q, want %q", c.spent, c.budget, got, c.want)
		}
	}
}
