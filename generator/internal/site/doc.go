// Package site decides which pages exist and what they show. It turns an
// archive into a plan: a list of outputs, each able to render itself when it is asked to, so
// that a build asks for all of them in parallel and the dev server for those a
// browser wants. The data of each layout is a struct of this package, named
// after the layout; themes/README.md lists them.
//
// It imports archive, uptime, chart, feeds, theme and what is below them. It reads and writes no files.
package site
