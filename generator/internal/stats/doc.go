// Package stats is the arithmetic of small numbers: what a handful of events in one
// period and a handful in another allow one to say. It knows nothing of archives.
//
// A p-value is an exact rational, so that no decision depends on how a machine rounds;
// what is only shown (limits, quantiles of a ratio, survival) is a float64, made of
// additions, multiplications and divisions that are the same on every machine. Nothing
// is drawn at random, and nothing is estimated by simulation.
//
// # Large numbers
//
// Enumeration has a price, so each test says up to which size it is exact. Beyond it,
// Rates keeps 256 bits of every term, which changes its p by less than 2^-200; Lengths
// uses the normal approximation with a continuity correction, which in the tail errs to the
// safe side.
package stats
