package theme

import (
	"fmt"
	"reflect"
	"text/template"
	"text/template/parse"
)

// condition compiles a pipeline of which only the truth is asked.
func (c *compiler) condition(p *parse.PipeNode) test {
	if len(p.Cmds) == 1 {
		if id, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode); ok {
			if t := c.predicate(id.Ident, c.arguments(p.Cmds[0].Args[1:], nil)); t != nil {
				return t
			}
		}
	}
	v := c.pipe(p)
	return func(r *run, dot reflect.Value) bool { return truth(v(r, dot)) }
}

// predicate compiles those builtin functions that give nothing but a truth, or
// nil for all others.
func (c *compiler) predicate(name string, args []argument) test {
	if _, own := c.functions[name]; own {
		return nil
	}
	v := operands(args)
	switch name {
	case "not":
		need(name, args, 1, 1)
		return func(r *run, dot reflect.Value) bool { return !truth(v[0](r, dot)) }
	case "and", "or":
		need(name, args, 1, many)
		return func(r *run, dot reflect.Value) bool {
			for _, x := range v {
				if truth(x(r, dot)) == (name == "or") {
					return name == "or"
				}
			}
			return name == "and"
		}
	case "eq":
		need(name, args, 2, many)
		return func(r *run, dot reflect.Value) bool {
			x := v[0](r, dot)
			for _, y := range v[1:] {
				if equal(x, y(r, dot)) {
					return true
				}
			}
			return false
		}
	}
	compare, ok := map[string]func(x, y reflect.Value) bool{
		"ne": func(x, y reflect.Value) bool { return !equal(x, y) },
		"lt": less,
		"le": func(x, y reflect.Value) bool { return less(x, y) || equal(x, y) },
		"gt": func(x, y reflect.Value) bool { return !less(x, y) && !equal(x, y) },
		"ge": func(x, y reflect.Value) bool { return !less(x, y) },
	}[name]
	if !ok {
		return nil
	}
	need(name, args, 2, 2)
	return func(r *run, dot reflect.Value) bool { return compare(v[0](r, dot), v[1](r, dot)) }
}

const many = 1 << 10

func need(name string, args []argument, least, most int) {
	if len(args) < least || len(args) > most {
		giveUp("%d arguments for %s", len(args), name)
	}
}

func operands(args []argument) (v []expr) {
	for _, a := range args {
		v = append(v, a.operand())
	}
	return v
}

// builtin compiles a call of a function that all templates have.
func (c *compiler) builtin(name string, args []argument, piped bool) expr {
	switch name {
	case "and", "or":
		need(name, args, 1, many)
		return either(name == "or", operands(args), piped)
	case "_eval_args_": // html/template puts it before html and urlquery
		need(name, args, 1, 1)
		v := args[0].as(anyType)
		return func(r *run, dot reflect.Value) reflect.Value {
			x := inside(v(r, dot))
			if !x.IsValid() || x.Type() != stringType {
				giveUp("html or urlquery of %s", x.Kind())
			}
			return x
		}
	case "len":
		need(name, args, 1, 1)
		v := args[0].operand()
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(length(v(r, dot))) }
	case "index":
		need(name, args, 1, many)
		v := operands(args)
		return func(r *run, dot reflect.Value) reflect.Value { return index(evaluate(v, r, dot)) }
	case "slice":
		need(name, args, 1, 4)
		v := operands(args)
		return func(r *run, dot reflect.Value) reflect.Value { return part(evaluate(v, r, dot)) }
	case "call":
		need(name, args, 1, many)
		v := operands(args)
		return func(r *run, dot reflect.Value) reflect.Value { return call(evaluate(v, r, dot)) }
	}
	if t := c.predicate(name, args); t != nil {
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(t(r, dot)) }
	}
	f, ok := map[string]any{
		"print":    fmt.Sprint,
		"printf":   fmt.Sprintf,
		"println":  fmt.Sprintln,
		"html":     template.HTMLEscaper,
		"js":       template.JSEscaper,
		"urlquery": template.URLQueryEscaper,
	}[name]
	if !ok {
		giveUp("the function %s is not known", name)
	}
	fn := reflect.ValueOf(f)
	bound := bind(fn.Type(), args)
	return func(r *run, dot reflect.Value) reflect.Value { return invoke(fn, evaluate(bound, r, dot)) }
}

// either is the first argument whose truth decides, or the last. What comes
// through a pipe, last in v, has been evaluated before.
func either(or bool, v []expr, piped bool) expr {
	return func(r *run, dot reflect.Value) (x reflect.Value) {
		var last reflect.Value
		if piped {
			last = v[len(v)-1](r, dot)
		}
		for n, y := range v {
			if piped && n == len(v)-1 {
				return last
			}
			if x = y(r, dot); truth(x) == or {
				return x
			}
		}
		return x
	}
}

// index goes down into slices, arrays, strings and maps.
func index(args []reflect.Value) reflect.Value {
	item := inside(args[0])
	for _, at := range args[1:] {
		at = inside(at)
		var null bool
		if item, null = pointee(item); null {
			giveUp("index of nil")
		}
		switch item.Kind() {
		case reflect.Slice, reflect.Array, reflect.String:
			item = item.Index(whole(at)) // which panics where it is out of range
		case reflect.Map:
			if at = item.MapIndex(asKey(at, item.Type().Key())); at.IsValid() {
				item = at
			} else {
				item = reflect.Zero(item.Type().Elem())
			}
		default:
			giveUp("index of %s", item.Kind())
		}
	}
	if !item.IsValid() {
		giveUp("index of nothing")
	}
	return item
}

// part is what slice gives of a string or slice.
func part(args []reflect.Value) reflect.Value {
	item, null := pointee(inside(args[0]))
	if null || item.Kind() != reflect.Slice && item.Kind() != reflect.String || len(args) > 3 {
		giveUp("slice of %s", item.Kind())
	}
	from, to := 0, item.Len()
	if len(args) > 1 {
		from = whole(inside(args[1]))
	}
	if len(args) > 2 {
		to = whole(inside(args[2]))
	}
	return item.Slice(from, to)
}

// call calls a value.
func call(args []reflect.Value) reflect.Value {
	fn := inside(args[0])
	if fn.Kind() != reflect.Func || fn.IsNil() || fn.Type().IsVariadic() || fn.Type().NumIn() != len(args)-1 {
		giveUp("call of %s", fn.Kind())
	}
	given := make([]reflect.Value, len(args)-1)
	for n, a := range args[1:] {
		given[n] = asKey(inside(a), fn.Type().In(n))
	}
	return invoke(fn, given)
}

// asKey makes a value one of a type; whole numbers may become other whole numbers.
func asKey(v reflect.Value, typ reflect.Type) reflect.Value {
	if !v.IsValid() || v.Type().AssignableTo(typ) {
		return fitted(v, typ)
	}
	into := reflect.New(typ).Elem()
	if !(v.CanInt() || v.CanUint()) || !(into.CanInt() || into.CanUint()) {
		giveUp("%s as %s", v.Type(), typ)
	}
	return v.Convert(typ)
}

// whole is a value as a position. Panics and negative numbers end in html/template.
func whole(v reflect.Value) int {
	switch {
	case v.CanInt():
		return int(v.Int())
	case v.CanUint():
		return int(v.Uint())
	}
	giveUp("%s as an index", v.Kind())
	return 0
}
