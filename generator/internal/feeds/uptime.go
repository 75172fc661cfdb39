package feeds

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// A decimalRecord is a figure with a fraction: of a downtime, Max is null where
// nothing bounds it; of an uptime, Min.
type decimalRecord struct {
	Min *json.Number `json:"min"`
	Max *json.Number `json:"max"`
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
	var b bytes.Buffer
	err := encodeHead(&b, Object{
		{"as_of", calendar.RFC3339(r.AsOf)},
		{"timezone", r.Zone.String()},
		{"weights", Object{
			{"major_outage", shortest(r.Weights[settings.MajorOutage])},
			{"partial_outage", shortest(r.Weights[settings.PartialOutage])},
			{"degraded_performance", shortest(r.Weights[settings.DegradedPerformance])},
			{"maintenance", shortest(r.Weights[settings.Maintenance])},
		}},
	})
	period := func(p uptime.Period) Object {
		return Object{{"period", p.ID()}, {"cycle", p.Cycle.String()}, {"starts", calendar.RFC3339(p.Start)}, {"ends", calendar.RFC3339(p.End)}}
	}
	for _, list := range []struct {
		key     string
		periods []uptime.Period
		head    func(uptime.Period) Object
		record  func(uptime.ServicePeriod) Object
	}{
		{"years", r.Years, func(y uptime.Period) Object { return Object{{"year", y.Year}} }, serviceYearRecord},
		{"periods", r.Periods, period, servicePeriodRecord},
		{"rolling", r.Rolling, period, servicePeriodRecord},
	} {
		fmt.Fprintf(&b, ",%q:[", list.key)
		for n, p := range list.periods {
			if n > 0 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
			err = cmp.Or(err, encodeHead(&b, list.head(p)))
			b.WriteString(",\"services\":[")
			err = cmp.Or(err, encodeLines(&b, p.Services, list.record))
			b.WriteString("]}")
		}
		b.WriteString("\n]")
	}
	b.WriteString("}\n")
	return b.Bytes(), err
}

// servicePeriodRecord is one service in a period. slo and budget are null where the target changed
// in it: budgets has one for each. credits are those that may be owed by an agreement on such periods.
func servicePeriodRecord(s uptime.ServicePeriod) Object {
	var slo *json.Number
	var budget Object
	budgets := s.Budgets()
	if len(budgets) == 1 {
		slo, budget = new(shortest(budgets[0].Target)), budgetRecord(budgets[0])
	}
	credits := []Object{}
	if a := s.Service.Agreement; a != nil && a.Cycle == s.In.Cycle {
		credits = objects(s.Credits(*a), creditRecord)
	}
	return append(statsRecord(s.Service.ID, s.Stats), Object{
		{"slo", slo},
		{"budget", budget},
		{"budgets", objects(budgets, func(b uptime.Budget) Object {
			return append(Object{
				{"from", calendar.RFC3339(b.Period.Start)},
				{"to", calendar.RFC3339(b.Period.End)},
				{"seconds", b.Seconds},
				{"slo", shortest(b.Target)},
			}, budgetRecord(b)...)
		})},
		{"credits", credits},
	}...)
}

func serviceYearRecord(s uptime.ServicePeriod) Object {
	months := []Object{}
	for _, m := range s.Months {
		if m.Tracked() {
			months = append(months, append(Object{{"month", m.In.Part}}, statsRecord(s.Service.ID, m.Stats)...))
		}
	}
	return servicePeriodRecord(s).With("months", months)
}

// budgetRecord is an error budget and what was spent of it, in whole seconds, floored.
func budgetRecord(b uptime.Budget) Object {
	return Object{{"total", b.TotalSeconds()}, {"spent", b.SpentSeconds()}}
}

// creditRecord is a credit in per cent, 0 for none, with the uptime below which it is owed and
// the seconds of downtime that part it from the one before and the next.
func creditRecord(d uptime.Due) Object {
	return Object{{"credit", shortest(d.Credit)}, {"below", objective(d.Step)}, {"over", decimalOrNull(d.Over)}, {"up_to", decimalOrNull(d.UpTo)}}
}

// statsRecord is one service in a period or a month. from and to are the first and the last
// tracked instant of it; seconds is how much of it was tracked.
func statsRecord(id string, f uptime.Stats) Object {
	return Object{
		{"id", id},
		{"from", calendar.RFC3339(f.Period.Start)},
		{"to", calendar.RFC3339(f.Period.End)},
		{"seconds", f.Seconds},
		{"incidents", f.Incidents},
		{"major", f.ByLevel[settings.MajorOutage]},
		{"partial", f.ByLevel[settings.PartialOutage]},
		{"degraded", f.ByLevel[settings.DegradedPerformance]},
		{"maintenance", f.ByLevel[settings.Maintenance]},
		{"impacted", f.Impacted},
		{"weighted", decimals(f.Weighted)},
		{"uptime", percentages(f.Uptime())},
		{"strict", percentages(f.Strict())},
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
		row := []string{
			y.ID(), s.Service.ID, base.Absolute(urls.Service(s.Service.ID)), s.Service.Name, s.Service.Organization,
			calendar.RFC3339(s.Stats.Period.Start), calendar.RFC3339(s.Stats.Period.End), strconv.FormatInt(s.Seconds, 10), strconv.Itoa(s.Incidents),
		}
		for _, level := range []settings.Level{settings.MajorOutage, settings.PartialOutage, settings.DegradedPerformance, settings.Maintenance} {
			row = append(row, boundCells(s.ByLevel[level])...)
		}
		row = append(row, boundCells(s.Impacted)...)
		for _, d := range []decimalRecord{decimals(s.Weighted), percentages(s.Uptime()), percentages(s.Strict())} {
			row = append(row, numberCell(d.Min), numberCell(d.Max))
		}
		if budgets := s.Budgets(); len(budgets) == 1 {
			row = append(row, calendar.Decimal(budgets[0].Target), strconv.FormatInt(budgets[0].TotalSeconds(), 10))
			row = append(row, boundCells(budgets[0].SpentSeconds())...)
		} else {
			row = append(row, "", "", "", "")
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
