// Package corpus makes up archives of any size to measure with: the same bytes
// for the same options, on any machine. Reports have about 500 words, one to
// three impact windows, a table in one of three, a block of code in six of ten
// and action items in every second; the words are as frequent as they are in
// real reports. Command generator/bench/writecorpus writes such an archive. It is no part of
// the program, and imports nothing of it.
package corpus
