package diag_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"afterword/generator/diag"
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
