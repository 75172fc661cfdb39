package stats_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"afterword/generator/internal/stats"
)

// near reports whether a number agrees with one that was written with so many decimals.
func near(got, want float64, decimals int) bool {
	return got == want || math.Abs(got-want) <= 0.5000001*math.Pow10(-decimals)
}

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

func TestGarwood(t *testing.T) {
	for n, want := range map[int]stats.Interval{
		0: {0, 3.6889}, 1: {0.0253, 5.5716}, 2: {0.2422, 7.2247}, 3: {0.6187, 8.7673}, 5: {1.6235, 11.6683}, 8: {3.4538, 15.7632},
		10: {4.7954, 18.3904}, 12: {6.2006, 20.9616}, 20: {12.2165, 30.8884}, 50: {37.1110, 65.9188}, 100: {81.3640, 121.6268}, 365: {328.5109, 404.4343},
	} {
		if got := stats.Garwood(n); !near(got.Low, want.Low, 4) || !near(got.High, want.High, 4) {
			t.Errorf("%d: %v, want %v", n, got, want)
		}
	}
	// Beyond what e^−μ can hold, the limits come near the normal ones.
	if got := stats.Garwood(10_000); !near(got.Low, 9804.97, 1) || !near(got.High, 10197.95, 1) {
		t.Errorf("10000: %v", got)
	}
}

func TestRates(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		r         stats.Rates
		p         string // exactly, or to 6 decimals
		ratio     float64
		low, high float64
	}{
		{stats.Rates{A: 0, B: 5, TA: 1, TB: 1}, "1/16", inf, 0.9164, inf},
		{stats.Rates{A: 0, B: 6, TA: 1, TB: 1}, "1/32", inf, 1.1774, inf},
		{stats.Rates{A: 3, B: 9, TA: 1, TB: 1}, "299/2048", 3, 0.7487, 17.2280},
		{stats.Rates{A: 12, B: 12, TA: 1, TB: 1}, "1/1", 1, 0.4109, 2.4336},
		{stats.Rates{A: 12, B: 12, TA: 365, TB: 200}, "0.203021", 1.825, 0.7499, 4.4413},
		{stats.Rates{A: 12, B: 24, TA: 365, TB: 366}, "0.066450", 1.9945, 0.9593, 4.3770},
		{stats.Rates{A: 5, B: 15, TA: 366, TB: 365}, "0.040786", 3.0082, 1.0393, 10.5801},
		{stats.Rates{A: 2, B: 10, TA: 17877, TB: 20000}, "0.060556", 4.4692, 0.9524, 41.9509},
		{stats.Rates{A: 1, B: 8, TA: 92, TB: 365}, "0.864505", 2.0164, 0.2703, 89.4747},
		{stats.Rates{A: 2, B: 9, TA: 17877, TB: 16660}, "0.050106", 4.8287, 0.9995, 45.9262},
	} {
		p := c.r.P()
		if want := rat(c.p); p.Cmp(want) != 0 && p.FloatString(6) != c.p {
			t.Errorf("%+v: p is %s, want %s", c.r, p.FloatString(6), c.p)
		}
		if ratio, i := c.r.Ratio(); !near(ratio, c.ratio, 4) || !near(i.Low, c.low, 4) || !near(i.High, c.high, 4) {
			t.Errorf("%+v: the ratio is %v, %v, want %v, %v – %v", c.r, ratio, i, c.ratio, c.low, c.high)
		}
		c.r.TA, c.r.TB = c.r.TA*86400, c.r.TB*86400
		if c.r.P().Cmp(p) != 0 {
			t.Errorf("%+v: seconds have another p than days", c.r)
		}
	}
	// How few are enough beside none.
	if up, _ := (stats.Rates{A: 0, TA: 1, TB: 1}).Critical(rat("1/20")); up != 6 {
		t.Errorf("0 → %d shows at 5 %%, want 6", up)
	}
	if up, _ := (stats.Rates{A: 0, TA: 1, TB: 1}).Critical(rat("3/1600")); up != 11 {
		t.Errorf("0 → %d shows at 3 %% of 16, want 11", up)
	}
	for _, n := range []int{0, 5} {
		if _, down := (stats.Rates{A: n, TA: 1, TB: 1}).Critical(rat("1/20")); down != -1 {
			t.Errorf("a fall from %d to %d shows", n, down)
		}
	}
}

// The interval and the test never disagree, and the test agrees with a sum over all ways
// to divide the events.
func TestRatesAgree(t *testing.T) {
	for a := range 15 {
		for b := range 15 {
			for _, time := range [][2]int64{{1, 1}, {365, 366}, {100, 37}} {
				r := stats.Rates{A: a, B: b, TA: time[0], TB: time[1]}
				if a+b == 0 {
					continue
				}
				upTo, from := new(big.Rat), new(big.Rat)
				for k := range a + b + 1 {
					chance := new(big.Rat).SetInt(new(big.Int).Binomial(int64(a+b), int64(k)))
					for n := range a + b {
						part := time[0]
						if n < k {
							part = time[1]
						}
						chance.Mul(chance, big.NewRat(part, time[0]+time[1]))
					}
					if k <= b {
						upTo.Add(upTo, chance)
					}
					if k >= b {
						from.Add(from, chance)
					}
				}
				want := upTo
				if from.Cmp(want) < 0 {
					want = from
				}
				want.Add(want, want)
				if one := big.NewRat(1, 1); want.Cmp(one) > 0 {
					want = one
				}
				p := r.P()
				if p.Cmp(want) != 0 {
					t.Errorf("%+v: p is %v, want %v", r, p, want)
				}
				if _, i := r.Ratio(); (p.Cmp(rat("1/20")) <= 0) != (i.Low > 1 || i.High < 1) {
					t.Errorf("%+v: p is %v, and the interval %v", r, float(p), i)
				}
			}
		}
	}
}

// Where terms are cut off, p is what it is in whole numbers, to 60 decimals.
func TestRatesLarge(t *testing.T) {
	for _, r := range []stats.Rates{{A: 480, B: 521, TA: 365, TB: 366}, {A: 300, B: 701, TA: 1, TB: 1}, {A: 700, B: 810, TA: 365, TB: 366}} {
		n := r.A + r.B
		share, rest := big.NewRat(r.TB, r.TA+r.TB), big.NewRat(r.TA, r.TA+r.TB)
		power := func(x *big.Rat, to int) *big.Rat {
			e := big.NewInt(int64(to))
			return new(big.Rat).SetFrac(new(big.Int).Exp(x.Num(), e, nil), new(big.Int).Exp(x.Denom(), e, nil))
		}
		want := new(big.Float).SetPrec(900)
		for k := r.B; k <= n; k++ {
			term := new(big.Float).SetPrec(900).SetInt(new(big.Int).Binomial(int64(n), int64(k)))
			term.Mul(term, new(big.Float).SetPrec(900).SetRat(power(share, k)))
			want.Add(want, term.Mul(term, new(big.Float).SetPrec(900).SetRat(power(rest, n-k))))
		}
		want.Mul(want, big.NewFloat(2))
		got := new(big.Float).SetPrec(900).SetRat(r.P())
		if off, _ := got.Sub(got, want).Float64(); math.Abs(off) > 1e-60 {
			t.Errorf("%+v: off by %g", r, off)
		}
	}
}

func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		n            int
		level        string
		up, down     float64
		above, below int
	}{
		{5, "1/20", 3.85, 0, 15, -1}, {10, "1/20", 2.78, 0.08, 23, 2}, {12, "1/20", 2.57, 0.13, 25, 3}, {20, "1/20", 2.14, 0.27, 36, 8}, {50, "1/20", 1.66, 0.50, 73, 31}, {100, "1/20", 1.45, 0.63, 131, 73},
		{5, "3/1600", 5.43, 0, 22, -1}, {10, "3/1600", 3.71, 0, 31, -1}, {12, "3/1600", 3.38, 0, 34, 0}, {20, "3/1600", 2.70, 0.10, 46, 4}, {50, "3/1600", 1.97, 0.35, 88, 22}, {100, "3/1600", 1.65, 0.51, 151, 59},
	} {
		r := stats.Rates{A: c.n, TA: 1, TB: 1}
		if above, below := r.Critical(rat(c.level)); above != c.above || below != c.below {
			t.Errorf("%d at %s: %d or %d would show, want %d or %d", c.n, c.level, above, below, c.above, c.below)
		}
		if up, down := r.Detectable(rat(c.level)); !near(up, c.up, 2) || !near(down, c.down, 2) || c.down == 0 && down != 0 {
			t.Errorf("%d at %s: × %.3f or %.3f, want %v or %v", c.n, c.level, up, down, c.up, c.down)
		}
	}
	for _, c := range []struct {
		n        int
		up, down float64
	}{{5, 5.26, 0}, {10, 3.63, 0}, {12, 3.33, 0}, {20, 2.67, 0.11}, {50, 1.95, 0.36}, {100, 1.63, 0.52}} {
		if up, down := (stats.Rates{A: c.n, TA: 1, TB: 1}).Detectable(rat("1/400")); !near(up, c.up, 2) || !near(down, c.down, 2) || c.down == 0 && down != 0 {
			t.Errorf("%d at 1/400: × %.3f or %.3f, want %v or %v", c.n, up, down, c.up, c.down)
		}
	}
}

func TestHolm(t *testing.T) {
	list := func(texts ...string) (ps []*big.Rat) {
		for _, text := range texts {
			ps = append(ps, rat(text))
		}
		return ps
	}
	for _, c := range []struct{ ps, want []*big.Rat }{
		{list("0.01", "0.04", "0.03", "0.005"), list("0.03", "0.06", "0.06", "0.02")},
		{list("0.663624", "0.356137", "0.187132", "0.022629", "0.688880", "0.019636", "0.994708", "0.000983", "0.41", "0.0044", "0.62", "0.0035", "0.88", "0.15", "1", "0.31"),
			list("1", "1", "1", "0.271548", "1", "0.255268", "1", "0.015728", "1", "0.0616", "1", "0.0525", "1", "1", "1", "1")},
		{nil, nil},
	} {
		for n, p := range stats.Holm(c.ps) {
			if p.Cmp(c.want[n]) != 0 {
				t.Errorf("%v: %s, want %s", c.ps[n], p.FloatString(6), c.want[n].FloatString(6))
			}
		}
	}
}

// The worked example of an archive of eight years.
func TestYears(t *testing.T) {
	counts, days := []int{9, 12, 7, 14, 30, 26, 11, 12}, []int64{365, 365, 366, 365, 365, 365, 366, 365}
	for n, want := range []string{"0.663624", "0.356137", "0.187132", "0.022629", "0.688880", "0.019636", "0.994708"} {
		r := stats.Rates{A: counts[n], B: counts[n+1], TA: days[n], TB: days[n+1]}
		if got := r.P().FloatString(6); got != want {
			t.Errorf("%+v: p is %s, want %s", r, got, want)
		}
	}
	halves := stats.Rates{A: 42, B: 79, TA: 1461, TB: 1461}
	ratio, i := halves.Ratio()
	if p := halves.P().FloatString(6); p != "0.000983" || fmt.Sprintf("%.1f %.0f %.0f", ratio, math.Floor(i.Low*100), math.Ceil(i.High*100)) != "1.9 127 281" {
		t.Errorf("halves: p %s, %.1f, %v", p, ratio, i)
	}
	if above, below := (stats.Rates{A: 14, B: 30, TA: 365, TB: 365}).Critical(rat("3/1500")); above != 37 || below != 1 {
		t.Errorf("against 14, %d or more, or %d or fewer would show; want 37 and 1", above, below)
	}
}

func TestWeekend(t *testing.T) {
	for _, c := range []struct {
		in, of int
		want   string
	}{{3, 54, "0.0000473"}, {8, 48, "0.0855710"}, {0, 10, "0.0691430"}, {0, 22, "0.0012200"}} {
		p := stats.Rates{A: c.of - c.in, B: c.in, TA: 5, TB: 2}.P()
		if !near(float(p), float(rat(c.want)), 6) {
			t.Errorf("%d of %d: p is %s, want %s", c.in, c.of, p.FloatString(7), c.want)
		}
	}
}

func TestQuantile(t *testing.T) {
	ascending := []int{7, 11, 15, 18, 20, 25, 30, 30, 42, 55, 60, 180}
	for percent, want := range map[int]int{25: 15, 50: 25, 75: 42, 90: 60} {
		if got := ascending[stats.Rank(percent, len(ascending))-1]; got != want {
			t.Errorf("%d %% is %d, want %d", percent, got, want)
		}
	}
	if got := stats.Rank(7, 100); got != 7 {
		t.Errorf("7 %% of 100 is the %d.", got)
	}
	for n := 1; n < 200; n++ {
		for percent := 1; percent < 100; percent++ {
			rank := stats.Rank(percent, n) // the least rank with rank/n ≥ percent/100
			if rank*100 < percent*n || rank > 1 && (rank-1)*100 >= percent*n {
				t.Errorf("%d %% of %d is the %d.", percent, n, rank)
			}
		}
	}
}

func TestSurvive(t *testing.T) {
	var waits []stats.Wait
	for end, days := range map[stats.End][]int{stats.Done: {5, 12, 30, 45, 120}, stats.Dropped: {20, 60}, stats.Waiting: {30, 90, 400}} {
		for _, d := range days {
			waits = append(waits, stats.Wait{Days: d, End: end})
		}
	}
	want := []stats.Step{
		{5, 10, 1, 0, 0.9, 0.1, 0, stats.Interval{Low: 0.4730, High: 0.9853}},
		{12, 9, 1, 0, 0.8, 0.2, 0, stats.Interval{Low: 0.4087, High: 0.9459}},
		{20, 8, 0, 1, 0.7, 0.2, 0.1, stats.Interval{Low: 0.3287, High: 0.8919}},
		{30, 7, 1, 0, 0.6, 0.3, 0.1, stats.Interval{Low: 0.2527, High: 0.8272}},
		{45, 5, 1, 0, 0.48, 0.42, 0.1, stats.Interval{Low: 0.1609, High: 0.7447}},
		{60, 4, 0, 1, 0.36, 0.42, 0.22, stats.Interval{Low: 0.0899, High: 0.6484}},
		{120, 2, 1, 0, 0.18, 0.6, 0.22, stats.Interval{Low: 0.0115, High: 0.5174}},
	}
	s := stats.Survive(waits)
	if s.Median != 45 || s.Last != 90 || len(s.Steps) != len(want) {
		t.Fatalf("median %d, last %d, %d steps", s.Median, s.Last, len(s.Steps))
	}
	for n, step := range s.Steps {
		w := want[n]
		if step.Days != w.Days || step.AtRisk != w.AtRisk || step.DoneHere != w.DoneHere || step.GivenHere != w.GivenHere ||
			!near(step.Open, w.Open, 12) || !near(step.Done, w.Done, 12) || !near(step.Dropped, w.Dropped, 12) ||
			!near(step.Limits.Low, w.Limits.Low, 4) || !near(step.Limits.High, w.Limits.High, 4) {
			t.Errorf("%+v, want %+v", step, w)
		}
	}
	// Half of two: the share is ½ exactly, whatever the rounding.
	if s := stats.Survive([]stats.Wait{{3, stats.Done}, {4, stats.Waiting}}); s.Median != 3 {
		t.Errorf("the median of two is %d", s.Median)
	}
	if s := stats.Survive(nil); s.Median != -1 || len(s.Steps) != 0 {
		t.Errorf("nothing waits: %+v", s)
	}
}

// Twelve incidents of three services and four causes.
func TestReturns(t *testing.T) {
	services := []int{0, 0, 1, 0, 2, 1, 0, 2, 1, 0, 2, 2}
	causes := []int{0, 1, 0, 0, 2, 3, 0, 0, 3, 1, 0, 2}
	var earlier, alike []int
	for n := range services {
		before, like := 0, -1
		for i := range services {
			if i < n && services[i] == services[n] {
				before++
			}
			if causes[i] == causes[n] {
				like++
			}
		}
		earlier, alike = append(earlier, before), append(alike, like)
	}
	if got := stats.Returns(earlier, alike); !near(got, 527.0/132, 12) {
		t.Errorf("%v would return, want 527/132", got)
	}
}

// With several causes and services, the expectation is the mean over all orders of the lists.
func TestReturnsOfLists(t *testing.T) {
	services := []uint{1, 3, 2, 3, 0, 1} // as sets
	causes := []uint{1, 2, 3, 0, 4, 5}
	var earlier, alike []int
	for n := range services {
		before, like := 0, 0
		for i := range services {
			if i < n && services[i]&services[n] != 0 {
				before++
			}
			if i != n && causes[i]&causes[n] != 0 {
				like++
			}
		}
		earlier, alike = append(earlier, before), append(alike, like)
	}
	returned, orders := 0, 0
	var deal func(dealt []uint, rest []uint)
	deal = func(dealt, rest []uint) {
		if len(rest) == 0 {
			orders++
			for n := range dealt {
				for i := range n {
					if services[i]&services[n] != 0 && dealt[i]&dealt[n] != 0 {
						returned++
						break
					}
				}
			}
		}
		for i := range rest {
			left := append(append([]uint{}, rest[:i]...), rest[i+1:]...)
			deal(append(dealt[:len(dealt):len(dealt)], rest[i]), left)
		}
	}
	deal(nil, causes)
	if got, want := stats.Returns(earlier, alike), float64(returned)/float64(orders); !near(got, want, 12) {
		t.Errorf("%v, want %v", got, want)
	}
}
