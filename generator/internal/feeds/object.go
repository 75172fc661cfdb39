package feeds

import (
	"encoding/json"
	"fmt"
	"strconv"
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
func (o Object) MarshalJSON() ([]byte, error) {
	if o == nil {
		return []byte("null"), nil
	}
	b := []byte{'{'}
	for n, f := range o {
		if n > 0 {
			b = append(b, ',')
		}
		value, err := json.Marshal(f.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Key, err)
		}
		b = append(append(strconv.AppendQuote(b, f.Key), ':'), value...)
	}
	return append(b, '}'), nil
}

// objects are the records of a list.
func objects[T any](items []T, record func(T) Object) []Object {
	list := make([]Object, 0, len(items))
	for _, item := range items {
		list = append(list, record(item))
	}
	return list
}
