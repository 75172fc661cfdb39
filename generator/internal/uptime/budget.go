package uptime

import (
	"math/big"
	"strings"

	"afterword/generator/internal/calendar"
)

// A Budget is the error budget of a time in which one target was in force, and what was spent of it,
// both exact.
type Budget struct {
	Target int64 // thousandths of a per cent
	// Period is from the first to the last tracked second of that time, Seconds how much of it was tracked.
	Period  calendar.Interval
	Seconds int64
	// Total is (1 − slo) × |P| in hundred-thousandths of a second.
	Total int64
	// Spent is D in thousandths of a second.
	Spent calendar.Bound
}

// Budgets are the error budgets of the period: one for each target that was in force while the
// service was tracked, in order.
func (s ServicePeriod) Budgets() (list []Budget) {
	for n, t := range s.Service.Targets {
		part := s.In.Interval
		if !t.From.IsZero() {
			part.Start = max(part.Start, t.From.Unix())
		}
		if n+1 < len(s.Service.Targets) {
			part.End = min(part.End, s.Service.Targets[n+1].From.Unix())
		}
		of := s.Stats
		if part != s.In.Interval && !part.Empty() {
			of = s.lane.tally([]calendar.Interval{part})[0]
		}
		if b, ok := of.Budget(t.Percent); ok && !part.Empty() {
			list = append(list, b)
		}
	}
	return list
}

// Budget is the error budget under a target in thousandths of a per cent; false without a
// target or where nothing was tracked.
func (s Stats) Budget(target int64) (Budget, bool) {
	if target <= 0 || s.Seconds <= 0 {
		return Budget{}, false
	}
	return Budget{target, s.Period, s.Seconds, (100_000 - target) * s.Seconds, s.Weighted}, true
}

// TotalSeconds is the budget in whole seconds, floored.
func (b Budget) TotalSeconds() int64 { return b.Total / 100_000 }

// SpentSeconds is what was spent in whole seconds, floored.
func (b Budget) SpentSeconds() calendar.Bound { return b.Spent.Per(1000) }

// LeftSeconds is what the better side leaves, in whole seconds, floored; negative
// where the budget is overspent for certain.
func (b Budget) LeftSeconds() int64 {
	left := b.Total - b.Spent.Min*100
	if left < 0 {
		return -((-left + 99_999) / 100_000)
	}
	return left / 100_000
}

// Over reports whether more than the budget was spent for certain.
func (b Budget) Over() bool { return b.Spent.Min*100 > b.Total }

// Share is the part spent in tenths of a per cent, rounded up: 693 is 69.3 %. It is
// false where the target leaves no budget.
func (b Budget) Share() (calendar.Bound, bool) {
	if b.Total <= 0 {
		return calendar.Bound{}, false
	}
	up := func(spent int64) int64 { return (spent*100*1000 + b.Total - 1) / b.Total }
	return calendar.Bound{Min: up(b.Spent.Min), Max: up(b.Spent.Max), Open: b.Spent.Open}, true
}

// SharesText is how much was spent of each of some budgets, "69.3 %, then 12.0 %", and whether more
// than all was spent of any for certain; "" without budgets.
func SharesText(budgets []Budget) (text string, over bool) {
	var shares []string
	for _, b := range budgets {
		over = over || b.Over()
		if share, ok := b.Share(); ok {
			shares = append(shares, ShareText(share))
		}
	}
	return strings.Join(shares, ", then "), over
}

// ShareText shows a part of a budget, as Share returns it: "69.3 %", "≥126.7 %".
func ShareText(share calendar.Bound) string {
	text := calendar.TenthsText(share.Min)
	if !share.Exact() {
		return calendar.AtLeast(text)
	}
	return text
}

// Nines is −log10(1 − uptime) of the better side, floored, in tenths: 32 is "3.2
// nines". It is false where nothing is known to be lost.
func (s Stats) Nines() (tenths int, ok bool) { return Nines(s.Weighted.Min, s.Seconds*1000) }

// Nines is −log10(lost / total), floored, in tenths; both are in one unit. It is
// false where nothing was lost, or there was nothing to lose. n tenths are reached
// where (lost/total)^10 <= 10^-n, which integers decide exactly.
func Nines(lost, total int64) (tenths int, ok bool) {
	if lost <= 0 || total <= 0 {
		return 0, false
	}
	ten := big.NewInt(10)
	left := new(big.Int).Exp(big.NewInt(lost), ten, nil)
	right := new(big.Int).Exp(big.NewInt(total), ten, nil)
	for {
		left.Mul(left, ten)
		if left.Cmp(right) > 0 {
			return tenths, true
		}
		tenths++
	}
}
