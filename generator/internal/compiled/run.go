package compiled

import "reflect"

// A run is one execution of a template.
type run struct {
	page []byte
	// variables are those of all templates being executed, those of the innermost from first on.
	variables []reflect.Value
	first     int
	depth     int
}

// deepest is how deep templates may call each other here. html/template allows more, and reports
// those that never end.
const deepest = 500

// Append executes the template and appends what it writes to a page. Where it returns an error,
// html/template has to render the page.
func (t *Template) Append(page []byte, data any) ([]byte, error) {
	r := &run{page: page}
	if err := recovered(func() { r.call(t.main, reflect.ValueOf(data)) }); err != nil {
		return page, err
	}
	return r.page, nil
}

// call executes a template, with variables of its own.
func (r *run) call(b *body, dot reflect.Value) {
	if r.depth++; r.depth > deepest {
		giveUp("templates call each other more than %d deep", deepest)
	}
	outer, end := r.first, len(r.variables)
	r.first = end
	for range b.variables {
		r.variables = append(r.variables, dot) // the first is "$", the others are set before they are used
	}
	r.perform(b.steps, dot)
	r.variables, r.first = r.variables[:end], outer
	r.depth--
}

func (r *run) perform(steps []step, dot reflect.Value) {
	for _, s := range steps {
		s(r, dot)
	}
}

// set gives a variable a value, where there is one.
func (r *run) set(variable int, v reflect.Value) {
	if variable >= 0 {
		r.variables[r.first+variable] = v
	}
}
