package pipeline

import (
	"errors"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// A moment is what counts as now on all pages, in seconds since 1970. The same
// files make the same site for as long as the time is in [asOf, until).
type moment struct{ asOf, until int64 }

// forever is later than any time that a report can name.
const forever = 1 << 40

// asOf is what counts as now: the option, else the settings, else Options.Now.
// Of a clock it is the last full hour, so that a site does not change from one
// minute to the next, or the last full minute where a report has a time since that hour.
func asOf(opt Options, now time.Time, s *settings.Settings, all []parsed) (moment, error) {
	switch {
	case opt.AsOf != "":
		t, problem := calendar.Parse(opt.AsOf, s.DefaultZone())
		if problem != nil {
			return moment{}, &OptionError{"--as-of", errors.New(problem.Message), problem.Hint}
		}
		return moment{t.Unix(), forever}, nil
	case !s.AsOf.IsZero():
		return moment{s.AsOf.Unix(), forever}, nil
	case opt.Clock == nil:
		return moment{now.Unix(), forever}, nil
	}
	hour, minute, second := now.Truncate(time.Hour).Unix(), now.Truncate(time.Minute).Unix(), now.Unix()
	m := moment{hour, hour + int64(time.Hour/time.Second)}
	for _, p := range all {
		for _, t := range times(p.postmortem) {
			switch at := t.Unix(); {
			case t.IsZero():
			case at > second:
				m.until = min(m.until, at)
			case at >= hour:
				m.asOf = minute
			}
		}
	}
	if m.asOf == minute {
		m.until = min(m.until, minute+int64(time.Minute/time.Second))
	}
	return m, nil
}

// times are those from which on a report says something of the past: its date,
// its last change, and the ends of its impact windows. Some may be zero.
func times(p *postmortem.Postmortem) (all []calendar.Time) {
	if p == nil {
		return nil
	}
	all = append(all, p.Date, p.Updated)
	for _, w := range p.Windows {
		all = append(all, w.Start, w.End)
	}
	return all
}
