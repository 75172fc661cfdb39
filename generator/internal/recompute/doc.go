// Package recompute holds the second implementation of the arithmetic of uptime: in
// JavaScript, written from its description and not from package uptime, with the
// time zones of the browser. The page of methods offers it to readers, who need to trust
// neither the program nor its authors: it computes every figure of /api/uptime.json anew
// from the published windows and services, and names those that differ. It is loaded when
// a reader asks for it, and published as it is written here.
package recompute
