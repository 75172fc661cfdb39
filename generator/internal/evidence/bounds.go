package evidence

import (
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
)

// Bounded returns a report whose windows with at_most: observed are bounded by what monitors saw: of all services that
// a window affected, the one that was down longest. It is the report itself where it has none. A window stays open
// where one of its services was not watched, or nobody saw it come back.
func Bounded(p *postmortem.Postmortem, files []File) (*postmortem.Postmortem, diag.List) {
	var list diag.List
	bounded := p
	for n, w := range p.Windows {
		if w.Observed == (diag.Span{}) {
			continue
		}
		least, most, ok := bounds(p, w, files)
		if !ok {
			list.Add(p.Source.Warningf(diag.EvidenceMissing, w.Observed, "Import what a monitor saw with afterword import monitor, or write the bound.", "no monitor saw the services of this window go down with it and come back"))
			continue
		}
		if bounded == p {
			next := *p
			next.Windows = append([]postmortem.Window(nil), p.Windows...)
			bounded = &next
		}
		bounded.Windows[n].AtLeast, bounded.Windows[n].AtMost = max(w.AtLeast, least), max(w.AtLeast, most)
	}
	return bounded, list
}

// bounds is how long a window lasted by what monitors saw.
func bounds(p *postmortem.Postmortem, w postmortem.Window, files []File) (least, most time.Duration, ok bool) {
	if !w.Start.Timed() {
		return 0, 0, false
	}
	start := w.Start.Unix()
	services := p.AffectedServices(w)
	for _, service := range services {
		found := false
		for _, e := range episodes(Of(files, service)) {
			if found || !e.endSeen || start < e.Start-2*e.first.Every || start >= e.End {
				continue
			}
			found = true
			least = max(least, time.Duration(e.last.certain().End-start)*time.Second)
			most = max(most, time.Duration(e.End-start)*time.Second)
		}
		if !found {
			return 0, 0, false
		}
	}
	return least, most, len(services) > 0
}
