package generator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"afterword/generator"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
)

// TestSchemaTakesTheDemo promises that the schemas are valid, and that they take archive.yaml and every
// report of the demo archive, and refuse what nobody could mean.
func TestSchemaTakesTheDemo(t *testing.T) {
	report, archive := schemaOf(t, "../content", false), schemaOf(t, "../content", true)
	err := filepath.WalkDir("../content", func(file string, d fs.DirEntry, err error) error {
		if filepath.Ext(file) == ".md" && strings.HasPrefix(file, "../content/2") {
			if err := report.Validate(frontMatter(t, file, read(t, file))); err != nil {
				t.Error(err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := archive.Validate(frontMatter(t, "archive.yaml", read(t, "../content/archive.yaml"))); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{"{}", "{title: A}", "{title: A, date: soon}", "{title: [A], date: 2024-01-01}", "{title: A, date: 2024-01-01, severity: majr}",
		"{title: A, date: 2024-01-01, services: [nobody]}", "{title: A, date: 2024-01-01, impact: {start: 2024-01-01}}"} {
		if report.Validate(frontMatter(t, "a.yaml", wrong)) == nil {
			t.Errorf("the schema takes %s", wrong)
		}
	}
}

// TestSchemaRefuses holds, for each archive of package pipeline's tests with which something is wrong,
// whether a schema refuses it; the golden file lists what takes more than a schema.
func TestSchemaRefuses(t *testing.T) {
	cases, err := filepath.Glob("internal/pipeline/testdata/bad/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal(cases, err)
	}
	var refused, rest strings.Builder
	for _, file := range cases {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		content := t.TempDir()
		texts := map[string]string{"archive.yaml": "title: Outages\ntimezone: UTC\n"}
		for _, f := range a.Files {
			if name, ok := strings.CutPrefix(f.Name, "content/"); ok && filepath.IsLocal(name) && len(name) < 100 {
				texts[name] = string(f.Data)
			}
		}
		for name, text := range texts {
			if err := os.MkdirAll(filepath.Join(content, filepath.Dir(name)), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(content, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		to := &rest
		for name, text := range texts {
			settings, page := name == "archive.yaml", strings.HasPrefix(name, "pages/")
			if !settings && (filepath.Ext(name) != ".md" || page) {
				continue
			}
			value := frontMatter(t, name, text)
			if value == nil || schemaOf(t, content, settings).Validate(value) != nil {
				to = &refused
			}
		}
		fmt.Fprintf(to, "  %s\n", strings.TrimSuffix(filepath.Base(file), ".txtar"))
	}
	goldentest.Equal(t, "testdata/schema.txt", "A schema, or the syntax, refuses\n"+refused.String()+"It takes more than a schema for\n"+rest.String())
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// schemaOf compiles a schema of an archive by the rules of draft 2020-12.
func schemaOf(t *testing.T, content string, settings bool) *jsonschema.Schema {
	t.Helper()
	text, err := generator.Schema(t.Context(), generator.Options{Content: content}, settings)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("https://site.invalid/schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("https://site.invalid/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// frontMatter is that of a report, or a file of settings, as JSON; nil where its syntax is wrong.
func frontMatter(t *testing.T, name, text string) any {
	t.Helper()
	src := diag.NewSource(name, text)
	var root frontmatter.Node
	var list diag.List
	if filepath.Ext(name) == ".yaml" {
		root, list = frontmatter.ParseYAML(src, frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 1000})
	} else {
		root, _, list = frontmatter.Parse(src, settings.DefaultLimits().ForFrontMatter())
	}
	if list.Errors() > 0 {
		return nil
	}
	data, err := json.Marshal(frontmatter.Values(root.Fields))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if value == nil {
		value = map[string]any{}
	}
	return value
}
