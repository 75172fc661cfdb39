// Package verify holds a published site against itself: what its pages, tables, badges and feeds print
// against its data, and the figures of its data against what follows from the windows that it publishes.
// It knows nothing of the archive that the site was made from, so that anyone can do it.
//
// The figures are counted by package recompute, which shares nothing with the package that made them.
// Only the forms in which numbers are written are those of the program. A page says with two
// attributes what it prints: data-of names a service and a period, and data-figure of an element in it
// the figures in its text. A <time> says it by itself.
package verify
