package importer

import (
	"encoding/json"
	"path"
	"strings"

	"afterword/generator/internal/settings"
)

// parseStatuspage tells the four shapes of Statuspage apart by what the files hold.
func parseStatuspage(r *reading, inputs []input) {
	p := &statuspage{reading: r, byID: map[string]*statusIncident{}}
	for _, in := range inputs {
		text := strings.TrimSpace(in.text)
		switch {
		case text == "":
			r.skip(in.source, "", "", "the file is empty")
		case text[0] == '{' || text[0] == '[':
			p.json(in, text)
		case text[0] == '<' || strings.Contains(strings.ToLower(text[:min(len(text), 2000)]), "<html"):
			p.page(in)
		default:
			p.text(in)
		}
	}
	p.finish()
}

// levels of component states, and of an incident's impact where no component has a state.
var (
	statusLevels = map[string]settings.Level{
		"degraded_performance": settings.DegradedPerformance, "partial_outage": settings.PartialOutage,
		"major_outage": settings.MajorOutage, "under_maintenance": settings.Maintenance,
	}
	impactLevels = map[string]settings.Level{
		"minor": settings.DegradedPerformance, "major": settings.PartialOutage, "critical": settings.MajorOutage, "maintenance": settings.Maintenance,
	}
	impactSeverities = map[string]string{"none": "notice", "minor": "minor", "major": "major", "critical": "critical"}
)

// Statuspage's JSON, peers 3.3: the public API v2 and API v1 differ in what may be absent.
type (
	statusIncident struct {
		ID                 loose                 `json:"id"`
		Name               loose                 `json:"name"`
		Status             loose                 `json:"status"`
		CreatedAt          loose                 `json:"created_at"`
		UpdatedAt          loose                 `json:"updated_at"`
		MonitoringAt       loose                 `json:"monitoring_at"`
		ResolvedAt         loose                 `json:"resolved_at"`
		StartedAt          loose                 `json:"started_at"`
		Impact             loose                 `json:"impact"`
		Override           loose                 `json:"impact_override"`
		Shortlink          loose                 `json:"shortlink"`
		Updates            many[statusUpdate]    `json:"incident_updates"`
		Components         many[statusComponent] `json:"components"`
		ScheduledFor       loose                 `json:"scheduled_for"`
		ScheduledUntil     loose                 `json:"scheduled_until"`
		Postmortem         loose                 `json:"postmortem_body"`
		PostmortemUpdated  loose                 `json:"postmortem_body_last_updated_at"`
		PostmortemReleased loose                 `json:"postmortem_published_at"`
		PageID             loose                 `json:"page_id"`

		source string
		page   statusSite
		raw    json.RawMessage
		unread []string
	}
	statusUpdate struct {
		ID        loose              `json:"id"`
		Incident  loose              `json:"incident_id"`
		Status    loose              `json:"status"`
		Body      loose              `json:"body"`
		CreatedAt loose              `json:"created_at"`
		UpdatedAt loose              `json:"updated_at"`
		DisplayAt loose              `json:"display_at"`
		Affected  many[statusChange] `json:"affected_components"`
	}
	statusChange struct {
		Code loose `json:"code"`
		Name loose `json:"name"`
		Old  loose `json:"old_status"`
		New  loose `json:"new_status"`
	}
	statusComponent struct {
		ID          loose `json:"id"`
		Name        loose `json:"name"`
		Description loose `json:"description"`
		GroupID     loose `json:"group_id"`
		Group       loose `json:"group"`
	}
	statusSite struct {
		Name loose `json:"name"`
		URL  loose `json:"url"`
		Zone loose `json:"time_zone"`
	}
	statusPostmortem struct {
		Body      loose `json:"body"`
		Draft     loose `json:"body_draft"`
		Published loose `json:"published_at"`
		Updated   loose `json:"body_updated_at"`
		Preview   loose `json:"preview_key"`
	}
)

// A statuspage is an import from Statuspage under way. Incidents are put
// together first: one may come from API v2 with its states and from API v1 with its postmortem.
type statuspage struct {
	*reading
	byID        map[string]*statusIncident
	found       []*statusIncident
	postmortems []foundPostmortem
	seen        int // parts of documents that were recognised
}

type foundPostmortem struct {
	input      input
	postmortem statusPostmortem
}

// json reads documents of either API.
func (p *statuspage) json(in input, text string) {
	values, err := documents(text)
	if err != nil {
		p.skip(in.source, "", "", "%v", err)
	}
	before := p.seen
	for _, v := range values {
		p.document(in, v)
	}
	if err == nil && before == p.seen {
		p.skip(in.source, "", "", "it holds no incidents of Statuspage")
	}
}

func (p *statuspage) document(in input, value json.RawMessage) {
	if isList(value) {
		for i, item := range elements(value) {
			p.incident(in, item, i, statusSite{})
		}
		return
	}
	members := fields(value)
	var site statusSite
	if raw, ok := members["page"]; ok {
		_ = json.Unmarshal(raw, &site) // a page that is no object leaves the site unnamed
	}
	for i, raw := range elements(members["components"]) {
		p.seen++
		if _, single := members["incident_updates"]; single {
			break
		}
		var c statusComponent
		if json.Unmarshal(raw, &c) != nil {
			p.skip(in.source+" component "+itoa(i+1), "", "", "it is no component")
			continue
		}
		p.component(c, site)
	}
	listed := false
	for _, key := range []string{"incidents", "scheduled_maintenances"} {
		for i, raw := range elements(members[key]) {
			p.incident(in, raw, i, site)
		}
		_, ok := members[key]
		listed = listed || ok
	}
	switch {
	case listed:
	case members["incident"] != nil:
		p.incident(in, members["incident"], 0, site)
	case members["incident_updates"] != nil || members["impact"] != nil:
		p.incident(in, value, 0, site)
	case members["preview_key"] != nil || members["body_draft"] != nil:
		p.seen++
		var pm statusPostmortem
		if json.Unmarshal(value, &pm) == nil {
			p.postmortems = append(p.postmortems, foundPostmortem{in, pm})
		}
	}
}

func (p *statuspage) incident(in input, raw json.RawMessage, index int, site statusSite) {
	p.seen++
	inc := &statusIncident{source: in.source, page: site}
	if err := json.Unmarshal(raw, inc); err != nil {
		p.skip(in.source+" incident "+itoa(index+1), "", "", "it does not have the shape of an incident: %v", err)
		return
	}
	if inc.ID == "" && inc.Name == "" && len(inc.Updates) == 0 {
		p.skip(in.source+" incident "+itoa(index+1), "", "", "it has neither id, name nor updates")
		return
	}
	if inc.ID == "" {
		inc.ID = loose(strings.TrimSuffix(path.Base(in.path), path.Ext(in.path)) + "-" + itoa(index+1))
	}
	inc.raw, inc.unread = raw, unread(raw, *inc)
	if old := p.byID[inc.ID.String()]; old != nil {
		old.merge(inc)
		return
	}
	p.byID[inc.ID.String()] = inc
	p.found = append(p.found, inc)
}

// merge fills the gaps of an incident from another copy of it.
func (inc *statusIncident) merge(other *statusIncident) {
	for _, f := range []struct{ old, new *loose }{
		{&inc.Name, &other.Name}, {&inc.Status, &other.Status}, {&inc.ResolvedAt, &other.ResolvedAt}, {&inc.StartedAt, &other.StartedAt},
		{&inc.MonitoringAt, &other.MonitoringAt}, {&inc.Impact, &other.Impact}, {&inc.Override, &other.Override}, {&inc.Shortlink, &other.Shortlink}, {&inc.ScheduledFor, &other.ScheduledFor},
		{&inc.ScheduledUntil, &other.ScheduledUntil}, {&inc.Postmortem, &other.Postmortem}, {&inc.PostmortemUpdated, &other.PostmortemUpdated},
		{&inc.PostmortemReleased, &other.PostmortemReleased}, {&inc.page.Name, &other.page.Name}, {&inc.page.URL, &other.page.URL},
	} {
		if *f.old == "" {
			*f.old = *f.new
		}
	}
	if len(inc.Components) == 0 {
		inc.Components = other.Components
	}
	byID := map[loose]int{}
	for i, u := range inc.Updates {
		byID[u.ID] = i
	}
	for _, u := range other.Updates {
		i, known := byID[u.ID]
		switch {
		case !known || u.ID == "":
			inc.Updates = append(inc.Updates, u)
		case len(inc.Updates[i].Affected) == 0:
			inc.Updates[i].Affected = u.Affected
		}
	}
}

// component takes note of a component and gives its key.
func (p *statuspage) component(c statusComponent, site statusSite) string {
	return p.know(c.ID.String(), component{name: c.Name.String(), group: c.GroupID.String(), description: plainHTML(c.Description.String()), organization: site.Name.String()})
}

// finish makes incidents of all that was put together.
func (p *statuspage) finish() {
	for _, f := range p.postmortems {
		name := strings.ToLower(f.input.source)
		var target *statusIncident
		for _, inc := range p.found {
			if strings.Contains(name, strings.ToLower(inc.ID.String())) {
				target = inc
			}
		}
		if target == nil && len(p.found) == 1 {
			target = p.found[0]
		}
		switch {
		case target == nil:
			p.skip(f.input.source, "", "", "it is a postmortem, and neither its name nor its folder tells of which incident")
		case f.postmortem.Body == "":
			p.skip(f.input.source, "", "", "the postmortem is not published: it holds a draft at most")
		default:
			target.Postmortem, target.PostmortemReleased, target.PostmortemUpdated = f.postmortem.Body, f.postmortem.Published, f.postmortem.Updated
		}
	}
	for _, inc := range p.found {
		p.build(inc)
	}
	// Group ids that no component explains would be services without a name.
	for key, c := range p.components {
		if _, ok := p.components[c.group]; !ok {
			c.group = ""
			p.components[key] = c
		}
	}
}
