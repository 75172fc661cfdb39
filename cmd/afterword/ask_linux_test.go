package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answers types the next line whenever the program asks for one.
func answers(t *testing.T, lines ...string) func(string, *os.File) bool {
	given := 0
	return func(all string, master *os.File) bool {
		for ; given < len(lines) && strings.Count(all, "\n> ") > given; given++ {
			if _, err := master.WriteString(lines[given] + "\n"); err != nil {
				t.Error(err)
			}
		}
		return given == len(lines)
	}
}

// TestNewAsks promises that new asks on a terminal for what the command line leaves out,
// asks again where an answer cannot be used, and takes options by number or by word.
func TestNewAsks(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put(t, root, "content/archive.yaml", "title: Outages\ntimezone: UTC\nservices:\n  - {id: checkout}\n  - {id: search}\n  - {id: mail}\n")
	s, code := inTerminal(t, root, nil, answers(t, "", "Payments failed", "5", "1, mail", "yesterday", "2026-03-03 14:05", "majr", "2"), "new")
	all := strings.Join(s.written(), "")
	text, err := os.ReadFile(filepath.Join(root, "content", "2026", "payments-failed.md"))
	if code != exitDone || err != nil {
		t.Fatalf("exits with %d, %v:\n%s", code, err, all)
	}
	for _, want := range []string{"title: Payments failed\n", "\nservices: [checkout, mail]\n", "\nseverity: major\n", "start: 2026-03-03 14:05\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, want := range []string{"has no letter or digit", "  2  search", `no service has the id "5"`, "start: ", "Did you mean major?"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

// TestNewAsksOnlyForTheRest promises that what is given is not asked for, that Enter leaves
// a question open, and that Ctrl-C ends the questions with nothing written.
func TestNewAsksOnlyForTheRest(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put(t, root, "content/archive.yaml", "title: Outages\ntimezone: UTC\n")
	s, code := inTerminal(t, root, nil, answers(t, "", ""), "new", "Down", "--start", "2026-03-03 14:05")
	text, err := os.ReadFile(filepath.Join(root, "content", "2026", "down.md"))
	if code != exitDone || err != nil || !strings.Contains(string(text), "\n# severity: ") || !strings.Contains(string(text), "\n# services: ") {
		t.Errorf("exits with %d, %v:\n%s\n%s", code, err, strings.Join(s.written(), ""), text)
	}
	_, code = inTerminal(t, root, nil, func(all string, master *os.File) bool {
		if !strings.Contains(all, "\n> ") {
			return false
		}
		if _, err := master.WriteString("\x03"); err != nil {
			t.Error(err)
		}
		return true
	}, "new", "Up")
	if _, err := os.Stat(filepath.Join(root, "content", "2026", "up.md")); code != exitInterrupted || err == nil {
		t.Errorf("Ctrl-C exits with %d, %v", code, err)
	}
}

// TestInitAsks promises the same of init, which has a default for everything.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, code := inTerminal(t, root, nil, answers(t, "Our outages", "Checkout, Search API", "", "me/afterword@v1.0.0"), "init", "pm", "--timezone", "Europe/Berlin")
	all := strings.Join(s.written(), "")
	text, err := os.ReadFile(filepath.Join(root, "pm", "content", "archive.yaml"))
	if code != exitDone || err != nil {
		t.Fatalf("exits with %d, %v:\n%s", code, err, all)
	}
	for _, want := range []string{"title: Our outages\n", "timezone: Europe/Berlin ", "  - id: search-api\n    name: Search API\n", "# base_url:"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(all, "time zone") {
		t.Errorf("what was given is asked for:\n%s", all)
	}
}

// put writes a file below a folder.
func put(t *testing.T, root, name, text string) {
	t.Helper()
	name = filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
