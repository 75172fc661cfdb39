package feeds

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"strconv"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/stats"
	"afterword/generator/internal/trends"
)

// The records of /api/trends.json, as schema/trends.json describes them.

type trendsRecord struct {
	AsOf     string     `json:"as_of"`
	Timezone string     `json:"timezone"`
	Archive  viewRecord `json:"archive"`
}

type serviceTrendsRecord struct {
	ID string `json:"id"`
	viewRecord
}

type viewRecord struct {
	Heading     string             `json:"heading"`
	Incidents   int                `json:"incidents"`
	Unstarted   int                `json:"unstarted"`
	Severities  []string           `json:"severities"`
	Years       []trendYearRecord  `json:"years"`
	Terms       []matrixRecord     `json:"terms"`
	DetectedBy  matrixRecord       `json:"detected_by"`
	Starts      startsRecord       `json:"starts"`
	Actions     trendActionsRecord `json:"actions"`
	Returned    returnedRecord     `json:"returned"`
	Comparisons []comparisonRecord `json:"comparisons"`
}

type trendYearRecord struct {
	Year        int                `json:"year"`
	Closed      bool               `json:"closed"`
	Seconds     int64              `json:"seconds"`
	Incidents   int                `json:"incidents"`
	Severities  []int              `json:"severities"`
	Interval    limitsRecord       `json:"interval"`
	Lengths     distributionRecord `json:"lengths"`
	Detect      distributionRecord `json:"detect"`
	Acknowledge distributionRecord `json:"acknowledge"`
	Mitigate    distributionRecord `json:"mitigate"`
	Resolve     distributionRecord `json:"resolve"`
}

// limitsRecord has null where a limit is infinite, or does not exist.
type limitsRecord struct {
	Low  *json.Number `json:"low"`
	High *json.Number `json:"high"`
}

type distributionRecord struct {
	N         int              `json:"n"`
	Of        int              `json:"of"`
	Bounded   int              `json:"bounded"`
	Quantiles []quantileRecord `json:"quantiles"`
}

type quantileRecord struct {
	Percent int            `json:"percent"`
	Seconds calendar.Bound `json:"seconds"`
}

type matrixRecord struct {
	Taxonomy string      `json:"taxonomy"`
	Recorded int         `json:"recorded"`
	Rows     []rowRecord `json:"rows"`
	More     int         `json:"more"`
	Rest     *rowRecord  `json:"rest"`
}

type rowRecord struct {
	Name     *string       `json:"name"`
	Counts   []int         `json:"counts"`
	Total    int           `json:"total"`
	Downtime decimalRecord `json:"downtime"`
}

type startsRecord struct {
	N       int          `json:"n"`
	Of      int          `json:"of"`
	Hours   [7][24]int   `json:"hours"`
	Weekend *shareRecord `json:"weekend"`
	Office  *shareRecord `json:"office"`
}

type shareRecord struct {
	In      int   `json:"in"`
	Of      int   `json:"of"`
	Seconds int64 `json:"seconds"`
	All     int64 `json:"all"`
	verdictRecord
}

type verdictRecord struct {
	Word     trends.Word  `json:"word"`
	P        *json.Number `json:"p"`
	Adjusted *json.Number `json:"adjusted"`
	Family   int          `json:"family"`
	Level    *json.Number `json:"level"`
}

type trendActionsRecord struct {
	Years    []actionYearRecord `json:"years"`
	N        int                `json:"n"`
	Undated  int                `json:"undated"`
	Median   *int               `json:"median"`
	Last     int                `json:"last"`
	Survival []survivalRecord   `json:"survival"`
}

type actionYearRecord struct {
	Year    *int `json:"year"`
	Opened  int  `json:"opened"`
	Done    int  `json:"done"`
	Dropped int  `json:"dropped"`
	Open    int  `json:"open"`
	Overdue int  `json:"overdue"`
	Unknown int  `json:"unknown"`
}

type survivalRecord struct {
	Days    int          `json:"days"`
	AtRisk  int          `json:"at_risk"`
	Open    *json.Number `json:"open"`
	Low     *json.Number `json:"low"`
	High    *json.Number `json:"high"`
	Done    *json.Number `json:"done"`
	Dropped *json.Number `json:"dropped"`
}

type returnedRecord struct {
	Dated  int           `json:"dated"`
	Came   int           `json:"came"`
	Chance *json.Number  `json:"chance"`
	Chains []chainRecord `json:"chains"`
	More   int           `json:"more"`
}

type chainRecord struct {
	Cause     *string      `json:"cause"`
	Service   *string      `json:"service"`
	Incidents []string     `json:"incidents"`
	Gaps      []int        `json:"gaps"`
	Away      int          `json:"away"`
	Action    *string      `json:"action"`
	Closed    *string      `json:"closed"`
	After     int          `json:"after"`
	Chance    *json.Number `json:"chance"`
}

type comparisonRecord struct {
	Measure  string        `json:"measure"`
	Halves   bool          `json:"halves"`
	A        sideRecord    `json:"a"`
	B        sideRecord    `json:"b"`
	Exact    bool          `json:"exact"`
	Strict   bool          `json:"strict"`
	Ratio    *json.Number  `json:"ratio"`
	Interval *limitsRecord `json:"interval"`
	Pairs    *limitsRecord `json:"pairs"`
	verdictRecord
	InForce  *json.Number `json:"in_force"`
	Needed   neededRecord `json:"needed"`
	Sentence string       `json:"sentence"`
}

type sideRecord struct {
	From    int   `json:"from"`
	To      int   `json:"to"`
	N       int   `json:"n"`
	Bounded int   `json:"bounded"`
	Bursts  int   `json:"bursts"`
	LeftOut int   `json:"left_out"`
	Seconds int64 `json:"seconds"`
}

// A neededRecord has null where no change would have been enough, or none was needed.
type neededRecord struct {
	Above   *int         `json:"above"`
	Below   *int         `json:"below"`
	Up      *json.Number `json:"up"`
	Down    *json.Number `json:"down"`
	Longer  *json.Number `json:"longer"`
	Shorter *json.Number `json:"shorter"`
}

// TrendsJSON is /api/trends.json: what the years of the archive can tell, and of each service with
// enough incidents. Figures that are no whole numbers have six digits.
func TrendsJSON(t *trends.Trends) ([]byte, error) {
	head, err := encodeJSON(trendsRecord{calendar.RFC3339(t.AsOf), t.Zone.String(), newViewRecord(t.Archive)})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("}\n")))
	b.WriteString(",\n\"services\":[")
	err = encodeLines(&b, t.Services, func(v *trends.View) any { return serviceTrendsRecord{v.Service.ID, newViewRecord(v)} })
	b.WriteString("]}\n")
	return b.Bytes(), err
}

func newViewRecord(v *trends.View) viewRecord {
	r := viewRecord{
		Heading: v.Heading(), Incidents: v.Incidents, Unstarted: v.Unstarted,
		Severities: make([]string, 0, len(v.Severities)), Years: make([]trendYearRecord, 0, len(v.Years)), Terms: make([]matrixRecord, 0, len(v.What)),
		DetectedBy:  newMatrixRecord(v.By),
		Starts:      startsRecord{v.When.N, v.When.Of, v.When.Hours, newShareRecord(v.When.Weekend), newShareRecord(v.When.Office)},
		Actions:     newTrendActionsRecord(v.Promised),
		Returned:    newReturnedRecord(v.Returned),
		Comparisons: make([]comparisonRecord, 0, len(v.Comparisons)),
	}
	for _, t := range v.Severities {
		r.Severities = append(r.Severities, t.Name)
	}
	for _, y := range v.Years {
		r.Years = append(r.Years, trendYearRecord{
			Year: y.Number, Closed: y.Closed, Seconds: y.Seconds, Incidents: len(y.Incidents), Severities: y.Severities, Interval: limits(y.Interval),
			Lengths: newDistributionRecord(y.Lengths), Detect: newDistributionRecord(y.Detect), Acknowledge: newDistributionRecord(y.Acknowledge),
			Mitigate: newDistributionRecord(y.Mitigate), Resolve: newDistributionRecord(y.Resolve),
		})
	}
	for _, m := range v.What {
		r.Terms = append(r.Terms, newMatrixRecord(m))
	}
	for n := range v.Comparisons {
		r.Comparisons = append(r.Comparisons, newComparisonRecord(&v.Comparisons[n]))
	}
	return r
}

func newDistributionRecord(d trends.Distribution) distributionRecord {
	r := distributionRecord{N: d.N(), Of: d.Of, Bounded: d.Bounded, Quantiles: []quantileRecord{}}
	for _, percent := range d.Percents() {
		r.Quantiles = append(r.Quantiles, quantileRecord{percent, d.Quantile(percent)})
	}
	return r
}

func newMatrixRecord(m trends.Matrix) matrixRecord {
	row := func(r trends.Row) rowRecord {
		return rowRecord{orNull(r.Name), r.Counts, r.Total, decimals(r.Downtime)}
	}
	r := matrixRecord{Taxonomy: m.ID, Recorded: m.Recorded, Rows: make([]rowRecord, 0, len(m.Rows)), More: m.More}
	for _, of := range m.Rows {
		r.Rows = append(r.Rows, row(of))
	}
	if m.Rest != nil {
		r.Rest = new(row(*m.Rest))
	}
	return r
}

func newShareRecord(s *trends.Share) *shareRecord {
	if s == nil {
		return nil
	}
	return &shareRecord{s.In, s.Of, s.Seconds, s.All, newVerdictRecord(s.Verdict)}
}

func newVerdictRecord(v trends.Verdict) verdictRecord {
	return verdictRecord{v.Word, rational(v.P), rational(v.Adjusted), v.Family, rational(v.Level)}
}

func newTrendActionsRecord(a trends.Actions) trendActionsRecord {
	r := trendActionsRecord{Years: make([]actionYearRecord, 0, len(a.Years)), N: a.N, Undated: a.Undated, Last: a.Survival.Last, Survival: make([]survivalRecord, 0, len(a.Survival.Steps))}
	for _, y := range a.Years {
		r.Years = append(r.Years, actionYearRecord{positive(y.Number), y.Opened, y.Done, y.Dropped, y.Open, y.Overdue, y.Unknown})
	}
	if len(a.Survival.Steps) > 0 && a.Survival.Median >= 0 {
		r.Median = &a.Survival.Median
	}
	for _, s := range a.Survival.Steps {
		step := survivalRecord{Days: s.Days, AtRisk: s.AtRisk, Open: digits(s.Open), Done: digits(s.Done), Dropped: digits(s.Dropped)}
		if s.Limits != (stats.Interval{}) {
			step.Low, step.High = digits(s.Limits.Low), digits(s.Limits.High)
		}
		r.Survival = append(r.Survival, step)
	}
	return r
}

func newReturnedRecord(of trends.Returned) returnedRecord {
	r := returnedRecord{Dated: of.Dated, Came: of.Came, Chance: digits(of.Chance), Chains: make([]chainRecord, 0, len(of.Chains)), More: of.More}
	for _, c := range of.Chains {
		chain := chainRecord{Gaps: c.Gaps, Away: c.Away, After: c.After}
		for _, i := range c.Incidents {
			chain.Incidents = append(chain.Incidents, i.Path)
		}
		if c.Cause != nil {
			chain.Cause, chain.Service = &c.Cause.Name, &c.Service.ID
		}
		if c.Action != nil {
			chain.Action, chain.Closed, chain.Chance = &c.Action.Title, when(c.Action.Closed), digits(c.Chance)
		}
		r.Chains = append(r.Chains, chain)
	}
	return r
}

func newComparisonRecord(c *trends.Comparison) comparisonRecord {
	r := comparisonRecord{
		Measure: "number", Halves: c.Halves, A: sideRecord(c.A), B: sideRecord(c.B), Exact: c.Exact, Strict: c.Strict,
		verdictRecord: newVerdictRecord(c.Verdict), InForce: rational(c.InForce), Sentence: c.Sentence(),
		Needed: neededRecord{Up: unless0(c.Needed.Up), Down: unless0(c.Needed.Down), Longer: unless0(c.Needed.Longer), Shorter: unless0(c.Needed.Shorter)},
	}
	r.Ratio = unless0(c.Ratio)
	if c.Interval != (stats.Interval{}) {
		r.Interval = new(limits(c.Interval))
	}
	switch {
	case c.Measure == trends.Length:
		r.Measure, r.Pairs = "length", new(limits(c.Pairs))
	case c.Word == trends.CannotTell:
		r.Needed.Above = &c.Needed.Above
		if c.Needed.Below >= 0 {
			r.Needed.Below = &c.Needed.Below
		}
	}
	return r
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
