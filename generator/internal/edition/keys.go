package edition

import (
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/keys"
)

// archiveKeys is where the paths of the keys of archive.yaml begin, which hidden_keys does not name.
const archiveKeys = "/"

// servicesKey is a list of ids in a report, and of mappings in archive.yaml.
const servicesKey = "services"

// misspelling is the key of reports that was probably meant by one that they do not have: it is near, or is one of an
// item without its list. "" where there is none: reports have keys of their own.
func misspelling(key string) string {
	var known []string
	for _, k := range keys.Report() {
		for _, name := range append(k.Aliases, k.Name) {
			known = append(known, name)
			for _, item := range slices.Concat(k.Keys, k.Or) {
				known = append(known, name+"."+item.Name)
			}
		}
	}
	near, _ := diag.Nearest(key, known)
	if n := slices.IndexFunc(known, func(k string) bool { return strings.HasSuffix(k, "."+key) }); near == "" && n >= 0 && !slices.Contains(known, key) {
		near = known[n]
	}
	return near
}

// texts reports whether a key holds a list of texts, whose items may be mappings to carry a mark.
func (s *Set) texts(key string) bool {
	return slices.Contains([]string{servicesKey, "service", "impact.services", "causes", "categories", "tags", "upstream", "trigger", "related", "unrelated", "aliases"}, key) ||
		slices.Contains(s.taxonomies, key)
}

// namesServices reports whether a key, given by its path, holds ids of services.
func namesServices(key string) bool {
	last := key[strings.LastIndex(key, ".")+1:]
	return last == servicesKey || last == "service"
}
