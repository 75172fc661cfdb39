// Package prose turns the texts of other systems into text and Markdown that an
// archive can hold: HTML becomes Markdown, Markdown loses its raw HTML and the
// links that lead nowhere, and plain text keeps its characters.
//
// Nothing that it returns as Markdown holds raw HTML. The renderer that builds
// the archive has the last word on what raw HTML and a broken link are.
package prose
