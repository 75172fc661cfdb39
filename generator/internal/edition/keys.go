package edition

import (
	"slices"
	"strings"

	"afterword/generator/internal/diag"
)

// archiveKeys is where the paths of the keys of archive.yaml begin, which hidden_keys does not name.
const archiveKeys = "/"

// servicesKey is a list of ids in a report, and of mappings in archive.yaml.
const servicesKey = "services"

// known are the keys of reports, those of items behind their list's.
var known = strings.Fields(`title date updated summary description organization services severity timezone start end level impact detected acknowledged mitigated
	resolved detected_by timeline causes tags related unrelated actions sources aliases slug draft
	impact.start impact.end impact.level impact.services impact.note impact.at_least impact.at_most timeline.time timeline.text timeline.status
	actions.title actions.owner actions.due actions.status actions.link actions.kind actions.opened actions.closed sources.title sources.url sources.publisher sources.date sources.archived`)

// misspelling is the known key that was probably meant by one that is not known: it is near, or is one of an item
// without its list. "" where there is none: reports have keys of their own.
func misspelling(key string) string {
	if slices.Contains(known, key) {
		return ""
	}
	if near, ok := diag.Nearest(key, known); ok {
		return near
	}
	if n := slices.IndexFunc(known, func(k string) bool { return strings.HasSuffix(k, "."+key) }); n >= 0 {
		return known[n]
	}
	return ""
}

// texts reports whether a key holds a list of texts, whose items may be mappings to carry a mark.
func texts(key string) bool {
	return slices.Contains([]string{servicesKey, "service", "impact.services", "causes", "categories", "tags", "related", "unrelated", "aliases"}, key)
}

// names reports whether a key, given by its path, holds ids of services.
func namesServices(key string) bool {
	last := key[strings.LastIndex(key, ".")+1:]
	return last == servicesKey || last == "service"
}
