package compiled

import (
	"fmt"
	"html/template"
	"io"
	"reflect"
	"slices"
	"text/template/parse"
)

// A Template is a compiled template. It is safe for concurrent use.
type Template struct{ main *body }

// New compiles the template of a set that has a name, after html/template has escaped it; the set
// can no longer be cloned. functions are those of the set. An error says why the template, or one
// that it calls, cannot be compiled.
func New(set *template.Template, name string, functions template.FuncMap) (t *Template, err error) {
	// Executing it is the one way to have it escaped. That it fails without data does not matter.
	_ = set.ExecuteTemplate(io.Discard, name, nil)
	c := &compiler{set: set, functions: functions, bodies: map[string]*body{}}
	err = recovered(func() { t = &Template{c.template(name)} })
	return t, err
}

// An unsupported is the panic with which this package leaves the work to html/template.
type unsupported string

func giveUp(format string, args ...any) {
	panic(unsupported(fmt.Sprintf(format, args...)))
}

// recovered turns every panic of f into an error, those of methods that a template calls among
// them: html/template will meet them, too.
func recovered(f func()) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%v", e)
		}
	}()
	f()
	return nil
}

// A body is one template of a set.
type body struct {
	steps     []step
	variables int // how many it has at most at a time, "$" among them
}

type (
	// A step writes a part of the page.
	step func(r *run, dot reflect.Value)
	// An expr is an expression. Its value is in no interface, and invalid where it is nil.
	expr func(r *run, dot reflect.Value) reflect.Value
)

// A compiler turns the parse trees of a set into bodies. It panics with unsupported.
type compiler struct {
	set       *template.Template
	functions template.FuncMap
	bodies    map[string]*body
	// variables are those in scope of the template being compiled.
	variables []string
	most      int
}

func (c *compiler) template(name string) *body {
	if b, ok := c.bodies[name]; ok {
		return b
	}
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil || t.Tree.Root == nil {
		giveUp("template %s is called within a tag or an attribute, or cannot be escaped", name)
	}
	b := new(body)
	c.bodies[name] = b
	variables, most := c.variables, c.most
	c.variables, c.most = []string{"$"}, 1
	b.steps = c.list(t.Tree.Root)
	b.variables = c.most
	c.variables, c.most = variables, most
	return b
}

// list compiles nodes; the variables that they declare end with them.
func (c *compiler) list(list *parse.ListNode) (steps []step) {
	if list == nil {
		return nil
	}
	outer := len(c.variables)
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			text := n.Text
			steps = append(steps, func(r *run, _ reflect.Value) { r.page = append(r.page, text...) })
		case *parse.ActionNode:
			steps = append(steps, c.action(n.Pipe))
		case *parse.IfNode:
			steps = append(steps, c.branch(&n.BranchNode, false))
		case *parse.WithNode:
			steps = append(steps, c.branch(&n.BranchNode, true))
		case *parse.RangeNode:
			steps = append(steps, c.loop(n))
		case *parse.TemplateNode:
			steps = append(steps, c.call(n))
		case *parse.CommentNode:
		default:
			giveUp("%s is not known", n)
		}
	}
	c.variables = c.variables[:outer]
	return steps
}

func (c *compiler) action(p *parse.PipeNode) step {
	if len(p.Decl) == 0 {
		return c.print(p)
	}
	value, variable := c.pipe(p)
	return func(r *run, dot reflect.Value) { r.set(variable, value(r, dot)) }
}

// pipe compiles a pipeline and returns the place of the variable that it sets, or -1.
func (c *compiler) pipe(p *parse.PipeNode) (value expr, variable int) {
	value = c.commands(p.Cmds)
	switch {
	case len(p.Decl) == 0:
		return value, -1
	case len(p.Decl) > 1:
		giveUp("two variables outside of a range")
	case p.IsAssign:
		return value, c.place(p.Decl[0].Ident[0])
	}
	return value, c.declare(p.Decl[0])
}

// declare returns the place of a new variable.
func (c *compiler) declare(v *parse.VariableNode) int {
	c.variables = append(c.variables, v.Ident[0])
	c.most = max(c.most, len(c.variables))
	return len(c.variables) - 1
}

// place returns that of the innermost variable of a name.
func (c *compiler) place(name string) int {
	for n, other := range slices.Backward(c.variables) {
		if other == name {
			return n
		}
	}
	giveUp("variable %s is not declared", name)
	return -1
}

// branch compiles if and with.
func (c *compiler) branch(n *parse.BranchNode, with bool) step {
	outer := len(c.variables)
	value, variable := c.pipe(n.Pipe)
	yes, no := c.list(n.List), c.list(n.ElseList)
	c.variables = c.variables[:outer]
	return func(r *run, dot reflect.Value) {
		v := value(r, dot)
		r.set(variable, v)
		switch {
		case !truth(v):
			r.perform(no, dot)
		case with:
			r.perform(yes, v)
		default:
			r.perform(yes, dot)
		}
	}
}

// loop compiles a range over a slice or an array.
func (c *compiler) loop(n *parse.RangeNode) step {
	if n.Pipe.IsAssign {
		giveUp("range sets variables that exist")
	}
	outer := len(c.variables)
	value := c.commands(n.Pipe.Cmds)
	index, element := -1, -1
	switch decl := n.Pipe.Decl; len(decl) {
	case 1:
		element = c.declare(decl[0])
	case 2:
		index, element = c.declare(decl[0]), c.declare(decl[1])
	}
	each, none := c.list(n.List), c.list(n.ElseList)
	c.variables = c.variables[:outer]
	return func(r *run, dot reflect.Value) {
		list := value(r, dot)
		if k := list.Kind(); k != reflect.Slice && k != reflect.Array {
			giveUp("range over %s", k)
		}
		for n := range list.Len() {
			v := inside(list.Index(n))
			r.set(element, v)
			if index >= 0 {
				r.set(index, reflect.ValueOf(n))
			}
			r.perform(each, v)
		}
		if list.Len() == 0 {
			r.perform(none, dot)
		}
	}
}

// call compiles the call of another template.
func (c *compiler) call(n *parse.TemplateNode) step {
	callee := c.template(n.Name)
	if n.Pipe == nil {
		return func(r *run, _ reflect.Value) { r.call(callee, reflect.Value{}) }
	}
	value, variable := c.pipe(n.Pipe)
	return func(r *run, dot reflect.Value) {
		v := value(r, dot)
		r.set(variable, v)
		r.call(callee, v)
	}
}
