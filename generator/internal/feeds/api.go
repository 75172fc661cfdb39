package feeds

import (
	"bytes"
	"fmt"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/urls"
)

// The JSON API. What each document holds is written in schema/*.json. Keys are
// snake_case, times RFC 3339 in UTC, a time without a time of day a date
// ("2013-02-12"), a month or a year, durations whole seconds; what is absent is null or [], and never
// left out. Keys may be added, and are never removed.

// IncidentsJSON is /api/incidents.json: all incidents, newest first.
func IncidentsJSON(a *archive.Archive, base urls.Base) ([]byte, error) {
	return JSONList("incidents", a.Incidents, func(i *archive.Incident) Object { return WithTerms(a, i, IncidentRecord(i, base)) })
}

// IncidentJSON is /incidents/PATH/index.json: one object of IncidentsJSON.
func IncidentJSON(a *archive.Archive, i *archive.Incident, base urls.Base) ([]byte, error) {
	line, err := WithTerms(a, i, IncidentRecord(i, base)).append(nil)
	return append(line, '\n'), err
}

// ServicesJSON is /api/services.json, in the order of the archive.
func ServicesJSON(a *archive.Archive, base urls.Base) ([]byte, error) {
	return JSONList("services", a.Services, func(s *archive.Service) Object { return serviceRecord(s, base, a.AsOf) })
}

// ActionsJSON is /api/actions.json, in the order of the incidents, then as written.
func ActionsJSON(a *archive.Archive, base urls.Base) ([]byte, error) {
	return JSONList("actions", Promises(a), func(p Promise) Object { return promiseRecord(p, base, a.AsOf) })
}

// JSONList writes {"key":[…]} with one object per line, so that a line-based tool
// can compare two builds. A record is made when its line is written.
func JSONList[T any](key string, items []T, record func(T) Object) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{%q:[", key)
	err := encodeLines(&b, items, record)
	b.WriteString("]}\n")
	return b.Bytes(), err
}

// encodeLines writes the objects of a list, each on a line of its own.
func encodeLines[T any](b *bytes.Buffer, items []T, record func(T) Object) error {
	for n, item := range items {
		if n > 0 {
			b.WriteByte(',')
		}
		line, err := record(item).append(append(b.AvailableBuffer(), '\n'))
		if err != nil {
			return fmt.Errorf("object %d: %w", n+1, err)
		}
		b.Write(line)
	}
	if len(items) > 0 {
		b.WriteByte('\n')
	}
	return nil
}

// encodeHead begins an object that goes on with further keys.
func encodeHead(b *bytes.Buffer, o Object) error {
	head, err := o.append(b.AvailableBuffer())
	b.Write(bytes.TrimSuffix(head, []byte("}")))
	return err
}
