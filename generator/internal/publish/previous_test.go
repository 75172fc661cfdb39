package publish_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// previous asks for the record of the last build.
func previous(t *testing.T, dir string) (string, publish.Report, bool) {
	t.Helper()
	p := begin(t, dir, publish.Options{})
	record, report, ok := p.Previous()
	if err := p.Abort(); err != nil {
		t.Fatal(err)
	}
	return string(record), report, ok
}

// While nobody touches the output, the next build can learn what the last one
// was made of, and that nothing needs to be done.
func TestPrevious(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		if _, _, ok := previous(t, dir); ok {
			t.Error("there was no build before")
		}
		p := begin(t, dir, publish.Options{})
		commit(t, p, "index.html home", "a/index.html a")
		if _, _, ok := previous(t, dir); ok {
			t.Error("the last build left no record")
		}
		write(t, filepath.Join(dir, "notes/foreign.txt"), "mine")
		publishTree(t, site(t, "index.html home", "a/index.html b"), dir)
		for range 2 {
			record, report, ok := previous(t, dir)
			want := publish.Report{Method: publish.Unneeded, Unchanged: 2, BytesUnchanged: 5, Replaced: []string{}, Kept: []string{"notes/"}, Notes: []string{}}
			if diff := cmp.Diff(want, report); record != `"record"` || !ok || diff != "" {
				t.Error(record, ok, diff)
			}
		}
		alone(t, dir)
		// A build that makes the same site again renews the record.
		p = begin(t, dir, publish.Options{})
		for _, f := range files("index.html home", "a/index.html b") {
			if err := p.Put(f); err != nil {
				t.Fatal(err)
			}
		}
		if report, err := p.Commit([]byte(`{"a":1}`)); err != nil || report.Method != publish.Unneeded {
			t.Error(report, err)
		}
		if record, _, ok := previous(t, dir); record != `{"a":1}` || !ok {
			t.Error(record, ok)
		}
	})
}

// Whatever happens to the output ends the record's truth, and the next build
// puts it right.
func TestChangedOutputIsNoticedAndRepaired(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, dir string){
		"a file forged with its size and time": func(t *testing.T, dir string) {
			name := filepath.Join(dir, "a/index.html")
			before := stats(t, dir, "a/index.html")[0].ModTime()
			write(t, name, "forged")
			if err := os.Chtimes(name, before, before); err != nil {
				t.Fatal(err)
			}
		},
		"a file replaced by one of the same size and time": func(t *testing.T, dir string) {
			name := filepath.Join(dir, "a/index.html")
			before := stats(t, dir, "a/index.html")[0].ModTime()
			write(t, name+".new", "forged")
			if err := os.Rename(name+".new", name); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(name, before, before); err != nil {
				t.Fatal(err)
			}
		},
		"a file edited":  func(t *testing.T, dir string) { write(t, filepath.Join(dir, "index.html"), "other") },
		"a file removed": func(t *testing.T, dir string) { remove(t, filepath.Join(dir, "index.html")) },
		"a file touched": func(t *testing.T, dir string) {
			if err := os.Chtimes(filepath.Join(dir, "index.html"), time.Time{}, time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
		},
		"the manifest removed": func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, publish.ManifestName))
			remove(t, filepath.Join(dir, "index.html")) // else the folder is refused
			remove(t, filepath.Join(dir, "a/index.html"))
		},
		"all of it removed": func(t *testing.T, dir string) {
			for _, name := range []string{publish.ManifestName, "index.html", "a"} {
				if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		},
		"a file of others added": func(t *testing.T, dir string) { write(t, filepath.Join(dir, ".well-known/x"), "x") },
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" {
				t.Skip("change times are not known here")
			}
			ways(t, func(t *testing.T, dir, _ string) {
				content := site(t, "index.html home!", "a/index.html page a")
				publishTree(t, content, dir)
				if _, _, ok := previous(t, dir); !ok {
					t.Error("the record was lost at once")
				}
				harm(t, dir)
				if _, _, ok := previous(t, dir); ok {
					t.Error("it was not noticed")
				}
				publishTree(t, content, dir)
				for _, f := range content {
					if data, err := os.ReadFile(filepath.Join(dir, f.Path)); err != nil || string(data) != string(f.Data) {
						t.Errorf("%s is %q, %v", f.Path, data, err)
					}
				}
				if _, _, ok := previous(t, dir); !ok {
					t.Error("the record was not renewed")
				}
				alone(t, dir)
			})
		})
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// A memory that is damaged or of another build is worth a longer build, and nothing else.
func TestDamagedMemory(t *testing.T) {
	for _, text := range []string{"", "{", `{"seal":7}`, `{"seal":""}`, `{"seal":"00","record":{}}`} {
		dir := filepath.Join(t.TempDir(), "public")
		publishTree(t, site(t, "index.html home"), dir)
		write(t, filepath.Join(filepath.Dir(dir), ".afterword-public", "last-build.json"), text)
		if _, _, ok := previous(t, dir); ok {
			t.Errorf("%s is believed", text)
		}
		if report := publishTree(t, site(t, "index.html home"), dir); report.Method != publish.Unneeded {
			t.Errorf("%+v", report)
		}
		if _, _, ok := previous(t, dir); !ok {
			t.Errorf("%s: the record was not renewed", text)
		}
	}
}
