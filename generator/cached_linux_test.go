package generator

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A program is told by what its linker left in it, and by all its bytes where
// that is missing or of another form.
func TestBuildID(t *testing.T) {
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	id := buildID(name)
	if strings.Count(id, "/") != 3 {
		t.Fatalf("this program has the ID %q", id)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for what, changed := range map[string][]byte{
		"nothing":      nil,
		"text":         []byte("#!/bin/sh\n"),
		"cut off":      data[:len(data)/2],
		"one hash":     bytes.ReplaceAll(data, []byte(id), []byte(strings.ReplaceAll(id, "/", "-"))),
		"another name": bytes.ReplaceAll(data, []byte("Go\x00\x00"), []byte("Og\x00\x00")),
	} {
		file := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := buildID(file); got != "" {
			t.Errorf("%s: the ID is %q", what, got)
		}
	}
}
