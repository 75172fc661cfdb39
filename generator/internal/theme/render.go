package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"sync"

	"afterword/generator/internal/diag"
)

// A page is a layout within the frame: the templates of html/template, and the
// program compiled of them.
type page struct {
	set *template.Template
	// compiled returns the program, or why there is none. It waits for the first
	// page, since a site seldom uses all layouts.
	compiled func() (*program, string)
}

// newPage takes templates that are parsed and not executed.
func newPage(set *template.Template, functions template.FuncMap, plain bool) page {
	collapse(set, base+".html")
	return page{set, sync.OnceValues(func() (*program, string) {
		if plain {
			return nil, "it is not compiled"
		}
		// The first execution escapes the templates; the page itself is not wanted.
		var err error
		if why := attempt(func() { err = set.ExecuteTemplate(nowhere{}, base+".html", nil) }); why != "" {
			return nil, why
		}
		if t := set.Lookup(base + ".html"); t == nil || t.Tree == nil {
			return nil, fmt.Sprint(err)
		}
		return compile(set, base+".html", functions)
	})}
}

// nowhere refuses what is written, so that execution ends at once.
type nowhere struct{}

func (nowhere) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// A Failure is an error in a layout that shows only when a page is rendered.
type Failure struct{ diag.Diagnostic }

// Error names the layout and the line.
func (f *Failure) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Render writes a page in one piece, or nothing where a layout fails. It may
// call methods of the data more than once. Errors are *Failure or those of w.
func (t *Theme) Render(w io.Writer, layout Layout, data any) error {
	p, ok := t.layouts[layout]
	if !ok {
		return fmt.Errorf("the theme has no layout %s", layout)
	}
	program, why := p.compiled()
	if program != nil {
		r := t.runs.Get().(*run)
		defer t.runs.Put(r)
		if why = program.render(r, data); why == "" {
			_, err := w.Write(r.out)
			return err
		}
	}
	if t.fallback != nil {
		t.fallback(layout, why)
	}
	var b bytes.Buffer
	if err := p.set.ExecuteTemplate(&b, base+".html", data); err != nil {
		if d := t.diagnostic(err, file{}); d.File != "" {
			return &Failure{d}
		}
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
