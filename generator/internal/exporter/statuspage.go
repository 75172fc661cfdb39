package exporter

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// statuspage writes the tree that a Statuspage page serves under /api/v2/, with
// the shapes of statuspage_shapes.go. It differs in this: the lists hold every
// incident, where the service stops at the newest 50; ids are hashes of what
// they name; and component changes that no update holds come from the windows.
//
// What Statuspage has no word for is said as the least it could be: an unknown
// level is degraded_performance, and a service that contains others is a group.
// https://www.atlassian.com/software/statuspage (a page's own /api documents it)
//
// Every entry there has a time, so an incident of which no day is known is left out.
func statuspage(s selection) ([]File, error) {
	s.Incidents = slices.DeleteFunc(slices.Clone(s.Incidents), dayless)
	p := &statuspagePage{selection: s, about: pageShape{
		ID: identity("page", s.Base.String()), Name: s.Archive.Settings.Title, URL: strings.TrimSuffix(s.Base.Absolute(urls.Home), "/"),
		TimeZone: zoneName(s.Archive.Settings.Zone), UpdatedAt: stamp(latest(s.Archive)),
	}}
	p.components = p.newComponents()
	incidents, unresolved := []incidentShape{}, []incidentShape{}
	planned, upcoming, active := []incidentShape{}, []incidentShape{}, []incidentShape{}
	documents := map[string]statuspageDocument{}
	for _, source := range s.Incidents {
		i := p.incident(source)
		documents["incidents/"+i.ID] = statuspageDocument{Incident: &i}
		switch {
		case i.scheduleShape == nil:
			incidents = append(incidents, i)
			if !settled(i.Status) {
				unresolved = append(unresolved, i)
			}
			continue
		case i.Status == "scheduled":
			upcoming = append(upcoming, i)
		case !settled(i.Status):
			active = append(active, i)
		}
		planned = append(planned, i)
	}
	slices.Reverse(upcoming) // what comes next is first
	status := banner(unresolved, active)

	documents["components"] = statuspageDocument{Components: p.components}
	documents["incidents"] = statuspageDocument{Incidents: incidents}
	documents["incidents/unresolved"] = statuspageDocument{Incidents: unresolved}
	documents["scheduled-maintenances"] = statuspageDocument{Maintenances: planned}
	documents["scheduled-maintenances/active"] = statuspageDocument{Maintenances: active}
	documents["scheduled-maintenances/upcoming"] = statuspageDocument{Maintenances: upcoming}
	documents["status"] = statuspageDocument{Status: &status}
	documents["summary"] = statuspageDocument{Components: p.components, Incidents: unresolved, Maintenances: append(active, upcoming...), Status: &status}

	var files []File
	for name, d := range documents {
		d.Page = p.about
		var b bytes.Buffer
		if err := json.NewEncoder(&b).Encode(d); err != nil {
			return nil, fmt.Errorf("writing %s.json: %w", name, err)
		}
		files = append(files, File{"api/v2/" + name + ".json", b.Bytes()})
	}
	slices.SortFunc(files, func(x, y File) int { return cmp.Compare(x.Path, y.Path) })
	return files, nil
}

// A statuspagePage is the archive as a page of Statuspage.
type statuspagePage struct {
	selection
	about      pageShape
	components []componentShape
}

// newComponents lists the services: those without a parent in the archive's
// order, each followed by all below it. Statuspage knows one level of groups, so
// a service at the top is the group of all its descendants.
func (p *statuspagePage) newComponents() []componentShape {
	list := []componentShape{}
	add := func(s *archive.Service, group *string) *componentShape {
		list = append(list, p.component(s, group, len(list)+1))
		return &list[len(list)-1]
	}
	for _, top := range p.Archive.Services {
		if top.Parent != nil {
			continue
		}
		at := len(list)
		id := add(top, nil).ID
		members := []string{}
		var below func(*archive.Service)
		below = func(s *archive.Service) {
			for _, c := range s.Children {
				members = append(members, add(c, &id).ID)
				below(c)
			}
		}
		below(top)
		if len(members) > 0 {
			list[at].Group, list[at].Components = true, members
		}
	}
	return list
}

func (p *statuspagePage) component(s *archive.Service, group *string, position int) componentShape {
	c := componentShape{
		ID: identity("component", s.ID), Name: s.Name, Status: p.now(s), Position: position,
		Description: orNull(s.Description), Showcase: true, StartDate: orNull(calendar.ISOTime(s.Since)), GroupID: group, PageID: p.about.ID,
	}
	created, updated := p.Archive.AsOf, int64(0)
	for _, i := range slices.DeleteFunc(slices.Clone(s.Incidents), dayless) {
		created, updated = min(created, i.When().Unix()), max(updated, filed(i, feeds.Edited(i)))
	}
	if !s.Since.IsZero() {
		created = s.Since.Unix()
	}
	c.CreatedAt, c.UpdatedAt = stamp(created), stamp(max(created, updated))
	return c
}

// now is the status of a service, or the worst of those below it, at the time
// that counts as now.
func (p *statuspagePage) now(s *archive.Service) string {
	now := p.Archive.AsOf
	var open []settings.Level
	for _, i := range s.Incidents {
		for _, w := range i.Windows {
			if w.Start.Unix() <= now && (w.Ongoing || w.End.Unix() > now) && slices.ContainsFunc(i.AffectedServices(w), s.Covers) {
				open = append(open, w.Level)
			}
		}
	}
	return componentStatus(open)
}

// banner sums the page up, as the banner of a status page does.
func banner(unresolved, active []incidentShape) statusShape {
	words := []string{"none", "maintenance", "minor", "major", "critical"}
	worst := 0
	for _, i := range unresolved {
		worst = max(worst, slices.Index(words, i.Impact))
	}
	if len(active) > 0 {
		worst = max(worst, 1)
	}
	return statusShape{words[worst], []string{
		"All Systems Operational", "Service Under Maintenance", "Minor Service Outage", "Partial System Outage", "Major Service Outage",
	}[worst]}
}

// identity is a stable id of the twelve letters and digits that Statuspage's ids
// have: 60 bits of a hash of what it names.
func identity(kind string, names ...string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + strings.Join(names, "\x00")))
	return base32.NewEncoding("0123456789abcdfghjklmnpqrstvwxyz").EncodeToString(sum[:])[:12]
}

// stamp writes an instant as Statuspage does for a page in UTC: with milliseconds,
// which many clients expect.
func stamp(unix int64) string {
	return time.Unix(unix, 0).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// latest is when the archive last changed: its last edit, else the time that
// counts as now.
func latest(a *archive.Archive) int64 {
	if t := feeds.LastEdited(a.Incidents); !t.IsZero() {
		return t.Unix()
	}
	return a.AsOf
}

func dayless(i *archive.Incident) bool { return i.When().Precision < calendar.Day }

// filed is a time of a report in seconds, and where it is not known that of the incident.
func filed(i *archive.Incident, t calendar.Time) int64 {
	if t.IsZero() {
		return i.When().Unix()
	}
	return t.Unix()
}

// zoneName is the zone as Statuspage names it; its UTC is Etc/UTC.
func zoneName(zone *time.Location) string {
	if zone == time.UTC {
		return "Etc/UTC"
	}
	return zone.String()
}
