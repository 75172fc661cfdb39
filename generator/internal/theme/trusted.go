package theme

import (
	"html/template"

	"afterword/generator/internal/chart"
)

// This file holds every conversion that switches html/template's escaping off.
// Each says why its text is safe; a test keeps such conversions out of the
// rest of the program.

// Trusted passes HTML that package markdown has written: tags of a closed list,
// text escaped, addresses checked.
func Trusted(html string) template.HTML { return template.HTML(html) }

// Drawn passes what package chart has drawn: elements of a closed list, text and attribute
// values escaped.
func Drawn(d chart.Drawing) template.HTML { return template.HTML(d) }

// rendered passes what html/template has rendered of a partial.
func rendered(partial []byte) template.HTML { return template.HTML(partial) }

// TrustedJSON passes JSON-LD that package feeds has written: <, > and & stand
// there as escapes, so that it cannot end its script element.
func TrustedJSON(json []byte) template.JS { return template.JS(json) }
