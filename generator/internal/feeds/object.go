package feeds

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"afterword/generator/internal/calendar"
)

// An Object is a JSON object with its keys in order; nil is null. A record of the API is one: each
// key is written where its value is made, and schema/*.json says what it holds.
type Object []Field

// A Field is a key and its value: null where that is a nil pointer. A list is never nil: it is written as [].
type Field struct {
	Key   string
	Value any
}

// With returns the object with one more field.
func (o Object) With(key string, value any) Object { return append(o, Field{key, value}) }

// MarshalJSON implements [json.Marshaler].
func (o Object) MarshalJSON() ([]byte, error) { return o.append(nil) }

// append writes the object itself, since encoding/json reads again what a marshaler returns. Texts
// are written by encoding/json, which escapes <, >, & and the separators U+2028 and U+2029: the
// result is safe inside a script element, and a parser gets the text back unchanged.
func (o Object) append(b []byte) (_ []byte, err error) {
	if o == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '{')
	for n, f := range o {
		if n > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, f.Key), ':')
		if b, err = appendValue(b, f.Value); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Key, err)
		}
	}
	return append(b, '}'), nil
}

func appendValue(b []byte, value any) (_ []byte, err error) {
	switch v := value.(type) {
	case Object:
		return v.append(b)
	case []Object:
		b = append(b, '[')
		for n, o := range v {
			if n > 0 {
				b = append(b, ',')
			}
			if b, err = o.append(b); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case calendar.Bound:
		text, err := v.MarshalJSON()
		return append(b, text...), err
	}
	text, err := json.Marshal(value)
	return append(b, text...), err
}

// known leaves out texts that are empty and objects that are nil.
func (o Object) known() Object {
	return slices.DeleteFunc(o, func(f Field) bool {
		switch v := f.Value.(type) {
		case string:
			return v == ""
		case []string:
			return len(v) == 0
		case Object:
			return v == nil
		}
		return false
	})
}

// objects are the records of a list.
func objects[T any](items []T, record func(T) Object) []Object {
	list := make([]Object, 0, len(items))
	for _, item := range items {
		list = append(list, record(item))
	}
	return list
}
