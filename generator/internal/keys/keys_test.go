package keys_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/keys"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
)

// marks are keys of which the projection to an edition takes care before anything else reads them.
var marks = []string{"edition", "edition_texts"}

// TestReadersKnowEachKey promises that the readers of reports and of archive.yaml know every key that
// is described here, by each of its names.
func TestReadersKnowEachKey(t *testing.T) {
	known := func(name string, list diag.List) {
		for _, d := range list {
			if d.Code == diag.KeyUnknown {
				t.Errorf("%s: %s", name, d.Message)
			}
		}
	}
	each(keys.Report(), "", func(name, text string) {
		p, list := postmortem.Parse("a.md", diag.NewSource("a.md", "---\n"+text+"---\n"), settings.Default())
		known(name, list)
		if p != nil && len(p.Params) > 0 {
			t.Errorf("%s is a key of the author's own: %v", name, p.Params)
		}
	})
	each(keys.Archive(), "", func(name, text string) {
		if name == "default_edition" || name == "hidden_keys" {
			text = "editions: [{id: public}, {id: internal}]\n" + text
		}
		_, list := settings.Read(diag.NewSource("archive.yaml", text), false)
		known(name, list)
	})
}

// each calls try with each key in a document of its own, by each of its names.
func each(list []keys.Key, indent string, try func(name, text string)) {
	for _, k := range list {
		if slices.Contains(marks, k.Name) {
			continue
		}
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			if k.Example != "" {
				try(name, fmt.Sprintf("%s: %s\n", name, k.Example))
			}
		}
		for _, below := range [][]keys.Key{k.Keys, k.Or} {
			each(below, indent+"  ", func(name, text string) {
				lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
				try(k.Name+"."+name, fmt.Sprintf("%s:\n  %s\n", k.Name, strings.Join(lines, "\n  ")))
			})
		}
	}
}

// TestKeysAreAll promises that every key which a reader asks for is described here. It looks for
// the names in calls of the reader's methods.
func TestKeysAreAll(t *testing.T) {
	described := map[string]bool{}
	var collect func(list []keys.Key)
	collect = func(list []keys.Key) {
		for _, k := range list {
			for _, name := range append([]string{k.Name}, k.Aliases...) {
				described[name] = true
			}
			collect(k.Keys)
			collect(k.Or)
		}
	}
	collect(keys.Report())
	collect(keys.Archive())
	// Below keys whose own keys are the archive's.
	for _, name := range []string{"definition", "synonyms", "singular", "one"} {
		described[name] = true
	}
	asked := map[string]string{}
	for _, pattern := range []string{"../postmortem/*.go", "../settings/*.go", "../edition/set.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				name := ""
				switch f := call.Fun.(type) {
				case *ast.SelectorExpr:
					name = f.Sel.Name
				case *ast.Ident:
					name = f.Name
				}
				if !slices.Contains(readers, name) {
					return true
				}
				for _, a := range call.Args {
					if text, ok := a.(*ast.BasicLit); ok && text.Kind == token.STRING {
						if key, err := strconv.Unquote(text.Value); err == nil && regexp.MustCompile(`^[a-z_]+$`).MatchString(key) {
							asked[key] = file
						}
					}
				}
				return true
			})
		}
	}
	if len(asked) < 60 {
		t.Fatalf("only %d keys are asked for: this test looks for the wrong thing", len(asked))
	}
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		if !described[key] {
			t.Errorf("%s asks for %q, which is not described", asked[key], key)
		}
	}
}

// readers are the methods and functions that read a key.
var readers = []string{
	"Has", "Require", "Text", "RequiredText", "Address", "Bool", "Number", "Float", "Integer", "Texts", "Mapping", "Mappings", "Time", "CoarseTime", "Day",
	"Duration", "Zone", "coarse", "listed", "limit", "valueOf", "clock", "day",
}

// TestLimits promises that the examples of limits are those that hold without them.
func TestLimits(t *testing.T) {
	text := "title: A\nlimits:\n"
	for _, k := range keys.Archive() {
		if k.Name == "limits" {
			for _, l := range k.Keys {
				text += fmt.Sprintf("  %s: %s\n", l.Name, l.Example)
			}
		}
	}
	s, _ := settings.Read(diag.NewSource("archive.yaml", text), false)
	if s.Limits != settings.DefaultLimits() {
		t.Errorf("the examples are %+v", s.Limits)
	}
}

// guide is where authors read of keys.
const guide = "../../../content/README.md"

// TestGuideHasEachKey promises that the guide explains every key of a report, and has the table of settings
// that is made here. -update writes the table.
func TestGuideHasEachKey(t *testing.T) {
	data, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, k := range keys.Report() {
		if !strings.Contains(text, "`"+k.Name+"`") && !strings.Contains(text, k.Name+":") {
			t.Errorf("the guide says nothing of %s", k.Name)
		}
	}
	const begin, end = "## Every setting\n", "\n## "
	before, rest, found := strings.Cut(text, begin)
	if !found {
		t.Fatalf("the guide has no %q", begin)
	}
	n := strings.Index(rest, end)
	if n < 0 {
		t.Fatal("nothing follows the table of settings")
	}
	goldentest.Equal(t, guide, before+begin+settingsTable()+rest[n:])
}

// settingsTable is what the guide says of archive.yaml.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("\nOf `content/archive.yaml`; a dot leads to a key within. Lists may be one value alone. All but `title` may be absent.\n\n| key | example | meaning |\n|---|---|---|\n")
	var rows func(within string, list []keys.Key)
	rows = func(within string, list []keys.Key) {
		for _, k := range list {
			example := ""
			if k.Example != "" {
				example = "`" + k.Example + "`"
			}
			meaning := k.Text
			if len(k.Choices) > 0 && !strings.Contains(meaning, k.Choices[0]) {
				meaning += ": `" + strings.Join(k.Choices, "`, `") + "`"
			}
			fmt.Fprintf(&b, "| `%s%s` | %s | %s |\n", within, k.Name, example, meaning)
			rows(within+k.Name+".", k.Keys)
		}
	}
	rows("", keys.Archive())
	return b.String()
}
