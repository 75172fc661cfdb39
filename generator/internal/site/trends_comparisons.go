package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/trends"
)

// canTell lists every comparison of the page with what it came to.
func (s *Site) canTell(v *trends.View) *TrendsPart {
	if len(v.Comparisons) == 0 {
		return nil
	}
	p := s.part(v, "comparisons", "What the data can tell",
		"All comparisons of this page are here; nothing else on it is one. p is corrected for their number by Holm's method.",
		"A year is compared once it has been over for 60 days.")
	told := 0
	halves := DrawnTable{Wide: true, Heads: TableHeads{"Comparison", "Change", "Would have shown", "Answer"}, Labels: theme.Drawn(chart.RatioLabels())}
	pairs := halves
	pairs.Caption, pairs.Folded = "Each year against the year before", true
	for _, c := range v.Comparisons {
		row := comparisonRow(c)
		if c.Word != trends.CannotTell {
			told++
		}
		if c.Halves || c.Word != trends.CannotTell {
			halves.Rows = append(halves.Rows, row)
		} else {
			pairs.Rows = append(pairs.Rows, row)
		}
	}
	p.More = v.Heading()
	switch {
	case told == 0:
		p.Finding = "The numbers cannot tell a change, which does not say that there was none."
	case told == len(v.Comparisons):
		p.Finding = "Each bears a word."
	default:
		p.Finding = fmt.Sprintf("%s a word; the others cannot tell, which does not say that nothing changed.", capital(plural(told, "bears", "bear")))
	}
	p.Note = "The dot is the later period over the earlier one, filled where the numbers bear a word, and the line its 95 % interval. No change within the hatched zone could have shown."
	if len(halves.Rows) == 0 {
		halves, pairs = pairs, DrawnTable{}
		halves.Folded = false
	}
	p.Tables = append(p.Tables, halves)
	if len(pairs.Rows) > 0 {
		p.Tables = append(p.Tables, pairs)
	}
	return p
}

func comparisonRow(c trends.Comparison) DrawnRow {
	row := DrawnRow{
		Link:    Link{Label: comparedSides(c)},
		Drawing: theme.Drawn(chart.Ratio(c)),
		Count:   calendar.NoValue,
		Figure:  string(c.Word),
		Small:   "p " + trends.Probability(c.P) + ", " + trends.Probability(c.Adjusted) + " corrected",
		Sure:    c.Word != trends.CannotTell,
	}
	row.Note = fmt.Sprintf("reports: %s → %s", calendar.Count(int64(c.A.N)), calendar.Count(int64(c.B.N)))
	if c.Measure == trends.Length {
		row.Note = fmt.Sprintf("lengths of %s and %s", calendar.Count(int64(c.A.N)), calendar.Count(int64(c.B.N)))
	}
	if c.Ratio > 0 {
		row.Count = "× " + trends.Factor(c.Ratio)
	}
	if !row.Sure {
		row.Between = needed(c)
	}
	return row
}

// comparedSides names the periods of a comparison, the later first.
func comparedSides(c trends.Comparison) string {
	text := c.B.Years() + " against " + c.A.Years()
	if c.Measure == trends.Length {
		return "Length, " + text
	}
	return "Number, " + text
}

// needed says how large a change would have had to be.
func needed(c trends.Comparison) string {
	var ways []string
	n := c.Needed
	if c.Measure == trends.Number {
		if n.Above >= 0 {
			ways = append(ways, calendar.Count(int64(n.Above))+" or more")
		}
		if n.Below >= 0 {
			ways = append(ways, calendar.Count(int64(n.Below))+" or fewer")
		}
	} else {
		if n.Longer > 0 {
			ways = append(ways, "× "+trends.Factor(n.Longer)+" or longer")
		}
		if n.Shorter > 0 {
			ways = append(ways, "× "+trends.Factor(n.Shorter)+" or shorter")
		}
	}
	if len(ways) == 0 {
		return "nothing, with so few"
	}
	return strings.Join(ways, ", ")
}

// finding is the answer of a part to whether something changed: what the halves of the years say, or
// the years that differ.
func (s *Site) finding(v *trends.View, of trends.Measure) string {
	var told []string
	asked := false
	for _, c := range v.Comparisons {
		if asked = asked || c.Measure == of; c.Measure != of || c.Word == trends.CannotTell {
			continue
		}
		a, b := c.A.Years(), c.B.Years()
		if of == trends.Number {
			told = append(told, fmt.Sprintf("%s had %s reports than %s: %s after %s.", b, c.Word, a, calendar.Count(int64(c.B.N)), calendar.Count(int64(c.A.N))))
		} else {
			told = append(told, fmt.Sprintf("Incidents of %s tended to be %s than those of %s.", b, c.Word, a))
		}
	}
	switch {
	case len(told) > 0:
		return strings.Join(told, " ")
	case asked:
		return "The numbers cannot tell a change."
	}
	return ""
}

// mostAnswers is how many findings are put before the parts.
const mostAnswers = 3

// answers are what the page has found, shortly: the words, what came back, and what it cannot tell.
func (s *Site) answers(v *trends.View) (answers []Answer) {
	detail := Link{"How it was compared", "#comparisons"}
	unsure := trends.Comparison{}
	ordered := slices.Clone(v.Comparisons) // halves first, then the newest years
	slices.Reverse(ordered)
	slices.SortStableFunc(ordered, func(a, b trends.Comparison) int {
		if a.Halves == b.Halves {
			return cmp.Compare(a.Measure, b.Measure)
		}
		return cmp.Compare(b.B.To-b.B.From, a.B.To-a.B.From)
	})
	for _, c := range ordered {
		if c.Word != trends.CannotTell {
			answers = append(answers, Answer{capital(string(c.Word)), "told", c.Sentence(), detail})
		} else if c.Measure == trends.Number && unsure.Word == "" {
			unsure = c
		}
	}
	answers = first(answers, mostAnswers-1)
	if r := v.Returned; r.Came > 0 {
		text := fmt.Sprintf("%s came back; %s would by chance alone.", countOf(r.Came, r.Dated), oneDecimal(r.Chance))
		answers = append(answers, Answer{"Came back", "", text, Link{"What came back", "#returned"}})
	}
	if unsure.Word != "" && len(answers) < mostAnswers {
		answers = append(answers, Answer{"Cannot tell", "cannot", unsure.Sentence(), Link{"Why", "#comparisons"}})
	}
	return answers
}

// oneDecimal shows a number that is expected: "4", "26.3".
func oneDecimal(x float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0")
}
