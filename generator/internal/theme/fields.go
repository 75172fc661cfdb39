package theme

import (
	"reflect"
	"sync/atomic"
)

// chain compiles .A.B.C of a value; the last may be a method with arguments.
func (c *compiler) chain(v expr, names []string, args []argument) expr {
	for n, name := range names {
		s := &selector{name: name}
		if n == len(names)-1 && len(args) > 0 {
			return s.method(v, args)
		}
		v = s.of(v)
	}
	return v
}

// A selector is a place in a layout that asks for a field, a method or a key by
// its name. It looks the name up once for each type that it meets.
type selector struct {
	name string
	met  atomic.Pointer[[]member] // never changed, only replaced
}

// A member is what a name means in a type.
type member struct {
	typ         reflect.Type
	addressable bool
	kind        memberKind
	field       int   // of a field of the struct itself
	path        []int // of one of an embedded struct
	method      int   // of the type, or of the pointer to it if addressable
	key         reflect.Value
}

type memberKind uint8

const (
	aField memberKind = iota
	embeddedField
	aMethod
	aKey
)

func (s *selector) of(v expr) expr {
	return func(r *run, dot reflect.Value) reflect.Value {
		x := v(r, dot)
		if !x.IsValid() {
			return x
		}
		x = s.receiver(x)
		m := s.member(x)
		switch m.kind {
		case aField:
			return x.Field(m.field)
		case embeddedField:
			for _, n := range m.path {
				if x.Kind() == reflect.Pointer {
					x = x.Elem() // of nil is no struct, and Field panics
				}
				x = x.Field(n)
			}
			return x
		case aKey:
			return x.MapIndex(m.key)
		}
		return invoke(m.bound(x), nil)
	}
}

// method compiles a call with arguments.
func (s *selector) method(v expr, args []argument) expr {
	return func(r *run, dot reflect.Value) reflect.Value {
		x := v(r, dot)
		if !x.IsValid() {
			return x
		}
		x = s.receiver(x)
		m := s.member(x)
		if m.kind != aMethod {
			giveUp("%s is no method and has arguments", s.name)
		}
		fn := m.bound(x)
		return invoke(fn, evaluate(bind(fn.Type(), args), r, dot))
	}
}

// receiver follows pointers and interfaces. Methods may be called on nil; that
// is left to html/template.
func (s *selector) receiver(x reflect.Value) reflect.Value {
	x, null := pointee(x)
	if null {
		giveUp("%s of nil", s.name)
	}
	return x
}

// bound is the method of a value.
func (m *member) bound(x reflect.Value) reflect.Value {
	if m.addressable {
		x = x.Addr()
	}
	return x.Method(m.method)
}

// member looks the name up.
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
	m := find(typ, addressable, s.name)
	next := []member{m}
	if met != nil {
		next = append(next, *met...)
	}
	s.met.Store(&next) // a member that another goroutine adds now is looked up again
	return &next[0]
}

// find knows the order of text/template: methods, then fields, then keys.
func find(typ reflect.Type, addressable bool, name string) member {
	m := member{typ: typ, addressable: addressable}
	methods := typ
	if addressable {
		methods = reflect.PointerTo(typ)
	}
	if method, ok := methods.MethodByName(name); ok {
		m.kind, m.method = aMethod, method.Index
		return m
	}
	switch typ.Kind() {
	case reflect.Struct:
		f, ok := typ.FieldByName(name)
		if !ok || !f.IsExported() || f.Type == reflectType {
			break
		}
		if m.field, m.path = f.Index[0], f.Index; len(f.Index) > 1 {
			m.kind = embeddedField
		}
		return m
	case reflect.Map:
		if stringType.AssignableTo(typ.Key()) {
			m.kind, m.key = aKey, reflect.ValueOf(name)
			return m
		}
	}
	giveUp("%s of %s", name, typ)
	return m
}

// pointee follows pointers and interfaces to what they hold, or to the first that is nil.
func pointee(x reflect.Value) (v reflect.Value, null bool) {
	for x.Kind() == reflect.Pointer || x.Kind() == reflect.Interface {
		if x.IsNil() {
			return x, true
		}
		x = x.Elem()
	}
	return x, false
}
