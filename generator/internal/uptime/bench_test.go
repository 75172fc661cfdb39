package uptime_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// corpus is an archive like those of the project's corpus maker: sixty services over
// sixteen years, an exponential length with a mean of about an hour and a half, one to
// three windows, one or two services.
func corpus(incidents int) uptime.Input {
	const services, first, last = 60, 2010, 2025
	minute := func(t time.Time) calendar.Time { return calendar.Time{Instant: t, Precision: calendar.Minute} }
	in := uptime.Input{Zone: time.UTC, Weights: defaults, AsOf: time.Date(last+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()}
	for i := range services {
		in.Services = append(in.Services, settings.Service{
			ID: fmt.Sprint("s-", i), Targets: []settings.Target{{Percent: 99_900}},
			Since: calendar.Time{Instant: time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC), Precision: calendar.Day},
		})
	}
	levels := []settings.Level{settings.MajorOutage, settings.PartialOutage, settings.PartialOutage, settings.DegradedPerformance}
	for i := range incidents {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		start := time.Date(first+r.IntN(last-first+1), 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(364*24*60)) * time.Minute)
		length := time.Duration(2+r.ExpFloat64()*95) * time.Minute
		end := start.Add(length)
		p := &postmortem.Postmortem{Path: fmt.Sprintf("%d/%05d", start.Year(), i), Date: minute(end.AddDate(0, 0, 3))}
		a, b := r.IntN(services), r.IntN(services)
		p.Services = []string{in.Services[a].ID}
		if a != b && r.IntN(3) == 0 {
			p.Services = append(p.Services, in.Services[b].ID)
		}
		for k := 0; k == 0 || k < 3 && r.IntN(5) == 0; k++ {
			p.Windows = append(p.Windows, postmortem.Window{Start: minute(start), End: minute(end), Level: levels[r.IntN(len(levels))]})
			start = end.Add(time.Duration(20+r.IntN(600)) * time.Minute)
			end = start.Add(length / 2)
		}
		in.Postmortems = append(in.Postmortems, p)
	}
	return in
}

// everything asks a report for all that pages show.
func everything(r *uptime.Report) (bars int) {
	for _, y := range r.Years {
		for _, s := range y.Services {
			bars += len(s.Weeks())
			for _, month := range s.Days() {
				bars += len(month)
			}
		}
		bars += len(y.All.Weeks()) + len(y.All.Days())
	}
	return bars
}

// BenchmarkUptime10000Incidents is the uptime stage of a build. It has a budget of 150 ms
// on two cores.
func BenchmarkUptime10000Incidents(b *testing.B) {
	in := corpus(10_000)
	for b.Loop() {
		uptime.Compute(in)
	}
	milliseconds(b)
}

// BenchmarkUptimeAndBars10000Incidents is the stage and all that pages ask it for, which
// they do while they are rendered.
func BenchmarkUptimeAndBars10000Incidents(b *testing.B) {
	in := corpus(10_000)
	for b.Loop() {
		everything(uptime.Compute(in))
	}
	milliseconds(b)
}

func milliseconds(b *testing.B) {
	b.ReportMetric(0, "ns/op") // not shown
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
}
