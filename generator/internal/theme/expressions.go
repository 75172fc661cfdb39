package theme

import (
	"reflect"
	"strings"
	"text/template/parse"
)

// pipe compiles a pipeline; what it declares is up to the caller.
func (c *compiler) pipe(p *parse.PipeNode) expr { return c.commands(p.Cmds) }

func (c *compiler) commands(cmds []*parse.CommandNode) (v expr) {
	if len(cmds) == 0 {
		giveUp("an empty pipeline")
	}
	for _, cmd := range cmds {
		v = opened(c.command(cmd, v))
	}
	return v
}

// opened takes a value out of an interface without methods, as happens after each command.
func opened(v expr) expr {
	return func(r *run, dot reflect.Value) reflect.Value {
		x := v(r, dot)
		if x.Kind() == reflect.Interface && x.Type().NumMethod() == 0 {
			return x.Elem()
		}
		return x
	}
}

// nested compiles a pipeline in parentheses.
func (c *compiler) nested(p *parse.PipeNode) expr {
	if len(p.Decl) > 0 {
		giveUp("a variable is declared in parentheses")
	}
	return c.pipe(p)
}

// command compiles one; final is what comes through the pipe, or nil.
func (c *compiler) command(cmd *parse.CommandNode, final expr) expr {
	args := c.arguments(cmd.Args[1:], final)
	switch n := cmd.Args[0].(type) {
	case *parse.FieldNode:
		return c.chain(itself, n.Ident, args)
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return c.chain(c.variable(n.Ident[0]), n.Ident[1:], args)
		}
	case *parse.ChainNode:
		return c.chain(c.head(n), n.Field, args)
	case *parse.IdentifierNode:
		return c.function(n.Ident, args, final != nil)
	}
	if len(args) > 0 {
		giveUp("%s has arguments", cmd.Args[0])
	}
	a := c.argument(cmd.Args[0])
	if a.literal == nil {
		return a.value
	}
	if _, ok := a.literal.(*parse.NilNode); ok {
		giveUp("nil is not a command")
	}
	return constant(ideal(a.literal))
}

// itself is ".".
func itself(_ *run, dot reflect.Value) reflect.Value { return dot }

func constant(v reflect.Value) expr { return func(*run, reflect.Value) reflect.Value { return v } }

func (c *compiler) variable(name string) expr {
	n := c.place(name)
	return func(r *run, _ reflect.Value) reflect.Value { return r.vars[r.base+n] }
}

// head is what the fields of a chain are asked of.
func (c *compiler) head(n *parse.ChainNode) expr {
	p, ok := n.Node.(*parse.PipeNode)
	if !ok {
		giveUp("fields of %s", n.Node)
	}
	return c.nested(p)
}

// An argument is an expression, or a literal, whose type depends on what it is given to.
type argument struct {
	value   expr
	literal parse.Node
}

func (c *compiler) arguments(nodes []parse.Node, final expr) (args []argument) {
	for _, n := range nodes {
		args = append(args, c.argument(n))
	}
	if final != nil {
		args = append(args, argument{value: final})
	}
	return args
}

func (c *compiler) argument(node parse.Node) argument {
	switch n := node.(type) {
	case *parse.DotNode:
		return argument{value: itself}
	case *parse.FieldNode:
		return argument{value: c.chain(itself, n.Ident, nil)}
	case *parse.VariableNode:
		return argument{value: c.chain(c.variable(n.Ident[0]), n.Ident[1:], nil)}
	case *parse.PipeNode:
		return argument{value: c.nested(n)}
	case *parse.ChainNode:
		return argument{value: c.chain(c.head(n), n.Field, nil)}
	case *parse.IdentifierNode:
		return argument{value: c.function(n.Ident, nil, false)}
	case *parse.NilNode, *parse.BoolNode, *parse.NumberNode, *parse.StringNode:
		return argument{literal: n}
	}
	giveUp("%s as an argument", node)
	return argument{}
}

// operand is the argument of a builtin function, which takes any value.
func (a argument) operand() expr {
	if a.literal == nil {
		return a.value
	}
	return constant(ideal(a.literal))
}

// as is the argument of a parameter of a type.
func (a argument) as(typ reflect.Type) expr {
	if a.literal != nil {
		return constant(literal(a.literal, typ))
	}
	return func(r *run, dot reflect.Value) reflect.Value { return fitted(a.value(r, dot), typ) }
}

var (
	anyType     = reflect.TypeFor[any]()
	stringType  = reflect.TypeFor[string]()
	errorType   = reflect.TypeFor[error]()
	reflectType = reflect.TypeFor[reflect.Value]()
)

// ideal is a literal where no type is asked for. nil is no value.
func ideal(node parse.Node) reflect.Value {
	switch n := node.(type) {
	case *parse.NilNode:
		return reflect.Value{}
	case *parse.BoolNode:
		return reflect.ValueOf(n.True)
	case *parse.StringNode:
		return reflect.ValueOf(n.Text)
	case *parse.NumberNode:
		switch {
		case n.Text[0] == '\'' || n.IsComplex && !n.IsInt && !n.IsFloat:
			// Runes and complex numbers have rules of their own.
		case n.IsInt && int64(int(n.Int64)) == n.Int64 && !strings.ContainsAny(n.Text, ".eEpPxXi"):
			return reflect.ValueOf(int(n.Int64))
		case n.IsFloat && strings.Contains(n.Text, ".") && !strings.ContainsAny(n.Text, "xXpPi"):
			return reflect.ValueOf(n.Float64)
		}
	}
	giveUp("the literal %s", node)
	return reflect.Value{}
}

// literal is one of the type of a parameter.
func literal(node parse.Node, typ reflect.Type) reflect.Value {
	if _, ok := node.(*parse.NilNode); ok {
		return fitted(reflect.Value{}, typ)
	}
	v := reflect.New(typ).Elem()
	switch n := node.(type) {
	case *parse.BoolNode:
		if v.Kind() == reflect.Bool {
			v.SetBool(n.True)
			return v
		}
	case *parse.StringNode:
		if v.Kind() == reflect.String {
			v.SetString(n.Text)
			return v
		}
	case *parse.NumberNode:
		switch {
		case v.CanInt() && n.IsInt:
			v.SetInt(n.Int64)
			return v
		case v.CanUint() && n.IsUint:
			v.SetUint(n.Uint64)
			return v
		case v.CanFloat() && n.IsFloat:
			v.SetFloat(n.Float64)
			return v
		}
	}
	if typ != anyType {
		giveUp("the literal %s as %s", node, typ)
	}
	return ideal(node)
}

// fitted makes a value one of the type of a parameter, by the rules of
// text/template: nil for what can be nil, else as it is, else taken out of an
// interface, else through one pointer more or less.
func fitted(v reflect.Value, typ reflect.Type) reflect.Value {
	if !v.IsValid() {
		switch typ.Kind() {
		case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
			return reflect.Zero(typ)
		}
		giveUp("nil as %s", typ)
	}
	if v.Type() == typ || v.Type().AssignableTo(typ) {
		return v
	}
	if v.Kind() == reflect.Interface && !v.IsNil() {
		if v = v.Elem(); v.Type().AssignableTo(typ) {
			return v
		}
	}
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem().AssignableTo(typ):
		return v.Elem()
	case v.CanAddr() && reflect.PointerTo(v.Type()).AssignableTo(typ):
		return v.Addr()
	}
	giveUp("%s as %s", v.Type(), typ)
	return v
}

// function compiles a call by name; piped says that the last argument comes through a pipe.
func (c *compiler) function(name string, args []argument, piped bool) expr {
	f, ok := c.functions[name]
	if !ok {
		return c.builtin(name, args, piped)
	}
	fn := reflect.ValueOf(f)
	bound := bind(fn.Type(), args)
	switch f := f.(type) {
	case func(string) string:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(bound[0](r, dot).String())) }
	case func(string) (string, error):
		return func(r *run, dot reflect.Value) reflect.Value {
			s, err := f(bound[0](r, dot).String())
			if err != nil {
				giveUp("%s: %v", name, err)
			}
			return reflect.ValueOf(s)
		}
	case func(float64, float64) float64:
		return func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(bound[0](r, dot).Float(), bound[1](r, dot).Float()))
		}
	}
	return func(r *run, dot reflect.Value) reflect.Value { return invoke(fn, evaluate(bound, r, dot)) }
}

// bind makes arguments those of a function of a type.
func bind(typ reflect.Type, args []argument) (bound []expr) {
	fixed := typ.NumIn()
	if typ.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !typ.IsVariadic() {
		giveUp("%d arguments for %s", len(args), typ)
	}
	for n, a := range args {
		var in reflect.Type
		if n < fixed {
			in = typ.In(n)
		} else {
			in = typ.In(fixed).Elem()
		}
		if in == reflectType {
			giveUp("a function of reflect.Value")
		}
		bound = append(bound, a.as(in))
	}
	return bound
}

func evaluate(exprs []expr, r *run, dot reflect.Value) []reflect.Value {
	out := make([]reflect.Value, len(exprs))
	for n, e := range exprs {
		out[n] = e(r, dot)
	}
	return out
}

// invoke calls a function that gives a value, or a value and an error.
func invoke(fn reflect.Value, args []reflect.Value) reflect.Value {
	typ := fn.Type()
	if n := typ.NumOut(); n == 0 || n > 2 || n == 2 && typ.Out(1) != errorType || typ.Out(0) == reflectType {
		giveUp("results of %s", typ)
	}
	out := fn.Call(args)
	if len(out) == 2 && !out[1].IsNil() {
		giveUp("%v", out[1])
	}
	return out[0]
}
