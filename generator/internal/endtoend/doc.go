// Package endtoend holds tests of whole sites and of the whole program: what only
// shows when everything works together, much of it in a real browser. Archives that
// attack are in testdata/hostile, one file each, named by what is attacked.
package endtoend
