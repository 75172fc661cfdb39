package importer_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/formats"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
)

// imported imports by the name of a format.
func imported(format string, sources []importer.Source, existing importer.Existing, choices importer.Choices) (importer.Plan, importer.Report, error) {
	f, err := formats.ByName(format)
	if err != nil {
		return importer.Plan{}, importer.Report{}, err
	}
	return importer.Import(f, sources, existing, choices)
}

// file1 is a source of one file.
func file1(name string, data []byte) importer.Source {
	return importer.File(name, fstest.MapFS{path.Base(name): &fstest.MapFile{Data: data}})
}

// A fixture is a txtar: its comment holds "format:" and options, in/ the sources,
// archive/ what is there before, plan/ and REPORT what must come out.
type fixture struct {
	format  string
	choices importer.Choices
	folder  bool // in/ is one source, rather than each of its files
	in      []txtar.File
	before  importer.Existing
	golden  *txtar.Archive
}

func load(t *testing.T, file string) fixture {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture{golden: a, before: importer.Existing{Files: map[string]string{}}}
	for line := range strings.Lines(string(a.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "format":
			f.format = value
		case "folder":
			f.folder = value == "true"
		case "into":
			f.choices.Into = value
		case "maintenance":
			f.choices.Maintenance = value
		case "timezone":
			f.choices.Timezone = value
		case "match":
			f.choices.Match = append(f.choices.Match, value)
		}
	}
	for _, file := range a.Files {
		switch {
		case strings.HasPrefix(file.Name, "in/"):
			f.in = append(f.in, txtar.File{Name: strings.TrimPrefix(file.Name, "in/"), Data: file.Data})
		case file.Name == "archive/_import.yaml":
			f.before.Remembered = string(file.Data)
		case file.Name == "archive/archive.yaml" || file.Name == "archive/archive.toml":
			f.before.SettingsFile, f.before.SettingsText = strings.TrimPrefix(file.Name, "archive/"), string(file.Data)
		case strings.HasPrefix(file.Name, "archive/"):
			f.before.Files[strings.TrimPrefix(file.Name, "archive/")] = string(file.Data)
		}
	}
	return f
}

func (f fixture) sources() []importer.Source {
	if f.folder {
		files := fstest.MapFS{}
		for _, file := range f.in {
			files[file.Name] = &fstest.MapFile{Data: file.Data}
		}
		return []importer.Source{importer.Folder("in", files)}
	}
	var sources []importer.Source
	for _, file := range f.in {
		sources = append(sources, file1(file.Name, file.Data))
	}
	return sources
}

func (f fixture) run(t *testing.T) (importer.Plan, importer.Report) {
	t.Helper()
	plan, report, err := imported(f.format, f.sources(), f.before, f.choices)
	if err != nil {
		t.Fatal(err)
	}
	return plan, report
}

// after is the archive once a plan has been written.
func after(before importer.Existing, plan importer.Plan) importer.Existing {
	now := importer.Existing{SettingsFile: before.SettingsFile, SettingsText: before.SettingsText, Remembered: before.Remembered, Files: map[string]string{}, Others: maps.Clone(before.Others)}
	for name, text := range before.Files {
		now.Files[name] = text
	}
	for _, f := range plan.Files {
		switch {
		case strings.HasPrefix(f.Path, "archive."):
			now.SettingsFile, now.SettingsText = f.Path, f.Text
		case f.Path == importer.MemoryFile:
			now.Remembered = f.Text
		case path.Ext(f.Path) != ".md":
			if now.Others == nil {
				now.Others = map[string]bool{}
			}
			now.Others[f.Path] = true
		default:
			now.Files[f.Path] = f.Text
		}
	}
	return now
}

func fixtures(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures:", err)
	}
	return files
}

func name(file string) string { return strings.TrimSuffix(filepath.Base(file), ".txtar") }

// TestGolden imports every fixture and compares each file and the whole report.
func TestGolden(t *testing.T) {
	for _, file := range fixtures(t) {
		t.Run(name(file), func(t *testing.T) {
			f := load(t, file)
			plan, report := f.run(t)
			var got []txtar.File
			for _, file := range f.golden.Files {
				if strings.HasPrefix(file.Name, "in/") || strings.HasPrefix(file.Name, "archive/") {
					got = append(got, file)
				}
			}
			for _, p := range plan.Files {
				got = append(got, txtar.File{Name: "plan/" + p.Path, Data: []byte(p.Text)})
			}
			var b bytes.Buffer
			if err := report.WriteText(&b); err != nil {
				t.Fatal(err)
			}
			got = append(got, txtar.File{Name: "REPORT", Data: b.Bytes()})
			goldentest.Equal(t, file, txtar.Format(&txtar.Archive{Comment: f.golden.Comment, Files: got}))
		})
	}
}

// TestRoundTrip reads what was imported with the code that builds archives:
// settings, front matter and text have no errors.
func TestRoundTrip(t *testing.T) {
	for _, file := range fixtures(t) {
		t.Run(name(file), func(t *testing.T) {
			f := load(t, file)
			plan, _ := f.run(t)
			check(t, after(f.before, plan))
		})
	}
}

func check(t *testing.T, archive importer.Existing) {
	t.Helper()
	s := settings.Default()
	if archive.SettingsText != "" {
		var list diag.List
		s, list = settings.Read(diag.NewSource(archive.SettingsFile, archive.SettingsText), strings.HasSuffix(archive.SettingsFile, ".toml"))
		report(t, list)
	}
	renderer := markdown.New(markdown.Options{})
	here := func(from string) func(markdown.Reference) markdown.Resolution {
		return func(ref markdown.Reference) markdown.Resolution {
			target := path.Join(path.Dir(from), ref.Path)
			if _, ok := archive.Files[target]; ok || path.Base(from) == "index.md" && path.Dir(target) == path.Dir(from) {
				return markdown.Resolution{URL: target}
			}
			return markdown.Resolution{Problem: "a link to what is not in the archive"}
		}
	}
	for file, text := range archive.Files {
		if scan.Skip(filepath.Base(file)) {
			continue
		}
		src, list := scan.Text(file, []byte(text))
		report(t, list)
		if src == nil {
			continue
		}
		p, list := postmortem.Parse(file, src, s)
		report(t, list)
		if p == nil {
			continue
		}
		_, list = renderer.Render(src, p.Body, here(file))
		report(t, list)
		for _, d := range list {
			if d.Code == diag.RawHTML {
				t.Errorf("%s:%d: raw HTML: %s", d.File, d.Line, d.Excerpt)
			}
		}
	}
}

func report(t *testing.T, list diag.List) {
	t.Helper()
	for _, d := range list {
		if d.Severity == diag.Error {
			t.Errorf("%s:%d:%d: %s [%s]\n\t%s", d.File, d.Line, d.Column, d.Message, d.Code, d.Excerpt)
		}
	}
}

// TestAgain imports every fixture into what its own import gave: nothing changes.
func TestAgain(t *testing.T) {
	for _, file := range fixtures(t) {
		t.Run(name(file), func(t *testing.T) {
			f := load(t, file)
			plan, first := f.run(t)
			f.before = after(f.before, plan)
			plan, second := f.run(t)
			for _, p := range plan.Files {
				t.Errorf("%s is written again:\n%s", p.Path, cmp.Diff(p.Replaces, p.Text))
			}
			if got, want := second.Count(importer.Unchanged)+second.Count(importer.Kept), len(first.Items)-first.Count(importer.Skipped); got < want {
				t.Errorf("%d of %d incidents are recognised", got, want)
			}
		})
	}
}

// TestNothingLost counts: every incident of a source is a file or is explained.
func TestNothingLost(t *testing.T) {
	for _, file := range fixtures(t) {
		t.Run(name(file), func(t *testing.T) {
			f := load(t, file)
			plan, report := f.run(t)
			planned := map[string]bool{}
			for _, p := range plan.Files {
				planned[p.Path] = true
			}
			for _, item := range report.Items {
				switch item.Outcome {
				case importer.Skipped:
					if item.Reason == "" || item.Source == "" {
						t.Errorf("skipped without a word: %+v", item)
					}
				case importer.Created:
					if !planned[item.File] {
						t.Errorf("%s is reported and not planned", item.File)
					}
				}
			}
		})
	}
}

// TestApply writes a plan into a folder and reads it back as an archive.
func TestApply(t *testing.T) {
	f := load(t, "testdata/statuspage-v2.txtar")
	plan, _ := f.run(t)
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if f.before.SettingsText != "" {
		if err := os.WriteFile(filepath.Join(dir, f.before.SettingsFile), []byte(f.before.SettingsText), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n, err := importer.Apply(t.Context(), root, plan)
	if err != nil || n != len(plan.Files) {
		t.Fatal(n, err)
	}
	existing, err := importer.ReadExisting(root.FS())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after(f.before, plan).Files, existing.Files); diff != "" {
		t.Error(diff)
	}
	if left, _ := fs.Glob(root.FS(), "*/.import*"); len(left) > 0 {
		t.Error("left behind:", left)
	}
	// What somebody has written meanwhile is not written over.
	plan.Files[0].Text += "more\n"
	if _, err := importer.Apply(t.Context(), root, plan); err == nil {
		t.Error("a changed file is written over")
	}
}
