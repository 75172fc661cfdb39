package endtoend_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/testutil/goldentest"
)

// Attacks on a site by what an archive says: each has a file in testdata/hostile,
// or a function in made.
//
// The comment of a file says what is attacked. Its files are an archive, but for
//
//	EXIT        what the command line would exit with: 0 or 1
//	TOLD        what the author is told
//	HOLDS path  lines that each stand in that file of the site
//	LACKS path  lines that stand nowhere in it; * is every file of the site
//	FILES       files that the site has, and with ! those that it has not
//
// "[escapes]" in the comment lets \xNN, \r and \uNNNN stand for what txtar cannot hold.
func TestHostile(t *testing.T) {
	files, err := filepath.Glob("testdata/hostile/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			hostileFile(t, file)
		})
	}
	for _, m := range made {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.run(t)
		})
	}
}

// hostileFile builds the archive of a file and compares.
func hostileFile(t *testing.T, file string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir, escapes := t.TempDir(), strings.Contains(string(a.Comment), "[escapes]")
	settings := false
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, "content/") || strings.HasPrefix(f.Name, "themes/") {
			data := string(f.Data)
			if escapes {
				data = unquote(t, data)
			}
			lay(t, dir, f.Name, data)
			settings = settings || strings.HasPrefix(f.Name, "content/archive.")
		}
	}
	if !settings {
		lay(t, dir, "content/archive.yaml", plain)
	}
	b, list := buildIn(t, dir)
	for i, f := range a.Files {
		kind, path, _ := strings.Cut(f.Name, " ")
		switch kind {
		case "EXIT":
			if want := strings.TrimSpace(string(f.Data)); want != exit(list) {
				t.Errorf("exit %s, want %s:\n%s", exit(list), want, told(t, dir, list))
			}
		case "TOLD":
			a.Files[i].Data = []byte(told(t, dir, list))
			goldentest.Equal(t, file, txtar.Format(a))
		case "HOLDS":
			text := outputs(t, b, path)
			for line := range strings.Lines(string(f.Data)) {
				if line = strings.TrimRight(line, "\n"); !strings.Contains(text, line) {
					t.Errorf("%s does not hold %s", path, line)
				}
			}
		case "LACKS":
			text := outputs(t, b, path)
			for line := range strings.Lines(string(f.Data)) {
				if line = strings.TrimRight(line, "\n"); strings.Contains(text, line) {
					t.Errorf("%s holds %s", path, line)
				}
			}
		case "FILES":
			for line := range strings.Lines(string(f.Data)) {
				name, absent := strings.CutPrefix(strings.TrimSpace(line), "!")
				if _, has := b.Tree.Lookup(name); has == absent {
					t.Errorf("has the site %s: %v", name, has)
				}
			}
		default:
			if !strings.HasPrefix(f.Name, "content/") && !strings.HasPrefix(f.Name, "themes/") {
				t.Errorf("what is %s?", f.Name)
			}
		}
	}
	if slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "EXIT" }) < 0 {
		t.Error("the case has no EXIT")
	}
}

// plain are the settings of a case that brings none.
const plain = "title: Outages\ntimezone: UTC\nbase_url: https://archive.example.net/repo/\n"

// front begins a postmortem without mistakes.
const front = "---\ntitle: An outage\ndate: 2024-07-01\n---\n"

// unquote reads \xNN, \r and \uNNNN.
func unquote(t testing.TB, text string) string {
	t.Helper()
	return regexp.MustCompile(`\\(x[0-9a-f]{2}|u[0-9a-f]{4}|r)`).ReplaceAllStringFunc(text, func(code string) string {
		c, err := strconv.Unquote(`"` + code + `"`)
		if err != nil {
			t.Fatal(err)
		}
		return c
	})
}

// exit is what the command line makes of a list.
func exit(list diag.List) string {
	if list.Errors() > 0 {
		return "1"
	}
	return "0"
}

// told is what the terminal shows, without the folder of the test.
func told(t testing.TB, dir string, list diag.List) string {
	t.Helper()
	var b strings.Builder
	if err := diag.WriteText(&b, list, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), dir, "$DIR")
}

// outputs is the text of a file of the site, or with * of all of them, names included.
func outputs(t testing.TB, b *pipeline.Built, path string) string {
	t.Helper()
	var all strings.Builder
	found := false
	for _, f := range b.Tree {
		if f.Path != path && path != "*" {
			continue
		}
		found = true
		if path == "*" {
			all.WriteString(f.Path + "\n")
		}
		data, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	if !found {
		t.Errorf("the site has no %s", path)
	}
	return all.String()
}
