// Package changes says what a site no longer says as it did: between two states of its published data,
// and over time, in a record that builds keep. A figure that moved is named with the reports whose
// windows moved it.
package changes
