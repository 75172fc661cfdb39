package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"afterword/generator"
)

// formats are the ways to print diagnostics.
var formats = []string{"text", "json", "sarif", "github"}

// format is the one asked for, else what suits where the program runs.
func format(asked string) (string, error) {
	switch {
	case asked == "" && os.Getenv("GITHUB_ACTIONS") != "":
		return "github", nil
	case asked == "":
		return "text", nil
	case slices.Contains(formats, asked):
		return asked, nil
	}
	return "", usageError{fmt.Errorf("unknown --format %q; known are %s", asked, strings.Join(formats, ", "))}
}

// writeDiagnostics prints a list in a format.
func writeDiagnostics(w io.Writer, list generator.Diagnostics, format string) error {
	return generator.WriteDiagnostics(w, list, generator.DiagnosticOptions{Format: format, Version: version(), Color: colored(w), Width: width(w)})
}

// refused prints what is wrong with an archive that a verb cannot work with, as err says,
// and returns the error that the verb ends with.
func refused(w io.Writer, list generator.Diagnostics, err error) error {
	format, e := format("")
	return errors.Join(e, writeDiagnostics(w, list, format), told(err))
}

// forPrograms tells a format of which a program reads all of standard error: nothing but the
// diagnostics may stand there.
func forPrograms(format string) bool { return format == "json" || format == "sarif" }

// colored follows https://no-color.org and FORCE_COLOR, else what w is.
func colored(w io.Writer) bool {
	if os.Getenv("NO_COLOR") != "" {
		return false
	}
	if force := os.Getenv("FORCE_COLOR"); force != "" {
		return force != "0"
	}
	return onTerminal(w)
}

// count writes a number with its word: "1 error", "3 errors".
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// problems sums a list up: "2 errors and 1 warning"; "" for an empty one.
func problems(list generator.Diagnostics) string {
	var parts []string
	if n := list.Errors(); n > 0 {
		parts = append(parts, count(n, "error"))
	}
	if n := list.Warnings(); n > 0 {
		parts = append(parts, count(n, "warning"))
	}
	return strings.Join(parts, " and ")
}

// size writes bytes in a unit that a person can read.
func size(bytes int64) string {
	switch {
	case bytes < 10_000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 10_000_000:
		return fmt.Sprintf("%d kB", bytes/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

// spendMemory trades memory for time in a program that is about to end: the
// collector runs when the heap has grown fourfold, unless GOGC says otherwise.
func spendMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// Memory that a build may take before the collector runs more often: so much,
// and so much for every document. Above what is in use, by the size of the archive.
const (
	memoryBase = 196 << 20
	memoryEach = 28 << 10
)

// boundMemory tells the collector how much memory a build of so many documents
// is meant to take, unless GOMEMLIMIT says otherwise.
func boundMemory(documents int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryBase + int64(documents)*memoryEach)
	}
}
