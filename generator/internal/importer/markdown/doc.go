// Package markdown imports reports that have no front matter, and proposes one:
// what the text says of its day, its times, its services and its actions. The
// text itself stays as it is.
package markdown
