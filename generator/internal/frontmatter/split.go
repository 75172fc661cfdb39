package frontmatter

import (
	"strings"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// Format is a language that front matter is written in.
type Format uint8

const (
	// YAML is between lines of ---.
	YAML Format = iota
	// TOML is between lines of +++.
	TOML
	// JSON is an object at the beginning of the file.
	JSON
)

// String is the name of the format.
func (f Format) String() string { return [...]string{"YAML", "TOML", "JSON"}[f] }

// Limits bound front matter.
type Limits struct {
	Bytes int // of the text between the fences
	Depth int // nesting of lists and mappings, the outermost counting 1
	Keys  int // of any one mapping
	// Optional says that a file may begin with its text.
	Optional bool
}

// A Front is the front matter of a file, found and not yet parsed.
type Front struct {
	Format Format
	// Text is what is between the fences, or the whole JSON object.
	Text diag.Span
	// Fence is the opening fence, or the opening brace of JSON. It is where
	// errors are placed that are of the front matter as a whole.
	Fence diag.Span
	// Body is the byte at which the Markdown begins.
	Body int
}

const (
	importHint = "Begin the file with ---, a line \"title: …\" and another ---; afterword import markdown adds front matter to a folder of files."
	fenceHint  = "Write YAML between lines of ---, TOML between lines of +++, or a JSON object."
	limitHint  = "Raise limits.%s in archive.yaml where this is meant."
)

// Split finds the front matter of a Markdown file. It returns false, with
// diagnostics, where there is none that can be parsed. A byte order mark is
// passed over; lines end at \n, \r\n or a lone \r.
func Split(src *diag.Source, limits Limits) (Front, diag.List, bool) {
	text := src.Text()
	start := 0
	if strings.HasPrefix(text, "\ufeff") {
		start = len("\ufeff")
	}
	first, next := line(text, start)
	at := diag.Span{Start: start, End: start + len(first)}
	fail := func(code diag.Code, at diag.Span, hint, format string, args ...any) (Front, diag.List, bool) {
		return Front{}, diag.List{src.Errorf(code, at, hint, format, args...)}, false
	}
	front := Front{Fence: at}
	switch {
	case strings.TrimSpace(text[start:]) == "":
		return fail(diag.FrontMatterMissing, diag.Span{}, importHint, "the file is empty")
	case limits.Optional && !strings.HasPrefix(first, "{") && !strings.HasPrefix(first, "---") && !strings.HasPrefix(first, "+++"):
		return Front{Text: diag.Span{Start: start, End: start}, Fence: at, Body: start}, nil, true
	case strings.HasPrefix(first, "{"):
		front.Format, front.Fence.End = JSON, start+1
	case first == "---":
		front.Format = YAML
	case first == "+++":
		front.Format = TOML
	case strings.HasPrefix(first, "---"), strings.HasPrefix(first, "+++"):
		kind := strings.TrimSpace(strings.TrimLeft(first, "-+"))
		if kind == "" {
			return fail(diag.FrontMatterKind, at, fenceHint, "a fence of front matter has three characters, this one has %d", len(first))
		}
		return fail(diag.FrontMatterKind, at, fenceHint, "unknown kind of front matter %q", kind)
	case strings.TrimSpace(first) == "":
		return fail(diag.FrontMatterMissing, diag.Span{Start: start, End: start + 1}, "Delete the empty lines above the front matter.", "the first line is empty, so there is no front matter")
	default:
		return fail(diag.FrontMatterMissing, at, importHint, "the file has no front matter")
	}

	closed := false
	if front.Format == JSON {
		front.Text = diag.Span{Start: start, End: objectEnd(text, start)}
		if closed = front.Text.End > 0; closed {
			rest, body := line(text, front.Text.End)
			if strings.TrimSpace(rest) != "" {
				return fail(diag.Syntax, diag.Span{Start: front.Text.End, End: front.Text.End + len(rest)}, "Begin the Markdown on a line of its own.", "text after the closing brace of the front matter")
			}
			front.Body = body
		}
	} else {
		front.Text.Start = next
		for at := next; at < len(text) && !closed; {
			content, after := line(text, at)
			front.Text.End, front.Body, closed = at, after, content == first
			at = after
		}
	}
	if !closed {
		hint := "Add a line " + first + " after the last key."
		if front.Format == JSON {
			hint = "Close the object with }."
		}
		return fail(diag.FrontMatterUnclosed, front.Fence, hint, "the front matter that opens here is never closed")
	}
	if n := front.Text.End - front.Text.Start; n > limits.Bytes {
		return Front{}, diag.List{tooMuch(src, front.Fence, "front_matter", "front matter may have %d bytes, this has %d", limits.Bytes, n)}, false
	}
	return front, nil, true
}

// line returns the line that begins at a byte, without trailing white space, and the byte
// at which the next begins.
func line(text string, at int) (content string, next int) {
	rest := text[at:]
	end := strings.IndexAny(rest, "\r\n")
	if end < 0 {
		return strings.TrimRight(rest, " \t"), len(text)
	}
	next = at + end + 1
	if strings.HasPrefix(rest[end:], "\r\n") {
		next++
	}
	return strings.TrimRight(rest[:end], " \t"), next
}

// objectEnd returns the byte after the brace that closes the JSON object which
// opens at start, or 0 where none does.
func objectEnd(text string, start int) int {
	depth, quoted := 0, false
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// newlines turns each lone \r into \n, which moves no byte.
func newlines(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.NewReplacer("\r\n", "\r\n", "\r", "\n").Replace(text)
}

// first returns the first code point at a byte as a span, or an empty span at the end.
func first(text string, at int) diag.Span {
	at = max(0, min(at, len(text)))
	_, size := utf8.DecodeRuneInString(text[at:])
	return diag.Span{Start: at, End: at + size}
}
