package generator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// confined are the imports that belong to few packages; "x/..." means x and all
// beneath it.
var confined = map[string][]string{
	"github.com/yuin/goldmark/...":        {"markdown"},
	"github.com/alecthomas/chroma/...":    {"markdown"},
	"github.com/bep/goat":                 {"markdown"},
	"github.com/fsnotify/fsnotify":        {"watch"},
	"html/template":                       {"theme", "compiled", "site", "exporter"},           // exporter: the one page without the site
	"net/http":                            {"publish", "serve", "scan", "linkcheck", "verify"}, // scan: the media type of a file's first bytes
	"github.com/spf13/cobra":              {"cmd"},
	"go.yaml.in/yaml/...":                 {"frontmatter"},
	"github.com/pelletier/go-toml/...":    {"frontmatter"},
	"github.com/JohannesKaufmann/...":     {"importer/prose"},
	"github.com/microcosm-cc/bluemonday":  {"markdown"},
	"github.com/modelcontextprotocol/...": {"mcp", "generator"},
	"github.com/sourcegraph/jsonrpc2":     {"lsp"},
	"modernc.org/sqlite/...":              {"importer/monitor"},
}

// clocks are the files that may read the clock.
var clocks = []string{
	"generator/build.go",                       // how long a build took
	"generator/project.go",                     // as-of
	"generator/internal/pipeline/progress.go",  // how long stages took
	"generator/internal/markdown/highlight.go", // a deadline, which fails a build and never changes a page
}

// onlyTests reports whether a package serves tests alone: it has no floor.
func onlyTests(pkg string) bool {
	return strings.HasPrefix(pkg, "testutil/") || pkg == "endtoend"
}

// TestFloors promises that imports point downwards only, in the order that the
// package comment of this package gives, and that each library has its place.
func TestFloors(t *testing.T) {
	order := floors(t)
	for _, f := range sources(t, parser.ImportsOnly) {
		name := f.pkg()
		if strings.HasSuffix(f.path, "_test.go") || name == "themes" || onlyTests(name) {
			continue
		}
		mine := floor(order, name)
		if mine < 0 {
			t.Errorf("%s: package %s has no floor in generator/doc.go", f.path, name)
			continue
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if name == "cmd" && strings.HasPrefix(path, "afterword/") && path != "afterword/generator" && path != "afterword/generator/internal/diag" {
				t.Errorf("%s imports %s; the command line knows package generator only", f.path, path)
			}
			if other, ok := strings.CutPrefix(path, "afterword/generator/internal/"); ok {
				if theirs := floor(order, other); theirs >= mine {
					t.Errorf("%s imports %s, which comes after it", f.path, path)
				}
			}
			for library, packages := range confined {
				if matches(library, path) && !slices.Contains(packages, name) {
					t.Errorf("%s imports %s, which belongs to %s", f.path, path, strings.Join(packages, ", "))
				}
			}
		}
	}
}

// floor is the place of a package in the order, its own or that of "folder/*"; -1 where it has none.
func floor(order []string, name string) int {
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return slices.Index(order, path.Dir(name)+"/*")
}

// TestPlaces promises that the files which the package comment sends a newcomer to exist.
func TestPlaces(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "// # Where things go\n")
	section, _, ok := strings.Cut(section, "// # Floors\n")
	names := regexp.MustCompile(`[a-z]+/(?:[a-z]+/)*(?:[a-z]+\.[a-z]+)?|[a-z]+/README\.md`).FindAllString(section, -1)
	if !ok || len(names) < 15 {
		t.Fatalf("doc.go names %d files", len(names))
	}
	for _, name := range names {
		if strings.HasSuffix(name, "internal/") {
			continue
		}
		_, below := os.Stat(filepath.Join("internal", name))
		_, top := os.Stat(filepath.Join("..", name))
		if below != nil && top != nil {
			t.Errorf("doc.go sends newcomers to %s, which does not exist", name)
		}
	}
}

func matches(pattern, path string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	}
	return path == pattern
}

// floors reads the order of the packages out of doc.go.
func floors(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(text), "// # Floors\n")
	if !ok {
		t.Fatal("doc.go has no list of floors")
	}
	var order []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z/*]+) +\S`).FindAllStringSubmatch(list, -1) {
		if slices.Contains(order, m[1]) {
			t.Errorf("doc.go names %s twice", m[1])
		}
		order = append(order, m[1])
	}
	if len(order) < 15 {
		t.Fatalf("doc.go lists %d floors: %v", len(order), order)
	}
	return append(order, "cmd")
}

// TestClocks promises that pages depend on no clock and no zone of the system: the same files and the same as-of give the same site.
func TestClocks(t *testing.T) {
	forbidden := []string{"Now", "Since", "Until", "Local", "LoadLocation"}
	for _, f := range sources(t, 0) {
		if strings.HasSuffix(f.path, "_test.go") || slices.Contains(clocks, f.path) || slices.Contains([]string{"serve", "watch"}, f.pkg()) || onlyTests(f.pkg()) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			if name, ok := f.selected(e, "time"); ok && slices.Contains(forbidden, name) {
				t.Errorf("%s: time.%s", f.at(n), name)
			}
			return true
		})
	}
}

// A source is a parsed Go file of the module.
type source struct {
	*ast.File
	set  *token.FileSet
	path string // "generator/site/site.go"
}

// sources parses every Go file of the module.
func sources(t *testing.T, mode parser.Mode) []source {
	t.Helper()
	var list []source
	for _, top := range []string{"cmd", "generator", "themes"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || name == filepath.Join("..", "generator", "bench")): // bench is another module
				return fs.SkipDir
			case d.IsDir() || filepath.Ext(name) != ".go":
				return nil
			}
			s := source{set: token.NewFileSet(), path: strings.TrimPrefix(filepath.ToSlash(name), "../")}
			s.File, err = parser.ParseFile(s.set, name, nil, mode|parser.SkipObjectResolution)
			list = append(list, s)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// pkg is the package as doc.go names it.
func (s source) pkg() string {
	elements := strings.Split(s.path, "/")
	if len(elements) > 3 && elements[1] == "internal" {
		return strings.Join(elements[2:len(elements)-1], "/")
	}
	return elements[0]
}

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.set.Position(n.Pos()).Line)
}

// selected returns the name that an expression takes from an imported package.
func (s source) selected(e ast.Expr, path string) (string, bool) {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	from, ok := selector.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	for _, spec := range s.Imports {
		if spec.Path.Value != strconv.Quote(path) {
			continue
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if from.Name == name {
			return selector.Sel.Name, true
		}
	}
	return "", false
}
