package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"afterword/generator"
)

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

// The styles of paint, by ECMA-48.
const (
	bold  = "1"
	faint = "2"
)

// paint sets a text in a style where the terminal shows colour.
func paint(colour bool, style, text string) string {
	if !colour {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// printJSON prints what --json asks for.
func printJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// count writes a number with its word: "1 error", "3 errors".
func count(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case strings.HasSuffix(word, "s"):
		word += "e"
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
	if n := list.Notes(); n > 0 {
		parts = append(parts, count(n, "note"))
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

func milliseconds(seconds float64) string {
	if seconds < 1 {
		return fmt.Sprintf("%d ms", int(seconds*1000))
	}
	return fmt.Sprintf("%.2f s", seconds)
}

// some lists the first few names of files.
func some(names []string) string {
	const most = 5
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return generator.Visible(text)
}
