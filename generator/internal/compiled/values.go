package compiled

import (
	"cmp"
	"reflect"
)

var stringType = reflect.TypeFor[string]()

// fitted makes a value an argument of a type.
func fitted(v reflect.Value, typ reflect.Type) reflect.Value {
	switch {
	case !v.IsValid() && typ.Kind() == reflect.Interface:
		return reflect.Zero(typ)
	case !v.IsValid() || !v.Type().AssignableTo(typ):
		giveUp("%s is not a %s", v.Kind(), typ)
	}
	return v
}

// truth reports whether a value is not the zero value of its type. A struct is always true, a
// collection if it is not empty.
func truth(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Struct:
		return true
	case reflect.Float64, reflect.Float32:
		return v.Float() != 0 // also of the negative zero
	}
	return v.IsValid() && !v.IsZero()
}

// compared reports whether a comparison holds of two strings or two integers, or whether two
// booleans are equal.
func compared(name string, a, b reflect.Value) bool {
	var order int
	switch {
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		order = cmp.Compare(a.String(), b.String())
	case a.CanInt() && b.CanInt():
		order = cmp.Compare(a.Int(), b.Int())
	case a.Kind() == reflect.Bool && b.Kind() == reflect.Bool && (name == "eq" || name == "ne"):
		if a.Bool() != b.Bool() {
			order = 1
		}
	default:
		giveUp("%s of %s and %s", name, a.Kind(), b.Kind())
	}
	switch name {
	case "eq":
		return order == 0
	case "ne":
		return order != 0
	case "lt":
		return order < 0
	case "le":
		return order <= 0
	case "gt":
		return order > 0
	}
	return order >= 0
}
