package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"afterword/generator/internal/testutil/corpus"
)

// programs holds Afterword, built once for all tests.
var programs struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if err := os.RemoveAll(programs.dir); err != nil {
		code = 1
	}
	os.Exit(code)
}

// afterword builds the program as the command does.
func afterword(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the program")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no Go to build with")
	}
	programs.Do(func() {
		if programs.dir, programs.err = os.MkdirTemp("", "compare-test-"); programs.err == nil {
			b := &bench{dir: programs.dir, env: environment(os.Environ()), stderr: io.Discard}
			_, programs.err = b.build(context.Background())
		}
	})
	if programs.err != nil {
		t.Fatal(programs.err)
	}
	name := filepath.Join(programs.dir, "bin", "afterword")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name
}

// temporary makes the folder for temporary files one of the test's own, which
// is to be empty when the test ends.
func temporary(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%v is left behind, %v", left, err)
		}
	})
}

// small writes an archive whose site has few pages.
func small(t *testing.T) string {
	t.Helper()
	c, err := corpus.New(corpus.Options{Reports: 5, Seed: 1, Services: 2, From: 2024, To: 2025})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := c.Write(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// matches wants each line of a table to be there.
func matches(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(text) {
			t.Errorf("no line matches %s in\n%s", line, text)
		}
	}
}

// A row of figures: seconds twice, memory, megabytes, files, a ratio.
const figures = ` \| \d+\.\d\d.* \| \d+\.\d\d.* \| (\d+.*|not known) \| \d+\.\d.* \| [\d,]+ \| \d+\.\d\d \|`

func TestCompareWithoutHugo(t *testing.T) {
	program := afterword(t)
	temporary(t)
	t.Setenv("PATH", t.TempDir())
	t.Setenv("AFTERWORD_JOBS", "none")
	var stdout, stderr bytes.Buffer
	if err := run(context.Background(), []string{"-n", "20", "-runs", "1", "-afterword", program}, &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	matches(t, stdout.String(),
		`20 postmortems made up with seed 1; medians of 1.*`,
		`\| Afterword, cold`+figures, `\| Afterword, nothing changed`+figures, `\| Afterword, one body changed`+figures, `\| Afterword, theme changed`+figures,
		"Programs: afterword .* with(out)? PGO\\.", "Machine: .*", ".* again with `go run -C generator/bench ./compare -n 20 -runs 1`\\.")
	if strings.Contains(stdout.String(), "Hugo") {
		t.Errorf("Hugo is measured, and there is none:\n%s", &stdout)
	}
	matches(t, stderr.String(), `Hugo is not on PATH and is left out; -hugo names it elsewhere`, `Pagefind is not on PATH.*`, `run 1 of 1: Afterword, cold: .*`)
}

// script makes a stand-in for a program.
func script(t *testing.T, text string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("stand-ins are shell scripts")
	}
	name := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(name, []byte("#!/bin/sh\nset -e\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// Stand-ins fail unless they find what Hugo and Pagefind are to be given.
const (
	likeHugo = `[ "$1" != version ] || { echo "hugo v1"; exit; }
[ "$1 $2" = "--quiet -d" ]
[ -e hugo.yaml ] && [ -e layouts/_default/single.html ] && [ -e content/2*/*-00003.md ]
[ ! -e content/archive.yaml ] && [ ! -e "$3" ] && [ -z "$HUGO_MINIFY" ]
mkdir -p "$3" && printf 12345 > "$3/index.html"
`
	likePagefind = `[ "$1" != --version ] || { echo "pagefind 2"; exit; }
[ "$1" = --site ] && [ -e "$2/index.html" ]
mkdir "$2/pagefind" && printf 123456789012345678901234567890 > "$2/pagefind/a" && printf 1 > "$2/pagefind/b"
`
)

func TestCompareWithHugoAndPagefind(t *testing.T) {
	program, hugo, pagefind := afterword(t), script(t, likeHugo), script(t, likePagefind)
	temporary(t)
	t.Setenv("HUGO_MINIFY", "1")
	given := small(t)
	before := contents(t, given)
	var stdout, stderr bytes.Buffer
	args := []string{"-corpus", given, "-runs", "2", "-afterword", program, "-hugo", hugo, "-pagefind", pagefind}
	if err := run(context.Background(), args, &stdout, &stderr); err != nil {
		t.Fatal(err)
	}
	matches(t, stdout.String(),
		`5 postmortems of .*; medians of 2.*`, `\| Afterword, theme changed`+figures,
		`\| Hugo \| .* \| 0\.0 \| 1 \| .*`, `\| Pagefind \| .* \| 0\.0 \| 2 \| .*`, `\| Hugo \+ Pagefind \| .* \| 0\.0 \| 3 \| .*`,
		`Programs: afterword .*; hugo v1; pagefind 2\.`)
	// The order turns round, and each is measured as often.
	var order []string
	for _, m := range regexp.MustCompile(`(?m)^run \d of 2: (.*): `).FindAllStringSubmatch(stderr.String(), -1) {
		order = append(order, m[1])
	}
	ours := "Afterword, cold|Afterword, nothing changed|Afterword, one body changed|Afterword, theme changed|"
	theirs := "Hugo|Pagefind|"
	if got := strings.Join(order, "|") + "|"; got != ours+theirs+theirs+ours {
		t.Errorf("the order was %s", got)
	}
	if after := contents(t, given); after != before {
		t.Error("the archive that was given has been changed")
	}
}

func TestFailures(t *testing.T) {
	program := afterword(t)
	temporary(t)
	given, broken := small(t), script(t, "echo 'a layout is missing' >&2; exit 3\n")
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-corpus", given, "-runs", "1", "-afterword", program, "-hugo", broken}, "--quiet -d .*: exit status 3\na layout is missing$"},
		{[]string{"-corpus", given, "-afterword", program, "-hugo", "no/such/file"}, "^-hugo: .*no/such/file"},
		{[]string{"-corpus", given, "-afterword", "no/such/file"}, "^-afterword: .*no/such/file"},
		{[]string{"-corpus", given, "-afterword", script(t, "echo '{\"incidents\": 5, \"files\": 9, \"written\": 9}'\n"), "-hugo", "off"}, ": no such file"},
		{[]string{"-corpus", given, "-afterword", script(t, "mkdir -p \"$4\"; echo '{\"incidents\": 5, \"files\": 9, \"written\": 9}'\n"), "-hugo", "off"},
			"^Afterword, nothing changed: 9 of 9 files were written, of 5 postmortems: this is not what was to be measured$"},
		{[]string{"-corpus", t.TempDir(), "-afterword", program, "-hugo", "off"}, "^copying the archive: "},
	} {
		err := run(context.Background(), test.args, io.Discard, io.Discard)
		if err == nil || !regexp.MustCompile(test.want).MatchString(err.Error()) {
			t.Errorf("%s: %v, want %s", test.args, err, test.want)
		}
	}
}

func TestGrow(t *testing.T) {
	program := afterword(t)
	temporary(t)
	var stdout bytes.Buffer
	if err := run(context.Background(), []string{"-grow", "10,5", "-runs", "1", "-afterword", program}, &stdout, io.Discard); err != nil {
		t.Fatal(err)
	}
	matches(t, stdout.String(), `\| 5 \| .* \|  \| .*`, `\| 10 \| .* \| .*`, ".* again with `go run -C generator/bench ./compare -grow 5,10 -runs 1`\\.")
}

// The profile is one that the compiler takes, and is written only when all went well.
func TestProfile(t *testing.T) {
	program := afterword(t)
	temporary(t)
	file := filepath.Join(t.TempDir(), "default.pgo")
	if err := run(context.Background(), []string{"-profile", file, "-corpus", small(t), "-afterword", script(t, "exit 1\n")}, io.Discard, io.Discard); err == nil {
		t.Error("a program that fails is no error")
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a failure leaves a profile, %v", err)
	}
	if err := run(context.Background(), []string{"-profile", file, "-corpus", small(t), "-afterword", program}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("go", "tool", "pprof", "-raw", file).CombinedOutput()
	if err != nil || !strings.Contains(string(text), "samples/count cpu/nanoseconds") {
		t.Errorf("%v: %.300s", err, text)
	}
}

// A stop is a writer that stops everything when a certain line comes by.
type stop struct {
	line string
	do   func()
}

// Write calls do when it is time.
func (s stop) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(s.line)) {
		s.do()
	}
	return len(p), nil
}

// After a signal the temporary files go, whatever was being done.
func TestInterrupted(t *testing.T) {
	program := afterword(t)
	temporary(t)
	given := small(t)
	for _, line := range []string{"making the archive", "Afterword, cold", "Afterword, theme changed"} {
		ctx, cancel := context.WithCancel(context.Background())
		err := run(ctx, []string{"-corpus", given, "-runs", "1", "-afterword", program, "-hugo", script(t, "sleep 1000\n")}, io.Discard, stop{line, cancel})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after %q: %v", line, err)
		}
	}
}

// contents reads a whole folder.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		all.WriteString(name + "\n" + string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
