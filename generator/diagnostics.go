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

// DiagnosticOptions say how WriteDiagnostics writes.
type DiagnosticOptions struct {
	// Format is text, json, sarif (SARIF 2.1.0) or github (workflow commands); ""
	// is text.
	Format string
	// Version is the program's, for SARIF.
	Version string
	// Color and Width, in columns, are those of the terminal, for text.
	Color bool
	Width int
}

// WriteDiagnostics writes diagnostics in a format.
func WriteDiagnostics(w io.Writer, list Diagnostics, o DiagnosticOptions) error {
	switch o.Format {
	case "json":
		return diag.WriteJSON(w, list)
	case "sarif":
		return diag.WriteSARIF(w, list, o.Version)
	case "github":
		return diag.WriteGitHub(w, list)
	}
	return diag.WriteText(w, list, diag.TextOptions{Color: o.Color, Width: o.Width})
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
