package recompute

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// The documents, as far as figures follow from them.
type (
	incidents struct {
		Incidents []incident
	}
	incident struct {
		Path           string
		Date, Timezone *string
		Services       []string
		Windows        []window
	}
	window struct {
		Start, End *string
		Level      string
		Services   []string
		Ongoing    bool
		AtLeast    *int64 `json:"at_least"`
		AtMost     *int64 `json:"at_most"`
	}
	services struct{ Services []service }
	service  struct {
		ID                   string
		Parent, Since, Until *string
		Targets              []struct {
			From   *string
			Target json.Number
		}
		SLA *struct {
			Period  string
			Credits []struct{ Below, Credit json.Number }
		}
		Measured *hours
	}
	hours struct {
		Days     []string
		From, To int64
		Timezone string
	}
	document struct {
		AsOf     time.Time `json:"as_of"`
		Timezone string
		Weights  map[string]json.Number
		Years    []struct{ Year int }
		Periods  []period
		Rolling  []period
	}
	period struct {
		Period, Cycle string
		Starts, Ends  time.Time
	}
)

// A Recount is what follows from the published windows.
type Recount struct {
	// Uptime has the figures of /api/uptime.json, and beside them, out of its order, those that only pages print: the
	// time "down" at the two worst levels in seconds, the "share" of a budget that was spent in tenths of a per cent, and
	// how many seconds "over" it, both rounded up; figures of all services together, whose ID is Everything; and those of
	// an incident, whose ID is a slash and its path.
	Uptime Table
	// Seconds are the lengths of incidents by their path, Incidents how many there are of each service.
	Seconds   map[string]json.RawMessage
	Incidents map[string]int

	zone     clock
	asOf     int64
	weights  [5]int64
	services []service
	of       map[string][]claim // windows by service
	unmet    map[string][]claim // incidents that name a service of which they have no window
}

// A claim is that an incident affected a service: from an instant on, until another for certain.
type claim struct {
	incident string
	impact
	at, sure int64
}

// Count counts every figure from /api/incidents.json, /api/services.json, and what /api/uptime.json says of its time,
// zone, weights and periods.
func Count(incidentsJSON, servicesJSON, uptimeJSON []byte) (*Recount, error) {
	var in incidents
	var of services
	var doc document
	for _, d := range []struct {
		name string
		text []byte
		into any
	}{{"incidents", incidentsJSON, &in}, {"services", servicesJSON, &of}, {"uptime", uptimeJSON, &doc}} {
		if err := json.Unmarshal(d.text, d.into); err != nil {
			return nil, fmt.Errorf("reading /api/%s.json: %w", d.name, err)
		}
	}
	r := &Recount{
		Uptime:  Table{Values: map[Key]json.RawMessage{}},
		Seconds: map[string]json.RawMessage{}, Incidents: map[string]int{},
		asOf: doc.AsOf.Unix(), services: of.Services, of: map[string][]claim{}, unmet: map[string][]claim{},
	}
	var err error
	if r.zone, err = clockOf(doc.Timezone); err != nil {
		return nil, err
	}
	for name, weight := range doc.Weights {
		if r.weights[severityOf(name)], err = thousandths(weight); err != nil {
			return nil, fmt.Errorf("the weight of %s: %w", name, err)
		}
	}
	for _, i := range in.Incidents {
		if err := r.take(i); err != nil {
			return nil, fmt.Errorf("incident %s: %w", i.Path, err)
		}
	}
	return r, r.periods(doc)
}

// take reads an incident.
func (r *Recount) take(i incident) error {
	zone := r.zone
	if i.Timezone != nil {
		var err error
		if zone, err = clockOf(*i.Timezone); err != nil {
			return err
		}
	}
	written := func(text *string) (moment, error) { return r.read(text, zone) }
	date, err := written(i.Date)
	if err != nil {
		return err
	}
	first, measured, length := date, map[string]bool{}, bound{}
	var certain, longest []stretch
	var claims []claim
	for n, w := range i.Windows {
		start, err := written(w.Start)
		if err != nil {
			return err
		}
		end, err := written(w.End)
		if err != nil {
			return err
		}
		if n == 0 {
			first = start
		}
		c := claim{incident: i.Path, at: start.from, impact: impact{level: severityOf(w.Level)}}
		most := int64(0)
		switch {
		case w.Ongoing:
			c.sure = max(c.at, r.asOf)
			most = c.sure
		case w.End != nil:
			c.sure, most = end.from, end.from
		default:
			c.sure = c.at + value(w.AtLeast)
			most = max(c.sure, c.at+value(w.AtMost))
			if w.AtMost == nil {
				c.open = &stretch{c.at, max(c.sure, date.to)}
			}
		}
		c.low, c.high = stretch{c.at, c.sure}, stretch{c.at, most}
		certain, longest = append(certain, c.low), append(longest, c.high)
		length.open = length.open || c.open != nil
		if c.level == unknown {
			c.low.to = c.at
		}
		named := w.Services
		if len(named) == 0 {
			named = i.Services
		}
		claims = append(claims, c)
		known := false
		for id := range r.above(named) {
			r.of[id] = append(r.of[id], c)
			measured[id] = true
			known = known || slices.ContainsFunc(r.services, func(s service) bool { return s.ID == id })
		}
		if !known {
			r.of[""] = append(r.of[""], c)
		}
	}
	for id := range r.above(i.Services) {
		r.Incidents[id]++
		if !measured[id] && first.known {
			r.unmet[id] = append(r.unmet[id], claim{incident: i.Path, at: first.from, sure: first.from})
		}
	}
	r.Seconds[i.Path] = json.RawMessage("null")
	if len(i.Windows) > 0 {
		own := r.sweep(claims, []stretch{{-forever, r.asOf}})
		r.Uptime.Values[Key{Service: "/" + i.Path, Name: "weighted"}] = own.weighted.json(fixed)
		length.min, length.max = union(certain), union(longest)
		r.Seconds[i.Path] = length.json(whole)
		r.Uptime.Values[Key{Service: "/" + i.Path, Name: "seconds"}] = r.Seconds[i.Path]
	}
	return nil
}

// above are the services of a list and those that they are a part of.
func (r *Recount) above(ids []string) map[string]bool {
	all := map[string]bool{}
	for _, id := range ids {
		for next := &id; next != nil && !all[*next]; {
			all[*next] = true
			n := slices.IndexFunc(r.services, func(s service) bool { return s.ID == *next })
			if n < 0 {
				break
			}
			next = r.services[n].Parent
		}
	}
	return all
}

// periods counts in each of the document's periods.
func (r *Recount) periods(doc document) error {
	for _, y := range doc.Years {
		name := fmt.Sprint(y.Year)
		if err := r.count(name, "year", r.zone.day(y.Year, 1, 1), r.zone.day(y.Year+1, 1, 1)); err != nil {
			return err
		}
		for month := 1; month <= 12; month++ {
			if err := r.count(fmt.Sprintf("%s-%02d", name, month), "", r.zone.day(y.Year, month, 1), r.zone.day(y.Year, month+1, 1)); err != nil {
				return err
			}
		}
	}
	for _, p := range slices.Concat(doc.Periods, doc.Rolling) {
		from, to := p.Starts.Unix(), p.Ends.Unix()
		var year, part, days int
		switch {
		case p.Cycle == "quarter" && scanned(p.Period, "%d/q%d", &year, &part):
			from, to = r.zone.day(year, 3*part-2, 1), r.zone.day(year, 3*part+1, 1)
		case p.Cycle == "month" && scanned(p.Period, "%d/%d", &year, &part):
			from, to = r.zone.day(year, part, 1), r.zone.day(year, part+1, 1)
		case p.Cycle == "rolling" && scanned(p.Period, "%dd", &days):
			from, to = r.asOf-int64(days)*86400, r.asOf
		case p.Cycle == "fiscal" && scanned(p.Period, "FY%d", &year): // which ends in the year of its name, on the day on which all do
			y, m, d := r.zone.date(to)
			from, to = r.zone.day(year-1, m, d), r.zone.day(year, m, d)
			if m == 1 && d == 1 { // the calendar year
				from, to = r.zone.day(year, m, d), r.zone.day(y, m, d)
			}
		case p.Cycle == "fiscal-quarter" && scanned(p.Period, "FY%d/q%d", &year, &part):
			y, m, d := r.zone.date(from)
			to = r.zone.day(y, m+3, d)
		}
		set := func(name string, value any) {
			k := Key{"", p.Period, name}
			r.Uptime.Order = append(r.Uptime.Order, k)
			r.Uptime.Values[k], _ = json.Marshal(value) // a text
		}
		set("cycle", p.Cycle)
		set("starts", rfc3339(from))
		set("ends", rfc3339(to))
		if err := r.count(p.Period, p.Cycle, from, to); err != nil {
			return err
		}
	}
	return nil
}

func scanned(text, format string, into ...any) bool {
	n, err := fmt.Sscanf(text, format, into...)
	return err == nil && n == len(into)
}

// count counts every service in a period; cycle is "" for the months of a year, of which no promise is made.
func (r *Recount) count(name, cycle string, from, to int64) error {
	var all []stretch
	var affected []claim                                                                // any of them, while it was tracked
	for _, s := range append(r.services[:len(r.services):len(r.services)], service{}) { // the last is whatever names none
		tracked, err := r.tracked(s, from, to)
		if err != nil {
			return fmt.Errorf("service %s: %w", s.ID, err)
		}
		if len(tracked) == 0 {
			continue
		}
		all, affected = append(all, tracked...), append(affected, within(r.of[s.ID], tracked)...)
		if s.ID == "" {
			break
		}
		set := func(figure string, value json.RawMessage) {
			k := Key{s.ID, name, figure}
			r.Uptime.Order = append(r.Uptime.Order, k)
			r.Uptime.Values[k] = value
		}
		f := r.sweep(r.of[s.ID], tracked)
		r.state(set, "", f)
		of := map[string]bool{}
		for _, c := range slices.Concat(r.of[s.ID], r.unmet[s.ID]) {
			if slices.ContainsFunc(tracked, c.touches) {
				of[c.incident] = true
			}
		}
		set("incidents", whole(int64(len(of))))
		for n, name := range levels {
			set(name, f.level[n].json(whole))
		}
		set("impacted", f.impacted.json(whole))
		set("weighted", f.weighted.json(fixed))
		set("uptime", percent(f.weighted, f.seconds))
		set("strict", percent(f.down.times(1000), f.seconds))
		r.Uptime.Values[Key{s.ID, name, "down"}] = f.down.json(whole)
		if cycle == "" {
			continue
		}
		if err := r.promises(set, s, name, cycle, tracked, f); err != nil {
			return fmt.Errorf("service %s: %w", s.ID, err)
		}
	}
	if len(all) > 0 {
		f := r.sweep(affected, merged(all))
		r.Uptime.Values[Key{Everything, name, "impacted"}] = f.impacted.json(whole)
		r.Uptime.Values[Key{Everything, name, "major"}] = f.level[major].json(whole)
	}
	return nil
}

// state sets what was tracked.
func (r *Recount) state(set func(string, json.RawMessage), prefix string, f figures) {
	set(prefix+"from", json.RawMessage(`"`+rfc3339(f.from)+`"`))
	set(prefix+"to", json.RawMessage(`"`+rfc3339(f.to)+`"`))
	set(prefix+"seconds", whole(f.seconds))
}

// promises sets budgets and credits.
func (r *Recount) promises(set func(string, json.RawMessage), s service, name, cycle string, tracked []stretch, f figures) error {
	var slo, total, spent json.RawMessage // of the last
	count := 0
	for n, t := range s.Targets {
		in := stretch{-forever, forever}
		for m, side := range []*int64{&in.from, &in.to} {
			if n+m < len(s.Targets) && s.Targets[n+m].From != nil {
				first, err := r.read(s.Targets[n+m].From, r.zone)
				if err != nil {
					return err
				}
				*side = first.from
			}
		}
		target, err := thousandths(t.Target)
		part := clipped(tracked, in)
		if err != nil || target == 0 || len(part) == 0 {
			continue
		}
		count++
		of := r.sweep(r.of[s.ID], part)
		slo, total, spent = shortest(target), whole(of.seconds*(100_000-target)/100_000), of.weighted.per(1000).json(whole)
		prefix := fmt.Sprintf("budgets.%d.", count)
		r.state(set, prefix, of)
		set(prefix+"slo", slo)
		set(prefix+"total", total)
		set(prefix+"spent", spent)
		beside := func(figure string, value json.RawMessage) { r.Uptime.Values[Key{s.ID, name, prefix + figure}] = value }
		if allowed := (100_000 - target) * of.seconds; allowed > 0 { // hundred-thousandths of a second
			up := func(spent int64) int64 { return (spent*100_000 + allowed - 1) / allowed }
			beside("share", bound{up(of.weighted.min), up(of.weighted.max), of.weighted.open}.json(whole))
		}
		if over := of.weighted.min*100 - (100_000-target)*of.seconds; over > 0 {
			seconds := (over + 99_999) / 100_000
			beside("over", bound{seconds, seconds, of.weighted.open || of.weighted.min != of.weighted.max}.json(whole))
		}
	}
	if count == 1 {
		set("slo", slo)
		set("budget.total", total)
		set("budget.spent", spent)
	} else {
		set("slo", json.RawMessage("null"))
		set("budget", json.RawMessage("null"))
	}
	if s.SLA == nil || s.SLA.Period != cycle {
		return nil
	}
	return s.credits(set, f)
}

// credits sets those that may be owed: each for more than so many seconds of downtime, up to where the next begins.
func (s service) credits(set func(string, json.RawMessage), f figures) error {
	type step struct{ credit, below, over int64 }
	steps := []step{{over: -1}}
	for _, c := range s.SLA.Credits {
		below, err := thousandths(c.Below)
		if err != nil {
			return err
		}
		credit, err := thousandths(c.Credit)
		if err != nil {
			return err
		}
		steps = append(steps, step{credit, below, f.seconds * (100_000 - below) / 100})
	}
	null, count := json.RawMessage("null"), 0
	for n, c := range steps {
		last := n+1 == len(steps)
		if !f.weighted.open && c.over >= f.weighted.max || !last && f.weighted.min > steps[n+1].over {
			continue
		}
		count++
		prefix := fmt.Sprintf("credits.%d.", count)
		set(prefix+"credit", shortest(c.credit))
		below, over, upTo := null, null, null
		if n > 0 {
			below, over = shortest(c.below), fixed(c.over)
		}
		if !last {
			upTo = fixed(steps[n+1].over)
		}
		set(prefix+"below", below)
		set(prefix+"over", over)
		set(prefix+"up_to", upTo)
	}
	return nil
}
