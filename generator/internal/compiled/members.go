package compiled

import (
	"reflect"
	"sync/atomic"
)

// A selector is a place in a template that asks for a field or a method by its name. It looks the
// name up once for each type that it meets.
type selector struct {
	name string
	met  atomic.Pointer[[]member] // which is never changed, only replaced
}

// A member is what a name means in a type: a field by its path, or a method by its number.
type member struct {
	typ         reflect.Type
	addressable bool // methods are those of the pointer
	path        []int
	method      int
}

// of compiles a selector applied to a value.
func (s *selector) of(v expr) expr {
	return func(r *run, dot reflect.Value) reflect.Value {
		x := pointee(v(r, dot))
		if !x.IsValid() {
			giveUp("%s of nil", s.name)
		}
		m := s.member(x)
		switch {
		case len(m.path) == 1:
			return inside(x.Field(m.path[0]))
		case m.path != nil:
			return inside(x.FieldByIndex(m.path))
		case m.addressable:
			x = x.Addr()
		}
		return result(x.Method(m.method), nil)
	}
}

// member looks the name up in the type of a value.
func (s *selector) member(x reflect.Value) *member {
	typ, addressable := x.Type(), x.CanAddr()
	met := s.met.Load()
	if met != nil {
		for n := range *met {
			if m := &(*met)[n]; m.typ == typ && m.addressable == addressable {
				return m
			}
		}
	}
	next := []member{s.find(typ, addressable)}
	if met != nil {
		next = append(next, *met...)
	}
	s.met.Store(&next) // what another goroutine adds at the same time is looked up again
	return &next[0]
}

// find knows the order of text/template: methods come before fields.
func (s *selector) find(typ reflect.Type, addressable bool) member {
	m := member{typ: typ, addressable: addressable}
	methods := typ
	if addressable {
		methods = reflect.PointerTo(typ)
	}
	if method, ok := methods.MethodByName(s.name); ok && method.Type.NumIn() == 1 {
		m.method = method.Index
		return m
	}
	if typ.Kind() == reflect.Struct {
		if f, ok := typ.FieldByName(s.name); ok && f.IsExported() {
			m.path = f.Index
			return m
		}
	}
	giveUp("%s has no field or method %s without arguments", typ, s.name)
	return m
}

// inside takes a value out of its interface.
func inside(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

// pointee follows pointers; what nil points to is no value.
func pointee(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}
