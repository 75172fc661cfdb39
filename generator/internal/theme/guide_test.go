package theme_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/theme"
)

// themes/README.md is the only thing that an author of a theme reads; these
// tests keep it true.

func guide(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "themes", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGuideNamesLayoutsAndFunctions(t *testing.T) {
	text := guide(t)
	for name := range layouts(t, theme.Default) {
		if partial, ok := strings.CutPrefix(name, "partials/"); ok {
			name = strings.TrimSuffix(partial, ".html")
		}
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("themes/README.md does not tell of %s", name)
		}
	}
	source, err := os.ReadFile("functions.go")
	if err != nil {
		t.Fatal(err)
	}
	functions := regexp.MustCompile(`(?m)^\t\t"([a-z]+)":`).FindAllStringSubmatch(string(source), -1)
	if len(functions) < 2 {
		t.Fatalf("found the functions %v only", functions)
	}
	for _, m := range functions {
		if !strings.Contains(text, "\n| `"+m[1]+" ") {
			t.Errorf("themes/README.md does not tell of the function %s", m[1])
		}
	}
}

func TestGuideNamesTheFieldsOfEveryPage(t *testing.T) {
	fields := pageFields(t)
	text := guide(t)
	for name, want := range fields {
		m := regexp.MustCompile("`" + name + "`(?:\\]\\([^)]*\\))?: `([A-Za-z ]+)`").FindStringSubmatch(text)
		if m == nil {
			t.Errorf("themes/README.md does not tell what %s holds", name)
			continue
		}
		got := strings.Fields(m[1])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("themes/README.md says that %s holds\n%v, it holds\n%v", name, got, want)
		}
	}
	if len(fields) < 10 {
		t.Errorf("found %d kinds of pages only", len(fields))
	}
}

// pageFields returns the exported fields of the structs of package site that are
// named like pages. It reads their source, since theme lies below site.
func pageFields(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "site", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, name := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !strings.HasSuffix(spec.Name.Name, "Page") {
				return true
			}
			if body, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range body.Fields.List {
					for _, id := range f.Names {
						if id.IsExported() {
							out[spec.Name.Name] = append(out[spec.Name.Name], id.Name)
						}
					}
				}
			}
			return false
		})
	}
	return out
}
