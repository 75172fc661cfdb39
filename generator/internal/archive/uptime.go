package archive

import "afterword/generator/internal/uptime"

// Uptime computes the uptime of all services up to AsOf, in their order, from all
// reports but drafts. It takes a while: keep the result.
func (a *Archive) Uptime() *uptime.Report {
	in := uptime.Input{Zone: a.Settings.Zone, Weights: a.Settings.Weights, AsOf: a.AsOf,
		Cycles: a.Settings.Cycles, YearStart: a.Settings.YearStart, Rolling: a.Settings.Rolling}
	for _, s := range a.Services {
		in.Services = append(in.Services, s.Service)
	}
	for _, i := range a.Incidents {
		if !i.Draft {
			in.Postmortems = append(in.Postmortems, i.Postmortem)
		}
	}
	return uptime.Compute(in)
}
