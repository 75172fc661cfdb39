package archive

import "afterword/generator/internal/uptime"

// Uptime works out every figure of the archive: its services in their order, its
// reports but for drafts, up to AsOf. It is work of its own, so keep the result.
func (a *Archive) Uptime() *uptime.Report {
	in := uptime.Input{Zone: a.Settings.Zone, Weights: a.Settings.Weights, AsOf: a.AsOf}
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
