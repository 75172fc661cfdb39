package theme

import (
	"fmt"
	"html/template"
	"sync"
)

// A Piece is a value drawn by a partial. It is rendered when a page first shows it, and all other
// pages that show it share the result; so the value must not change. It is safe for concurrent use.
type Piece struct {
	render func() (template.HTML, error)
}

// Piece returns a value drawn by a partial, such as "partials/row.html".
func (t *Theme) Piece(partial string, data any) Piece {
	return Piece{sync.OnceValues(func() (template.HTML, error) {
		d, ok := t.partials[partial]
		if !ok {
			return "", fmt.Errorf("the theme has no layout %s", partial)
		}
		html, err := t.draw(nil, d, data)
		return rendered(html), err
	})}
}

// HTML is called by layouts. Errors are *Failure.
func (p Piece) HTML() (template.HTML, error) { return p.render() }
