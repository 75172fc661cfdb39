package chart

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
)

// A scale maps values to heights.
type scale struct {
	low, high float64
	log       bool
	ticks     []valueTick
}

type valueTick struct {
	value float64
	label string
}

// newScale returns the scale that shows the values between two, at round ends. A linear one begins at zero,
// unless the lowest value is more than two thirds of the highest.
func newScale(low, high float64, log bool) scale {
	if log {
		return logScale(low, high)
	}
	if low > 0 && 3*low < 2*high || low == high && low > 0 {
		low = 0
	}
	if high < 0 && 3*high > 2*low || low == high {
		high = max(0, low+1)
	}
	s := scale{}
	// A range that is tiny beside its values would have ticks that no float tells apart.
	for exponent, wide := -15, max(high-low, 1e-9*math.Abs(low), 1e-9*math.Abs(high)); ; exponent++ {
		for _, digit := range []int64{1, 2, 5} {
			step := float64(digit) * math.Pow10(exponent)
			if wide > 4*step {
				continue
			}
			first, last := int64(math.Floor(low/step)), int64(math.Ceil(high/step))
			s.low, s.high = float64(float64(first)*step), float64(float64(max(last, first+1))*step)
			for n := first; n <= max(last, first+1); n++ {
				s.ticks = append(s.ticks, valueTick{float64(float64(n) * step), decimal(n*digit, exponent)})
			}
			return s
		}
	}
}

// logScale has ticks at powers of ten; low is more than zero.
func logScale(low, high float64) scale {
	first, last := -300, 301
	for ; first < 300 && math.Pow10(first+1) <= low; first++ {
	}
	for ; last > first+1 && math.Pow10(last-1) >= high; last-- {
	}
	s := scale{low: math.Pow10(first), high: math.Pow10(last), log: true}
	for n, every := first, 1+(last-first-1)/5; n <= last; n += every {
		s.ticks = append(s.ticks, valueTick{math.Pow10(n), decimal(1, n)})
	}
	return s
}

// down is how far below the upper edge a value is, in thousandths of the height. On a logarithmic scale what
// is not above zero lies at the lower edge.
func (s scale) down(value float64) int {
	share := (value - s.low) / (s.high - s.low)
	if s.log {
		share = 0
		if value > 0 {
			share = (log2(value) - log2(s.low)) / (log2(s.high) - log2(s.low))
		}
	}
	return 1000 - int(math.Round(float64(max(0, min(1, share))*1000)))
}

// log2 is the binary logarithm of a number above zero, cut off after 20 binary places. Each is found by
// squaring integers, which every processor does alike.
func log2(value float64) float64 {
	const places = 20
	fraction, exponent := math.Frexp(value)
	m, sum := uint64(math.Ldexp(fraction, 64)), int64(exponent-1) // m is 2^63 times a number from 1 to 2
	for range places {
		high, low := bits.Mul64(m, m)
		if sum *= 2; high >= 1<<63 {
			sum++
			m = high
		} else {
			m = high<<1 | low>>63
		}
	}
	return float64(sum) / (1 << places)
}

// decimal writes a number times a power of ten.
func decimal(n int64, exponent int) string {
	text := strconv.FormatInt(max(n, -n), 10)
	if n == 0 {
		exponent = 0
	}
	if exponent >= 0 {
		text += strings.Repeat("0", exponent)
	} else {
		text = strings.Repeat("0", max(0, 1-exponent-len(text))) + text
		at := len(text) + exponent
		text = strings.TrimSuffix(strings.TrimRight(text[:at]+"."+text[at:], "0"), ".")
	}
	if n < 0 {
		text = "-" + text
	}
	return grouped(text)
}

// grouped sets the thousands of a number apart, and writes a minus in the place of a hyphen.
func grouped(text string) string {
	whole, part, fraction := strings.Cut(text, ".")
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil && n != 0 {
		whole = calendar.Count(n)
	}
	if fraction {
		whole += "." + part
	}
	return strings.Replace(whole, "-", "\u2212", 1)
}

// shown writes a value: whole numbers as they are, others with four digits that count.
func shown(value float64) string {
	if value != math.Trunc(value) || math.Abs(value) >= 1e15 {
		value, _ = strconv.ParseFloat(strconv.FormatFloat(value, 'e', 3, 64), 64) // what was just written is a number
	}
	return grouped(strconv.FormatFloat(value, 'f', -1, 64))
}
