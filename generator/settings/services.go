package settings

import (
	"slices"
	"strings"

	"afterword/generator/diag"
	"afterword/generator/frontmatter"
	"afterword/generator/urls"
)

// services reads the declared services, and checks how they refer to each other.
func services(r *frontmatter.Reader, s *Settings) []Service {
	var list []Service
	var readers []*frontmatter.Reader
	for _, item := range r.Mappings("services") {
		v := service(item, s)
		if v.ID == "" {
			continue
		}
		if i := slices.IndexFunc(list, func(other Service) bool { return other.ID == v.ID }); i >= 0 {
			line, _ := r.Source().Position(readers[i].At("id").Start)
			item.Errorf(diag.ValueDuplicate, "id", "Give each service an id of its own.", "service %q is declared twice, first on line %d", v.ID, line)
			continue
		}
		list, readers = append(list, v), append(readers, item)
	}

	ids := make([]string, len(list))
	parents := make(map[string]string, len(list))
	for i, v := range list {
		ids[i], parents[v.ID] = v.ID, v.Parent
	}
	for i, v := range list {
		if v.Parent == "" {
			continue
		}
		if _, declared := parents[v.Parent]; !declared {
			hint := "Declare it under services, or delete this line."
			if near, ok := frontmatter.Nearest(v.Parent, ids); ok {
				hint = "Did you mean \"" + near + "\"?"
			}
			readers[i].Errorf(diag.ServiceParent, "parent", hint, "parent %q is not a service", v.Parent)
			list[i].Parent = ""
		} else if cycle := cycle(v.ID, parents); cycle != nil {
			if !slices.ContainsFunc(list[:i], func(s Service) bool { return slices.Contains(cycle, s.ID) }) { // named already
				readers[i].Errorf(diag.ServiceParent, "parent", "Delete one of these parents.", "services that are their own parents: %s", strings.Join(cycle, " → "))
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

// cycle follows the parents of a service. It gives the way from the service
// back to itself, or nil where there is none.
func cycle(id string, parents map[string]string) []string {
	way := []string{id}
	for at := parents[id]; at != ""; at = parents[at] {
		if slices.Contains(way[1:], at) {
			return nil // a cycle further up, named at its own services
		}
		way = append(way, at)
		if at == id {
			return way
		}
	}
	return nil
}
