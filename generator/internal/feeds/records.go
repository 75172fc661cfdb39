package feeds

import (
	"encoding/json"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// The records are the objects of the JSON API, as schema/*.json describes them. A
// pointer is a value that may be absent: it is written as null. A list is never
// nil: it is written as [].

// An IncidentRecord is an incident in the JSON API.
type IncidentRecord struct {
	Path         string          `json:"path"`
	URL          string          `json:"url"`
	Title        string          `json:"title"`
	Summary      *string         `json:"summary"`
	Organization *string         `json:"organization"`
	Date         *string         `json:"date"`
	Timezone     *string         `json:"timezone"`
	DateNote     *string         `json:"date_note"`
	Updated      *string         `json:"updated"`
	Severity     *string         `json:"severity"`
	Services     []string        `json:"services"`
	Causes       []string        `json:"causes"`
	Tags         []string        `json:"tags"`
	Windows      []windowRecord  `json:"windows"`
	Started      *string         `json:"started"`
	Ended        *string         `json:"ended"`
	Seconds      *calendar.Bound `json:"seconds"`
	Detected     *string         `json:"detected"`
	Acknowledged *string         `json:"acknowledged"`
	Mitigated    *string         `json:"mitigated"`
	Resolved     *string         `json:"resolved"`
	DetectedBy   *string         `json:"detected_by"`
	Actions      []actionRecord  `json:"actions"`
	Related      []string        `json:"related"`
	Sources      []sourceRecord  `json:"sources"`
	Extra        map[string]any  `json:"extra"`
}

// A windowRecord names the services that the window affected: all of the report's
// where the window names none of its own.
type windowRecord struct {
	Start     *string  `json:"start"`
	End       *string  `json:"end"`
	Level     string   `json:"level"`
	Services  []string `json:"services"`
	Ongoing   bool     `json:"ongoing"`
	Uncertain bool     `json:"uncertain"`
	AtLeast   *int64   `json:"at_least"`
	AtMost    *int64   `json:"at_most"`
	Note      *string  `json:"note"`
}

type actionRecord struct {
	Title  string  `json:"title"`
	Owner  *string `json:"owner"`
	Due    *string `json:"due"`
	Opened *string `json:"opened"`
	Closed *string `json:"closed"`
	Status string  `json:"status"`
	Link   *string `json:"link"`
	Kind   *string `json:"kind"`
}

type sourceRecord struct {
	Title     *string `json:"title"`
	URL       *string `json:"url"`
	Publisher *string `json:"publisher"`
	Date      *string `json:"date"`
	Archived  *string `json:"archived"`
}

// A serviceRecord is a service as archive.yaml and the reports describe it. URL
// is its page here, as everywhere in the API; Website is its own address. SLO is
// in per cent. Incidents counts those of the services below it too.
type serviceRecord struct {
	ID           string       `json:"id"`
	URL          string       `json:"url"`
	Name         string       `json:"name"`
	Organization *string      `json:"organization"`
	Parent       *string      `json:"parent"`
	Description  *string      `json:"description"`
	Website      *string      `json:"website"`
	Since        *string      `json:"since"`
	Until        *string      `json:"until"`
	SLO          *json.Number `json:"slo"`
	Incidents    int          `json:"incidents"`

	Targets  []aimRecord      `json:"targets"`
	SLA      *agreementRecord `json:"sla"`
	Measured *hoursRecord     `json:"measured"`
}

// An aimRecord is a target and the first day on which it was in force; null: from the beginning.
type aimRecord struct {
	From   *string     `json:"from"`
	Target json.Number `json:"target"`
}

type agreementRecord struct {
	Period  string       `json:"period"`
	Credits []stepRecord `json:"credits"`
}

type stepRecord struct {
	Below  json.Number `json:"below"`
	Credit json.Number `json:"credit"`
}

// An hoursRecord is the part of the week that is measured: on which days it begins, from and
// to in seconds after their midnight.
type hoursRecord struct {
	Days     []string `json:"days"`
	From     int64    `json:"from"`
	To       int64    `json:"to"`
	Timezone string   `json:"timezone"`
}

// A promiseRecord is an action item with the incident that it came from.
type promiseRecord struct {
	actionRecord
	Done     bool      `json:"done"`
	Open     bool      `json:"open"`
	Overdue  bool      `json:"overdue"`
	Incident refRecord `json:"incident"`
}

type refRecord struct {
	Path  string `json:"path"`
	URL   string `json:"url"`
	Title string `json:"title"`
}

// NewIncidentRecord describes an incident whose site is at base.
func NewIncidentRecord(i *archive.Incident, base urls.Base) IncidentRecord {
	r := IncidentRecord{
		Path: i.Path, URL: base.Absolute(urls.Incident(i.Path)),
		Title: i.Title, Summary: orNull(i.Summary), Organization: orNull(i.Postmortem.Organization),
		Date: when(i.Date), Timezone: zoneOfDays(i.Postmortem), DateNote: orNull(i.DateNote), Updated: when(i.Updated),
		Severity: orNull(i.Postmortem.Severity), Services: orEmpty(i.Postmortem.Services), Causes: orEmpty(i.Names("causes")), Tags: orEmpty(i.Names("tags")),
		Windows: newWindowRecords(i.Postmortem),
		Started: when(i.Start), Ended: when(i.End), Seconds: lengthRecord(i.Length),
		Detected: when(i.Phases.Detected), Acknowledged: when(i.Phases.Acknowledged),
		Mitigated: when(i.Phases.Mitigated), Resolved: when(i.Phases.Resolved), DetectedBy: orNull(i.DetectedBy),
		Actions: make([]actionRecord, 0, len(i.Actions)),
		Related: make([]string, 0, len(i.Named)),
		Sources: make([]sourceRecord, 0, len(i.Sources)),
		Extra:   i.Params,
	}
	if r.Extra == nil {
		r.Extra = map[string]any{}
	}
	for _, a := range i.Actions {
		r.Actions = append(r.Actions, newActionRecord(a))
	}
	for _, other := range i.Named {
		r.Related = append(r.Related, other.Path)
	}
	for _, s := range i.Sources {
		r.Sources = append(r.Sources, sourceRecord{
			Title: orNull(s.Title), URL: orNull(s.URL), Publisher: orNull(s.Publisher),
			Date: when(s.Date), Archived: orNull(s.Archived),
		})
	}
	return r
}

// zoneOfDays is the zone that cuts those days of a report that have no time of day; null where it has none.
func zoneOfDays(p *postmortem.Postmortem) *string {
	times := []calendar.Time{p.Date}
	for _, w := range p.Windows {
		times = append(times, w.Start)
	}
	for _, t := range times {
		if t.Precision == calendar.Day {
			return orNull(t.Instant.Location().String())
		}
	}
	return nil
}

func newWindowRecords(p *postmortem.Postmortem) []windowRecord {
	list := make([]windowRecord, 0, len(p.Windows))
	for _, w := range p.Windows {
		list = append(list, windowRecord{
			Start: when(w.Start), End: when(w.End), Level: w.Level.String(), Services: orEmpty(p.AffectedServices(w)),
			Ongoing: w.Ongoing, Uncertain: w.Uncertain(), AtLeast: seconds(w.AtLeast), AtMost: seconds(w.AtMost), Note: orNull(w.Note),
		})
	}
	return list
}

// lengthRecord is nil where no window was recorded: the length is not known.
func lengthRecord(l postmortem.Length) *calendar.Bound {
	if !l.Recorded {
		return nil
	}
	return &l.Bound
}

func newActionRecord(a postmortem.Action) actionRecord {
	return actionRecord{
		Title: a.Title, Owner: orNull(a.Owner), Due: when(a.Due),
		Opened: when(a.Opened), Closed: when(a.Closed), Status: a.Status, Link: orNull(a.Link), Kind: orNull(a.Kind),
	}
}

func newServiceRecord(s *archive.Service, base urls.Base, asOf int64) serviceRecord {
	r := serviceRecord{
		ID: s.ID, URL: base.Absolute(urls.Service(s.ID)), Name: s.Name,
		Organization: orNull(s.Organization), Description: orNull(s.Description), Website: orNull(s.URL),
		Since: when(s.Since), Until: when(s.Until), SLO: objective(s.Target(asOf)), Incidents: len(s.Incidents),
	}
	if s.Parent != nil {
		r.Parent = &s.Parent.ID
	}
	r.Targets = []aimRecord{}
	for _, t := range s.Targets {
		r.Targets = append(r.Targets, aimRecord{when(t.From), shortest(t.Percent)})
	}
	if a := s.Agreement; a != nil {
		r.SLA = &agreementRecord{Period: a.Cycle.String()}
		for _, c := range a.Credits {
			r.SLA.Credits = append(r.SLA.Credits, stepRecord{shortest(c.Below), shortest(c.Credit)})
		}
	}
	if h := s.Measured; h != nil {
		r.Measured = &hoursRecord{From: h.From, To: h.To, Timezone: h.Zone.String()}
		for n := 1; n <= 7; n++ {
			if h.Days[n%7] {
				r.Measured.Days = append(r.Measured.Days, strings.ToLower(time.Weekday(n % 7).String()[:3]))
			}
		}
	}
	return r
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// when is a time as ISO 8601 has it; null where it was not recorded.
func when(t calendar.Time) *string { return orNull(calendar.ISOTime(t)) }

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// seconds is a bound of a window's length; null where there is none.
func seconds(d time.Duration) *int64 {
	if d == 0 {
		return nil
	}
	return new(int64(d / time.Second))
}
