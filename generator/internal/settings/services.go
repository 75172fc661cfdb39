package settings

import (
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/urls"
)

// services reads the declared services, and checks how they refer to each other.
func services(r *frontmatter.Reader, s *Settings) []Service {
	var list []Service
	var readers []*frontmatter.Reader
	first := map[string]*frontmatter.Reader{}
	for _, item := range r.Mappings("services") {
		v := service(item, s)
		if v.ID == "" {
			continue
		}
		if other, taken := first[v.ID]; taken {
			line, _ := r.Source().Position(other.At("id").Start)
			item.Errorf(diag.ValueDuplicate, "id", "Give each service an id of its own.", "service %q is declared twice, first on line %d", v.ID, line)
			continue
		}
		first[v.ID] = item
		list, readers = append(list, v), append(readers, item)
	}

	ids := make([]string, len(list))
	parents := make(map[string]string, len(list))
	for i, v := range list {
		ids[i], parents[v.ID] = v.ID, v.Parent
	}
	cycles := cycles(ids, parents)
	named := map[*cycle]bool{}
	strays := 0
	for i, v := range list {
		if v.Parent == "" {
			continue
		}
		if _, declared := parents[v.Parent]; !declared {
			hint := "Declare it under services, or delete this line."
			if strays++; strays <= diag.MostAlike { // looking for a near name compares it with all
				if near, ok := diag.Nearest(v.Parent, ids); ok {
					hint = "Did you mean \"" + near + "\"?"
				}
			}
			readers[i].Errorf(diag.ServiceParent, "parent", hint, "parent %q is not a service", v.Parent)
			list[i].Parent = ""
		} else if c := cycles[v.ID]; c != nil {
			if !named[c] {
				named[c] = true
				readers[i].Errorf(diag.ServiceParent, "parent", "Delete one of these parents.", "services that are their own parents: %s", strings.Join(c.from(v.ID), " → "))
			}
			list[i].Parent = "" // no reader may run in circles
		}
	}
	return list
}

func service(r *frontmatter.Reader, s *Settings) Service {
	v := Service{
		ID:           r.RequiredText("id"),
		Name:         r.Text("name"),
		Organization: r.Text("organization", "organisation"),
		Parent:       r.Text("parent"),
		Description:  r.Text("description"),
		Since:        r.Day("since", s.Zone),
		Until:        r.Day("until", s.Zone),
		URL:          r.Address("url"),
	}
	if v.Name == "" {
		v.Name = v.ID
	}
	if slo, ok := r.Number("slo"); ok {
		if slo <= 0 || slo >= 100_000 {
			r.Errorf(diag.ValueInvalid, "slo", "Write a target such as 99.9; leave it out where there is none.", "slo must be between 0 and 100 per cent, both excluded")
		} else {
			v.SLO = slo
		}
	}
	if !v.Since.IsZero() && !v.Until.IsZero() && v.Until.Before(v.Since) {
		r.Errorf(diag.WindowOrder, "until", "until is the last day on which the service was tracked.", "until is before since")
		v.Until = v.Since
	}
	r.RejectUnknown()
	if v.ID != "" {
		if err := urls.CheckSlug(v.ID); err != nil {
			r.Errorf(diag.ServiceID, "id", "Write lower-case letters, digits and single dashes; name may hold anything.", "%q cannot be the id of a service: %v", v.ID, err)
			v.ID = ""
		}
	}
	return v
}

// A cycle is a ring of services, each the child of the next.
type cycle struct{ ids []string }

// from is the way from a service of the ring back to itself. A ring of a
// thousand is told by its beginning.
func (c *cycle) from(id string) []string {
	i := slices.Index(c.ids, id)
	way := append(slices.Concat(c.ids[i:], c.ids[:i]), id)
	if most := 20; len(way) > most {
		way = append(way[:most], "…")
	}
	return way
}

// cycles finds the services that are their own parents, going over each once.
func cycles(ids []string, parents map[string]string) map[string]*cycle {
	found := map[string]*cycle{}
	trip := map[string]int{} // on which way a service was met: a ring met on an earlier one is known
	for n, id := range ids {
		var way []string
		for at := id; at != "" && trip[at] == 0; at = parents[at] {
			trip[at] = n + 1
			way = append(way, at)
		}
		if len(way) == 0 {
			continue
		}
		last := parents[way[len(way)-1]]
		if last == "" || trip[last] != n+1 {
			continue
		}
		c := &cycle{way[slices.Index(way, last):]}
		for _, id := range c.ids {
			found[id] = c
		}
	}
	return found
}
