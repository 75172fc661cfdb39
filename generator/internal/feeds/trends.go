package feeds

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"math/big"
	"strconv"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/stats"
	"afterword/generator/internal/trends"
)

// TrendsJSON is /api/trends.json: what the years of the archive can tell, and of each service with
// enough incidents. Figures that are no whole numbers have six digits.
func TrendsJSON(t *trends.Trends) ([]byte, error) {
	var b bytes.Buffer
	err := encodeHead(&b, Object{{"as_of", calendar.RFC3339(t.AsOf)}, {"timezone", t.Zone.String()}, {"archive", viewRecord(t.Archive)}})
	b.WriteString(",\n\"services\":[")
	err = cmp.Or(err, encodeLines(&b, t.Services, func(v *trends.View) Object { return append(Object{{"id", v.Service.ID}}, viewRecord(v)...) }))
	b.WriteString("]}\n")
	return b.Bytes(), err
}

func viewRecord(v *trends.View) Object {
	severities := make([]string, 0, len(v.Severities))
	for _, t := range v.Severities {
		severities = append(severities, t.Name)
	}
	return Object{
		{"heading", v.Heading()},
		{"incidents", v.Incidents},
		{"unstarted", v.Unstarted},
		{"severities", severities},
		{"years", objects(v.Years, trendYearRecord)},
		{"terms", objects(v.What, matrixRecord)},
		{"detected_by", matrixRecord(v.By)},
		{"starts", Object{{"n", v.When.N}, {"of", v.When.Of}, {"hours", v.When.Hours}, {"weekend", shareRecord(v.When.Weekend)}, {"office", shareRecord(v.When.Office)}}},
		{"actions", actionsRecord(v.Promised)},
		{"returned", Object{
			{"dated", v.Returned.Dated},
			{"came", v.Returned.Came},
			{"chance", digits(v.Returned.Chance)},
			{"chains", objects(v.Returned.Chains, chainRecord)},
			{"more", v.Returned.More},
		}},
		{"comparisons", objects(v.Comparisons, comparisonRecord)},
	}
}

func trendYearRecord(y trends.Year) Object {
	record := Object{
		{"year", y.Number},
		{"closed", y.Closed},
		{"seconds", y.Seconds},
		{"incidents", len(y.Incidents)},
		{"severities", y.Severities},
		{"interval", limits(y.Interval)},
		{"lengths", distributionRecord(y.Lengths)},
	}
	for _, p := range y.Response {
		record = record.With(p.Verb, distributionRecord(p.Distribution))
	}
	return record
}

func distributionRecord(d trends.Distribution) Object {
	quantiles := objects(d.Percents(), func(percent int) Object { return Object{{"percent", percent}, {"seconds", d.Quantile(percent)}} })
	return Object{{"n", d.N()}, {"of", d.Of}, {"bounded", d.Bounded}, {"quantiles", quantiles}}
}

func matrixRecord(m trends.Matrix) Object {
	row := func(r trends.Row) Object {
		return Object{{"name", orNull(r.Name)}, {"counts", r.Counts}, {"total", r.Total}, {"downtime", decimals(r.Downtime)}}
	}
	var rest Object
	if m.Rest != nil {
		rest = row(*m.Rest)
	}
	return Object{{"taxonomy", m.ID}, {"recorded", m.Recorded}, {"rows", objects(m.Rows, row)}, {"more", m.More}, {"rest", rest}}
}

func shareRecord(s *trends.Share) Object {
	if s == nil {
		return nil
	}
	return append(Object{{"in", s.In}, {"of", s.Of}, {"seconds", s.Seconds}, {"all", s.All}}, verdictRecord(s.Verdict)...)
}

func verdictRecord(v trends.Verdict) Object {
	return Object{{"word", v.Word}, {"p", rational(v.P)}, {"adjusted", rational(v.Adjusted)}, {"family", v.Family}, {"level", rational(v.Level)}}
}

func actionsRecord(a trends.Actions) Object {
	var median *int
	if len(a.Survival.Steps) > 0 && a.Survival.Median >= 0 {
		median = &a.Survival.Median
	}
	return Object{
		{"years", objects(a.Years, func(y trends.ActionYear) Object {
			return Object{
				{"year", positive(y.Number)}, {"opened", y.Opened}, {"done", y.Done}, {"dropped", y.Dropped},
				{"open", y.Open}, {"overdue", y.Overdue}, {"unknown", y.Unknown},
			}
		})},
		{"n", a.N},
		{"undated", a.Undated},
		{"median", median},
		{"last", a.Survival.Last},
		{"survival", objects(a.Survival.Steps, func(s stats.Step) Object {
			var within limitsRecord
			if s.Limits != (stats.Interval{}) {
				within = limits(s.Limits)
			}
			return Object{
				{"days", s.Days}, {"at_risk", s.AtRisk}, {"open", digits(s.Open)}, {"low", within.Low}, {"high", within.High},
				{"done", digits(s.Done)}, {"dropped", digits(s.Dropped)},
			}
		})},
	}
}

func chainRecord(c trends.Chain) Object {
	var cause, service, action, closed *string
	var chance *json.Number
	if c.Cause != nil {
		cause, service = &c.Cause.Name, &c.Service.ID
	}
	if c.Action != nil {
		action, closed, chance = &c.Action.Title, when(c.Action.Closed), digits(c.Chance)
	}
	var paths []string
	for _, i := range c.Incidents {
		paths = append(paths, i.Path)
	}
	return Object{
		{"cause", cause}, {"service", service}, {"incidents", paths}, {"gaps", c.Gaps}, {"away", c.Away},
		{"action", action}, {"closed", closed}, {"after", c.After}, {"chance", chance},
	}
}

func comparisonRecord(c trends.Comparison) Object {
	var pairs *limitsRecord
	if c.Measure == trends.Length {
		pairs = new(limits(c.Pairs))
	}
	above, below := wouldShow(c)
	return append(append(Object{
		{"measure", c.Measure.String()},
		{"halves", c.Halves},
		{"a", sideRecord(c.A)},
		{"b", sideRecord(c.B)},
		{"exact", c.Exact},
		{"strict", c.Strict},
		{"ratio", unless0(c.Ratio)},
		{"interval", interval(c)},
		{"pairs", pairs},
	}, verdictRecord(c.Verdict)...), Object{
		{"in_force", rational(c.InForce)},
		{"needed", Object{
			{"above", above}, {"below", below}, {"up", unless0(c.Needed.Up)}, {"down", unless0(c.Needed.Down)},
			{"longer", unless0(c.Needed.Longer)}, {"shorter", unless0(c.Needed.Shorter)},
		}},
		{"sentence", c.Sentence()},
	}...)
}

func sideRecord(s trends.Side) Object {
	return Object{
		{"from", s.From}, {"to", s.To}, {"n", s.N}, {"bounded", s.Bounded}, {"bursts", s.Bursts}, {"left_out", s.LeftOut}, {"seconds", s.Seconds},
	}
}

// wouldShow are the numbers that a comparison which cannot tell would have taken; nil where none
// would have been enough, or none was needed.
func wouldShow(c trends.Comparison) (above, below *int) {
	if c.Measure == trends.Number && c.Word == trends.CannotTell {
		above = &c.Needed.Above
		if c.Needed.Below >= 0 {
			below = &c.Needed.Below
		}
	}
	return above, below
}

// interval is that of the ratio; nil where there is none.
func interval(c trends.Comparison) *limitsRecord {
	if c.Interval == (stats.Interval{}) {
		return nil
	}
	return new(limits(c.Interval))
}

// A limitsRecord has null where a limit is infinite, or does not exist.
type limitsRecord struct {
	Low  *json.Number `json:"low"`
	High *json.Number `json:"high"`
}

func limits(i stats.Interval) limitsRecord { return limitsRecord{digits(i.Low), digits(i.High)} }

// digits writes six digits of a number; null where it is not finite.
func digits(x float64) *json.Number {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return new(json.Number(strconv.FormatFloat(x, 'g', 6, 64)))
}

func unless0(x float64) *json.Number {
	if x == 0 {
		return nil
	}
	return digits(x)
}

func rational(r *big.Rat) *json.Number {
	x, _ := r.Float64()
	return digits(x)
}

func positive(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
