package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A component is what another system calls a component, system, product, site or
// service. Incidents name it by a key: the source's id where it has one, else its name.
type component struct {
	name         string
	plain        string // the name as the source has it, before it was made distinct
	group        string // key of the component above it, or ""
	organization string
	description  string
	url          string
}

// maxComponents bounds the components of one import.
const maxComponents = 20_000

// know takes note of a component; what is already known of it stays, gaps are filled.
func (r *reading) know(key string, c component) string {
	key, c.name = oneLine(key), oneLine(c.name)
	if key == "" {
		key = c.name
	}
	if key == "" {
		return ""
	}
	old, known := r.components[key]
	if !known {
		if len(r.order) >= maxComponents {
			return ""
		}
		r.order = append(r.order, key)
	}
	for _, f := range []struct{ old, new *string }{
		{&old.name, &c.name}, {&old.group, &c.group}, {&old.organization, &c.organization}, {&old.description, &c.description}, {&old.url, &c.url},
	} {
		if *f.old == "" {
			*f.old = oneLine(*f.new)
		}
	}
	r.components[key] = old
	return key
}

// affects names a component of an incident.
func (in *incident) affects(key string) string {
	switch {
	case key == "" || slices.Contains(in.Services, key):
	case len(in.Services) >= maxServices:
		in.note(Dropped, "services", "it names more than %d", maxServices)
		return ""
	default:
		in.Services = append(in.Services, key)
	}
	return key
}

// distinct returns components that share a name names of their own.
func (r *reading) distinct() {
	byName := map[string][]string{}
	for _, key := range r.order {
		name := strings.ToLower(r.components[key].name)
		byName[name] = append(byName[name], key)
	}
	for _, keys := range byName {
		for _, key := range keys {
			c := r.components[key]
			if c.name == "" {
				c.name = key
			}
			c.plain = c.name
			if above := orText(r.components[c.group].name, c.organization); len(keys) > 1 && above != "" {
				c.name += " (" + above + ")"
			}
			r.components[key] = c
		}
	}
}

// services finds or makes the id of each component. Services of the archive are
// recognised by name, then by id; none of them is changed.
func (r *reading) services() (ids map[string]string, added []settings.Service) {
	r.distinct()
	ids = map[string]string{}
	claimed := map[string]bool{} // ids that a component stands for
	taken := map[string]bool{}
	byName := map[string][]settings.Service{}
	for _, s := range r.settings.Services {
		taken[s.ID] = true
		byName[strings.ToLower(s.Name)] = append(byName[strings.ToLower(s.Name)], s)
	}
	for _, key := range r.order {
		c := r.components[key]
		for _, name := range []string{c.name, c.plain} {
			for _, s := range byName[strings.ToLower(name)] {
				if ids[key] == "" && c.is(s) && !claimed[s.ID] {
					ids[key], claimed[s.ID] = s.ID, true
				}
			}
		}
	}
	var fresh []string
	for _, key := range r.order {
		if ids[key] != "" {
			continue
		}
		id := serviceID(key, r.components[key].name)
		if taken[id] && !claimed[id] {
			ids[key], claimed[id] = id, true
			continue
		}
		for n, base := 2, id; taken[id]; n++ {
			id = base + "-" + itoa(n)
		}
		ids[key], taken[id], claimed[id] = id, true, true
		fresh = append(fresh, key)
	}
	for _, key := range fresh {
		c := r.components[key]
		s := settings.Service{ID: ids[key], Name: c.name, Organization: c.organization, Description: c.description}
		if group := ids[c.group]; group != ids[key] && !r.circles(key) {
			s.Parent = group
		}
		if webAddress(c.url) {
			s.URL = c.url
		}
		added = append(added, s)
	}
	return ids, added
}

// is recognises a service of the archive by its name, and by its organization where both have one.
func (c component) is(s settings.Service) bool {
	if c.organization != "" && s.Organization != "" && !strings.EqualFold(c.organization, s.Organization) {
		return false
	}
	return strings.EqualFold(s.Name, c.name) || strings.EqualFold(s.Name, c.plain) && c.group == ""
}

// circles reports whether a component is above itself.
func (r *reading) circles(key string) bool {
	const deepest = 100
	at := r.components[key].group
	for range deepest {
		if at == "" {
			return false
		}
		if at == key {
			return true
		}
		at = r.components[at].group
	}
	return true
}

// serviceID makes an id of a name; of the key where the name has no letters that ids may have.
func serviceID(key, name string) string {
	for _, text := range []string{name, key} {
		slug := shortSlug(text, 60)
		if urls.CheckSlug(slug) == nil {
			return slug
		}
	}
	sum := sha256.Sum256([]byte(name))
	return "service-" + hex.EncodeToString(sum[:4])
}

// shortSlug is a slug of at most so many bytes, cut between words where it can be.
func shortSlug(text string, limit int) string {
	slug := urls.Slug(text)
	if len(slug) <= limit {
		return slug
	}
	short := strings.ToValidUTF8(slug[:limit], "")
	if i := strings.LastIndexByte(short, '-'); i > limit/2 {
		short = short[:i]
	}
	return strings.Trim(short, "-")
}

// resolve puts ids in the place of an incident's components.
func (in *incident) resolve(ids map[string]string, limit int) {
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
		in.note(Dropped, "services", "%d services are named, %d may be: the others are listed in the text", len(in.Services), limit)
		in.body = strings.TrimLeft(in.body+"\nAlso affected: "+strings.Join(rest, ", ")+".\n", "\n")
		in.Services = in.Services[:limit]
	}
	in.Windows = slices.DeleteFunc(in.Windows, func(w postmortem.Window) bool {
		kept := slices.ContainsFunc(names(w.Services), func(id string) bool { return slices.Contains(in.Services, id) })
		if len(w.Services) > 0 && !kept {
			in.note(Dropped, "impact", "a window from %s affected only services that are not listed", writeTime(w.Start, in.Zone))
		}
		return len(w.Services) > 0 && !kept
	})
	for i := range in.Windows {
		w := &in.Windows[i]
		w.Services = slices.DeleteFunc(names(w.Services), func(id string) bool { return !slices.Contains(in.Services, id) })
		if len(w.Services) == len(in.Services) {
			w.Services = nil
		}
	}
}
