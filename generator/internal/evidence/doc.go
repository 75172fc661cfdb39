// Package evidence is what monitors saw of a service: runs of probes that it answered, or did not, from
// one compact file for a service and year, evidence/SERVICE/2024.csv.
//
// It promises that what no probe saw is neither up nor down: between a probe that failed and the one before
// it lies a bound, not a time. Evidence never overrides a report. It is held against the windows that
// people wrote, and [Compare] says where the two contradict each other.
package evidence
