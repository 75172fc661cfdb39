package keys

import (
	"encoding/json"
	"slices"
)

// A schema is one of JSON Schema, draft 2020-12: https://json-schema.org/draft/2020-12/schema
type schema struct {
	Schema      string            `json:"$schema,omitempty"`
	ID          string            `json:"$id,omitempty"`
	Title       string            `json:"title,omitempty"`
	Description string            `json:"description,omitempty"`
	Type        []string          `json:"type,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Pattern     string            `json:"pattern,omitempty"`
	AnyOf       []schema          `json:"anyOf,omitempty"`
	Items       *schema           `json:"items,omitempty"`
	Required    []string          `json:"required,omitempty"`
	Properties  map[string]schema `json:"properties,omitempty"`
	Others      *bool             `json:"additionalProperties,omitempty"`
	Examples    []string          `json:"examples,omitempty"`
}

// Words are the words of an archive by the list that they are of. A list that is absent bounds nothing.
type Words map[string][]string

// ReportSchema is the JSON Schema of a report's front matter; id is its address, which may be empty. Keys
// other than these are the author's own.
func ReportSchema(id string, words Words, further ...Key) ([]byte, error) {
	return encode(id, "A postmortem: the front matter of a report in an archive of Afterword, format 1", words, true, append(Report(), further...))
}

// ArchiveSchema is the JSON Schema of archive.yaml.
func ArchiveSchema(id string, words Words) ([]byte, error) {
	return encode(id, "archive.yaml: the settings of an archive of Afterword, format 1", words, false, Archive())
}

func encode(id, title string, words Words, others bool, keys []Key) ([]byte, error) {
	s := words.object(keys, others)
	s.Schema, s.ID, s.Title = "https://json-schema.org/draft/2020-12/schema", id, title
	text, err := json.Marshal(s)
	return append(text, '\n'), err
}

// object is the schema of a mapping.
func (w Words) object(keys []Key, others bool) schema {
	s := schema{Type: []string{"object"}, Properties: map[string]schema{}, Others: &others}
	for _, k := range keys {
		about := w.of(k)
		about.Description = k.Text
		if k.Example != "" {
			about.Examples = []string{k.Example}
		}
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			s.Properties[name] = about
		}
		if k.Required {
			s.Required = append(s.Required, k.Name)
		}
	}
	return s
}

// of is the schema of a value, of what may stand in its place, and of a list of either.
func (w Words) of(k Key) schema {
	one, item := w.one(k), w.one(k)
	switch {
	case k.Or != nil:
		item = w.object(k.Or, false)
		one = schema{AnyOf: []schema{one, item}}
	case k.Many && k.Type != Mapping: // a word that is for an edition
		item = schema{AnyOf: []schema{one, w.object([]Key{{Name: "name"}, {Name: "path"}, {Name: "edition", Words: "editions"}}, false)}}
	}
	if !k.Many {
		return one
	}
	return schema{AnyOf: []schema{one, {Type: []string{"array"}, Items: &item}}}
}

// The forms of days and times. What they allow may still be no day, or lack a zone.
const (
	day  = `\d{4}-\d{2}-\d{2}`
	when = day + `([Tt ]+\d{1,2}:\d{2}.*)?`
)

// one is the schema of one value. An empty one is no error of form: the key is absent.
func (w Words) one(k Key) schema {
	patterns := [...]string{
		Text: `\S`, Slug: `^[a-z0-9]+(-[a-z0-9]+)*$`, Path: `^/[^/]`,
		Address: `^https?://`, Day: `^\s*` + day + `\s*$`, Time: `^\s*` + when + `\s*$`, Date: `^\s*(\d{4}|\d{4}-\d{2}|` + when + `|unknown)\s*$`,
		End: `^\s*(` + when + `|ongoing|unknown)\s*$`, Duration: `^\s*(\d+(\.\d+)?\s*[a-z]+\s*)+$`, Clock: `^\d?\d:[0-5]\d(:[0-5]\d)?$`,
		Zone: `\S`, Free: "",
	}
	text := schema{Type: []string{"string", "number", "boolean"}, Pattern: patterns[k.Type]}
	if !k.Required {
		text.Type = append(text.Type, "null")
	}
	switch k.Type {
	case Bool:
		return schema{Type: []string{"boolean", "null"}}
	case Integer:
		return schema{Type: []string{"integer", "null"}}
	case Number:
		return schema{Type: []string{"number", "null"}}
	case Mapping:
		s := w.object(k.Keys, k.Further)
		s.Type = append(s.Type, "null")
		return s
	case Free:
		return schema{Type: []string{"object", "null"}}
	}
	choices := slices.Concat(k.Choices, w[k.Words])
	switch {
	case len(choices) == 0:
		return text
	case k.Open:
		return schema{AnyOf: []schema{{Enum: choices}, text}}
	}
	return schema{AnyOf: []schema{{Enum: choices}, {Type: []string{"null"}}}}
}
