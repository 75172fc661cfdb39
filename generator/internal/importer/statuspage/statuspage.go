package statuspage

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

// Format returns the format statuspage.
func Format() importer.Format {
	return importer.Format{
		Name: "statuspage", Summary: "Atlassian Statuspage incidents and maintenance",
		Sources:    "JSON of the public API v2 or of API v1, a saved incident page (HTML), or its copied text",
		Extensions: []string{".json", ".html", ".htm", ".txt", ".text"}, Read: read,
	}
}

// levels of the states of components.
var levels = map[string]settings.Level{
	"degraded_performance": settings.DegradedPerformance, "partial_outage": settings.PartialOutage,
	"major_outage": settings.MajorOutage, "under_maintenance": settings.Maintenance,
}

// What an incident's impact means, where no component has a state.
var (
	impactLevels = map[string]settings.Level{
		"minor": settings.DegradedPerformance, "major": settings.PartialOutage, "critical": settings.MajorOutage, "maintenance": settings.Maintenance,
	}
	impactSeverities = map[string]string{"none": "notice", "minor": "minor", "major": "major", "critical": "critical"}
)

// A job collects incidents and then builds them: one may come from API v2 with
// its states and from API v1 with its postmortem.
type job struct {
	*importer.Job
	byID        map[string]*record
	records     []*record
	postmortems []*record // documents of their own that do not name their incidents
}

// A record is an incident of either API.
type record struct {
	frontmatter.Node
	id           string
	source       string
	organization string
	address      string             // of the status page
	page         *importer.Incident // begun already, where it comes from a page; else nil
}

// text returns a member of the incident, or "".
func (r *record) text(key string) string { return lenient.Text(r.Node, key) }

// read recognises each shape by what the files hold.
func read(j *importer.Job, inputs []importer.Input) {
	p := &job{Job: j, byID: map[string]*record{}}
	for _, in := range inputs {
		text := strings.TrimSpace(in.Text)
		switch {
		case text == "":
			p.Skip(in.Source, "", "", "the file is empty")
		case text[0] == '{' || text[0] == '[':
			p.json(in)
		case text[0] == '<' || strings.Contains(strings.ToLower(text[:min(len(text), 2000)]), "<html"):
			p.page(in)
		default:
			p.text(&page{Incident: j.New(in.Source)}, in.Text)
		}
	}
	p.attachPostmortems()
	for _, r := range p.records {
		p.build(r)
	}
}

// json reads documents of either API.
func (p *job) json(in importer.Input) {
	var page frontmatter.Node // of the document that is being read
	incidents := func(value frontmatter.Node) []frontmatter.Node {
		page = lenient.Member(value, "page")
		return p.document(in, value, lenient.Text(page, "name"))
	}
	p.EachJSON(in, "incident", "id name", incidents, func(n frontmatter.Node, index int) { p.incident(in, n, page, index) })
}

// document returns the incidents of a document, and takes what else it holds; nil where it is none of Statuspage's.
func (p *job) document(in importer.Input, value frontmatter.Node, organization string) (incidents []frontmatter.Node) {
	has := func(key string) bool { return lenient.Member(value, key).Kind != frontmatter.Null }
	if value.Kind == frontmatter.Sequence {
		return value.Items
	}
	if !has("incident_updates") { // else these are the components of one incident
		for _, c := range lenient.Member(value, "components").Items {
			incidents = []frontmatter.Node{} // none, and yet a document of Statuspage
			p.component(c, organization)
		}
	}
	switch {
	case has("incidents") || has("scheduled_maintenances"):
		return append(append(incidents, lenient.Member(value, "incidents").Items...), lenient.Member(value, "scheduled_maintenances").Items...)
	case has("incident"):
		return []frontmatter.Node{lenient.Member(value, "incident")}
	case has("incident_updates") || has("impact"):
		return []frontmatter.Node{value}
	case has("preview_key") || has("body_draft"):
		p.postmortems = append(p.postmortems, &record{Node: value, source: in.Source})
		return []frontmatter.Node{}
	}
	return incidents
}

func (p *job) incident(in importer.Input, n, page frontmatter.Node, index int) {
	r := &record{Node: n, id: lenient.Text(n, "id"), source: in.Source, organization: lenient.Text(page, "name"), address: lenient.Text(page, "url")}
	if r.id == "" {
		r.id = fmt.Sprintf("%s-%d", path.Base(in.Stem()), index)
	}
	if old := p.byID[r.id]; old != nil {
		old.Node = merge(old.Node, n)
		old.organization, old.address = prose.Or(old.organization, r.organization), prose.Or(old.address, r.address)
		return
	}
	p.byID[r.id] = r
	p.records = append(p.records, r)
}

// merge fills the gaps of a value from another copy of it. Items of lists are the same by their ids.
func merge(a, b frontmatter.Node) frontmatter.Node {
	known := map[string]int{} // where a key or an id is
	switch {
	case a.Kind == frontmatter.Mapping && b.Kind == frontmatter.Mapping:
		a.Fields = slices.Clone(a.Fields)
		for i, f := range a.Fields {
			known[f.Key] = i
		}
		for _, f := range b.Fields {
			if i, ok := known[f.Key]; ok {
				a.Fields[i].Value = merge(a.Fields[i].Value, f.Value)
			} else {
				a.Fields = append(a.Fields, f)
			}
		}
	case a.Kind == frontmatter.Sequence && b.Kind == frontmatter.Sequence && len(a.Items) > 0:
		a.Items = slices.Clone(a.Items)
		for i, item := range a.Items {
			known[lenient.Text(item, "id")] = i
		}
		for _, item := range b.Items {
			id := lenient.Text(item, "id")
			if i, ok := known[id]; ok && id != "" {
				a.Items[i] = merge(a.Items[i], item)
			} else if id != "" { // else nobody can say which it is
				a.Items = append(a.Items, item)
			}
		}
	case a.Text == "" && len(a.Items)+len(a.Fields) == 0:
		return b
	}
	return a
}

// component takes note of a component and returns its key.
func (p *job) component(c frontmatter.Node, organization string) string {
	return p.Know(lenient.Text(c, "id"), importer.Component{
		Name: lenient.Text(c, "name"), Group: lenient.Text(c, "group_id"), Organization: organization, Description: prose.PlainHTML(lenient.Text(c, "description")),
	})
}

// attachPostmortems adds each postmortem to the incident whose id is in the name of its file.
func (p *job) attachPostmortems() {
	for _, f := range p.postmortems {
		var target *record
		for _, r := range p.records {
			if strings.Contains(strings.ToLower(f.source), strings.ToLower(r.id)) {
				target = r
			}
		}
		if target == nil && len(p.records) == 1 {
			target = p.records[0]
		}
		switch {
		case target == nil:
			p.Skip(f.source, "", "", "it is a postmortem, and neither its name nor its folder says of which incident")
		case f.text("body") == "":
			p.Skip(f.source, "", "", "the postmortem is not published: it holds a draft at most")
		default:
			found := frontmatter.Node{Kind: frontmatter.Mapping}
			for key, from := range map[string]string{"postmortem_body": "body", "postmortem_published_at": "published_at", "postmortem_body_last_updated_at": "body_updated_at"} {
				found.Fields = append(found.Fields, frontmatter.Field{Key: key, Value: lenient.Member(f.Node, from)})
			}
			target.Node = merge(found, target.Node)
		}
	}
}
