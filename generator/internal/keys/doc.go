// Package keys says which keys the front matter of a report and archive.yaml may
// have: what each means, what it takes and how it is written. It is the one
// description of them. JSON Schemas are made of it, for editors and for programs;
// the tables of the guide for authors are checked against it; and a test holds it
// against the readers of both, so that it names every key that they know and no other.
package keys
