package monitor

import (
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/series"
)

// readPrometheus reads an answer to query_range for probe_success. A sample repeats the probe before it, which is up
// to an interval older than its time. Where there is no sample, none was made, or Prometheus has kept none.
func readPrometheus(r *reader, f file) {
	text, ok := r.text(f)
	if !ok {
		return
	}
	table, list := series.Read(diag.NewSource(f.Name+".json", text), nil)
	for _, d := range list {
		d.File = f.Name
		r.list.Add(d)
	}
	if list.Errors() > 0 {
		return
	}
	var all []candidate
	for _, s := range table {
		all = append(all, candidate{id: s.Label})
	}
	n, ok := r.choose(f, all)
	if !ok || !r.called(f, "Prometheus, %s", all[n].id) {
		return
	}
	r.late = max(r.late, r.Every, (table[n].Step+999)/1000)
	for _, sample := range table[n].Samples {
		p := probe{at: sample.At, hash: f.hash}
		switch {
		case sample.Missing():
		case sample.Value == 1:
			p.seen = evidence.Up
		case sample.Value == 0:
			p.seen = evidence.Down
		default:
			r.fail(f.Name, "Ask for probe_success itself: the mean of several probes says of none when it failed.", "%g is neither 0 nor 1", sample.Value)
			return
		}
		r.probes = append(r.probes, p)
	}
}
