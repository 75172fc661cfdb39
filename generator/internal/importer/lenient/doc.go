// Package lenient reads JSON and front matter that were not written for an
// archive, as one tree. What one system writes as a text, another writes as a
// number or in a list of its own: every reader here takes what fits and leaves
// the rest, so that a source with one error loses no incident.
package lenient
