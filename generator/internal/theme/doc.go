// Package theme turns page data into HTML: it finds layouts and assets, parses
// the layouts once, names the assets by their content, and renders. It imports
// html/template, chart, scan and what is below them, and knows no page.
//
// Files are looked up in a stack: the default theme that is part of the
// binary, above it the theme that the settings or --theme name, above that the
// archive's own layouts/ and assets/. The topmost file of a path is the one
// that counts, so that one partial can be replaced and the rest kept. A partial
// that replaces one of the default theme may still draw it, by the name
// "default/partials/row.html".
//
// html/template escapes what it prints, and looks every name up by reflection, which costs a
// microsecond or two for each. So what many pages show alike is a [Piece], rendered once; and
// drawings, which have hundreds of numbers, arrive from package chart as markup. The
// conversions that html/template trusts are all in trusted.go.
package theme
