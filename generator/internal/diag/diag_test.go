package diag_test

import (
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
)

func TestSortedDoesNotDependOnTheOrderOfWork(t *testing.T) {
	want := nasty().Sorted()
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		list := append(nasty(), nasty()...)
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := list.Sorted(); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestCounts(t *testing.T) {
	var list diag.List
	list.Add(nasty()...)
	if list.Errors() != len(list)-1 || list.Warnings() != 1 {
		t.Errorf("%d errors and %d warnings of %d", list.Errors(), list.Warnings(), len(list))
	}
}

func TestSourcePlacesDiagnostics(t *testing.T) {
	const text = "a: 1\r\nbé: two\rc: 3\n"
	source := diag.NewSource("f.md", text)
	for _, test := range []struct {
		name         string
		at           diag.Span
		line, column int
		length       int
		excerpt      string
	}{
		{"no place", diag.Span{}, 0, 0, 0, ""},
		{"first line", diag.Span{Start: 3, End: 4}, 1, 4, 1, "a: 1"},
		{"columns are code points", diag.Span{Start: 11, End: 14}, 2, 5, 3, "bé: two"},
		{"a lone carriage return ends a line", diag.Span{Start: 15, End: 16}, 3, 1, 1, "c: 3"},
		{"a span over lines stays on the first", diag.Span{Start: 3, End: 17}, 1, 4, 1, "a: 1"},
		{"the end of the text", diag.Span{Start: len(text), End: len(text)}, 4, 1, 0, ""},
		{"past the end", diag.Span{Start: 99, End: 120}, 4, 1, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := source.Warningf(diag.Syntax, test.at, "hint", "%s", "message")
			want := diag.Diagnostic{Severity: diag.Warning, Code: diag.Syntax, File: "f.md", Line: test.line, Column: test.column,
				Length: test.length, Excerpt: test.excerpt, Message: "message", Hint: "hint"}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// Columns in long lines are what counting from the beginning of the line gives.
func TestColumnsOfLongLines(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	for _, words := range []int{0, 5_000, 1, 9_000, 3} {
		for range words {
			b.WriteString([]string{"a", "é", "🔥", "日本", "\t"}[random.IntN(5)])
		}
		b.WriteString([]string{"\n", "\r\n", "\r"}[random.IntN(3)])
	}
	text := b.String()
	source := diag.NewSource("f.md", text)
	line, column := 1, 1
	for i, r := range text {
		if l, c := source.Position(i); l != line || c != column {
			t.Fatalf("byte %d is at %d:%d, not at %d:%d", i, line, column, l, c)
		}
		column++
		if r == '\n' || r == '\r' && text[i+1] != '\n' {
			line, column = line+1, 1
		}
	}
}

// Of what is wrong a million times the author reads a hundred and the number.
func TestFew(t *testing.T) {
	var list diag.List
	for n := range 1_000 {
		list.Add(diag.Diagnostic{Severity: diag.Severity(n % 2), Code: diag.Syntax, File: "f.md", Line: n + 1, Message: "x"})
	}
	list.Add(diag.Diagnostic{Code: diag.KeyUnknown, File: "f.md", Message: "y"})
	few := list.Capped("f.md")
	if len(few) != 2*diag.MostAlike+3 || few.Errors() != diag.MostAlike+2 || !slices.Equal(few[:200], list[:200]) || few[200] != list[1_000] {
		t.Fatalf("%d are left", len(few))
	}
	for n, d := range few[201:] {
		if d.Message != "400 more of this kind in the file" || d.Severity != diag.Severity(n) || d.File != "f.md" {
			t.Errorf("the rest is %+v", d)
		}
	}
	if short := list[:diag.MostAlike]; len(short.Capped("f.md")) != len(short) {
		t.Error("a short list was cut")
	}
}

// A line of a megabyte is shown by the part around its caret.
func TestLongLinesAreCut(t *testing.T) {
	text := strings.Repeat("日", 300_000) + "!" + strings.Repeat("b", 300_000)
	at := strings.Index(text, "!")
	d := diag.NewSource("f.md", text).Errorf(diag.Syntax, diag.Span{Start: at, End: at + 1}, "", "x")
	for name, write := range map[string]func(io.Writer) error{
		"text":  func(w io.Writer) error { return diag.WriteText(w, diag.List{d}, diag.TextOptions{}) },
		"JSON":  func(w io.Writer) error { return diag.WriteJSON(w, diag.List{d}) },
		"SARIF": func(w io.Writer) error { return diag.WriteSARIF(w, diag.List{d}, "1") },
	} {
		var out strings.Builder
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if out.Len() > 40<<10 {
			t.Errorf("%s: %d bytes", name, out.Len())
		}
		if name == "text" {
			lines := strings.Split(out.String(), "\n")
			if before, _, ok := strings.Cut(lines[1], "!"); !ok || diag.Columns(before) != strings.Index(lines[2], "^") || !strings.Contains(before, "…") || !strings.HasSuffix(lines[1], "…") {
				t.Errorf("the caret is not below what it marks:\n%s", out.String())
			}
		}
	}
}
