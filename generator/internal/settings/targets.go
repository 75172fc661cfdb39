package settings

import (
	"regexp"
	"strconv"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A Target is an uptime that is aimed at from a day on, until the next target.
type Target struct {
	From    calendar.Time // in the archive's zone; zero: from the beginning
	Percent int64         // in thousandths of a per cent (99900 is 99.9 %)
}

// Target is the target in force at an instant, in thousandths of a per cent; 0: none.
func (s Service) Target(at int64) (percent int64) {
	for _, t := range s.Targets {
		if t.From.IsZero() || t.From.Unix() <= at {
			percent = t.Percent
		}
	}
	return percent
}

// An Agreement says what is owed to customers where the uptime of a period is too low.
type Agreement struct {
	Cycle   calendar.Cycle // that the periods are of
	Credits []Credit       // from the highest uptime to the lowest, at least one
}

// A Credit is due where the uptime of a period is below a step; the last such step counts.
type Credit struct {
	Below  int64 // thousandths of a per cent
	Credit int64 // thousandths of a per cent of what the period costs
}

// targets reads slo: one target, or those that followed each other.
func targets(r *frontmatter.Reader, s *Settings) (list []Target) {
	if f, ok := r.Node().Get("slo"); ok && f.Value.Kind != frontmatter.Sequence && f.Value.Kind != frontmatter.Mapping {
		if slo, ok := percent(r, "slo", "slo", 99_999); ok {
			list = append(list, Target{Percent: slo})
		}
		return list
	}
	for n, m := range r.Mappings("slo") {
		t := Target{From: m.Day("from", s.Zone)}
		m.Require("target")
		p, ok := percent(m, "target", "a target", 99_999)
		t.Percent = p
		m.RejectUnknown()
		switch last := len(list) - 1; {
		case n > 0 && !m.Has("from"):
			m.Add(m.Source().Errorf(diag.KeyMissing, m.Node().At, "Add from: with the day on which it replaced the one before.", "the target overlaps the one before: it has no first day"))
		case !ok || m.Has("from") && t.From.IsZero():
		case last >= 0 && !list[last].From.Before(t.From):
			m.Errorf(diag.ValueInvalid, "from", "List targets from the oldest to the newest, each from a day of its own.", "the target overlaps the one before, which is in force from %s", calendar.DateOnly(list[last].From, s.Zone))
		default:
			list = append(list, t)
		}
	}
	return list
}

// percent reads a per cent, more than 0 and at most so many thousandths.
func percent(r *frontmatter.Reader, key, what string, most int64) (int64, bool) {
	n, ok := r.Number(key)
	if !ok || n > 0 && n <= most {
		return n, ok
	}
	if most < 100_000 {
		r.Errorf(diag.ValueInvalid, key, "Write a target such as 99.9; leave it out where there is none.", "%s must be between 0 and 100 per cent, both excluded", what)
	} else {
		r.Errorf(diag.ValueInvalid, key, "Write a number such as 99.9 or 10.", "%s must be more than 0 and at most 100 per cent", what)
	}
	return 0, false
}

// agreement reads sla; nil where there is none, or no step that can be counted.
func agreement(r *frontmatter.Reader, s *Settings) *Agreement {
	m := r.Mapping("sla")
	if m == nil {
		return nil
	}
	defer m.RejectUnknown()
	a := &Agreement{Cycle: calendar.Monthly}
	steps := m.Mappings("credits")
	if text := m.Text("period"); text != "" {
		cycle, ok := calendar.ParseCycle(text)
		if a.Cycle = cycle; !ok {
			hint := diag.DidYouMean(text, []string{"month", "quarter", "year", "fiscal"}, "Known are month, quarter, year and fiscal.")
			m.Errorf(diag.ValueInvalid, "period", hint, "%q is no period", text)
			return nil
		}
		if cycle.Fiscal() && s.YearStart.Day == 0 {
			m.Errorf(diag.ValueInvalid, "period", "Add fiscal_year_starts: 04-01 to the archive, with the day on which yours begin.", "the archive does not say when fiscal years begin")
			return nil
		}
	}
	if !m.Has("credits") || len(steps) == 0 {
		m.Add(m.Source().Errorf(diag.KeyMissing, m.At("credits"), "Write credits: [{below: 99.9, credit: 10}].", "the agreement has no credits"))
		return nil
	}
	for _, step := range steps {
		step.Require("below")
		step.Require("credit")
		below, ok := percent(step, "below", "below", 100_000)
		credit, also := percent(step, "credit", "a credit", 100_000)
		step.RejectUnknown()
		if !ok || !also {
			continue
		}
		if n := len(a.Credits) - 1; n >= 0 {
			switch last := a.Credits[n]; {
			case below >= last.Below:
				step.Errorf(diag.ValueInvalid, "below", "List the steps from the highest uptime to the lowest.", "the step %s is not below the one before, %s", calendar.Decimal(below), calendar.Decimal(last.Below))
				continue
			case credit <= last.Credit:
				step.Errorf(diag.ValueInvalid, "credit", "A lower uptime is worth a higher credit.", "the credit %s is not above that of a better uptime, %s", calendar.Decimal(credit), calendar.Decimal(last.Credit))
				continue
			}
		}
		a.Credits = append(a.Credits, Credit{below, credit})
	}
	if len(a.Credits) == 0 {
		return nil
	}
	return a
}

// measured reads the part of the week that counts; nil where all of it does.
func measured(r *frontmatter.Reader, s *Settings) *calendar.Hours {
	m := r.Mapping("measured")
	if m == nil {
		return nil
	}
	h := &calendar.Hours{Zone: s.Zone}
	sound := true
	if m.Has("zone") {
		h.Zone = m.Zone("zone")
		sound = h.Zone != nil
	}
	if !m.Has("days") {
		h.Days = [7]bool{true, true, true, true, true, true, true}
	}
	for _, v := range m.Texts("days") {
		named, ok := calendar.ParseWeekdays(v.Text)
		if sound = sound && ok; !ok {
			m.Add(m.Source().Errorf(diag.ValueInvalid, v.At, "Write mon, tue, wed, thu, fri, sat, sun, or a run such as mon-fri.", "%q is not a day of the week", v.Text))
		}
		for n, on := range named {
			h.Days[n] = h.Days[n] || on
		}
	}
	from, ok := clock(m, "from", 0)
	to, also := clock(m, "to", 86_400)
	sound = sound && ok && also
	if m.RejectUnknown(); !sound {
		return nil
	}
	if h.From, h.To = from, to; to < from { // past midnight
		h.To += 86_400
	}
	if from == to || h.Days == [7]bool{} {
		m.Add(m.Source().Errorf(diag.ValueInvalid, m.Node().At, "Write days: mon-fri, from: 08:00, to: 18:00; leave measured out where all of the time counts.", "nothing would be measured"))
		return nil
	}
	return h
}

// clock reads a time of day in seconds.
func clock(r *frontmatter.Reader, key string, otherwise int64) (int64, bool) {
	text := r.Text(key)
	if text == "" {
		return otherwise, !r.Has(key)
	}
	n := int64(-1)
	if parts := regexp.MustCompile(`^(\d?\d):([0-5]\d)(?::([0-5]\d))?$`).FindStringSubmatch(text); parts != nil {
		n = 0
		for _, part := range parts[1:] {
			unit, _ := strconv.ParseInt("0"+part, 10, 64) // at most two digits
			n = n*60 + unit
		}
	}
	if n < 0 || n > 86_400 || key == "from" && n == 86_400 {
		r.Errorf(diag.ValueInvalid, key, "Write hours and minutes, as in 08:00; the day ends at 24:00.", "%q is not a time of day", text)
		return 0, false
	}
	return n, true
}
