// Package importer is the frame of an import: it turns incidents of other
// systems into files of an archive. A format reads its sources, in a package of
// its own, and adds an Incident to a Job for each; the frame does the rest, the
// same for all: it checks the incident, finds or makes its services, writes the
// file, and compares it with what an earlier import wrote.
//
// It is a pure function. Sources and the archive go in; a Plan of files and a
// Report come out. There is no network, no clock and no disk but for Apply,
// which writes a plan through an os.Root.
//
// Every source is dirty. What is wrong with it is reported, never fixed by a
// guess: an end before its start becomes "end: unknown" with the recorded end in
// the window's note, a time that cannot be read leaves its key out, a report without a
// day has "date: unknown". No incident is lost.
//
// What reports in prose state is read by package facts, and each fact is in the
// report of the import with the lines that state it. What a person has chosen is
// kept in _import.yaml: the choices of an import, and what the words of reports mean.
//
// To add a format: a package beside this one with a function that returns a
// Format, and a line in package formats.
package importer
