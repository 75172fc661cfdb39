// Package formats lists the importers. To add one: a package beside the others,
// and its line here.
package formats
