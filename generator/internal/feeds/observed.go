package feeds

import (
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/uptime"
)

// An ObservedYear is what monitors saw of a service in a year.
type ObservedYear struct {
	Service string
	In      calendar.Period
	Seen    uptime.Stats   // while somebody looked
	Agreed  calendar.Bound // by both witnesses, in seconds
	// Contradictions have the paths of the reports that they are about beside them; "" of none.
	Contradictions []evidence.Finding
	Reports        []string
}

// ObservedJSON is /api/observed.json: what monitors saw of services, by service, then by year. Lengths are in seconds.
func ObservedJSON(years []ObservedYear) ([]byte, error) {
	return JSONList("observed", years, func(y ObservedYear) Object {
		contradictions := []Object{}
		for n, f := range y.Contradictions {
			contradictions = append(contradictions, Object{
				{"kind", f.Kind.String()}, {"from", calendar.RFC3339(f.In.Start)}, {"to", calendar.RFC3339(f.In.End)}, {"by", f.By}, {"report", orNull(y.Reports[n])},
			})
		}
		return Object{
			{"service", y.Service},
			{"period", y.In.ID()},
			{"seconds", y.Seen.Seconds},
			{"down", y.Seen.Weighted.Per(1000)},
			{"uptime", percentages(y.Seen.Uptime())},
			{"agreed", y.Agreed},
			{"contradictions", contradictions},
		}
	})
}
