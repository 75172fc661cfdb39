package uptime

import "afterword/generator/internal/settings"

// A Due is a credit that may be owed for a period, with the downtimes for which it is. Downtimes are
// in thousandths of a second.
type Due struct {
	Credit int64 // in thousandths of a per cent; 0: none
	// Step is the uptime below which it is owed, in thousandths of a per cent; 0 of no credit.
	Step int64
	// Over is the most downtime for which it is not owed yet; -1 of no credit. UpTo is the most for
	// which it is owed rather than the next; -1 of the last.
	Over, UpTo int64
}

// Credits are those that an agreement may owe for the period, from the least to the most: one where
// the downtime is exact, or both its sides are within one step. Where the downtime is open, all from the least
// on are possible. There are none where nothing was tracked.
//
// An uptime is below a step where (100 % - step) of the tracked time is less than the downtime,
// which is compared in integers and never by the percentage that is shown.
func (s Stats) Credits(a settings.Agreement) (due []Due) {
	if !s.Tracked() {
		return nil
	}
	all := []Due{{Over: -1, UpTo: -1}}
	for n, c := range a.Credits {
		allowed := (100_000 - c.Below) * s.Seconds / 100 // floored: downtimes are whole thousandths
		all[n].UpTo = allowed
		all = append(all, Due{Credit: c.Credit, Step: c.Below, Over: allowed, UpTo: -1})
	}
	for _, d := range all {
		starts := s.Weighted.Open || s.Weighted.Max > d.Over
		if starts && (d.UpTo < 0 || s.Weighted.Min <= d.UpTo) {
			due = append(due, d)
		}
	}
	return due
}
