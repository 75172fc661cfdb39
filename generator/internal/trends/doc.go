// Package trends says what the years of an archive can tell: how many incidents there were,
// how long they lasted, what they were about, when they began, how they were found, what was
// promised, and what came back; and of every comparison, whether the numbers bear it.
//
// # How comparisons are made
//
// Reports are counted, in the year in which the incident began. A year is compared once it has
// been over for 60 days, since reports arrive late; the running year is shown so far, without
// a word. Each year is compared with the one before, and, from four years on, the later half of
// the years with the earlier one: in number, and in length. Only the halves are compared on the
// page of a service. Nothing else on a page is a comparison.
//
// Only like is compared with like: the reports of services that were tracked through both periods
// whole. A service without a first tracked day counts from the year after its first report, since
// nobody knows when recording began.
//
// The number is tested by the exact conditional test of two Poisson rates (Przyborowski and Wilenski,
// Biometrika 31 (1940) 313), doubled. It must also hold with bursts collapsed: an incident that
// shares a service and a cause with one that began at most 7 days before, or is named as related
// to it, counts as one with it. The length is tested by the Wilcoxon–Mann–Whitney test with
// mid-ranks, exact up to about 60 against 60 incidents; where a length is known only from two
// sides, only pairs count in which one incident was certainly the longer, so that bounds count for
// neither side.
//
// All p-values of a page are corrected by Holm's method (Scandinavian Journal of Statistics 6
// (1979) 65): at 3 % over the comparisons of the archive's page, at 2 % over those of all
// services together. So in an archive in which nothing ever changed, a word is said by chance in
// at most 5 cases of 100. A word is said where the corrected p is within the level and the 95 %
// interval of the ratio leaves out 1. Else the comparison cannot tell, which does not say that
// nothing changed; it says how large a change would have had to be.
//
// Two shares of starts, at weekends and in office hours, have a promise of their own: exact binomial
// tests, doubled, Holm at 1 % over the two, from 20 recorded times on.
package trends
