package feeds

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/urls"
)

// The JSON API. Keys are snake_case, times RFC 3339 in UTC, a time without a
// time of day a date ("2013-02-12"), durations integer seconds; what is absent
// is null or [], and never left out. Keys are only ever added.
//
// A list has one object a line, so that a line-based tool can compare two builds.

// IncidentsJSON is /api/incidents.json: all incidents, newest first.
func IncidentsJSON(a *archive.Archive, base urls.Base) ([]byte, error) {
	return encodeList("incidents", func(yield func(any) bool) {
		for _, i := range a.Incidents {
			if !yield(newIncidentRecord(i, base)) {
				return
			}
		}
	})
}

// IncidentJSON is /incidents/PATH/index.json: one object of IncidentsJSON.
func IncidentJSON(i *archive.Incident, base urls.Base) ([]byte, error) {
	b, err := encodeJSON(newIncidentRecord(i, base))
	if err != nil {
		return nil, fmt.Errorf("writing %s as JSON: %w", i.Path, err)
	}
	return b, nil
}

// ServicesJSON is /api/services.json, in the archive's order:
//
//	{"services": [{"id", "url", "name", "organization", "parent", "description",
//	               "website", "since", "until", "slo", "incidents"}]}
//
// url is the service's page on this site, website its own address; slo is in
// per cent; incidents counts those of the services below it too.
func ServicesJSON(a *archive.Archive, base urls.Base) ([]byte, error) {
	return encodeList("services", func(yield func(any) bool) {
		for _, s := range a.Services {
			if !yield(newServiceRecord(s, base)) {
				return
			}
		}
	})
}

// ActionsJSON is /api/actions.json, in the order of the incidents, then as written:
//
//	{"actions": [{"title", "owner", "due", "status", "link", "kind", "done", "overdue",
//	              "incident": {"path", "url", "title"}}]}
//
// overdue is true for an item that is not done and whose due day was over when
// the archive's data was true.
func ActionsJSON(a *archive.Archive, base urls.Base) ([]byte, error) {
	return encodeList("actions", func(yield func(any) bool) {
		for _, i := range a.Incidents {
			ref := refRecord{Path: i.Path, URL: base.Absolute(urls.Incident(i.Path)), Title: i.Title}
			for _, item := range i.Actions {
				if !yield(promiseRecord{newActionRecord(item), item.Done(), item.Overdue(a.AsOf), ref}) {
					return
				}
			}
		}
	})
}

// encodeList writes {"key":[…]} one object at a time.
func encodeList(key string, objects iter.Seq[any]) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{%q:[", key)
	if err := encodeLines(&b, objects); err != nil {
		return nil, fmt.Errorf("writing %s as JSON: %w", key, err)
	}
	b.WriteString("]}\n")
	return b.Bytes(), nil
}

// encodeLines writes the objects of a list, each on a line of its own.
func encodeLines(b *bytes.Buffer, objects iter.Seq[any]) error {
	e := json.NewEncoder(b)
	n := 0
	for o := range objects {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		if err := e.Encode(o); err != nil {
			return fmt.Errorf("object %d: %w", n+1, err)
		}
		b.Truncate(b.Len() - 1) // the encoder ends each value with a line break
		n++
	}
	if n > 0 {
		b.WriteByte('\n')
	}
	return nil
}
