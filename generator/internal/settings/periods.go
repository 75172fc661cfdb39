package settings

import (
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// periods reads which periods beside calendar years have figures of their own.
func (s *Settings) periods(r *frontmatter.Reader) {
	start, fiscal := yearStart(r)
	s.YearStart = start
	if fiscal {
		s.Cycles = append(s.Cycles, calendar.FiscalYearly)
	}
	seen := map[calendar.Cycle]bool{calendar.Yearly: true} // which every archive has
	for _, v := range r.Texts("periods") {
		cycle, ok := calendar.ParseCycle(v.Text)
		switch {
		case !ok || cycle.Fiscal():
			hint := diag.DidYouMean(v.Text, []string{"month", "quarter", "year"}, "Known are month, quarter and year; fiscal_year_starts: 04-01 adds fiscal years.")
			r.Add(r.Source().Errorf(diag.ValueInvalid, v.At, hint, "%q is no period", v.Text))
		case seen[cycle]:
		default:
			seen[cycle] = true
			if s.Cycles = append(s.Cycles, cycle); cycle == calendar.Quarterly && fiscal {
				s.Cycles = append(s.Cycles, calendar.FiscalQuarterly)
			}
		}
	}
	s.Rolling = rolling(r)
}

// yearStart reads the day with which fiscal years begin; false where there are none.
func yearStart(r *frontmatter.Reader) (calendar.YearStart, bool) {
	const key, hint = "fiscal_year_starts", "Write month and day, as in 04-01."
	text := r.Text(key)
	first, err := time.Parse("01-02", text)
	switch {
	case text == "":
	case err != nil:
		r.Errorf(diag.ValueInvalid, key, hint, "%q is not a day of the year", text)
	case first.Day() > 28:
		r.Errorf(diag.ValueInvalid, key, "Write a day up to the 28th, or the first of the next month.", "not every year and quarter can begin on day %d of a month", first.Day())
	default:
		return calendar.YearStart{Month: first.Month(), Day: first.Day()}, true
	}
	return calendar.YearStart{}, false
}

// mostDays is how far back rolling figures reach.
const mostDays = 3660

// rolling reads lengths of whole days.
func rolling(r *frontmatter.Reader) (days []int) {
	for _, v := range r.Texts("rolling") {
		add := func(code diag.Code, hint, format string, args ...any) {
			r.Add(r.Source().Errorf(code, v.At, hint, format, args...))
		}
		length, bad := calendar.ParseDuration(v.Text)
		n := int(length / (24 * time.Hour))
		switch {
		case bad != nil:
			add(bad.Code, bad.Hint, "%s", bad.Message)
		case length%(24*time.Hour) != 0 || n > mostDays:
			add(diag.ValueInvalid, "Write days, as in 30d.", "rolling takes whole days, %d at most, not %q", mostDays, v.Text)
		case slices.Contains(days, n):
			add(diag.ValueDuplicate, "Delete one of them.", "rolling lists %d days twice", n)
		default:
			days = append(days, n)
		}
	}
	slices.Sort(days)
	return days
}
