// Package theme turns page data into HTML: it finds layouts and assets, parses
// the layouts once, names the assets by their content, and renders. It imports
// compiled, chart, scan and what is below them, and knows no page.
//
// Files are looked up in a stack: the default theme, above it the theme that the
// settings or --theme name, of the binary or a folder, above that the archive's
// own layouts/ and assets/. The topmost file of a path is the one that counts, so
// that one partial can be replaced and the rest kept. A partial that replaces one
// of the default theme may still draw it, by the name
// "default/partials/row.html". A head.css does not hide the one below it: each adds rules to the end
// of the style sheet, in cascade layers that leave dark schemes and print as they are.
//
// html/template decides how values are escaped; package compiled executes the result, and leaves to
// html/template what it does not know. What many pages show alike is a [Piece], rendered once. The
// conversions that html/template trusts are all in trusted.go.
package theme
