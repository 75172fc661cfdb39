package uptime_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

func TestLongestQuietStretch(t *testing.T) {
	unknown := window(t, "2024-06-01 00:00", "unknown", time.UTC, settings.MajorOutage)
	late := report("late", unknown)
	late.Date = at(t, "2024-07-31", time.UTC)
	in := archive(service(at(t, "2024-01-01", time.UTC)),
		report("a", window(t, "2024-02-01 00:00", "2024-02-02 00:00", time.UTC, settings.DegradedPerformance)),
		report("b", window(t, "2024-04-01 00:00", "2024-04-02 00:00", time.UTC, settings.Maintenance)),
		late)
	in.AsOf = time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC).Unix()
	day := func(text string) int64 { return at(t, text, time.UTC).Unix() }
	quiet, ok := uptime.Compute(in).Quiet("s")
	same(t, "found", ok, true)
	same(t, "through maintenance, up to the unknown", quiet, calendar.Interval{Start: day("2024-02-02"), End: day("2024-06-01")})
	in.Services[0].Since = at(t, "2024-06-10", time.UTC)
	quiet, _ = uptime.Compute(in).Quiet("s")
	same(t, "from the publication on", quiet, calendar.Interval{Start: day("2024-08-01"), End: day("2024-10-01")})
	in = archive(service(at(t, "2024-01-01", time.UTC)),
		report("a", window(t, "2024-01-11 00:00", "2024-01-12 00:00", time.UTC, settings.MajorOutage)))
	in.AsOf = day("2024-01-22")
	quiet, _ = uptime.Compute(in).Quiet("s")
	same(t, "the first of two", quiet, calendar.Interval{Start: day("2024-01-01"), End: day("2024-01-11")})
	_, ok = uptime.Compute(in).Quiet("nobody")
	same(t, "nobody", ok, false)
}

func TestNines(t *testing.T) {
	for _, test := range []struct {
		lost, total int64
		want        int
	}{
		{17_520, 31_536_000, 32}, {1, 10, 10}, {1, 1_000, 30}, {1, 1_000_000_000, 90}, {1_001, 1_000_000, 29},
		{1, 2, 3}, {1, 1, 0}, {2, 1, 0}, {999, 1_000, 0},
	} {
		got, ok := uptime.Nines(test.lost, test.total)
		if !ok || got != test.want {
			t.Errorf("Nines(%d, %d) = %d, %v, want %d", test.lost, test.total, got, ok, test.want)
		}
		// 10^-n/10 is the bound: n tenths are reached, n+1 are not.
		power := func(n int) *big.Rat {
			lost := new(big.Rat).SetFrac64(test.lost, test.total)
			product := big.NewRat(1, 1)
			for range 10 {
				product.Mul(product, lost)
			}
			for range n {
				product.Mul(product, big.NewRat(10, 1))
			}
			return product
		}
		one := big.NewRat(1, 1)
		if got > 0 && power(got).Cmp(one) > 0 || power(got+1).Cmp(one) <= 0 {
			t.Errorf("Nines(%d, %d) = %d is not floored", test.lost, test.total, got)
		}
	}
	if _, ok := uptime.Nines(0, 10); ok {
		t.Error("nothing lost has no nines")
	}
}

func TestBudget(t *testing.T) {
	figure := uptime.Stats{Seconds: 31_622_400, Weighted: calendar.Bound{Min: 31_622_401, Max: 63_244_800}}
	b, ok := figure.Budget(99_900)
	same(t, "ok", ok, true)
	same(t, "total", b.TotalSeconds(), 31_622)
	same(t, "a thousandth over", b.Over(), true)
	same(t, "left", b.LeftSeconds(), -1)
	share, _ := b.Share()
	same(t, "share", share, calendar.Bound{Min: 1_001, Max: 2_000})
	same(t, "spent", b.SpentSeconds(), calendar.Bound{Min: 31_622, Max: 63_244})
	_, ok = figure.Budget(0)
	same(t, "no target, no budget", ok, false)
	full, _ := figure.Budget(100_000)
	_, ok = full.Share()
	same(t, "no share of nothing", ok, false)
	same(t, "over nothing", full.Over(), true)
}

func TestOneSecondIsNotAHundredPerCent(t *testing.T) {
	figure := uptime.Stats{Seconds: 31_536_000, Weighted: exactly(1)}
	same(t, "a thousandth of a second in a year", figure.Uptime(), percent(99_999))
	figure.Weighted = exactly(figure.Seconds * 1000)
	same(t, "all of it", figure.Uptime(), percent(0))
	figure.Weighted = exactly(figure.Seconds * 2000)
	same(t, "never below nothing, whatever a second weighs", figure.Uptime(), percent(0))
}

// What is lost is never rounded away: shares are those of whole numbers of any size.
func TestUptimeIsFloored(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		period := 1 + random.Int64N(366*86400)
		down := random.Int64N(1 + random.Int64N(period*1000))
		whole := new(big.Int).Mul(big.NewInt(period), big.NewInt(1000))
		up := new(big.Int).Sub(whole, big.NewInt(down))
		want := up.Mul(up, big.NewInt(100_000)).Div(up, whole).Int64()
		got := uptime.Stats{Seconds: period, Weighted: exactly(down)}.Uptime()
		if got != percent(want) || down > 0 && got.Max == 100_000 {
			t.Fatalf("%d thousandths of a second lost of %d s leave %v, want %d", down, period, got, want)
		}
	}
}
