package theme

import "reflect"

// The rules of text/template for what is true, equal and less.

// inside takes a value out of its interface.
func inside(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem() // of nil is no value
	}
	return v
}

// truth says whether a value is not the zero of its type; a struct is always true,
// a collection if it is not empty.
func truth(v reflect.Value) bool {
	v = inside(v)
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.Bool:
		return v.Bool()
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Struct:
		if v.Type() == reflectType {
			giveUp("the truth of a reflect.Value")
		}
		return true
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return !v.IsNil()
	}
	switch {
	case v.CanInt():
		return v.Int() != 0
	case v.CanUint():
		return v.Uint() != 0
	case v.CanFloat():
		return v.Float() != 0
	}
	return v.Complex() != 0
}

// equal compares two values of one basic kind, whole numbers of either sign, or something with nil.
func equal(x, y reflect.Value) bool {
	x, y = inside(x), inside(y)
	switch {
	case x.Kind() == reflect.String && y.Kind() == reflect.String:
		return x.String() == y.String()
	case x.CanInt() && y.CanInt():
		return x.Int() == y.Int()
	case x.CanUint() && y.CanUint():
		return x.Uint() == y.Uint()
	case x.CanInt() && y.CanUint():
		return x.Int() >= 0 && uint64(x.Int()) == y.Uint()
	case x.CanUint() && y.CanInt():
		return y.Int() >= 0 && uint64(y.Int()) == x.Uint()
	case x.CanFloat() && y.CanFloat():
		return x.Float() == y.Float()
	case x.Kind() == reflect.Bool && y.Kind() == reflect.Bool:
		return x.Bool() == y.Bool()
	}
	if !null(x) && !null(y) || x.IsValid() && y.IsValid() && x.Kind() != y.Kind() {
		giveUp("%s and %s are compared", x.Kind(), y.Kind())
	}
	return null(x) == null(y)
}

// null says whether a value is nothing or nil.
func null(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	}
	return false
}

// less orders strings and numbers.
func less(x, y reflect.Value) bool {
	x, y = inside(x), inside(y)
	switch {
	case x.Kind() == reflect.String && y.Kind() == reflect.String:
		return x.String() < y.String()
	case x.CanInt() && y.CanInt():
		return x.Int() < y.Int()
	case x.CanUint() && y.CanUint():
		return x.Uint() < y.Uint()
	case x.CanInt() && y.CanUint():
		return x.Int() < 0 || uint64(x.Int()) < y.Uint()
	case x.CanUint() && y.CanInt():
		return y.Int() >= 0 && x.Uint() < uint64(y.Int())
	case x.CanFloat() && y.CanFloat():
		return x.Float() < y.Float()
	}
	giveUp("%s and %s are ordered", x.Kind(), y.Kind())
	return false
}

// length counts a string's bytes or a collection's elements.
func length(v reflect.Value) int {
	v, null := pointee(v)
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len()
	}
	giveUp("the length of %s, nil %t", v.Kind(), null)
	return 0
}
