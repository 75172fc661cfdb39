// Package themes holds the default theme: layouts and assets, as files that a
// reader can open and an archive can override.
package themes
