package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"afterword/generator/internal/testutil/goldentest"
)

// A special is a bad input that a text file cannot hold.
type special struct {
	name string
	make func(t *testing.T, dir string) // dir/content has its settings already
}

func (s special) golden() string { return filepath.Join("testdata", "bad", "special", s.name+".txt") }

const report = "---\ntitle: An outage\ndate: 2024-07-01\n---\n"

// content writes a file of the archive.
func content(t *testing.T, dir, name, data string) {
	t.Helper()
	write(t, filepath.Join(dir, "content", filepath.FromSlash(name)), []byte(data))
}

func symlink(t *testing.T, target, dir, name string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(dir, "content", name)); err != nil {
		t.Fatal(err)
	}
}

var specials = []special{
	{"no-folder", func(t *testing.T, dir string) {
		if err := os.RemoveAll(filepath.Join(dir, "content")); err != nil {
			t.Fatal(err)
		}
	}},
	{"no-settings", func(t *testing.T, dir string) {
		if err := os.Remove(filepath.Join(dir, "content", "archive.yaml")); err != nil {
			t.Fatal(err)
		}
		content(t, dir, "a.md", report)
	}},
	{"folder-is-a-file", func(t *testing.T, dir string) {
		if err := os.RemoveAll(filepath.Join(dir, "content")); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "content"), []byte("title: Outages\n"))
	}},
	{"symlink-cycle", func(t *testing.T, dir string) { symlink(t, ".", dir, "loop") }},
	{"symlink-to-itself", func(t *testing.T, dir string) { symlink(t, "self.md", dir, "self.md") }},
	{"symlink-dangling", func(t *testing.T, dir string) { symlink(t, "nowhere.md", dir, "a.md") }},
	{"symlink-outside", func(t *testing.T, dir string) { symlink(t, "/etc/passwd", dir, "passwd.md") }},
	{"symlink-within", func(t *testing.T, dir string) {
		content(t, dir, "a.md", report)
		symlink(t, "a.md", dir, "b.md")
	}},
	{"symlink-settings", func(t *testing.T, dir string) {
		if err := os.Rename(filepath.Join(dir, "content", "archive.yaml"), filepath.Join(dir, "archive.yaml")); err != nil {
			t.Fatal(err)
		}
		symlink(t, "../archive.yaml", dir, "archive.yaml")
	}},
	{"named-pipe", func(t *testing.T, dir string) {
		if err := syscall.Mkfifo(filepath.Join(dir, "content", "pipe.md"), 0o644); err != nil {
			t.Skip("no named pipes here:", err)
		}
	}},
	{"unreadable", func(t *testing.T, dir string) {
		content(t, dir, "a.md", report)
		if err := os.Chmod(filepath.Join(dir, "content", "a.md"), 0); err != nil {
			t.Fatal(err)
		}
		if _, err := os.ReadFile(filepath.Join(dir, "content", "a.md")); err == nil {
			t.Skip("this user may read every file")
		}
	}},
	{"50-megabytes", func(t *testing.T, dir string) { content(t, dir, "a.md", report+strings.Repeat("word ", 10<<20)) }},
	{"one-long-line", func(t *testing.T, dir string) { content(t, dir, "a.md", strings.Repeat("x", 3<<20)) }},
	{"not-utf8-front-matter", func(t *testing.T, dir string) {
		content(t, dir, "a.md", "---\ntitle: Caf\xe9 outage\ndate: 2024-07-01\n---\n")
	}},
	{"not-utf8-body", func(t *testing.T, dir string) { content(t, dir, "a.md", report+"The caf\xe9\nwas closed\xff.\n") }},
	{"not-utf8-name", func(t *testing.T, dir string) { content(t, dir, "caf\xe9.md", report) }},
	{"utf16", func(t *testing.T, dir string) { content(t, dir, "a.md", "\xff\xfe-\x00-\x00-\x00\n\x00") }},
	{"nul", func(t *testing.T, dir string) { content(t, dir, "a.md", report+"a\x00b\n") }},
	{"escape-sequence", func(t *testing.T, dir string) { content(t, dir, "a.md", report+"a \x1b[31mred\x07 word\n") }},
	{"control-in-title", func(t *testing.T, dir string) {
		content(t, dir, "a.md", "---\ntitle: An out\x08age\ndate: 2024-07-01\n---\n")
	}},
	{"name-with-newline", func(t *testing.T, dir string) { content(t, dir, "a\nb.md", report) }},
	{"name-with-markup", func(t *testing.T, dir string) { content(t, dir, `"><img onerror=x>.md`, report) }},
	{"20000-brackets-yaml", func(t *testing.T, dir string) {
		content(t, dir, "a.md", "---\ntitle: An outage\ndate: 2024-07-01\ntags: "+strings.Repeat("[", 20_000)+"\n---\n")
	}},
	{"20000-brackets-json", func(t *testing.T, dir string) {
		content(t, dir, "a.md", `{"title": "An outage", "date": "2024-07-01", "tags": `+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+"}\n")
	}},
	{"20000-brackets-toml", func(t *testing.T, dir string) {
		content(t, dir, "a.md", "+++\ntitle = 'An outage'\ndate = 2024-07-01\ntags = "+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+"\n+++\n")
	}},
	{"8000-keys", func(t *testing.T, dir string) {
		var b strings.Builder
		b.WriteString("---\ntitle: An outage\ndate: 2024-07-01\n")
		for n := range 8000 {
			b.WriteString(strings.Repeat("k", n%7+1) + string(rune('a'+n%26)) + strings.Repeat("z", n/26%40) + ": 1\n")
		}
		content(t, dir, "a.md", b.String()+"---\n")
	}},
}

// TestBadSpecial is TestBad for inputs that no text file holds.
func TestBadSpecial(t *testing.T) {
	for _, s := range specials {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			content(t, dir, "archive.yaml", plainSettings)
			s.make(t, dir)
			_, list := run(t, dir)
			got := printed(t, dir, list)
			goldentest.Equal(t, s.golden(), got)
			if len(got) > 4_000 {
				t.Errorf("the author reads %d bytes", len(got))
			}
		})
	}
}
