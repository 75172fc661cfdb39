// Package costtest holds tests to what a piece of work may compute and
// allocate, in such a way that a machine with other work to do fails none: what
// counts is the time of this process on its cores, and the best of several runs.
// How fast something is belongs in a benchmark. Bounds here tell work that grows
// with its input from work that explodes, and leave room of ten times and more.
package costtest
