package diag_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
)

// Every code has one explanation, in the order of the constants, so that
// `afterword help codes` is the whole list.
func TestEveryCodeIsExplained(t *testing.T) {
	var explained []string
	for _, e := range diag.Explain() {
		explained = append(explained, string(e.Code))
		for _, text := range []string{e.Summary, e.Advice} {
			if !strings.HasSuffix(text, ".") || strings.ContainsAny(text, "!\n") {
				t.Errorf("%s: %q is not a plain sentence", e.Code, text)
			}
		}
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(string(e.Code)) {
			t.Errorf("%q is not made of words and dashes", e.Code)
		}
	}
	if want := constants(t); !slices.Equal(explained, want) {
		t.Errorf("Explain has\n%q\ncodes.go has\n%q", explained, want)
	}
}

// constants reads the values of all Code constants out of codes.go.
func constants(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, value := range spec.Values {
			code, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return false
	})
	if len(codes) == 0 {
		t.Fatal("codes.go has no constants")
	}
	return codes
}
