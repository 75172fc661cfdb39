package main

import (
	"bytes"
	"os"
	"testing"
)

// TestFullDevice promises that no verb takes data for written that is not.
func TestFullDevice(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	content := write(t, "---\ntitle: The disk was full\ndate: 2024-07-01\nseverity: majr\n---\n")
	for _, args := range [][]string{
		{}, {"--help"}, {"help"}, {"help", "codes"}, {"help", "build"}, {"build", "--help"}, {"version"}, {"completion", "bash"}, {"completion", "zsh"},
		{"__complete", "he"}, {"check", "--content", content}, {"check", "--json", "--content", content}, {"new", "A title", "--content", content},
		{"init", t.TempDir()},
	} {
		var stderr bytes.Buffer
		if code := run(args, full, &stderr); code != exitIO {
			t.Errorf("%v exits with %d, not %d", args, code, exitIO)
		}
		if !bytes.HasSuffix(stderr.Bytes(), []byte("afterword: cannot write to standard output: no space left on device\n")) {
			t.Errorf("%v says:\n%s", args, &stderr)
		}
	}
}

// TestReaderLeft promises that a reader of a part, as head is, sees no error.
func TestReaderLeft(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"help", "codes"}, {"version"}, {"completion", "fish"}} {
		var stderr bytes.Buffer
		if code := run(args, w, &stderr); code != exitIO || stderr.Len() > 0 {
			t.Errorf("%v exits with %d and says:\n%s", args, code, &stderr)
		}
	}
}
