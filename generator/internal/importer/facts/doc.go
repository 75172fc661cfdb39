// Package facts reads what a report in prose states: days, times, lengths,
// statuses, and what is written as "key: value". A fact is a value with the lines
// of the text that state it. What is not certain is no fact: a time without a day
// or a zone, a day that could be another one, entries whose order contradicts
// their dates. Such text stays text, and a doubt says why.
package facts
