package scaffold_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scaffold"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/testutil/goldentest"
)

func initial(t *testing.T, program, version string, now time.Time) map[string]string {
	t.Helper()
	files, err := scaffold.Init(program, version, now)
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]string{}
	for _, f := range files {
		byPath[f.Path] = string(f.Data)
	}
	return byPath
}

func TestInitGolden(t *testing.T) {
	files, err := scaffold.Init("example.org/afterword/cmd/afterword", "v1.2.3", now)
	if err != nil {
		t.Fatal(err)
	}
	var a txtar.Archive
	for _, f := range files {
		a.Files = append(a.Files, txtar.File{Name: f.Path, Data: f.Data})
	}
	goldentest.Equal(t, "testdata/init.txtar", txtar.Format(&a))
}

// A new archive has no mistakes, on any day.
func TestInitIsClean(t *testing.T) {
	for _, at := range []time.Time{now, time.Date(2027, 1, 3, 0, 0, 0, 0, time.UTC), time.Date(2028, 3, 4, 12, 0, 0, 0, time.FixedZone("", 9*3600))} {
		dir := t.TempDir()
		for name, text := range initial(t, "", "", at) {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		files, s, list, err := scan.Read(filepath.Join(dir, "content"), "content")
		if err != nil || len(list) > 0 || len(files.Postmortems) != 1 {
			t.Fatal(err, list)
		}
		defer files.Close()
		p, list := postmortem.Parse(files.Postmortems[0].Path, files.Postmortems[0].Source, s)
		if len(list) > 0 {
			t.Fatal(list)
		}
		if _, list = archive.New(s, []*postmortem.Postmortem{p}, nil, nil, at.Unix()); len(list) > 0 {
			t.Error(list)
		}
		if p.Draft || p.Date.Unix() > at.Unix() || p.Windows[0].End.Unix()-p.Windows[0].Start.Unix() != 52*60 || p.Phases.Disordered {
			t.Errorf("the example: %+v", p)
		}
		if !strings.HasPrefix(p.Title, "Example: ") || !strings.Contains(p.Summary, "made-up") {
			t.Errorf("nobody would take %q for an example", p.Title)
		}
	}
}

// The workflow names the generator where it can be installed, and else says what
// to fill in.
func TestInitWorkflow(t *testing.T) {
	for _, c := range []struct{ program, version, want string }{
		{"example.org/afterword/cmd/afterword", "v1.2.3", "example.org/afterword/cmd/afterword@v1.2.3"},
		{"example.org/afterword/cmd/afterword", "v0.0.0-20261101000000-0123456789ab", "example.org/afterword/cmd/afterword@v0.0.0-20261101000000-0123456789ab"},
		{"example.org/afterword/cmd/afterword", "v1.2.3+dirty", ""},
		{"example.org/afterword/cmd/afterword", "(devel)", ""},
		{"example.org/afterword/cmd/afterword", "", ""},
		{"afterword/cmd/afterword", "v1.2.3", ""},
		{"", "", ""},
	} {
		text := initial(t, c.program, c.version, now)[".github/workflows/pages.yml"]
		var w struct {
			Env struct {
				Generator *string `yaml:"GENERATOR"`
			}
			Permissions map[string]string
			Jobs        map[string]struct {
				Permissions map[string]string
				Steps       []struct{ Uses, Run string }
			}
		}
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatal(err)
		}
		if w.Env.Generator == nil || *w.Env.Generator != c.want {
			t.Errorf("%s %s: generator %v, want %q", c.program, c.version, w.Env.Generator, c.want)
		}
		if fill := strings.Contains(text, "FILL IN"); fill != (c.want == "") {
			t.Errorf("%s %s: asks to be filled in: %v", c.program, c.version, fill)
		}
		if c.version != "" && !strings.Contains(text, "version was "+c.version) {
			t.Errorf("the workflow does not name %s", c.version)
		}
		if len(w.Permissions) != 0 || w.Jobs["build"].Permissions["contents"] != "read" || w.Jobs["build"].Permissions["pages"] != "read" || w.Jobs["deploy"].Permissions["pages"] != "write" || w.Jobs["deploy"].Permissions["id-token"] != "write" {
			t.Error("permissions are more or less than each job needs")
		}
		for _, job := range w.Jobs {
			for _, step := range job.Steps {
				if strings.Contains(step.Run, "${{") {
					t.Errorf("an expression in a script: %s", step.Run)
				}
			}
		}
	}
}

// The workflow uses the very actions of this project's own, each pinned to a commit.
func TestInitActions(t *testing.T) {
	own, err := os.ReadFile(filepath.Join("..", "..", "..", ".github", "workflows", "pages.yml"))
	if err != nil {
		t.Fatal(err)
	}
	uses := regexp.MustCompile(`uses: (\S+@[0-9a-f]{40} # v\S+)`)
	actions := func(text string) (list []string) {
		for _, m := range uses.FindAllStringSubmatch(text, -1) {
			list = append(list, m[1])
		}
		return list
	}
	text := initial(t, "", "", now)[".github/workflows/pages.yml"]
	if got, want := actions(text), actions(string(own)); !slices.Equal(got, want) || len(got) != strings.Count(text, "uses:") || len(got) == 0 {
		t.Errorf("a new archive uses %q, this project %q", got, want)
	}
}
