package uptime

import (
	"math/big"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A Stats is what one period did to a service.
type Stats struct {
	// Period is from the first to the last tracked second: the year or month, cut
	// to the service's life and to what is known. Zero where nothing was tracked.
	Period calendar.Interval
	// Seconds is how much of the period was tracked: its length, but for the years of
	// "all services", whose parts may be tracked with gaps between them.
	Seconds int64
	// Incidents counts the postmortems that name the service or a descendant and
	// touch the period: a window of the service starts in it or its certain part
	// overlaps it. A postmortem without a window of the service counts in
	// the period of its first window, else of its date.
	Incidents int
	// ByLevel is the time at which a level was the worst, in seconds; nothing for Unknown.
	ByLevel [settings.LevelCount]calendar.Bound
	// Impacted is the time at any of these levels but maintenance, in seconds.
	Impacted calendar.Bound
	// Down is the time of major and partial outages, in seconds: strict downtime.
	Down calendar.Bound
	// Weighted is D, the weighted downtime, in thousandths of a second.
	Weighted calendar.Bound
}

// Tracked reports whether the figure has a period at all, and so a percentage.
func (f Stats) Tracked() bool { return f.Seconds > 0 }

// A Percent is an uptime in thousandths of a per cent, floored: 99989 is 99.989 %.
// 100000 is returned only where nothing was lost.
type Percent struct {
	// An uptime is bounded the other way round: where the bound is open there is no
	// lower side, and Min is 0.
	calendar.Bound
}

// Uptime is 1 − D / |P|. It is zero where the figure is not tracked.
func (f Stats) Uptime() Percent { return percent(f.Seconds*1000, f.Weighted) }

// Strict is 1 − (major + partial) / |P|: every outage counts in full.
func (f Stats) Strict() Percent { return percent(f.Seconds, f.Down) }

func percent(total int64, lost calendar.Bound) Percent {
	if total <= 0 {
		return Percent{}
	}
	p := Percent{calendar.Bound{Max: floored(total, lost.Min), Open: lost.Open}}
	if !lost.Open {
		p.Min = floored(total, lost.Max)
	}
	return p
}

// floored is what is left of total in thousandths of a per cent. A year has less than
// 3.2e10 thousandths of a second, so the product stays below 3.2e15.
func floored(total, lost int64) int64 {
	return max(0, total-lost) * 100_000 / total
}

// Nines is −log10(1 − uptime) of the better side, floored, in tenths: 32 is "3.2
// nines". It is false where nothing is known to be lost.
func (f Stats) Nines() (tenths int, ok bool) { return Nines(f.Weighted.Min, f.Seconds*1000) }

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

// A Budget is an error budget and what was spent of it, both exact.
type Budget struct {
	// Total is (1 − slo) × |P| in hundred-thousandths of a second.
	Total int64
	// Spent is D in thousandths of a second.
	Spent calendar.Bound
}

// Budget is the error budget of the figure under a target in thousandths of a
// per cent. It is false without a target or a period.
func (f Stats) Budget(slo int64) (Budget, bool) {
	if slo <= 0 || f.Seconds <= 0 {
		return Budget{}, false
	}
	return Budget{Total: (100_000 - slo) * f.Seconds, Spent: f.Weighted}, true
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

// Over tells that more than the budget was spent for certain.
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
