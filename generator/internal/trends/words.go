package trends

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"afterword/generator/internal/calendar"
)

// Sentence says what a comparison came to: with its numbers, its limits and both p-values, or what it
// would have taken.
func (c *Comparison) Sentence() string {
	a, b := c.A.Years(), c.B.Years()
	corrected := fmt.Sprintf("p %s, %s corrected for %s", Probability(c.P), Probability(c.Adjusted), calendar.Plural(c.Family, "comparison"))
	among := fmt.Sprintf("p %s alone, %s among %s", Probability(c.P), Probability(c.Adjusted), calendar.Plural(c.Family, "comparison"))
	switch {
	case c.Word == CannotTell && c.Measure == Number:
		return fmt.Sprintf("%s against %s: %s against %s. Cannot tell (%s). %s", b, a, c.B.reports(), c.A.reports(), among, c.Taken())
	case c.Word == CannotTell:
		return fmt.Sprintf("Lengths of %s against %s: %s against %s. Cannot tell (%s). %s", b, a, number(c.B.N), number(c.A.N), among, c.Taken())
	case c.Measure == Number:
		return fmt.Sprintf("%s had %s reports than %s: %s against %s, %s%s; %s).", b, c.Word, a, c.B.reports(), c.A.reports(), c.times("as many", "("), c.limits(), corrected)
	}
	return fmt.Sprintf("%s had %s incidents than %s: in %s of 100 pairs the later one is the longer, %s%s; %s).", b, c.Word, a, c.pairs(), c.times("as long in the middle", "(ratio not known exactly, "), c.limits(), corrected)
}

// Heading says how many comparisons were made, and how seldom they say too much.
func (v *View) Heading() string {
	n := len(v.Comparisons)
	if n == 0 {
		return "No comparison was made: too few years are closed."
	}
	c := v.Comparisons[0]
	whose := fmt.Sprintf("%s made; if nothing had changed, one or more would say so by chance", were(n, "comparison"))
	if v.Service != nil {
		whose = fmt.Sprintf("%s made here, of %d on the pages of all services; if nothing had changed, one or more of those would say so by chance", were(n, "comparison"), c.Family)
	}
	return fmt.Sprintf("%s in at most %s archives of 100.", whose, new(big.Rat).Mul(c.Level, big.NewRat(100, 1)).RatString())
}

// Taken says how large a change would have had to be, and how large one would be found in 4 of 5 cases.
func (c *Comparison) Taken() string {
	n := c.Needed
	if c.Measure == Length {
		ways := alternatives(
			n.Longer > 0, fmt.Sprintf("%s times as long", upper(n.Longer)),
			n.Shorter > 0, fmt.Sprintf("%s times as long", lower(n.Shorter)))
		if ways == "" {
			return "With so few, no difference could have shown."
		}
		return fmt.Sprintf("The later ones would have had to be %s as they were.", ways)
	}
	ways := alternatives(
		n.Above >= 0, fmt.Sprintf("%s or more", number(n.Above)),
		n.Below >= 0, fmt.Sprintf("%s or fewer", number(n.Below)))
	text := fmt.Sprintf("It would have taken %s.", ways)
	if found := alternatives(n.Up > 0, upper(n.Up)+" times", n.Down > 0, lower(n.Down)+" times"); found != "" {
		text += fmt.Sprintf(" A rate of %s that of %s would show in 4 of 5 cases.", found, c.A.Years())
	}
	return text
}

// alternatives joins what holds of two.
func alternatives(first bool, one string, second bool, other string) string {
	switch {
	case first && second:
		return one + ", or " + other
	case first:
		return one
	case second:
		return other
	}
	return ""
}

// Years names the years from one to another: "2021", "2018–2021".
func Years(from, to int) string {
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d–%d", from, to)
}

// Years names the period.
func (s Side) Years() string { return Years(s.From, s.To) }

// reports is how many there were: "30", "30 (25 with bursts counted once)".
func (s Side) reports() string {
	if s.Bursts == 0 {
		return number(s.N)
	}
	return fmt.Sprintf("%s (%s with bursts counted once)", number(s.N), number(s.N-s.Bursts))
}

// times is the effect, with the opening of what is in parentheses behind it.
func (c *Comparison) times(what, without string) string {
	if c.Ratio == 0 || math.IsInf(c.Ratio, 1) {
		return without
	}
	return fmt.Sprintf("%s times %s (", Factor(c.Ratio), what)
}

// limits are the 95 % interval of the effect, rounded outwards.
func (c *Comparison) limits() string {
	if math.IsInf(c.Interval.High, 1) {
		return fmt.Sprintf("95 %% interval from %s upwards", lower(c.Interval.Low))
	}
	return fmt.Sprintf("95 %% interval %s to %s", lower(c.Interval.Low), upper(c.Interval.High))
}

// pairs are how many of 100 pairs: "83", "92 to 100".
func (c *Comparison) pairs() string {
	low, high := math.Floor(c.Pairs.Low*100), math.Ceil(c.Pairs.High*100)
	if c.Pairs.Low == c.Pairs.High {
		return fmt.Sprintf("%.0f", c.Pairs.Low*100)
	}
	return fmt.Sprintf("%.0f to %.0f", low, high)
}

// Factor shows a ratio in two digits: "0.27", "1.9", "16".
func Factor(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "∞"
	case x < 0.995:
		return fmt.Sprintf("%.2f", x)
	case x < 9.95:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0")
	}
	return fmt.Sprintf("%.0f", x)
}

// lower and upper show limits in hundredths, rounded outwards.
func lower(x float64) string { return fmt.Sprintf("%.2f", math.Floor(x*100)/100) }
func upper(x float64) string { return fmt.Sprintf("%.2f", math.Ceil(x*100)/100) }

// Probability shows a p-value in two digits, and no finer than a thousandth: "0.27", "0.023", "below 0.001".
func Probability(p *big.Rat) string {
	switch {
	case p.Cmp(big.NewRat(5, 10_000)) < 0:
		return "below 0.001"
	case p.Cmp(big.NewRat(995, 10_000)) < 0:
		return p.FloatString(3)
	case p.Cmp(big.NewRat(995, 1000)) < 0:
		return p.FloatString(2)
	}
	return "1"
}

func number(n int) string { return calendar.Count(int64(n)) }

func were(n int, one string) string {
	if n == 1 {
		return "1 " + one + " was"
	}
	return calendar.Plural(n, one) + " were"
}
