package diag_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/testutil/goldentest"
)

// nasty holds one diagnostic for each thing that could break a line, a caret or a format.
func nasty() diag.List {
	long := strings.Repeat("0123456789", 25) + "HERE" + strings.Repeat("abcdefghij", 25)
	at := func(line, column, length int, excerpt, message, hint string) diag.Diagnostic {
		return diag.Diagnostic{Code: diag.ValueInvalid, File: "content/2018/zuora-connect.md", Line: line, Column: column,
			Length: length, Excerpt: excerpt, Message: message, Hint: hint}
	}
	order := at(9, 10, 25, "    end: 2018-12-03T00:00:00-08:00", "end is before start", "start is 2018-12-04 14:00 PST, line 8")
	order.Code = diag.WindowOrder
	warning := at(12, 7, 4, "tags: etcd", "\"etcd\" is not a list", "")
	warning.Severity = diag.Warning
	return diag.List{
		order,
		warning,
		at(1, 8, 1, "title: \x1b[31mred\x07\x7f\u0085\xff", "title holds \x1b[31m", "delete\x1b it"),
		at(2, 3, 5, "\t\tthree:\tfour", "tabs", ""),
		at(3, 10, 2, "title: 障害報告書 😀 end", "wide characters", ""),
		at(4, 12, 3, "title: 😀👩‍🚒 end", "joined emoji and é as e\u0301", ""),
		at(5, 1, 4, "\u202egnp.exe \u2066x\u2069", "text is turned around", ""),
		at(6, 1, 6, "כותרת: שלום", "letters that run from right to left stay", ""),
		at(7, 251, 4, long, "a long line", ""),
		at(7, 1, 1, long, "its beginning", ""),
		at(7, 501, 9, long, "its end", ""),
		at(7, 240, 400, long, "a long span", ""),
		at(7, 9999, 1, "short", "a column past the end", ""),
		at(8, 1, 0, "", "an empty line", ""),
		at(0, 0, 0, "", "a mistake of the file", "first line\n\nthird line\r\n"),
		at(3, 0, 0, "whole line", "a line without a column", ""),
		{Code: diag.ArchiveMissing, Message: "there is no archive: 100% sure, really\n::error::no"},
		{Code: diag.FileName, File: "content/a,b:c%\n::x.md", Message: "a name"},
		{Code: "code-of-tomorrow", File: "content/100 % ü.md", Line: 1, Column: 1, Message: "a code without a rule"},
	}
}

func TestWriters(t *testing.T) {
	for name, write := range map[string]func(io.Writer, diag.List) error{
		"text":        func(w io.Writer, l diag.List) error { return diag.WriteText(w, l, diag.TextOptions{}) },
		"text-narrow": func(w io.Writer, l diag.List) error { return diag.WriteText(w, l, diag.TextOptions{Width: 10}) },
		"text-color": func(w io.Writer, l diag.List) error {
			return diag.WriteText(w, l[:2], diag.TextOptions{Color: true})
		},
		"json":   diag.WriteJSON,
		"sarif":  func(w io.Writer, l diag.List) error { return diag.WriteSARIF(w, l, "1.0") },
		"github": diag.WriteGitHub,
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got, nasty()); err != nil {
				t.Fatal(err)
			}
			goldentest.Equal(t, "testdata/"+name+".golden", got.Bytes())
			if err := write(full{}, nasty()); !errors.Is(err, errFull) {
				t.Errorf("a full disk gave the error %v", err)
			}
		})
	}
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

// The example of the command line's documentation, letter by letter.
func TestTextIsAsDocumented(t *testing.T) {
	var got strings.Builder
	if err := diag.WriteText(&got, nasty()[:1], diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	want := `content/2018/zuora-connect.md:9:10: error: end is before start [window-order]
    9 |     end: 2018-12-03T00:00:00-08:00
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^
  start is 2018-12-04 14:00 PST, line 8
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestEmptyListsAreValid(t *testing.T) {
	var text, github, array, sarif bytes.Buffer
	for _, err := range []error{
		diag.WriteText(&text, nil, diag.TextOptions{}), diag.WriteGitHub(&github, nil),
		diag.WriteJSON(&array, nil), diag.WriteSARIF(&sarif, nil, ""),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if text.Len()+github.Len() != 0 || array.String() != "[]\n" {
		t.Errorf("no diagnostics gave %q, %q and %q", &text, &github, &array)
	}
	var log struct {
		Runs []struct{ Results []json.RawMessage }
	}
	if err := json.Unmarshal(sarif.Bytes(), &log); err != nil || len(log.Runs) != 1 || log.Runs[0].Results == nil {
		t.Errorf("no diagnostics gave the SARIF log %s (%v)", &sarif, err)
	}
}

// Whatever stands in a file, the terminal sees printable text and line breaks
// only, carets stand below the excerpt, and lines keep to the width.
func FuzzWriters(f *testing.F) {
	for _, d := range nasty() {
		f.Add(d.Excerpt, d.Message, d.Hint, d.Line, d.Column, d.Length)
	}
	f.Fuzz(func(t *testing.T, excerpt, message, hint string, line, column, length int) {
		list := diag.List{{Code: diag.Syntax, File: message, Excerpt: excerpt, Message: message, Hint: hint,
			Line: line, Column: column % 1_000_000, Length: length % 1_000_000}}
		var text, github, array bytes.Buffer
		for _, err := range []error{
			diag.WriteText(&text, list, diag.TextOptions{}), diag.WriteGitHub(&github, list), diag.WriteJSON(&array, list),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, out := range []string{text.String(), github.String()} {
			if !utf8.ValidString(out) || strings.ContainsAny(out, "\x00\x07\x1b\r\t\x7f\u0080\u009b\u202e\u2066") {
				t.Errorf("not safe for a terminal: %q", out)
			}
		}
		if strings.Count(github.String(), "\n") != 1 {
			t.Errorf("one diagnostic gave more than one command: %q", &github)
		}
		if line > 0 && column%1_000_000 > 0 && !strings.Contains(text.String(), "^") {
			t.Errorf("no caret: %q", &text)
		}
		var back []struct{ Code string }
		if err := json.Unmarshal(array.Bytes(), &back); err != nil || len(back) != 1 {
			t.Errorf("not one JSON object: %s (%v)", &array, err)
		}
	})
}
