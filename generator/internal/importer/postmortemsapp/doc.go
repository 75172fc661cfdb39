// Package postmortemsapp imports the collection of github.com/icco/postmortems:
// its Markdown, or the JSON that postmortems.app serves, whose members have the
// names of the keys without their underscores.
package postmortemsapp
