package exporter_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/exporter"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/testutil/goldentest"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// hostile is the title of 2018/full, as its front matter decodes.
const hostile = "</title></script><script>alert(1)</script><!--<script> ]]> \" ' & < > {{1}} ${1} =cmd|' /C calc'!A1"

// fixture reads testdata/archive, which holds every field and many bad intentions.
func fixture(t *testing.T) exporter.Input {
	t.Helper()
	files, s, list, err := scan.Read(filepath.Join("testdata", "archive"), "content")
	if err != nil || list.Errors() > 0 {
		t.Fatal(err, list)
	}
	t.Cleanup(func() { files.Close() })
	var postmortems []*postmortem.Postmortem
	for _, d := range files.Postmortems {
		p, problems := postmortem.Parse(d.Path, d.Source, s)
		if problems.Errors() > 0 {
			t.Fatal(problems)
		}
		postmortems = append(postmortems, p)
	}
	a, list := archive.New(s, postmortems, nil, nil, s.AsOf.Unix())
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	return exporter.Input{
		Archive: a, Base: s.Base, Body: bodies(t, s.Base),
		Uptime: uptime.Compute(uptime.Input{Zone: s.Zone, Weights: s.Weights, Services: s.Services, Postmortems: postmortems, AsOf: a.AsOf}),
	}
}

// bodies renders the reports; links to files lead to their pages.
func bodies(t *testing.T, base urls.Base) func(*archive.Incident) markdown.Document {
	md := markdown.New(markdown.Options{})
	return func(i *archive.Incident) markdown.Document {
		doc, list := md.Render(i.Source, i.Postmortem.Body, func(r markdown.Reference) markdown.Resolution {
			if name, ok := strings.CutSuffix(r.Path, ".md"); ok {
				page := urls.Incident("2018/" + name)
				return markdown.Resolution{URL: base.Path(page), Page: page}
			}
			return markdown.Resolution{URL: base.Path(r.Path)}
		})
		if list.Errors() > 0 {
			t.Error(list)
		}
		return doc
	}
}

func write(format string, in exporter.Input, year int) ([]exporter.File, error) {
	all := exporter.Formats()
	in.Year = year
	return all[slices.IndexFunc(all, func(f exporter.Format) bool { return f.Name == format })].Export(in)
}

func export(t *testing.T, format string, in exporter.Input, year int) map[string][]byte {
	t.Helper()
	files, err := write(format, in, year)
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string][]byte{}
	last := ""
	for _, f := range files {
		if f.Path <= last {
			t.Errorf("%s: %s is after %s", format, f.Path, last)
		}
		byPath[f.Path], last = f.Data, f.Path
	}
	return byPath
}

func TestGolden(t *testing.T) {
	in := fixture(t)
	for _, f := range exporter.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			dir := filepath.Join("testdata", "golden", f.Name)
			got := export(t, f.Name, in, 0)
			for name, data := range got {
				if filepath.Ext(name) == ".json" && name != "mapping.json" {
					data = indented(t, data)
				}
				goldentest.Equal(t, filepath.Join(dir, filepath.FromSlash(name)), data)
			}
			count := 0
			err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					count++
				}
				return err
			})
			if err != nil || count != len(got) {
				t.Errorf("%s holds %d files, the export has %d (%v)", dir, count, len(got), err)
			}
		})
	}
}

// indented makes a difference between two files readable.
func indented(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", " "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDeterministic(t *testing.T) {
	for _, f := range exporter.Formats() {
		first := export(t, f.Name, fixture(t), 0)
		again := export(t, f.Name, fixture(t), 0)
		if d := cmp.Diff(first, again); d != "" {
			t.Errorf("%s: two exports differ:\n%s", f.Name, d)
		}
	}
}

func TestYearsThatTheArchiveLacks(t *testing.T) {
	_, err := write("csv", fixture(t), 1999)
	if want := "the archive has nothing of 1999; it runs from 2012 to 2026"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// An archive without anything is exported all the same, and every JSON list is [].
func TestEmpty(t *testing.T) {
	s := fixture(t).Archive.Settings
	a, _ := archive.New(s, nil, nil, nil, s.AsOf.Unix())
	for _, f := range exporter.Formats() {
		for name, data := range export(t, f.Name, exporter.Input{Archive: a, Base: s.Base}, 0) {
			if filepath.Ext(name) == ".json" && (!json.Valid(data) || bytes.Contains(data, []byte(`"incidents":null`))) {
				t.Errorf("%s: %s", name, data)
			}
		}
	}
}

// A year keeps what belongs to it, in every format.
func TestYear(t *testing.T) {
	in := fixture(t)
	for _, f := range exporter.Formats() {
		whole := false
		for name, data := range export(t, f.Name, in, 2018) {
			if bytes.Contains(data, []byte("Moving the database")) {
				t.Errorf("%s holds an incident of 2024", name)
			}
			whole = whole || bytes.Contains(data, []byte("A day that nobody timed"))
		}
		if !whole {
			t.Errorf("%s lacks an incident of 2018", f.Name)
		}
	}
}
