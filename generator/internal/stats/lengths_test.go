package stats_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"afterword/generator/internal/stats"
)

func exact(values ...float64) (list []stats.Length) {
	for _, v := range values {
		list = append(list, stats.Length{Least: v, Most: v})
	}
	return list
}

func minutes(values ...float64) []stats.Length {
	for n := range values {
		values[n] *= 60
	}
	return exact(values...)
}

func TestLengths(t *testing.T) {
	sixty := minutes(60, 60, 60, 60, 60, 60)
	for _, c := range []struct {
		name             string
		a, b             []stats.Length
		p                string
		share            float64
		ratio, low, high float64
	}{
		{"L1", minutes(10, 20, 30), minutes(40, 50, 60), "1/10", 1, 2.5, 0, 0},
		{"L2", minutes(10, 20, 30, 40), minutes(50, 60, 70, 80), "1/35", 1, math.NaN(), 0, 0},
		{"L3", minutes(30, 30, 60, 60, 90), minutes(60, 120, 120, 240, 240), "2/63", 0.92, 8.0 / 3, 1, 8},
		{"L4", sixty, sixty, "1/1", 0.5, 1, 1, 1},
		{"L5", minutes(5, 12, 15, 30, 30, 45, 60, 4320), minutes(30, 45, 60, 90, 120, 120, 180, 240), "3/65", 0.7969, 3.3541, 1, 8},
		{"L6", minutes(10, 15, 30, 30, 45, 60), minutes(30, 60, 60, 90, 120, 180, 240, 480, 600, 1440), "1/286", 0.9333, 6, 2, 20},
		{"L7", minutes(7, 11, 15, 18, 20, 25, 30, 30, 42, 55, 60, 180), minutes(22, 30, 45, 48, 60, 60, 75, 90, 120, 200, 360, 1500), "10/2261", 0.8333, 3, 10.0 / 7, 20.0 / 3},
		{"L8: React, SAS/STAT NPAR1WAY", minutes(194, 194, 292, 292, 292, 292, 327, 327, 327, 327, 370, 370, 374), minutes(327, 327, 327, 370, 370, 374),
			"715/6783", 0.75, math.NaN(), 0, 0},
	} {
		l := stats.NewLengths(c.a, c.b)
		p, longer := l.P()
		if p.Cmp(rat(c.p)) != 0 || !l.Exact() || l.Strict() {
			t.Errorf("%s: p is %v, want %s", c.name, p, c.p)
		}
		if longer > 0 != (c.share > 0.5) {
			t.Errorf("%s: longer is %d", c.name, longer)
		}
		if share := l.Pairs(); !near(share.Low, c.share, 4) || share.Low != share.High {
			t.Errorf("%s: longer in %v of all pairs, want %v", c.name, share, c.share)
		}
		if math.IsNaN(c.ratio) {
			continue
		}
		if ratio, i := l.Ratio(); !near(ratio, c.ratio, 4) || !near(i.Low, c.low, 12) && c.name != "L4" || !near(i.High, c.high, 12) && c.name != "L4" {
			t.Errorf("%s: the ratio is %v, %v, want %v, %v – %v", c.name, ratio, i, c.ratio, c.low, c.high)
		}
		// Backwards, everything is the same but for the direction.
		if back, shorter := stats.NewLengths(c.b, c.a).P(); back.Cmp(p) != 0 || shorter != -longer {
			t.Errorf("%s: backwards p is %v, %d", c.name, back, shorter)
		}
	}
}

// Bounds count for neither side. Mid-ranks of the counterexample would have p below 1/20 at both extremes.
func TestStrict(t *testing.T) {
	open := math.Inf(1)
	a := exact(10, 15, 20, 25, 30, 35, 40, 50)
	for _, c := range []struct {
		name      string
		a, b      []stats.Length
		p         string
		longer    int
		low, high float64
	}{
		{"B1", a, append(exact(60, 70, 80, 90, 100, 120), stats.Length{30, open}, stats.Length{45, 600}), "19/6435", 1, 8.0 / 5, 120.0 / 7},
		{"B2", a, append(exact(60, 70, 80), stats.Length{12, open}, stats.Length{18, open}, stats.Length{22, 600}, stats.Length{30, open}, stats.Length{45, 600}), "164/429", 1, 22.0 / 35, open},
		{"counterexample", exact(1, 2, 2, 4), append(exact(3, 3, 8, 8, 9), stats.Length{3, 8}), "1/15", 1, 0.75, 9},
	} {
		l := stats.NewLengths(c.a, c.b)
		p, longer := l.P()
		ratio, i := l.Ratio()
		if !l.Strict() || p.Cmp(rat(c.p)) != 0 || longer != c.longer {
			t.Errorf("%s: p is %v, %d, want %s", c.name, p, longer, c.p)
		}
		if c.name != "counterexample" && (ratio != 0 || !near(i.Low, c.low, 12) || !near(i.High, c.high, 12)) {
			t.Errorf("%s: the ratio is %v, %v, want %v – %v", c.name, ratio, i, c.low, c.high)
		}
	}
	share := stats.NewLengths(a, append(exact(60, 70, 80, 90, 100, 120), stats.Length{30, open}, stats.Length{45, 600})).Pairs()
	if !near(share.Low, 59.0/64, 12) || share.High != 1 {
		t.Errorf("B1: longer in %v of all pairs", share)
	}
}

// The ratios and the p of a hundred small samples with ties are those of an enumeration that
// looks at every pair and every way to choose.
func TestLengthsByEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		m, n := 1+r.IntN(6), 1+r.IntN(6)
		values := make([]float64, m+n)
		for i := range values {
			values[i] = float64(1 + r.IntN(7))
		}
		l := stats.NewLengths(exact(values[:m]...), exact(values[m:]...))
		p, _ := l.P()
		pairs := func(ofB uint) (twice int) {
			for i := range values {
				for j := range values {
					if ofB>>i&1 == 0 && ofB>>j&1 == 1 {
						switch {
						case values[j] > values[i]:
							twice += 2
						case values[j] == values[i]:
							twice++
						}
					}
				}
			}
			return twice
		}
		seen, low, high, all := pairs(1<<(m+n)-1<<m), 0, 0, 0
		for choice := range uint(1) << (m + n) {
			chosen := 0
			for i := range values {
				chosen += int(choice >> i & 1)
			}
			if chosen != n {
				continue
			}
			all++
			if u := pairs(choice); u <= seen {
				low++
			}
			if u := pairs(choice); u >= seen {
				high++
			}
		}
		want := big.NewRat(min(int64(all), 2*int64(min(low, high))), int64(all))
		if p.Cmp(want) != 0 {
			t.Errorf("%v | %v: p is %v, want %v", values[:m], values[m:], p, want)
		}
		var ratios []float64
		for _, a := range values[:m] {
			for _, b := range values[m:] {
				ratios = append(ratios, b/a)
			}
		}
		slices.Sort(ratios)
		want2 := ratios[len(ratios)/2]
		if len(ratios)%2 == 0 {
			want2 = math.Sqrt(want2 * ratios[len(ratios)/2-1])
		}
		if got, _ := l.Ratio(); !near(got, want2, 12) {
			t.Errorf("%v | %v: the ratio is %v, want %v", values[:m], values[m:], got, want2)
		}
	}
}

// Whatever the truth within the bounds, the strict p is no less than the p of the truth with its
// ties broken in favour of neither: it says nothing that the truth would not bear.
func TestStrictIsSafe(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		sample := func(shift int) (bounds []stats.Length, truth []stats.Length) {
			for range 3 + r.IntN(5) {
				v := float64(1 + shift + r.IntN(1000))
				bounds = append(bounds, stats.Length{Least: max(0, v-float64(r.IntN(300))), Most: v + float64(r.IntN(300))})
				truth = append(truth, stats.Length{Least: v + r.Float64()/2, Most: 0})
				truth[len(truth)-1].Most = truth[len(truth)-1].Least // no ties
			}
			return bounds, truth
		}
		ba, ta := sample(0)
		bb, tb := sample(500)
		strict, _ := stats.NewLengths(ba, bb).P()
		truth, _ := stats.NewLengths(ta, tb).P()
		if strict.Cmp(truth) < 0 {
			t.Errorf("%v | %v: %v, but %v in truth", ba, bb, strict, truth)
		}
	}
}

// Beyond what can be enumerated, p comes near the exact one and in the tail errs to the safe side.
func TestNormal(t *testing.T) {
	const n = 62
	// ways[i][u] counts the orders of i of one sample and all of the other with u pairs, by
	// c(u, i, j) = c(u−j, i−1, j) + c(u, i, j−1).
	ways := make([][]float64, n+1)
	for i := range ways {
		ways[i] = make([]float64, n*n+1)
		ways[i][0] = 1
	}
	for j := 1; j <= n; j++ {
		for i := 1; i <= n; i++ {
			for u := j; u <= n*n; u++ {
				ways[i][u] += ways[i-1][u-j]
			}
		}
	}
	all := 0.0
	for _, w := range ways[n] {
		all += w
	}
	r := rand.New(rand.NewPCG(5, 6))
	for _, shift := range []float64{0, 0.2, 0.4, 0.6, 0.8} {
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			a[i], b[i] = r.NormFloat64(), shift+r.NormFloat64()
		}
		below := 0 // pairs in which B is the shorter
		for _, x := range a {
			for _, y := range b {
				if y < x {
					below++
				}
			}
		}
		want := 0.0
		for _, w := range ways[n][:min(below, n*n-below)+1] {
			want += 2 * w / all
		}
		l := stats.NewLengths(exact(a...), exact(b...))
		p, _ := l.P()
		off := float(p) / min(1, want)
		if l.Exact() || off < 0.99 || want < 0.01 && off < 1 || off > 1.3 {
			t.Errorf("U %d: p is %v, exactly %v", below, float(p), want)
		}
	}
}

// The place of a ratio among 2,000,000 is found without making them.
func TestManyRatios(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var a, b []float64
	for range 1000 {
		a, b = append(a, math.Floor(math.Exp(6+2*r.NormFloat64()))+1), append(b, math.Floor(math.Exp(6+2*r.NormFloat64()))+1, 60)
	}
	var all []float64
	for _, x := range a {
		for _, y := range b {
			all = append(all, y/x)
		}
	}
	sort.Float64s(all)
	want := math.Sqrt(all[len(all)/2-1]) * math.Sqrt(all[len(all)/2])
	if got, _ := stats.NewLengths(exact(a...), exact(b...)).Ratio(); got != want {
		t.Errorf("the ratio is %v, want %v", got, want)
	}
}

// The least equal numbers of lengths that can ever show.
func TestFewLengths(t *testing.T) {
	for level, want := range map[string]int{"1/20": 4, "1/400": 6, "3/1600": 7} {
		for n := 1; ; n++ {
			var a, b []float64
			for i := range n {
				a, b = append(a, float64(i+1)), append(b, float64(i+1000))
			}
			l := stats.NewLengths(exact(a...), exact(b...))
			p, _ := l.P()
			longer, _ := l.Needed(rat(level))
			if p.Cmp(rat(level)) <= 0 != (longer > 0) {
				t.Errorf("%d at %s: p is %v, and × %v would show", n, level, p, longer)
			}
			if p.Cmp(rat(level)) <= 0 {
				if n != want {
					t.Errorf("%d lengths each show at %s, want %d", n, level, want)
				}
				break
			}
		}
	}
	if p, _ := stats.NewLengths(exact(1), exact(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)).P(); p.Cmp(rat("2/21")) != 0 {
		t.Errorf("1 against 20 greater: %v", p)
	}
	if p, longer := stats.NewLengths(nil, exact(2)).P(); p.Cmp(rat("1")) != 0 || longer != 0 {
		t.Errorf("none against one: %v", p)
	}
}

// All lengths of the later sample times what is needed show; times less they do not.
func TestNeededLengths(t *testing.T) {
	a, b := []float64{600, 900, 1800, 1800, 2700, 3600, 5400}, []float64{500, 1800, 3000, 3600, 5500, 7200, 9000}
	level := rat("1/20")
	longer, shorter := stats.NewLengths(exact(a...), exact(b...)).Needed(level)
	shows := func(times float64) bool {
		var scaled []float64
		for _, v := range b {
			scaled = append(scaled, v*times)
		}
		_, i := stats.NewLengths(exact(a...), exact(scaled...)).Ratio()
		return i.Low > 1 || i.High < 1 && i.High > 0
	}
	if longer <= 1 || shorter >= 1 || shorter == 0 || !shows(longer*1.001) || shows(longer*0.999) || !shows(shorter*0.999) || shows(shorter*1.001) {
		t.Errorf("× %v or × %v", longer, shorter)
	}
}
