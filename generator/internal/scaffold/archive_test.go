package scaffold_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/scaffold"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/testutil/goldentest"
)

func initial(t *testing.T, opt scaffold.InitOptions) map[string]string {
	t.Helper()
	files, err := scaffold.Init(opt)
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
	files, err := scaffold.Init(scaffold.InitOptions{Services: []string{"Checkout", "Search API"}, Program: "example/afterword@v1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	var a txtar.Archive
	for _, f := range files {
		a.Files = append(a.Files, txtar.File{Name: f.Path, Data: f.Data})
	}
	goldentest.Equal(t, "testdata/init.txtar", txtar.Format(&a))
}

// A new archive has no problems, whatever it was begun with, and says it.
func TestInitIsClean(t *testing.T) {
	for _, opt := range []scaffold.InitOptions{
		{},
		{Editions: true, Services: []string{"api"}},
		{Title: `Störungen: "alle" # eins`, Zone: "Europe/Berlin", Services: []string{"Bestellung: neu", "search"}, BaseURL: "https://example.org/a b/"},
		{Title: "- x", Services: []string{"yes", "1.10", "'" + `"a`}, BaseURL: "/sub/"},
	} {
		dir := t.TempDir()
		for name, text := range initial(t, opt) {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		files, s, list, err := scan.Read(filepath.Join(dir, "content"), "content")
		if err != nil || len(list) > 0 || len(files.Postmortems) != 0 {
			t.Fatal(err, list)
		}
		files.Close()
		var names []string
		for _, v := range s.Services {
			names = append(names, v.Name)
		}
		if opt.Title != "" && s.Title != opt.Title || opt.Zone != "" && s.Zone.String() != opt.Zone || !slices.Equal(names, opt.Services) || s.Declared != (names != nil) {
			t.Errorf("%+v is read as %q, %s, %q", opt, s.Title, s.Zone, names)
		}
	}
}

func TestInitRefused(t *testing.T) {
	for _, c := range []struct {
		opt  scaffold.InitOptions
		want string
	}{
		{scaffold.InitOptions{Title: " \t"}, "title is empty"},
		{scaffold.InitOptions{Zone: "PST"}, "America/Los_Angeles"},
		{scaffold.InitOptions{BaseURL: "example.org"}, "https://"},
		{scaffold.InitOptions{Services: []string{"A", "a"}}, "declared twice"},
		{scaffold.InitOptions{Services: []string{"!"}}, "no letter or digit"},
		{scaffold.InitOptions{Program: "afterword"}, "OWNER/REPO@REF"},
		{scaffold.InitOptions{Program: "a/b@c\n      - run: evil"}, "OWNER/REPO@REF"},
	} {
		if _, err := scaffold.Init(c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v; want %q", c.opt, err, c.want)
		}
	}
}

// The workflow names the program, or says what to fill in; each job has the permissions that it needs.
func TestInitWorkflow(t *testing.T) {
	for program, want := range map[string]string{
		"me/afterword@v1.2.3": "me/afterword/.github/actions/afterword@v1.2.3",
		"":                    "OWNER/REPO/.github/actions/afterword@REF",
	} {
		text := initial(t, scaffold.InitOptions{Program: program})[".github/workflows/pages.yml"]
		var w struct {
			On struct {
				Schedule []struct{ Cron string }
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
		build := w.Jobs["build"]
		if got := build.Steps[len(build.Steps)-1].Uses; got != want {
			t.Errorf("%q: the workflow uses %s, want %s", program, got, want)
		}
		if fill := strings.Contains(text, "FILL IN"); fill != (program == "") {
			t.Errorf("%q: asks to be filled in: %v", program, fill)
		}
		if len(w.On.Schedule) != 1 || !regexp.MustCompile(`^\d+ \d+ \* \* \*$`).MatchString(w.On.Schedule[0].Cron) {
			t.Errorf("not once a day: %v", w.On.Schedule)
		}
		if len(w.Permissions) != 0 || len(build.Permissions) != 2 || build.Permissions["contents"] != "read" || build.Permissions["pages"] != "read" ||
			len(w.Jobs["deploy"].Permissions) != 2 || w.Jobs["deploy"].Permissions["pages"] != "write" || w.Jobs["deploy"].Permissions["id-token"] != "write" {
			t.Error("permissions are more or less than each job needs")
		}
	}
}

// The workflow is that of this project, which runs it at every push.
func TestInitWorkflowIsOurs(t *testing.T) {
	text := initial(t, scaffold.InitOptions{Program: "me/afterword@v1"})[".github/workflows/pages.yml"]
	own := read(t, "workflows", "pages.yml")
	if got := strings.Replace(text, "me/afterword/.github/actions/afterword@v1", "./.github/actions/afterword", 1); got != own {
		t.Errorf("a new archive has\n%s\nthis project\n%s", got, own)
	}
}

// The action and the workflow pin what they use to commits. No expression is part of a script, where it could run.
func TestAction(t *testing.T) {
	for _, name := range [][]string{{"actions", "afterword", "action.yml"}, {"workflows", "pages.yml"}} {
		text := read(t, name...)
		for _, line := range strings.Split(text, "\n") {
			use, found := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "- ")), "uses: ")
			if found && use != "./.github/actions/afterword" && !regexp.MustCompile(`^\S+@[0-9a-f]{40} # v\S+$`).MatchString(use) {
				t.Errorf("%s uses %s", name, use)
			}
			if strings.Contains(line, "run:") && strings.Contains(line, "${{") {
				t.Errorf("%s has an expression in a script: %s", name, line)
			}
		}
	}
	var action struct {
		Runs struct {
			Using string
			Steps []struct{ Run, Shell, Uses string }
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "actions", "afterword", "action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	var steps []string
	for _, s := range action.Runs.Steps {
		if s.Run != "" {
			if s.Shell != "bash" {
				t.Errorf("%s has no shell", s.Run)
			}
			steps = append(steps, s.Run)
		}
	}
	want := []string{`"$GITHUB_ACTION_PATH/step" place`, `"$GITHUB_ACTION_PATH/step" compile`, `"$GITHUB_ACTION_PATH/step" review`, `"$GITHUB_ACTION_PATH/step" check`, `"$GITHUB_ACTION_PATH/step" build`}
	if action.Runs.Using != "composite" || !slices.Equal(steps, want) {
		t.Errorf("the action runs %q", steps)
	}
}

// read reads a file of this project's .github.
func read(t *testing.T, name ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "..", ".github"}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
