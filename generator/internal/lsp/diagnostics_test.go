package lsp

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
)

// TestDiagnostics promises that what is wrong is shown while somebody types, and is taken back
// once it is right again or the text was given up.
func TestDiagnostics(t *testing.T) {
	e := edit(t, demo(t))
	name := "2018/zuora-connect.md"
	text := e.read(name)
	e.open(name, text)
	if list := e.problems(name); len(list) != 0 {
		t.Fatalf("the demo has problems: %v", list)
	}
	wrong := strings.Replace(text, "services: [", "services: [😀bad, ", 1)
	e.change(name, 2, contentChange{Text: wrong})
	list := e.problems(name)
	if len(list) != 1 || list[0].Code != string(diag.ServiceUnknown) {
		t.Fatalf("an unknown service: %v", list)
	}
	at := e.at(name, wrong, "😀bad", 0).Position
	if got := list[0].Range; got.Start != at || got.End != (position{at.Line, at.Character + 5}) {
		t.Errorf("it is at %v, not %v", got, at)
	}
	e.change(name, 3, contentChange{Range: &span{at, position{at.Line, at.Character + 7}}})
	if list := e.problems(name); len(list) != 0 {
		t.Errorf("it is right again: %v", list)
	}
	e.change(name, 4, contentChange{Text: "no front matter"})
	if list := e.problems(name); len(list) != 1 {
		t.Errorf("no front matter: %v", list)
	}
	e.close(name)
	if list := e.problems(name); len(list) != 0 {
		t.Errorf("it was closed unsaved: %v", list)
	}
	e.open("2026/new.md", "---\ntitle: New\n---\n")
	if list := e.problems("2026/new.md"); len(list) != 1 || list[0].Code != string(diag.KeyMissing) {
		t.Errorf("a file that was never saved: %v", list)
	}
}

// writeAll writes files.
func writeAll(t testing.TB, dir string, texts map[string]string) {
	t.Helper()
	for name, text := range texts {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// fresh is what check finds in the same texts.
func fresh(t testing.TB, texts map[string]string) diag.List {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	writeAll(t, dir, texts)
	built, list, err := pipeline.Build(context.Background(), archiveOf(dir).Options)
	if err != nil {
		t.Fatal(err)
	}
	if built.Loaded.Archive != nil {
		list.Add(built.Loaded.CheckDrafts()...)
	}
	_ = built.Loaded.Close()
	return list.Sorted()
}

// all are the problems that the server knows of, sorted.
func (e *editor) all() (list diag.List) {
	e.settle()
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	for _, found := range e.server.view.problems {
		list = append(list, found...)
	}
	return list.Sorted()
}

// same fails where the server knows of other problems than a check of the same texts.
func (e *editor) same(texts map[string]string) {
	e.Helper()
	got, want := e.all(), fresh(e, texts)
	if !slices.Equal(got, want) && !(len(got) == 0 && len(want) == 0) {
		for _, d := range got {
			if !slices.ContainsFunc(want, func(w diag.Diagnostic) bool { return reflect.DeepEqual(d, w) }) {
				e.Errorf("only the server has %+v", d)
			}
		}
		for _, d := range want {
			if !slices.ContainsFunc(got, func(g diag.Diagnostic) bool { return reflect.DeepEqual(d, g) }) {
				e.Errorf("only check has %+v", d)
			}
		}
		e.FailNow()
	}
}
