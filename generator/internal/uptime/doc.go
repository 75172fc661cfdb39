// Package uptime is the arithmetic of yearly uptime: which seconds of a year or a
// month a service was tracked, how many of them it was affected and how badly, what
// that leaves of its error budget, and which windows the numbers come from. It is
// pure and exact: instants and lengths are integer seconds, weights and weighted
// downtime integer thousandths, percentages integers that were floored. It reads no
// file and no clock.
//
// # Two sides
//
// Where a window's end, time of day or level is not recorded, a number is a bound:
// Min is the number of the scenario in which every uncertain window lasted for its
// at_least and an unknown level was nothing, Max that in which it lasted for its
// at_most and an unknown level was a major outage. Windows of Max contain those of
// Min, so a number that can only grow with them (major, impacted, weighted) has
// Min <= Max by itself. Partial, degraded and maintenance can shrink, because the worse
// level wins and an uncertain major outage may cover a certain partial one; their
// Max therefore counts an instant at which either scenario has that level. Every
// number is a sum over instants, so months add up to years and bins to months.
//
// # One sweep
//
// The windows of a service, cut to the time in which it was tracked, are swept once
// from start to end. That gives segments in which nothing changes, which are cut at
// the bounds of months; years are sums of months. Bins and contributions are worked
// out from the same segments and windows when a page asks for them.
package uptime
