package importer

import (
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A Component is what another system calls a component, system, product, site or
// service. Incidents name it by a key: the source's id where it has one, else its name.
type Component struct {
	Name         string
	Group        string // key of the component above it, or ""
	Organization string
	Description  string
	URL          string

	plain string // the name as the source has it, before it was made distinct
}

// maxComponents bounds the components of one import.
const maxComponents = 20_000

// Know takes note of a component and returns its key, "" where it has none.
// What is already known of it stays, gaps are filled; a name that is only the key is one.
func (j *Job) Know(key string, c Component) string {
	key, c.Name = prose.OneLine(key), prose.OneLine(c.Name)
	if urls.Slug(c.Organization) == "" {
		c.Organization = ""
	}
	if key == "" {
		key = c.Name
	}
	if key == "" || strings.Contains(c.Name, "www.") || strings.Contains(c.Name, "://") {
		return "" // a page lists an address for more to read as if it were a component
	}
	old, known := j.components[key]
	if !known {
		if len(j.order) >= maxComponents {
			return ""
		}
		j.order = append(j.order, key)
	}
	if old.Name == key {
		old.Name = c.Name
	}
	for _, f := range []struct{ old, new *string }{
		{&old.Name, &c.Name}, {&old.Group, &c.Group}, {&old.Organization, &c.Organization}, {&old.Description, &c.Description}, {&old.URL, &c.URL},
	} {
		if *f.old == "" {
			*f.old = prose.OneLine(*f.new)
		}
	}
	j.components[key] = old
	return key
}

// Component returns what is known of a component.
func (j *Job) Component(key string) Component { return j.components[key] }

// Affects names a component of an incident by its key, and returns the key; ""
// where it is not taken.
func (in *Incident) Affects(key string) string {
	switch {
	case key == "" || slices.Contains(in.Services, key):
	case len(in.Services) >= maxServices:
		in.Note(Dropped, "services", "it names more than %d", maxServices)
		return ""
	default:
		in.Services = append(in.Services, key)
	}
	return key
}

// distinct adds what is above them to the names of components that share one.
func (j *Job) distinct() {
	byName := map[string][]string{}
	for _, key := range j.order {
		name := strings.ToLower(j.components[key].Name)
		byName[name] = append(byName[name], key)
	}
	for _, keys := range byName {
		for _, key := range keys {
			c := j.components[key]
			c.Name = prose.Or(c.Name, key)
			if _, known := j.components[c.Group]; !known {
				c.Group = "" // it would be a service without a name
			}
			c.plain = c.Name
			if above := prose.Or(j.components[c.Group].Name, c.Organization); len(keys) > 1 && above != "" {
				c.Name += " (" + above + ")"
			}
			j.components[key] = c
		}
	}
}

// services finds or makes the id of each component. Services of the archive are
// recognised by name, then by id; none of them is changed.
func (j *Job) services() (ids map[string]string, added []settings.Service) {
	j.distinct()
	ids = map[string]string{}
	claimed := map[string]bool{} // ids of which the component has been found
	taken := map[string]bool{}
	byName := map[string][]settings.Service{}
	for _, s := range j.Settings.Services {
		taken[s.ID] = true
		byName[strings.ToLower(s.Name)] = append(byName[strings.ToLower(s.Name)], s)
	}
	for _, key := range j.order {
		c := j.components[key]
		for _, name := range []string{c.Name, c.plain} {
			for _, s := range byName[strings.ToLower(name)] {
				if ids[key] == "" && c.is(s) && !claimed[s.ID] {
					ids[key], claimed[s.ID] = s.ID, true
				}
			}
		}
	}
	var fresh []string
	for _, key := range j.order {
		if ids[key] != "" {
			continue
		}
		id := serviceID(key, j.components[key].Name)
		if taken[id] && !claimed[id] {
			ids[key], claimed[id] = id, true
			continue
		}
		for n, base := 2, id; taken[id]; n++ {
			id = base + "-" + strconv.Itoa(n)
		}
		ids[key], taken[id], claimed[id] = id, true, true
		fresh = append(fresh, key)
	}
	for _, key := range fresh {
		c := j.components[key]
		s := settings.Service{ID: ids[key], Name: c.Name, Organization: c.Organization, Description: c.Description}
		if group := ids[c.Group]; group != ids[key] && j.components[c.Group].Group == "" { // groups are in no other: there is no circle
			s.Parent = group
		}
		if prose.WebAddress(c.URL) {
			s.URL = c.URL
		}
		added = append(added, s)
	}
	return ids, added
}

// is recognises a service of the archive by its name, and by its organization where both have one.
func (c Component) is(s settings.Service) bool {
	if c.Organization != "" && s.Organization != "" && !strings.EqualFold(c.Organization, s.Organization) {
		return false
	}
	return strings.EqualFold(s.Name, c.Name) || strings.EqualFold(s.Name, c.plain) && c.Group == ""
}

// serviceID makes an id of a name; of the key where the name has no letters that ids may have.
func serviceID(key, name string) string {
	for _, text := range []string{name, key} {
		slug := urls.ShortSlug(text, 60)
		if urls.CheckSlug(slug) == nil {
			return slug
		}
	}
	return "service-" + Digest(4, name)
}

// resolve puts ids in the place of an incident's components.
func (in *Incident) resolve(ids map[string]string, limit int) {
	names := func(keys []string) (list []string) {
		for _, key := range keys {
			if id := ids[key]; id != "" && !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
		return list
	}
	in.Services = names(in.Services)
	if len(in.Services) > limit {
		rest := in.Services[limit:]
		in.Note(Dropped, "services", "%d services are named, %d may be: the others are listed in the text", len(in.Services), limit)
		in.Body = strings.TrimLeft(in.Body+"\nAlso affected: "+strings.Join(rest, ", ")+".\n", "\n")
		in.Services = in.Services[:limit]
	}
	var windows []postmortem.Window
	for _, w := range in.Windows {
		listed := slices.DeleteFunc(names(w.Services), func(id string) bool { return !slices.Contains(in.Services, id) })
		if len(w.Services) > 0 && len(listed) == 0 {
			in.Note(Dropped, "impact", "a window from %s affected only services that are not listed", calendar.Written(w.Start, in.Zone))
			continue
		}
		if w.Services = listed; len(listed) == len(in.Services) {
			w.Services = nil
		}
		windows = append(windows, w)
	}
	in.Windows = windows
}
