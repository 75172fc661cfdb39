package generator

import (
	"io"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// A Diagnostic is one problem of the archive: its place, what is wrong, and how
// to fix it.
type Diagnostic = diag.Diagnostic

// Diagnostics are the problems of a run.
type Diagnostics = diag.List

// TextOptions say what terminal diagnostics are written for.
type TextOptions = diag.TextOptions

// DiagnosticFormats lists what WriteDiagnostics can write.
func DiagnosticFormats() []string { return diag.Formats() }

// WriteDiagnostics writes diagnostics in one of DiagnosticFormats, "" being text.
// Version is that of the program, for SARIF. Errors are those of w.
func WriteDiagnostics(w io.Writer, list Diagnostics, format, version string, o TextOptions) error {
	return diag.Write(w, list, format, version, o)
}

// Visible returns text of the archive as a terminal may print it in one line:
// control characters, line breaks among them, are made visible.
func Visible(text string) string { return diag.Visible(text) }

// VisibleLines is Visible for text of several lines, which it keeps.
func VisibleLines(text string) string { return diag.VisibleLines(text) }

// Columns returns how many columns of a terminal text takes.
func Columns(text string) int { return diag.Columns(text) }

// Codes explains the codes in brackets at the end of diagnostics.
func Codes() []diag.Explanation { return diag.Explain() }

// ZoneRules names the release of the IANA time zone database in the program,
// by whose rules local times are read: "2025c". Instants written with their
// offset are the same under any.
func ZoneRules() string { return calendar.TZDataVersion() }
