package diag

import (
	"bytes"
	"encoding/json"
	"io"
)

// jsonDiagnostic is the stable form of a diagnostic for scripts. Keys are only
// ever added; what is not known is null, never left out.
type jsonDiagnostic struct {
	Severity  string  `json:"severity"`
	Code      Code    `json:"code"`
	File      *string `json:"file"`
	Line      *int    `json:"line"`
	Column    *int    `json:"column"`
	EndColumn *int    `json:"end_column"` // the column after the last one marked
	Message   string  `json:"message"`
	Excerpt   *string `json:"excerpt"`
	Hint      *string `json:"hint"`
}

// WriteJSON writes diagnostics as one JSON array, one object a line, in the
// order of the list. Lines and columns count from 1, columns in code points;
// end_column is exclusive; an excerpt that does not begin with its line, or that an edition withholds, is null. Errors are those of w.
func WriteJSON(w io.Writer, list List) error {
	var b bytes.Buffer
	b.WriteString("[")
	for i, d := range list {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  ")
		line, err := encode(jsonOf(d), "")
		if err != nil {
			return err
		}
		b.Write(line)
	}
	if len(list) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	_, err := w.Write(b.Bytes())
	return err
}

func jsonOf(d Diagnostic) jsonDiagnostic {
	out := jsonDiagnostic{Severity: d.Severity.String(), Code: d.Code, Message: d.Message}
	if d.File != "" {
		out.File = &d.File
	}
	if d.Hint != "" {
		out.Hint = &d.Hint
	}
	if d.Line > 0 {
		out.Line = &d.Line
		if d.Skipped == 0 && !d.Withheld {
			out.Excerpt = &d.Excerpt
		}
		if d.Column > 0 {
			end := d.endColumn()
			out.Column, out.EndColumn = &d.Column, &end
		}
	}
	return out
}

// endColumn is the column after the last one that the caret marks.
func (d Diagnostic) endColumn() int { return d.Column + max(d.Length, 1) }

// encode is json.Marshal without the escapes that HTML needs, which would
// garble messages about markup.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
