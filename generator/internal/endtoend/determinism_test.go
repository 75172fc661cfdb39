package endtoend_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The same files give the same bytes, wherever and however they are built: cores,
// zones, languages, homes, folders and the order in which a folder lists its files
// do not matter. Each script runs the program in a copy of the fixture; the site
// that it makes is compared with one that was made here.
func TestBuildsAreIdenticalAnywhere(t *testing.T) {
	m := newMachine(t)
	fixture, err := filepath.Abs(archives["fixture"])
	if err != nil {
		t.Fatal(err)
	}
	m.expect(`"$AW" build --quiet --content "`+fixture+`" --out want`, 0)
	scripts := map[string]string{
		"one core":              `GOMAXPROCS=1 build`,
		"sixty-four cores":      `GOMAXPROCS=64 build`,
		"another zone":          `TZ=Pacific/Auckland build`,
		"a zone that is none":   `TZ=:bad build`,
		"other zone files":      `ZONEINFO=/nonexistent.zip build`,
		"Turkish":               `LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 LANGUAGE=tr build`,
		"no language":           `LANG= LC_ALL=C LANGUAGE= build`,
		"no home":               `HOME= XDG_CACHE_HOME= XDG_CONFIG_HOME= USER= build`,
		"a home that is not":    `HOME=/nonexistent build`,
		"no environment":        `env -i AW="$AW" "$AW" build --quiet --content content --out out`,
		"files made in reverse": `rm -r content && (cd "$FIXTURE" && find . -type f | sort -r) | while read -r f; do mkdir -p "content/${f%/*}" && cp "$FIXTURE/$f" "content/$f"; done && build`,
		"another file system":   `d=$(mktemp -d -p /dev/shm) && mv content $d && (cd $d && build) && cp -r $d/out . ; rm -r $d`,
	}
	for _, folder := range []string{`it's a "folder" & <more> $HOME;`, "two\nlines\t", "caf\xe9 \xff", "100%25 %2e%2e", strings.Repeat("long/", 200), "content/public/.git"} {
		scripts["in "+folder] = `mv content archive && mkdir -p "$FOLDER" && mv archive "$FOLDER/content" && cd "$FOLDER" && build && cp -r out "$TOP"`
	}
	if exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", t.TempDir()).Run() == nil {
		scripts["no zone files"] = `unshare -rm bash -c 'mount -t tmpfs none /usr/share/zoneinfo; ZONEINFO=/none "$AW" build --quiet --content content --out out'`
	}
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place := machine{t, m.program, t.TempDir()}
			code, stdout, stderr := place.shell(`build() { "$AW" build --quiet --content content --out out; }
				cp -a "$FIXTURE" content && (`+script+`) && diff -r "$WANT" out`,
				"FIXTURE="+fixture, "WANT="+m.dir+"/want", "TOP="+place.dir, "FOLDER="+strings.TrimPrefix(name, "in "))
			if code != 0 {
				t.Errorf("%d %s%s", code, stdout, stderr)
			}
		})
	}
}
