package theme

import (
	"cmp"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// A compiler turns the templates of a layout, parsed and escaped by
// html/template, into a program. What it does not know makes it give up.
type compiler struct {
	set       *template.Template
	functions template.FuncMap
	bodies    map[string]*body
	escapes   map[string]*escaper
	// names are the variables in scope of the template at hand, by their places.
	names []string
	most  int
}

// compile returns the program of an escaped template, or why there is none.
func compile(set *template.Template, name string, functions template.FuncMap) (p *program, why string) {
	c := &compiler{set: set, functions: functions, bodies: map[string]*body{}, escapes: map[string]*escaper{}}
	why = attempt(func() { p = &program{c.template(name)} })
	return p, why
}

func (c *compiler) template(name string) *body {
	if b, ok := c.bodies[name]; ok {
		return b
	}
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil || t.Tree.Root == nil {
		// html/template keeps to itself what it derives for calls within tags,
		// attributes and the like.
		giveUp("the template %s is out of reach", name)
	}
	b := new(body)
	c.bodies[name] = b
	names, most := c.names, c.most
	c.names, c.most = []string{"$"}, 1
	b.steps = c.list(t.Tree.Root)
	b.vars = c.most
	c.names, c.most = names, most
	return b
}

// scoped compiles a list whose variables end with it.
func (c *compiler) scoped(list *parse.ListNode) []step {
	mark := len(c.names)
	steps := c.list(list)
	c.names = c.names[:mark]
	return steps
}

func (c *compiler) list(list *parse.ListNode) (steps []step) {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			if text := n.Text; len(text) > 0 {
				steps = append(steps, func(r *run, _ reflect.Value) flow {
					r.out = append(r.out, text...)
					return onward
				})
			}
		case *parse.CommentNode:
		case *parse.ActionNode:
			steps = append(steps, c.action(n))
		case *parse.IfNode:
			steps = append(steps, c.branch(&n.BranchNode, false))
		case *parse.WithNode:
			steps = append(steps, c.branch(&n.BranchNode, true))
		case *parse.RangeNode:
			steps = append(steps, c.loop(n))
		case *parse.TemplateNode:
			steps = append(steps, c.call(n))
		case *parse.BreakNode:
			// What follows is never reached, and html/template has not escaped it.
			return append(steps, func(*run, reflect.Value) flow { return broken })
		case *parse.ContinueNode:
			return append(steps, func(*run, reflect.Value) flow { return continued })
		default:
			giveUp("%T is not known", n)
		}
	}
	return steps
}

func (c *compiler) action(n *parse.ActionNode) step {
	if len(n.Pipe.Decl) == 0 {
		return c.print(n.Pipe)
	}
	v := c.pipe(n.Pipe)
	places := c.declare(n.Pipe)
	return func(r *run, dot reflect.Value) flow {
		r.set(places, v(r, dot))
		return onward
	}
}

// declare returns the places of the variables that a pipeline sets, after the
// pipeline itself has been compiled.
func (c *compiler) declare(p *parse.PipeNode) (places []int) {
	for _, v := range p.Decl {
		if p.IsAssign {
			places = append(places, c.place(v.Ident[0]))
			continue
		}
		places = append(places, len(c.names))
		c.names = append(c.names, v.Ident[0])
		c.most = max(c.most, len(c.names))
	}
	return places
}

func (c *compiler) place(name string) int {
	for n, have := range slices.Backward(c.names) {
		if have == name {
			return n
		}
	}
	giveUp("the variable %s is not defined", name)
	return 0
}

// branch compiles if and with.
func (c *compiler) branch(n *parse.BranchNode, with bool) step {
	mark := len(c.names)
	defer func() { c.names = c.names[:mark] }()
	if !with && len(n.Pipe.Decl) == 0 {
		holds := c.condition(n.Pipe)
		yes, no := c.scoped(n.List), c.scoped(n.ElseList)
		return func(r *run, dot reflect.Value) flow {
			if holds(r, dot) {
				return perform(yes, r, dot)
			}
			return perform(no, r, dot)
		}
	}
	v := c.pipe(n.Pipe)
	places := c.declare(n.Pipe)
	yes, no := c.scoped(n.List), c.scoped(n.ElseList)
	return func(r *run, dot reflect.Value) flow {
		x := v(r, dot)
		r.set(places, x)
		switch {
		case !truth(x):
			return perform(no, r, dot)
		case with:
			return perform(yes, r, x)
		}
		return perform(yes, r, dot)
	}
}

func (c *compiler) call(n *parse.TemplateNode) step {
	callee := c.template(n.Name)
	if n.Pipe == nil {
		return func(r *run, _ reflect.Value) flow {
			callee.call(r, reflect.Value{})
			return onward
		}
	}
	v := c.pipe(n.Pipe)
	places := c.declare(n.Pipe)
	return func(r *run, dot reflect.Value) flow {
		x := v(r, dot)
		r.set(places, x)
		callee.call(r, x)
		return onward
	}
}

// loop compiles range.
func (c *compiler) loop(n *parse.RangeNode) step {
	mark := len(c.names)
	defer func() { c.names = c.names[:mark] }()
	v := c.pipe(n.Pipe)
	places := c.declare(n.Pipe)
	var index, element []int // of the variables
	switch len(places) {
	case 1:
		element = places
	case 2:
		index, element = places[:1], places[1:]
	}
	each, none := c.scoped(n.List), c.scoped(n.ElseList)
	return func(r *run, dot reflect.Value) flow {
		x := v(r, dot)
		r.set(places, x)
		once := func(key, elem reflect.Value) bool {
			r.set(element, elem)
			r.set(index, key)
			return perform(each, r, elem) != broken
		}
		x, empty := pointee(x)
		if empty && x.IsValid() {
			giveUp("range over nil")
		}
		if x.IsValid() && iterate(x, index != nil, once) {
			return onward
		}
		return perform(none, r, dot)
	}
}

// iterate calls once for every element, until it says no, and reports whether
// there were any.
func iterate(x reflect.Value, indexed bool, once func(key, elem reflect.Value) bool) bool {
	switch x.Kind() {
	case reflect.Slice, reflect.Array:
		var key reflect.Value
		for n := range x.Len() {
			if indexed {
				key = reflect.ValueOf(n)
			}
			if !once(key, x.Index(n)) {
				break
			}
		}
		return x.Len() > 0
	case reflect.Map:
		for _, key := range sortedKeys(x) {
			if !once(key, x.MapIndex(key)) {
				break
			}
		}
		return x.Len() > 0
	}
	if !x.CanInt() && !x.CanUint() || indexed {
		giveUp("range over %s", x.Type())
	}
	some := false
	for n := range x.Seq() {
		some = true
		if !once(reflect.Value{}, n) {
			break
		}
	}
	return some
}

// sortedKeys are those of a map in the order in which templates see them.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	if len(keys) == 0 {
		return nil
	}
	switch key := keys[0]; {
	case key.Kind() == reflect.String:
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	case key.CanInt():
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.Int(), b.Int()) })
	case key.CanUint():
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.Uint(), b.Uint()) })
	default:
		giveUp("range over %s", m.Type())
	}
	return keys
}
