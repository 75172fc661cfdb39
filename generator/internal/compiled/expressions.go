package compiled

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"text/template/parse"
)

// commands compiles those of a pipeline: each is given the value before it as its last argument.
func (c *compiler) commands(cmds []*parse.CommandNode) (value expr) {
	for _, cmd := range cmds {
		var args []expr
		for _, a := range cmd.Args[1:] {
			args = append(args, c.operand(a))
		}
		if value != nil {
			args = append(args, value)
		}
		if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
			value = c.function(id.Ident, args)
			continue
		}
		if len(args) > 0 {
			giveUp("%s has arguments", cmd.Args[0])
		}
		value = c.operand(cmd.Args[0])
	}
	return value
}

func (c *compiler) operand(node parse.Node) expr {
	switch n := node.(type) {
	case *parse.DotNode:
		return itself
	case *parse.FieldNode:
		return fields(itself, n.Ident)
	case *parse.VariableNode:
		place := c.place(n.Ident[0])
		return fields(func(r *run, _ reflect.Value) reflect.Value { return r.variables[r.first+place] }, n.Ident[1:])
	case *parse.ChainNode:
		return fields(c.operand(n.Node), n.Field)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			giveUp("a variable is declared in parentheses")
		}
		return c.commands(n.Cmds)
	case *parse.IdentifierNode:
		return c.function(n.Ident, nil)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		if n.IsInt && n.Text == strconv.FormatInt(n.Int64, 10) {
			return constant(int(n.Int64))
		}
	}
	giveUp("%s is not known", node)
	return nil
}

func itself(_ *run, dot reflect.Value) reflect.Value { return dot }

func constant(x any) expr {
	v := reflect.ValueOf(x)
	return func(*run, reflect.Value) reflect.Value { return v }
}

func fields(v expr, names []string) expr {
	for _, name := range names {
		v = (&selector{name: name}).of(v)
	}
	return v
}

// function compiles a call by name.
func (c *compiler) function(name string, args []expr) expr {
	f, ok := c.functions[name]
	if !ok {
		return builtin(name, args)
	}
	if f, ok := f.(func(string) string); ok && len(args) == 1 {
		return func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(fitted(args[0](r, dot), stringType).String()))
		}
	}
	return invoked(reflect.ValueOf(f), args)
}

// builtin compiles the call of a function that all templates have.
func builtin(name string, args []expr) expr {
	switch {
	case name == "not" && len(args) == 1:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(!truth(args[0](r, dot))) }
	case (name == "and" || name == "or") && len(args) > 0:
		return func(r *run, dot reflect.Value) (v reflect.Value) {
			for _, a := range args {
				if v = a(r, dot); truth(v) == (name == "or") {
					break
				}
			}
			return v
		}
	case name == "len" && len(args) == 1:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(pointee(args[0](r, dot)).Len()) }
	case name == "print":
		return invoked(reflect.ValueOf(fmt.Sprint), args)
	case name == "printf":
		return invoked(reflect.ValueOf(fmt.Sprintf), args)
	}
	if !slices.Contains([]string{"eq", "ne", "lt", "le", "gt", "ge"}, name) || len(args) != 2 {
		giveUp("function %s is not known, or not with %d arguments", name, len(args))
	}
	return func(r *run, dot reflect.Value) reflect.Value {
		return reflect.ValueOf(compared(name, args[0](r, dot), args[1](r, dot)))
	}
}

// invoked compiles the call of a function that returns a value, or a value and an error.
func invoked(fn reflect.Value, args []expr) expr {
	typ := fn.Type()
	fixed := typ.NumIn()
	if typ.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !typ.IsVariadic() {
		giveUp("%d arguments for %s", len(args), typ)
	}
	return func(r *run, dot reflect.Value) reflect.Value {
		in := make([]reflect.Value, len(args))
		for n, a := range args {
			if n < fixed {
				in[n] = fitted(a(r, dot), typ.In(n))
			} else {
				in[n] = fitted(a(r, dot), typ.In(fixed).Elem())
			}
		}
		return result(fn, in)
	}
}

// result calls a function.
func result(fn reflect.Value, in []reflect.Value) reflect.Value {
	out := fn.Call(in)
	if len(out) == 0 || len(out) > 1 && !out[1].IsNil() {
		giveUp("%s failed, or returned nothing", fn.Type())
	}
	return inside(out[0])
}
