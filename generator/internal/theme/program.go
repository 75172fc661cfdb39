package theme

import (
	"fmt"
	"reflect"
)

// A program is a layout compiled: closures that append the page to a buffer.
type program struct{ start *body }

// A body is one template of a layout.
type body struct {
	steps []step
	vars  int // how many variables it has at most, "$" among them
}

type (
	// A step writes a piece of the page.
	step func(r *run, dot reflect.Value) flow
	// An expr is an expression.
	expr func(r *run, dot reflect.Value) reflect.Value
	// A test is an expression of which only the truth is asked.
	test func(r *run, dot reflect.Value) bool
)

// A flow tells how a step ended.
type flow uint8

const (
	onward flow = iota
	broken
	continued
)

// A run is one execution of a program.
type run struct {
	out []byte
	// vars are the variables of all templates that are being executed, those of the
	// innermost from base on.
	vars  []reflect.Value
	base  int
	depth int
}

// deepest is how far templates may call each other here; html/template allows
// more, and tells which of them never ends.
const deepest = 500

// An unsupported is the panic with which the compiler or a running program
// leaves a page to html/template. It never leaves this package.
type unsupported string

func giveUp(format string, args ...any) {
	panic(unsupported(fmt.Sprintf(format, args...)))
}

// attempt turns every panic of f into the reason for which html/template has
// to do the work; it will find the same mistake, and tells of it properly.
func attempt(f func()) (why string) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case unsupported:
			why = string(e)
		default:
			why = fmt.Sprintf("panic: %v", e)
		}
	}()
	f()
	return ""
}

// render leaves the page in r.out, or says why it cannot.
func (p *program) render(r *run, data any) (why string) {
	r.out, r.vars, r.base, r.depth = r.out[:0], r.vars[:0], 0, 0
	defer func() { clear(r.vars[:cap(r.vars)]) }() // a pooled run keeps no page alive
	return attempt(func() {
		if _, ok := data.(reflect.Value); ok {
			giveUp("the data is a reflect.Value")
		}
		p.start.call(r, reflect.ValueOf(data))
	})
}

// call executes a template with variables of its own.
func (b *body) call(r *run, dot reflect.Value) {
	if r.depth++; r.depth > deepest {
		giveUp("templates call each other more than %d deep", deepest)
	}
	base := r.base
	r.base = len(r.vars)
	for range b.vars {
		r.vars = append(r.vars, reflect.Value{})
	}
	r.vars[r.base] = dot
	perform(b.steps, r, dot)
	r.vars = r.vars[:r.base]
	r.base = base
	r.depth--
}

func perform(steps []step, r *run, dot reflect.Value) flow {
	for _, s := range steps {
		if f := s(r, dot); f != onward {
			return f
		}
	}
	return onward
}

// set returns a value to variables, by their places.
func (r *run) set(places []int, v reflect.Value) {
	for _, n := range places {
		r.vars[r.base+n] = v
	}
}
