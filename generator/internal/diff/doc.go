// Package diff says what a change does to an archive: which reports come, go and
// change, which figures move and because of which reports, what is newly wrong or
// no longer is, and what readers of a wider edition can see that was hidden.
//
// It compares two archives that were read with the same time as now, so that
// nothing moves but by the change. The figures are those of the published
// /api/uptime.json, each of them: what this package does not name did not move.
package diff
