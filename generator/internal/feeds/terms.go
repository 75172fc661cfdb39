package feeds

import (
	"encoding/json"

	"afterword/generator/internal/archive"
)

// addedTerms is the record of an incident with those terms at its end that not every archive has.
type addedTerms struct {
	record     any
	incident   *archive.Incident
	taxonomies []*archive.Taxonomy
}

// WithTerms returns the record of an incident as one that is written with a key for each taxonomy that
// the archive has beside those of every archive: a list of terms, or one or null.
func WithTerms(a *archive.Archive, i *archive.Incident, record any) any {
	if added := a.Added(); len(added) > 0 {
		return addedTerms{record, i, added}
	}
	return record
}

// MarshalJSON implements [json.Marshaler].
func (r addedTerms) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(r.record)
	if err != nil {
		return nil, err
	}
	b = b[:len(b)-1] // the brace at its end
	for _, t := range r.taxonomies {
		var value any = orEmpty(r.incident.Names(t.ID))
		if t.One {
			value = orNull(joined(r.incident.Names(t.ID)))
		}
		term, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		b = append(append(b, `,"`+t.Key+`":`...), term...)
	}
	return append(b, '}'), nil
}
