// Package themes holds the themes of the program: layouts and assets, as files that a
// reader can open and an archive can override.
package themes
