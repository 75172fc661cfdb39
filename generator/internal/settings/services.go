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
	index := make(map[string]int, len(list))
	for i, v := range list {
		ids[i], index[v.ID] = v.ID, i
	}
	parents := make([]int, len(list)) // -1 where there is none
	strays := 0
	for i, v := range list {
		parent, declared := index[v.Parent]
		if declared {
			parents[i] = parent
			continue
		}
		list[i].Parent, parents[i] = "", -1
		if v.Parent == "" {
			continue
		}
		hint := "Declare it under services, or delete this line."
		if strays++; strays <= diag.MostAlike { // looking for a near name compares it with all
			hint = diag.DidYouMean(v.Parent, ids, hint)
		}
		readers[i].Errorf(diag.ServiceParent, "parent", hint, "parent %q is not a service", v.Parent)
	}
	for _, ring := range rings(parents) {
		for _, i := range ring {
			list[i].Parent = "" // so that no reader runs in circles
		}
		readers[ring[0]].Errorf(diag.ServiceParent, "parent", "Delete one of these parents.", "services that are their own parents: %s",
			circle(ring, func(i int) string { return list[i].ID }))
	}
	return list
}

// circle writes a ring out, or how it begins.
func circle(ring []int, name func(int) string) string {
	var way []string
	for _, i := range append(ring, ring[0]) {
		way = append(way, name(i))
	}
	if most := 20; len(way) > most {
		way = append(way[:most], "…")
	}
	return strings.Join(way, " → ")
}

// rings finds the services or terms that are their own ancestors. Each ring begins with the
// one that is declared first and leads from child to parent. It goes over each once.
func rings(parents []int) (found [][]int) {
	trip := make([]int, len(parents)) // on which trip a service was met first, from 1
	for start := range parents {
		var way []int
		at := start
		for ; at >= 0 && trip[at] == 0; at = parents[at] {
			trip[at] = start + 1
			way = append(way, at)
		}
		if at >= 0 && trip[at] == start+1 { // the trip met itself
			ring := way[slices.Index(way, at):]
			first := slices.Index(ring, slices.Min(ring))
			found = append(found, slices.Concat(ring[first:], ring[:first]))
		}
	}
	return found
}

// Organization reads the key of that name; "" where it is absent, or has nothing to make an address of.
func (s *Settings) Organization(r *frontmatter.Reader) string {
	text := strings.TrimSpace(r.Text("organization", "organisation"))
	if text != "" && urls.Slug(text) == "" {
		r.Errorf(diag.ValueInvalid, "organization", "Use a word.", "%q has no letter or digit to make an address of", text)
		return ""
	}
	return s.TermName(r, "organizations", frontmatter.Value{Text: text, At: r.At("organization", "organisation")})
}

// observedFirst reads which figures of a service lead.
func observedFirst(r *frontmatter.Reader) bool {
	switch figures := r.Text("figures"); figures {
	case "", "reported":
	case "observed":
		return true
	default:
		r.Errorf(diag.ValueInvalid, "figures", diag.DidYouMean(figures, []string{"reported", "observed"}, "Write reported or observed."), "%q is no kind of figures", figures)
	}
	return false
}

func service(r *frontmatter.Reader, s *Settings) Service {
	v := Service{
		ID:           r.RequiredText("id"),
		Name:         r.Text("name"),
		Organization: s.Organization(r),
		Parent:       r.Text("parent"),
		Description:  r.Text("description"),
		Since:        r.Day("since", s.Zone),
		Until:        r.Day("until", s.Zone),
		URL:          r.Address("url"),
	}
	if v.Name == "" {
		v.Name = v.ID
	}
	v.ObservedFirst = observedFirst(r)
	v.Targets = targets(r, s)
	v.Agreement = agreement(r, s)
	v.Measured = measured(r, s)
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
