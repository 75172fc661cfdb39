package publish_test

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/publish"
)

// files makes files out of "path content" lines; the owner is "content/" and
// the path. The content "*9" is nine bytes of it.
func files(lines ...string) []publish.File {
	var out []publish.File
	for _, line := range lines {
		path, content, _ := strings.Cut(line, " ")
		if size, ok := strings.CutPrefix(content, "*"); ok {
			n, err := strconv.Atoi(size)
			if err != nil {
				panic(err)
			}
			content = strings.Repeat("*", n)
		}
		out = append(out, publish.File{Path: path, Data: []byte(content), Source: "content/" + path})
	}
	return out
}

// site makes a tree out of such lines.
func site(t *testing.T, lines ...string) publish.Tree {
	t.Helper()
	out, collisions := publish.New(files(lines...))
	if len(collisions) > 0 {
		t.Fatal(collisions)
	}
	return out
}

// opened makes the file one that is opened when needed.
func opened(f publish.File) publish.File {
	data := string(f.Data)
	f.Open, f.Data = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }, nil
	return f
}

func TestNewSortsAndFinds(t *testing.T) {
	in := files("b/index.html b", "a.css aa", "b.html B")
	got, collisions := publish.New(in)
	if len(collisions) > 0 {
		t.Fatal(collisions)
	}
	var paths []string
	for _, f := range got {
		paths = append(paths, f.Path)
	}
	if want := []string{"a.css", "b.html", "b/index.html"}; !slices.Equal(paths, want) || len(got) != 3 {
		t.Errorf("got %q, want %q", paths, want)
	}
	if in[0].Path != "b/index.html" {
		t.Error("New changed the slice it was given")
	}
	if f, ok := got.Lookup("a.css"); !ok || string(f.Data) != "aa" {
		t.Errorf("Lookup found %v, %v", f, ok)
	}
	if _, ok := got.Lookup("a"); ok {
		t.Error("Lookup found a file that is not there")
	}
}

func TestCollisions(t *testing.T) {
	for _, test := range []struct {
		name  string
		paths []string
		want  []string // "other <- left out: reason"
	}{
		{"none", []string{"a/index.html", "a.html", "b/index.html", "a/b/index.html"}, nil},
		{"one path", []string{"a/index.html", "a/index.html"}, []string{"0 and 1: both are written to a/index.html"}},
		{"three times", []string{"a", "a", "a"}, []string{"0 and 1: both are written to a", "0 and 2: both are written to a"}},
		{"case", []string{"A.html", "a.html"}, []string{"0 and 1: A.html and a.html are one file on some systems"}},
		{"Unicode forms", []string{"cafe\u0301.html", "caf\u00e9.html"}, []string{"0 and 1: cafe\u0301.html and caf\u00e9.html are one file on some systems"}},
		{"folders by case", []string{"A/x.html", "a/y.html"}, []string{"0 and 1: A/ and a/ are one folder on some systems"}},
		{"deep folders by case", []string{"t/A/b/x.html", "t/a/c/y.html"}, []string{"0 and 1: t/A/ and t/a/ are one folder on some systems"}},
		{"file and folder", []string{"x", "x/y.html"}, []string{"0 and 1: x would be a file and a folder at once"}},
		{"file and folder by case", []string{"X/y.html", "x"}, []string{"0 and 1: X would be a file and a folder at once"}},
		{"file and deep folder", []string{"x.html", "x.html/y/z.html"}, []string{"0 and 1: x.html would be a file and a folder at once"}},
		{"outside", []string{"../x"}, []string{`0: "../x" is not a path within the site`}},
		{"absolute", []string{"/etc/passwd"}, []string{`0: "/etc/passwd" is not a path within the site`}},
		{"the root", []string{"."}, []string{`0: "." is not a path within the site`}},
		{"empty", []string{""}, []string{`0: "" is not a path within the site`}},
		{"device", []string{"services/aux/index.html"}, []string{`0: "aux" is a device name on Windows`}},
		{"backslash", []string{`a\..\b`}, []string{`0: '\\' must not stand in the name of a file`}},
		{"manifest", []string{publish.ManifestName}, []string{"0: " + publish.ManifestName + " is kept for the generator's own use"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var in []publish.File
			for i, path := range test.paths {
				in = append(in, publish.File{Path: path, Source: string(rune('0' + i))})
			}
			for range 2 { // the order of the files does not matter
				out, collisions := publish.New(in)
				var got []string
				for _, c := range collisions {
					got = append(got, c.Error())
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Error(diff)
				}
				if len(out) != len(in)-len(collisions) {
					t.Errorf("%d files of %d with %d collisions", len(out), len(in), len(collisions))
				}
				slices.Reverse(in)
			}
		})
	}
}
