package diag

import "strings"

// Merge joins what was found in the editions of an archive, the narrowest first, each an archive of its own. What is
// wrong in several is listed once, and what is not wrong in all says where it is. The list is sorted.
func Merge(ids []string, lists []List) (all List) {
	in := map[Diagnostic][]string{}       // the editions with a problem
	inFull := map[Diagnostic]Diagnostic{} // what wider editions withhold, by place
	for n, list := range lists {
		for _, d := range list {
			key := bare(d)
			place := key
			place.Message = ""
			if full, said := inFull[place]; said && d.Withheld {
				key = full
			} else if !d.Withheld {
				inFull[place] = key
			}
			if len(in[key]) == 0 {
				all.Add(d)
			}
			in[key] = append(in[key], ids[n])
		}
	}
	all = all.Sorted()
	for n, d := range all {
		if found := in[bare(d)]; len(found) < len(ids) {
			all[n].Message += " (only in " + strings.Join(found, ", ") + ")"
		}
	}
	return all
}

// bare is a problem without what differs between editions: what one hides another may quote.
func bare(d Diagnostic) Diagnostic {
	d.Excerpt, d.Length, d.Skipped, d.Withheld, d.Hint = "", 0, 0, false, ""
	return d
}
