package feeds

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// The records of /api/uptime.json, as schema/uptime.json describes them.

type uptimeRecord struct {
	AsOf     string        `json:"as_of"`
	Timezone string        `json:"timezone"`
	Weights  weightsRecord `json:"weights"`
}

type weightsRecord struct {
	MajorOutage         json.Number `json:"major_outage"`
	PartialOutage       json.Number `json:"partial_outage"`
	DegradedPerformance json.Number `json:"degraded_performance"`
	Maintenance         json.Number `json:"maintenance"`
}

// A statsRecord is one service in a year or a month. From and To are the first and
// the last tracked instant of it; Seconds is how much of it was tracked.
type statsRecord struct {
	ID          string         `json:"id"`
	From        string         `json:"from"`
	To          string         `json:"to"`
	Seconds     int64          `json:"seconds"`
	Incidents   int            `json:"incidents"`
	Major       calendar.Bound `json:"major"`
	Partial     calendar.Bound `json:"partial"`
	Degraded    calendar.Bound `json:"degraded"`
	Maintenance calendar.Bound `json:"maintenance"`
	Impacted    calendar.Bound `json:"impacted"`
	Weighted    decimalRecord  `json:"weighted"`
	Uptime      decimalRecord  `json:"uptime"`
	Strict      decimalRecord  `json:"strict"`
}

// A decimalRecord is a figure with a fraction: of a downtime, Max is null where
// nothing bounds it; of an uptime, Min.
type decimalRecord struct {
	Min *json.Number `json:"min"`
	Max *json.Number `json:"max"`
}

// A servicePeriodRecord is one service in a period. SLO and Budget are null where the target changed
// in it: Budgets has one for each. Credits are those that may be owed by an agreement on such periods.
type servicePeriodRecord struct {
	statsRecord
	SLO     *json.Number   `json:"slo"`
	Budget  *budgetRecord  `json:"budget"`
	Budgets []targetRecord `json:"budgets"`
	Credits []creditRecord `json:"credits"`
}

type serviceYearRecord struct {
	servicePeriodRecord
	Months []monthRecord `json:"months"`
}

// A budgetRecord is an error budget and what was spent of it, in whole seconds, floored.
type budgetRecord struct {
	Total int64          `json:"total"`
	Spent calendar.Bound `json:"spent"`
}

// A targetRecord is the budget of the time in which one target was in force.
type targetRecord struct {
	From    string      `json:"from"`
	To      string      `json:"to"`
	Seconds int64       `json:"seconds"`
	SLO     json.Number `json:"slo"`
	budgetRecord
}

// A creditRecord is a credit in per cent, 0 for none, with the uptime below which it is owed and
// the seconds of downtime that part it from the one before and the next.
type creditRecord struct {
	Credit json.Number  `json:"credit"`
	Below  *json.Number `json:"below"`
	Over   *json.Number `json:"over"`
	UpTo   *json.Number `json:"up_to"`
}

// A periodRecord heads the services of a period that is no calendar year: its bounds, whatever
// was tracked of it.
type periodRecord struct {
	Period string `json:"period"`
	Cycle  string `json:"cycle"`
	Starts string `json:"starts"`
	Ends   string `json:"ends"`
}

type monthRecord struct {
	Month int `json:"month"`
	statsRecord
}

// UptimeJSON is /api/uptime.json: every year of a report without gaps, oldest first,
// each with the services that were tracked in it and those months of theirs that
// were; then the other periods that archive.yaml asks for, and the last days. These are also years in which services were tracked and nothing happened, for
// which the site may have no page. A year in which nothing was tracked has an empty list.
//
// Lengths are in seconds, uptime and strict in per cent, floored to three decimals, and
// rounded up where they are upper bounds;
// weighted has at most three decimals and loses none.
func UptimeJSON(r *uptime.Report) ([]byte, error) {
	head, err := encodeJSON(uptimeRecord{
		AsOf: calendar.RFC3339(r.AsOf), Timezone: r.Zone.String(),
		Weights: weightsRecord{
			MajorOutage: shortest(r.Weights[settings.MajorOutage]), PartialOutage: shortest(r.Weights[settings.PartialOutage]),
			DegradedPerformance: shortest(r.Weights[settings.DegradedPerformance]), Maintenance: shortest(r.Weights[settings.Maintenance]),
		},
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("}\n")))
	b.WriteString(`,"years":[`)
	for n, y := range r.Years {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n{\"year\":%d,\"services\":[", y.Year)
		if err := encodeLines(&b, y.Services, func(s uptime.ServicePeriod) any { return newServiceYearRecord(s) }); err != nil {
			return nil, fmt.Errorf("the year %d: %w", y.Year, err)
		}
		b.WriteString("]}")
	}
	b.WriteString("\n]")
	for _, list := range []struct {
		key     string
		periods []uptime.Period
	}{{"periods", r.Periods}, {"rolling", r.Rolling}} {
		fmt.Fprintf(&b, ",%q:[", list.key)
		for n, p := range list.periods {
			head, err := json.Marshal(periodRecord{p.ID(), p.Cycle.String(), calendar.RFC3339(p.Start), calendar.RFC3339(p.End)})
			if err != nil {
				return nil, err
			}
			if n > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n%s,\"services\":[", bytes.TrimSuffix(head, []byte("}")))
			if err := encodeLines(&b, p.Services, func(s uptime.ServicePeriod) any { return newServicePeriodRecord(s) }); err != nil {
				return nil, fmt.Errorf("%s: %w", p, err)
			}
			b.WriteString("]}")
		}
		b.WriteString("\n]")
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

func newServicePeriodRecord(s uptime.ServicePeriod) servicePeriodRecord {
	r := servicePeriodRecord{statsRecord: newStatsRecord(s.Service.ID, s.Stats), Budgets: []targetRecord{}, Credits: []creditRecord{}}
	for _, b := range s.Budgets() {
		r.Budgets = append(r.Budgets, targetRecord{
			From: calendar.RFC3339(b.Period.Start), To: calendar.RFC3339(b.Period.End), Seconds: b.Seconds, SLO: shortest(b.Target),
			budgetRecord: budgetRecord{Total: b.TotalSeconds(), Spent: b.SpentSeconds()},
		})
	}
	if len(r.Budgets) == 1 {
		r.SLO, r.Budget = &r.Budgets[0].SLO, &r.Budgets[0].budgetRecord
	}
	if a := s.Service.Agreement; a != nil && a.Cycle == s.In.Cycle {
		for _, d := range s.Credits(*a) {
			r.Credits = append(r.Credits, creditRecord{shortest(d.Credit), objective(d.Step), decimalOrNull(d.Over), decimalOrNull(d.UpTo)})
		}
	}
	return r
}

func newServiceYearRecord(s uptime.ServicePeriod) serviceYearRecord {
	r := serviceYearRecord{
		servicePeriodRecord: newServicePeriodRecord(s),
		Months:              make([]monthRecord, 0, len(s.Months)),
	}
	for _, m := range s.Months {
		if m.Tracked() {
			r.Months = append(r.Months, monthRecord{Month: m.In.Part, statsRecord: newStatsRecord(s.Service.ID, m.Stats)})
		}
	}
	return r
}

func newStatsRecord(id string, f uptime.Stats) statsRecord {
	return statsRecord{
		ID: id, From: calendar.RFC3339(f.Period.Start), To: calendar.RFC3339(f.Period.End),
		Seconds: f.Seconds, Incidents: f.Incidents,
		Major: f.ByLevel[settings.MajorOutage], Partial: f.ByLevel[settings.PartialOutage], Degraded: f.ByLevel[settings.DegradedPerformance],
		Maintenance: f.ByLevel[settings.Maintenance], Impacted: f.Impacted,
		Weighted: decimals(f.Weighted), Uptime: percentages(f.Uptime()), Strict: percentages(f.Strict()),
	}
}

// decimals writes a bound in thousandths; its greatest is null where it is open.
func decimals(b calendar.Bound) decimalRecord {
	r := decimalRecord{fixed(b.Min), fixed(b.Max)}
	if b.Open {
		r.Max = nil
	}
	return r
}

// percentages writes an uptime, of which the least is not known where it is open.
func percentages(p uptime.Percent) decimalRecord {
	r := decimalRecord{fixed(p.Min), fixed(p.Max)}
	if p.Below {
		// More than any year with a thousandth of a second lost, and less than 100.
		r.Max = new(json.Number("99.999999999"))
	}
	if p.Open {
		r.Min = nil
	}
	return r
}

// fixed writes thousandths with three decimals: 99.740. They are never negative.
func fixed(n int64) *json.Number {
	return new(json.Number(fmt.Sprintf("%d.%03d", n/1000, n%1000)))
}

// decimalOrNull writes thousandths; null where they are less than 0.
func decimalOrNull(n int64) *json.Number {
	if n < 0 {
		return nil
	}
	return fixed(n)
}

// shortest writes thousandths with the decimals that they need: 0.3, 1.
func shortest(n int64) json.Number { return json.Number(calendar.Decimal(n)) }

// objective is a target in per cent; null where there is none.
func objective(slo int64) *json.Number {
	if slo == 0 {
		return nil
	}
	return new(shortest(slo))
}

// uptimeColumns head the table of a period's uptime; the first is its id. Lengths are in seconds; a *_max of a
// length and a *_min of an uptime are empty where nothing bounds it. from and to are
// the tracked part of the year, times RFC 3339 in UTC; uptime, strict and slo are in per cent.
var uptimeColumns = []string{
	"service", "url", "name", "organization", "from", "to", "seconds", "incidents",
	"major_min", "major_max", "partial_min", "partial_max", "degraded_min", "degraded_max",
	"maintenance_min", "maintenance_max", "impacted_min", "impacted_max", "weighted_min", "weighted_max",
	"uptime_min", "uptime_max", "strict_min", "strict_max", "slo", "budget_total", "budget_spent_min", "budget_spent_max",
}

// UptimeCSV is /years/N/uptime.csv: the services that were tracked in a period. It has
// its head alone where there were none. The months are in UptimeJSON.
func UptimeCSV(y uptime.Period, base urls.Base) []byte {
	rows := make([][]string, 0, len(y.Services)+1)
	head := "period"
	if y.Cycle == calendar.Yearly {
		head = "year"
	}
	rows = append(rows, append([]string{head}, uptimeColumns...))
	for _, s := range y.Services {
		r := newServicePeriodRecord(s)
		row := []string{
			y.ID(), r.ID, base.Absolute(urls.Service(r.ID)), s.Service.Name, s.Service.Organization,
			r.From, r.To, strconv.FormatInt(r.Seconds, 10), strconv.Itoa(r.Incidents),
		}
		for _, b := range []calendar.Bound{r.Major, r.Partial, r.Degraded, r.Maintenance, r.Impacted} {
			row = append(row, boundCells(b)...)
		}
		for _, d := range []decimalRecord{r.Weighted, r.Uptime, r.Strict} {
			row = append(row, numberCell(d.Min), numberCell(d.Max))
		}
		row = append(row, numberCell(r.SLO))
		if r.Budget == nil {
			row = append(row, "", "", "")
		} else {
			row = append(row, strconv.FormatInt(r.Budget.Total, 10))
			row = append(row, boundCells(r.Budget.Spent)...)
		}
		rows = append(rows, row)
	}
	return CSV(rows)
}

func boundCells(b calendar.Bound) []string {
	if b.Open {
		return []string{strconv.FormatInt(b.Min, 10), ""}
	}
	return []string{strconv.FormatInt(b.Min, 10), strconv.FormatInt(b.Max, 10)}
}

func numberCell(n *json.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}
