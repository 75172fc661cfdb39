package endtoend_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"afterword/generator"
)

// A machine is a folder with an archive, and the program to run there.
type machine struct {
	*testing.T
	program, dir string
}

// compiled is the folder of the program, which TestMain makes and removes.
var compiled string

// program compiles the program, once for all tests that run it.
var program = sync.OnceValues(func() (string, error) {
	file := filepath.Join(compiled, "afterword")
	compile := exec.Command("go", "build", "-o", file, "../../../cmd/afterword")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0") // no library of the system's, whose calls would be in the way
	if out, err := compile.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

func newMachine(t *testing.T) machine {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return machine{t, file, t.TempDir()}
}

func TestMain(m *testing.M) {
	var err error
	if compiled, err = os.MkdirTemp("", "afterword"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := errors.Join(browser.Close(), os.RemoveAll(compiled)); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// TestFaults runs the program as people do while the machine misbehaves. Faults of
// publishing are tested in package publish, those of watching in watch and serve.
func TestFaults(t *testing.T) {
	for name, test := range map[string]func(m machine){
		"little memory":               littleMemory,
		"a slow disk":                 slowDisk,
		"errors of reading":           readErrors,
		"failing calls of the system": failingCalls,
		"builds at once":              buildsAtOnce,
		"no locks":                    noLocks,
		"a port in use":               portsInUse,
		"any time as now":             epochs,
		"strange folders":             strangeFolders,
		"closed ends":                 closedEnds,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			m.write("content/archive.yaml", "title: Outages\ntimezone: America/New_York\nas_of: 2026-11-01T00:00:00Z\n")
			m.write("content/2024/one.md", "---\ntitle: The first\ndate: 2024-07-01\nservices: [api]\nstart: 2024-07-01 10:00\nend: 2024-07-01 11:00\n---\nText.\n")
			test(m)
		})
	}
}

func (m machine) write(name, text string) {
	m.Helper()
	lay(m, m.dir, name, text)
}

// shell runs a script in which $AW is the program, and gives its exit code.
func (m machine) shell(script string, env ...string) (code int, stdout, stderr string) {
	m.Helper()
	ctx, stop := context.WithTimeout(m.Context(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir = m.dir
	cmd.Env = append(append(os.Environ(), "AW="+m.program), env...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if failed, ok := err.(*exec.ExitError); ok {
		code = failed.ExitCode()
	} else if err != nil {
		m.Fatalf("%s: %v", script, err)
	}
	if strings.Contains(said.String(), "goroutine ") {
		m.Errorf("%s: %s", script, said.String())
	}
	return code, out.String(), said.String()
}

// expect runs a script whose exit code and words are known.
func (m machine) expect(script string, code int, words ...string) {
	m.Helper()
	got, stdout, stderr := m.shell(script)
	for _, w := range words {
		if !strings.Contains(stdout+stderr, w) {
			m.Errorf("%s says nothing of %q:\n%s%s", script, w, stdout, stderr)
		}
	}
	if got != code {
		m.Errorf("%s ends with %d, not %d:\n%s%s", script, got, code, stdout, stderr)
	}
}

// With too little memory the site is the old one or the new one, and the
// next build needs no help.
func littleMemory(m machine) {
	m.expect(`"$AW" build --quiet && cp -a public before`, 0)
	m.write("content/2024/two.md", "---\ntitle: The second\ndate: 2024-07-02\n---\nText.\n")
	m.expect(`cp -a before after && "$AW" build --quiet --out after`, 0)
	m.expect(`rm -rf .afterword-* && died=0
		for kilobytes in 60000 120000 200000 400000 800000 1200000 1600000; do
			rm -rf public && cp -a before public
			(ulimit -v $kilobytes; "$AW" build --quiet) 2> /dev/null || died=$((died+1))
			diff -r before public > /dev/null || diff -r after public || exit 9
		done
		echo "$died builds died"; [ $died -gt 0 ] && "$AW" build --quiet && diff -r after public`, 0)
}

// On a disk on which everything takes long, a build takes long, and no more.
func slowDisk(m machine) {
	m.traced()
	m.expect(`"$AW" build --quiet --out after`, 0)
	m.expect(`strace -f -qq -o /dev/null -e trace=write,mkdirat,renameat2,syncfs -e inject=write,mkdirat,renameat2,syncfs:delay_enter=5000 "$AW" build --quiet`, 0)
	m.expect(`diff -r after public`, 0)
}

// A file that gives an error when it is read is named, and nothing changes. That is
// an I/O failure, until there is an error of an author's as well.
func readErrors(m machine) {
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", m.TempDir()).CombinedOutput(); err != nil {
		m.Skipf("this machine does not allow to mount: %v %s", err, out)
	}
	m.expect(`"$AW" build && cp -a public before`, 0)
	m.write("content/2024/two.md", "---\ntitle: The second\ndate: 2024-07-02\n---\nText.\n")
	// Memory at address 0, which nobody has: reading it is EIO.
	m.expect(`exec unshare -rm bash -c 'mount --bind /proc/$$/mem content/2024/two.md && "$AW" build; exit $?'`, 3,
		"content/2024/two.md: error: the file cannot be read", "input/output error", "[file-unreadable]", "nothing was published")
	m.write("content/2024/three.md", "---\ntitle: The third\n---\nText.\n")
	m.expect(`exec unshare -rm bash -c 'mount --bind /proc/$$/mem content/2024/two.md && "$AW" check; exit $?'`, 1, "[file-unreadable]", "[key-missing]")
	m.expect(`diff -r before public`, 0)
}

// traced tells that a test can make calls of the system fail.
func (m machine) traced() {
	m.Helper()
	if out, err := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=close", "true").CombinedOutput(); err != nil {
		m.Skipf("there is no strace, or it may not trace: %v %s", err, out)
	}
}

// Network shares tell of a full disk when a file is closed or flushed, and
// may not be able to exchange folders. Whatever fails, from the first call or a
// later one on: the site is the old or the new one, and success is the new one.
func failingCalls(m machine) {
	m.traced()
	second := func() { m.write("content/2024/two.md", "---\ntitle: The second\ndate: 2024-07-02\n---\nText.\n") }
	m.expect(`"$AW" build --quiet --out before`, 0)
	second()
	m.expect(`cp -a before after && "$AW" build --quiet --out after`, 0)
	failed := 0
	for _, call := range []string{"syncfs", "fsync", "renameat2", "close"} {
		for _, when := range []int{1, 2, 8, 16, 24, 32, 48, 64, 96, 128} {
			if call != "close" && when > 2 {
				break
			}
			m.expect(`rm -rf public && cp -a before public`, 0)
			code, _, said := m.shell(fmt.Sprintf(`strace -f -qq -o trace -e signal=none -e trace=%[1]s -e inject=%[1]s:error=EIO:when=%d+ "$AW" build --quiet`, call, when))
			if code != 0 {
				failed++
				if !strings.Contains(said, "input/output error") {
					m.Errorf("%s from the %d. on ends with %d and says %q", call, when, code, said)
				}
			}
			m.expect(fmt.Sprintf(`diff -r after public || { [ %d != 0 ] && diff -r before public; }`, code), 0)
		}
	}
	if failed < 5 {
		m.Errorf("only %d builds have failed: this test proves little", failed)
	}
}

// Where a file system knows no locks, nothing is published without one.
func noLocks(m machine) {
	m.traced()
	m.expect(`"$AW" build --quiet && cp -a public before`, 0)
	m.write("content/2024/two.md", "---\ntitle: The second\ndate: 2024-07-02\n---\nText.\n")
	m.expect(`strace -f -qq -o trace -e signal=none -e trace=flock -e inject=flock:error=ENOLCK "$AW" build`, 3, "locking", "no locks available")
	m.expect(`diff -r before public`, 0)
}

// Builds at once, as processes: each succeeds, and the site is whole.
func buildsAtOnce(m machine) {
	m.expect(`"$AW" build && cp -a public before`, 0)
	for round := range 5 {
		m.write("content/2024/one.md", fmt.Sprintf("---\ntitle: Round %d\ndate: 2024-07-01\n---\nText.\n", round))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { m.expect(`"$AW" build --quiet`, 0) })
		}
		all.Wait()
		m.expect(fmt.Sprintf(`grep -q 'Round %d' public/incidents/2024/one/index.html && "$AW" build --json && ls -A`, round), 0)
	}
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		m.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains([]string{"content", "public", "before", ".afterword-public"}, e.Name()) {
			m.Errorf("the builds have left %s", e.Name())
		}
	}
}

// A port that somebody else has is named, with a way out.
func portsInUse(m machine) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		m.Fatal(err)
	}
	defer l.Close() // nobody has connected
	port := l.Addr().(*net.TCPAddr).Port
	m.expect(fmt.Sprintf(`"$AW" serve --port %d`, port), 3, fmt.Sprintf("port %d is in use", port), "without --port")
}

// Any time may count as now, from 1970 to the last that can be written.
func epochs(m machine) {
	for _, epoch := range []string{"0", "2147483647", "2147483648", "4102444800", "253402300799"} {
		m.expect("SOURCE_DATE_EPOCH="+epoch+` "$AW" build --quiet --out fixed-`+epoch, 0)
	}
	m.expect(`for site in fixed-*; do diff -r fixed-0 $site || exit 1; done`, 0)
	// Where the archive does not say, the time is that of the variable, and never the clock's.
	m.write("content/archive.yaml", "title: Outages\ntimezone: UTC\n")
	for _, epoch := range []string{"0", "2147483648", "4102444800", "253402300799"} {
		m.expect("export SOURCE_DATE_EPOCH="+epoch+`; "$AW" build --quiet --out a && "$AW" build --quiet --out b && diff -r a b && grep -h -o '"as_of": *"[^"]*"' a/api/uptime.json`, 0,
			time.Unix(seconds(m, epoch), 0).UTC().Format(time.RFC3339))
	}
	for _, epoch := range []string{"-1", "1e9", "99999999999999999999", "now"} {
		m.expect("SOURCE_DATE_EPOCH="+epoch+` "$AW" build --quiet`, 2, "SOURCE_DATE_EPOCH", "is not a number of seconds")
	}
	m.expect(`SOURCE_DATE_EPOCH=253402300800 "$AW" build --quiet`, 2, "is after the year 9999")
}

func seconds(m machine, text string) (n int64) {
	if _, err := fmt.Sscan(text, &n); err != nil {
		m.Fatal(err)
	}
	return n
}

// A folder may have any name that the system allows, and what a terminal
// could take for a command is written as an escape.
func strangeFolders(m machine) {
	m.expect(`"$AW" build --quiet --out here`, 0)
	for _, name := range []string{"a b", `it's "quoted"`, "two\nlines", "caf\xe9", "100%25", "-rf", "\x1b]0;title\x07", strings.Repeat("n", 200), "$(touch x)"} {
		if err := os.MkdirAll(filepath.Join(m.dir, name), 0o755); err != nil {
			m.Fatal(err)
		}
		code, stdout, stderr := m.shell(`cp -a content "./$NAME/" && cd "./$NAME" && "$AW" build && diff -r ../here public && echo '---' > content/bad.md && ! "$AW" build && "$AW" check --content ./content`, "NAME="+name)
		if code != 1 || !strings.Contains(stderr, "content/bad.md") {
			m.Errorf("%q: %d %s%s", name, code, stdout, stderr)
		}
		if said := stdout + stderr; strings.ContainsAny(said, "\x1b\x07") || strings.Contains(said, "\xe9") {
			m.Errorf("%q reaches the terminal: %q", name, stderr)
		}
	}
}

// What cannot be written is said with the exit code at least; an input that
// is closed and a terminal that is none are nothing to complain of.
func closedEnds(m machine) {
	for _, verb := range []string{"build --json", "check --format json", "uptime", "uptime --json", "version", "search first", "completion bash"} {
		m.expect(`"$AW" build --quiet && "$AW" `+verb+` > /dev/full`, 3, "no space left on device")
	}
	m.expect(`"$AW" build < /dev/null 2> said && ! grep -q $'\x1b' said`, 0)
	m.expect(`"$AW" build <&- >&- 2>&-`, 0)
	// Who reads no further ends a writer, by signal 13 or because all was written.
	m.expect(`"$AW" uptime | head -n 0; [[ ${PIPESTATUS[0]} = 0 || ${PIPESTATUS[0]} = 141 ]]`, 0)
	m.expect(`"$AW" build 2>&1 | head -n 0; "$AW" build --quiet && grep -q 'The first' public/incidents/2024/one/index.html`, 0)
	m.expect(`for n in 1 2 3; do "$AW" help codes | true; done`, 0)
	m.write("content/2024/bad.md", "---\ntitle: [\n---\n")
	m.expect(`"$AW" build 2> /dev/full`, 3)
	m.expect(`FORCE_COLOR=1 NO_COLOR=1 "$AW" build 2> said; ! grep -q $'\x1b' said && grep -q 'content/2024/bad.md:2' said`, 0)
	m.expect(`FORCE_COLOR=1 "$AW" build 2> said; grep -q $'\x1b' said`, 0)
}

// Others are let in only where the user says so, who is told what it
// means; drafts stay at home then.
func TestServeTellsOfOthers(t *testing.T) {
	m := machine{T: t, dir: t.TempDir()}
	m.write("content/archive.yaml", "title: Outages\nas_of: 2026-11-01T00:00:00Z\n")
	m.write("content/draft.md", "---\ntitle: Embargoed\ndate: 2024-07-01\ndraft: true\n---\nText.\n")
	for bind, public := range map[string]bool{"": false, "localhost": false, "127.0.0.1": false, "0.0.0.0": true} {
		ctx, stop := context.WithCancel(t.Context())
		var notices, at []string
		drafts := 0
		done := make(chan error, 1)
		built := make(chan generator.ServeReport, 10)
		var mu sync.Mutex
		go func() {
			so := generator.ServeOptions{Bind: bind, Ready: func(addresses []string) { mu.Lock(); at = addresses; mu.Unlock() }}
			so.Notice = func(s string) { mu.Lock(); notices = append(notices, s); mu.Unlock() }
			so.Report = func(r generator.ServeReport) { built <- r }
			done <- generator.Serve(ctx, generator.Options{Content: filepath.Join(m.dir, "content")}, so)
		}()
		select {
		case r := <-built:
			if r.Snapshot == nil || r.Err != nil {
				t.Fatalf("%v %v", r.Problems, r.Err)
			}
			drafts = len(r.Snapshot.Loaded.Archive.Incidents)
		case err := <-done:
			t.Fatal(err)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		told := slices.ContainsFunc(notices, func(s string) bool { return strings.Contains(s, "Others can see the site") })
		if told != public || (drafts > 0) == public || len(at) == 0 || !strings.HasPrefix(at[0], "http://localhost:") && !strings.HasPrefix(at[0], "http://127.0.0.1:") {
			t.Errorf("--bind %q: told %q, %d drafts, at %v", bind, notices, drafts, at)
		}
	}
}
