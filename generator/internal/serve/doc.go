// Package serve is the server for writing: it shows the archive as it will be
// published, keeps open tabs up to date, and lays errors over the last good page.
// It writes nothing to disk.
//
// One goroutine (run.go) turns changes of files into states. A state is immutable
// and holds the last site without errors and what is wrong with the archive now.
// Requests read the current state through an atomic pointer, so that no answer
// mixes two builds. Pages are rendered when they are asked for (site.go), at the
// addresses that they have on a host of static files (handler.go).
//
// Tabs hear of a new state (events.go), and ask whether it concerns
// the page that they show (status.go). The scripts that do so are in client/:
// reload.js talks to the server, patch.js changes the page in place, overlay.js
// shows errors, editions.js switches between editions (editions.go), beside.js says to the author of a report what is missing, what it moves and what is like it (beside.go), and worker.js
// shares one connection among all tabs. idiomorph.js is vendored; it compares the old page with the new one.
//
// Other pages in the same browser and other machines are not trusted: guard.go
// decides who is answered, listen.go bounds what connections cost.
package serve
