package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"

	"afterword/generator/internal/diag"
)

// A Failure is an error in a layout that shows only when a page is rendered.
type Failure struct{ diag.Diagnostic }

// Error names the layout and the line.
func (f *Failure) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Render writes a page in one piece, or nothing where a layout fails. Errors are *Failure or
// those of w.
func (t *Theme) Render(w io.Writer, layout Layout, data any) error {
	set, ok := t.layouts[layout]
	if !ok {
		return fmt.Errorf("the theme has no layout %s", layout)
	}
	page := t.buffers.Get().(*bytes.Buffer)
	defer t.buffers.Put(page)
	page.Reset()
	if err := t.execute(page, set, base+".html", data); err != nil {
		return err
	}
	_, err := w.Write(page.Bytes())
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
