package scan_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/testutil/goldentest"
)

// The two last files of a case are not part of its archive.
const (
	listingFile     = "LISTING"
	diagnosticsFile = "DIAGNOSTICS"
)

// TestGolden reads the archive that each case holds. In its files, \xNN, \r and
// \u{NNNN} stand for what txtar cannot hold.
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases:", err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			var input []txtar.File
			for _, f := range a.Files {
				if f.Name != listingFile && f.Name != diagnosticsFile {
					input = append(input, f)
					write(t, dir, f.Name, unescape.Replace(string(f.Data)))
				}
			}
			files, list := read(t, dir)
			got := append(input, txtar.File{Name: listingFile, Data: []byte(listing(files))}, txtar.File{Name: diagnosticsFile, Data: []byte(print(list))})
			goldentest.Equal(t, file, txtar.Format(&txtar.Archive{Comment: a.Comment, Files: got}))
		})
	}
}

var unescape = strings.NewReplacer(`\x00`, "\x00", `\x08`, "\x08", `\x1b`, "\x1b", `\xe9`, "\xe9", `\xff\xfe`, "\xff\xfe", `\ufeff`, "\ufeff", `\u009b`, "\u009b", `\uffff`, "\uffff", `\x89PNG`, "\x89PNG\r\n\x1a\n")

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// read reads an archive and closes it at the end of the test.
func read(t *testing.T, dir string) (*scan.Files, diag.List) {
	t.Helper()
	files, s, list, err := scan.Read(dir, "content")
	if err != nil || files == nil || s == nil {
		t.Fatal(files, s, err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	return files, list
}

func listing(f *scan.Files) string {
	var b strings.Builder
	for _, d := range f.Postmortems {
		fmt.Fprintf(&b, "postmortem %s (%s)\n", d.Path, d.Source.File())
	}
	for _, d := range f.Pages {
		fmt.Fprintf(&b, "page %s\n", d.Path)
	}
	for _, group := range []struct {
		name  string
		files []scan.File
	}{{"bundled", f.Bundled}, {"static", f.Static}, {"layout", f.Layouts}, {"asset", f.Assets}} {
		for _, file := range group.files {
			fmt.Fprintf(&b, "%s %s, %d bytes\n", group.name, file.Path, file.Size)
		}
	}
	return b.String()
}

func print(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s]\n", d.File, d.Line, d.Column, d.Severity, d.Message, d.Code)
		if d.Line > 0 {
			excerpt := strings.Trim(fmt.Sprintf("%+q", d.Excerpt), `"`) // what cannot be seen, escaped
			fmt.Fprintf(&b, "  | %s\n", excerpt)
		}
		if d.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", d.Hint)
		}
	}
	return b.String()
}

// TestOpen promises that a listed file can be read through the archive.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "archive.yaml", "title: A\n")
	write(t, dir, "static/a.txt", "bytes")
	files, list := read(t, dir)
	if len(list) > 0 || len(files.Static) != 1 {
		t.Fatal(files, list)
	}
	r, err := files.Static[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil || string(data) != "bytes" || r.Close() != nil {
		t.Errorf("%q, %v", data, err)
	}
	// What has taken a file's place since is not followed out of the archive.
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "static/a.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "static/a.txt")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if r, err := files.Static[0].Open(); err == nil {
		t.Error("a link out of the archive was followed", r.Close())
	}
}
