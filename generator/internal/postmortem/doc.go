// Package postmortem is the model: one postmortem as its author wrote it, read and
// checked on its own, with no more than the archive's settings. It also says how long
// an incident lasted, which services a window affected, and what the archive's rules ask
// of a report. Postmortems are immutable once parsed. What needs the other postmortems
// (years, related reports, collisions) is in package archive, and the arithmetic of
// downtime in package uptime.
//
// A new key of front matter is a field in postmortem.go and a line in parse.go.
package postmortem
