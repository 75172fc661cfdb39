// Package settings reads archive.yaml or archive.toml into values with every
// default filled in. It holds the limits of what one archive may contain, and the
// table of the levels of impact: their names, words, classes and weights.
package settings
