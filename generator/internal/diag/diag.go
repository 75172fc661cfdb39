package diag

import (
	"cmp"
	"slices"
)

// Severity says whether a diagnostic stops a build.
type Severity uint8

const (
	// Error stops a build: the archive does not say what it means.
	Error Severity = iota
	// Warning is reported and does not stop a build, unless --strict is given.
	Warning
	// Note is for the author of a draft: what is still to come. It stops nothing.
	Note
)

// String returns the word of text and JSON: "error", "warning" or "note".
func (s Severity) String() string { return [...]string{"error", "warning", "note"}[s] }

// A Diagnostic is one error, placed where its author can see it.
type Diagnostic struct {
	Severity Severity
	Code     Code
	// File is slash-separated and relative to the project, as it is printed:
	// "content/2018/zuora-connect.md".
	File string
	// Line and Column count from 1, columns in Unicode code points. Zero means
	// that the error is of the file, not of a place in it.
	Line, Column int
	// Length is how many code points of the line the caret marks; 0 and 1 both mark one.
	Length int
	// Message says what is wrong in one line, without a full stop.
	Message string
	// Excerpt is the line at fault without its line break, as it stands in the
	// file. Writers make control characters visible. Of a line of over 16 KiB it
	// is the part around Column, and Skipped the code points that stand before
	// that: a megabyte with a hundred errors must not become a hundred.
	Excerpt string
	Skipped int
	// Withheld says that there is no excerpt because the edition hides something of the line.
	Withheld bool
	// Hint says how to fix it; it may be empty and may hold several lines.
	Hint string
}

// A List holds the diagnostics of a run. The zero value is ready to use.
type List []Diagnostic

// Add appends diagnostics.
func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// Withhold returns a copy that quotes no file, for readers who may not see all of them.
func (l List) Withhold() List {
	l = slices.Clone(l)
	for n := range l {
		l[n].withhold()
	}
	return l
}

func (d *Diagnostic) withhold() { d.Excerpt, d.Length, d.Skipped, d.Withheld = "", 0, 0, true }

// Errors counts the diagnostics that stop a build.
func (l List) Errors() int { return l.count(Error) }

// Warnings counts those that stop a build with --strict.
func (l List) Warnings() int { return l.count(Warning) }

// Notes counts those that stop nothing.
func (l List) Notes() int { return l.count(Note) }

func (l List) count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns the list by file, line, column, code and message, without
// exact repetitions; the same errors give the same list whatever the order of
// the work that found them.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(out)
}
