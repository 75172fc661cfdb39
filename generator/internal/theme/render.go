package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"

	"afterword/generator/internal/diag"
)

// A Failure is an error in a layout that shows only when a page is rendered.
type Failure struct{ diag.Diagnostic }

// Error names the layout and the line.
func (f *Failure) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Render appends a page to a buffer, or nothing where a layout fails. Errors are *Failure.
func (t *Theme) Render(to *bytes.Buffer, layout Layout, data any) error {
	set, ok := t.layouts[layout]
	if !ok {
		return fmt.Errorf("the theme has no layout %s", layout)
	}
	before := to.Len()
	err := t.execute(to, set, base+".html", data)
	if err != nil {
		to.Truncate(before)
	}
	return err
}

// execute renders a template. Errors are *Failure where they have a place in a layout: that of
// the partial where a piece fails.
func (t *Theme) execute(out *bytes.Buffer, set *template.Template, name string, data any) error {
	err := set.ExecuteTemplate(out, name, data)
	if err == nil {
		return nil
	}
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	if d := t.diagnostic(err, file{}); d.File != "" {
		return &Failure{d}
	}
	return err
}
