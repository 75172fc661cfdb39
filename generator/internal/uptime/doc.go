// Package uptime is the arithmetic of yearly uptime: which seconds of a year, a
// month or another period a service was tracked, how many of them it was affected and how badly, what
// that leaves of its error budget, and which windows the numbers come from. It is
// pure and exact: instants and lengths are integer seconds, weights and weighted
// downtime integer thousandths, percentages integers that were floored, or rounded up where
// they are upper bounds. It reads no file and no clock.
//
// # Two sides
//
// Where a window's end, time of day or level is not recorded, a number is a bound, and
// whatever may have been the case lies between its sides. An uncertain window lasted for
// its at_least at least and for its at_most at most, or up to the publication of its report;
// an unknown level was nothing, or a major outage. Numbers are bounded instant by instant:
// Min counts an instant at which a level is the worst in every case, Max one at which it is
// in some case. So an uncertain major outage takes from the Min of a partial one that it
// may cover, and adds to nothing but the Max of its own. Every number is a sum over
// instants, so months add up to years.
//
// # One sweep
//
// The windows of a service, cut to the time in which it was tracked, are swept once
// from start to end. That gives segments in which nothing changes, which are cut at
// the bounds of periods: years, months, quarters, fiscal years, the last days. Of a service
// that is measured for a part of the week, only that part was tracked. Bins, contributions,
// budgets and credits are worked out from the same segments and windows when they are asked for.
package uptime
