package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"sync"

	"afterword/generator/internal/compiled"
	"afterword/generator/internal/diag"
)

// A Failure is an error in a layout that shows only when a page is rendered.
type Failure struct{ diag.Diagnostic }

// Error names the layout and the line.
func (f *Failure) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Render appends a page to a buffer, or nothing where a layout fails. Errors are *Failure.
func (t *Theme) Render(to *bytes.Buffer, layout Layout, data any) error {
	d, ok := t.layouts[layout]
	if !ok {
		return fmt.Errorf("the theme has no layout %s", layout)
	}
	page, err := t.draw(to.AvailableBuffer(), d, data)
	to.Write(page)
	return err
}

// A drawing is a template of a set.
type drawing struct {
	set  *template.Template
	name string
	// compiled returns the template compiled, or nil where html/template has to execute it.
	compiled func() *compiled.Template
}

// newDrawing returns a template that is compiled when it is first drawn; the set can be cloned until then.
func newDrawing(set *template.Template, name string, functions template.FuncMap) drawing {
	return drawing{set, name, sync.OnceValue(func() *compiled.Template {
		c, err := compiled.New(set, name, functions)
		if err != nil {
			return nil // html/template knows better why, if it fails at all
		}
		return c
	})}
}

// draw appends to a page what a template writes, or nothing where it fails. Errors are *Failure
// where they have a place in a layout: that of the partial where a piece fails.
func (t *Theme) draw(page []byte, d drawing, data any) ([]byte, error) {
	if c := d.compiled(); c != nil {
		if drawn, err := c.Append(page, data); err == nil {
			return drawn, nil
		}
	}
	out := bytes.NewBuffer(page)
	err := d.set.ExecuteTemplate(out, d.name, data)
	if err == nil {
		return out.Bytes(), nil
	}
	var failure *Failure
	if errors.As(err, &failure) {
		return page, failure
	}
	if d := t.diagnostic(err, file{}); d.File != "" {
		return page, &Failure{d}
	}
	return page, err
}
