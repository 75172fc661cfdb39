package corpus_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"afterword/generator/internal/testutil/corpus"
)

// sum hashes the settings and all reports.
func sum(t *testing.T, opt corpus.Options) string {
	t.Helper()
	c, err := corpus.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	io.WriteString(h, c.Settings()) // a hash takes everything
	for i := range opt.Reports {
		path, text := c.Report(i)
		fmt.Fprintf(h, "%s\n%s", path, text)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// The same options give the same bytes for ever: figures of different days and
// machines are of the same archive.
func TestTheSameBytes(t *testing.T) {
	few := corpus.Options{Reports: 100, Seed: 9, Services: 7, From: 1999, To: 2004}
	for _, test := range []struct {
		name string
		opt  corpus.Options
		want string
	}{
		{"defaults", corpus.Defaults(), "8b077f9a4f1550aa"},
		{"others", few, "e796a4448e345cff"},
	} {
		if got := sum(t, test.opt); got != test.want {
			t.Errorf("%s: %s, want %s: earlier figures are of another archive now", test.name, got, test.want)
		}
	}
	other := few
	other.Seed++
	if sum(t, other) == sum(t, few) {
		t.Error("another seed gives the same archive")
	}
}

// Write writes what Report and Settings tell, and nothing else.
func TestWrite(t *testing.T) {
	opt := corpus.Defaults()
	opt.Reports = 150
	c, err := corpus.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := c.Write(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"content/archive.yaml": c.Settings()}
	for i := range opt.Reports {
		path, text := c.Report(i)
		want["content/"+path] = text
	}
	if len(want) != 1+opt.Reports {
		t.Errorf("%d reports have %d paths", opt.Reports, len(want)-1)
	}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		if want[path] != string(text) {
			t.Errorf("%s holds %q, want %q", path, text, want[path])
		}
		delete(want, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range want {
		t.Errorf("%s is missing", path)
	}
}

func TestWriteEndsWithItsContext(t *testing.T) {
	c, err := corpus.New(corpus.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := c.Write(ctx, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("Write gives %v", err)
	}
}

func TestRefuses(t *testing.T) {
	for want, change := range map[string]func(*corpus.Options){
		"-1 reports":                   func(o *corpus.Options) { o.Reports = -1 },
		"0 services":                   func(o *corpus.Options) { o.Services = 0 },
		"the years from 2011 to 2010":  func(o *corpus.Options) { o.From, o.To = 2011, 2010 },
		"the years from 0 to 2025":     func(o *corpus.Options) { o.From = 0 },
		"the years from 2010 to 10000": func(o *corpus.Options) { o.To = 10000 },
	} {
		opt := corpus.Defaults()
		change(&opt)
		if _, err := corpus.New(opt); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
