package endtoend_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

const (
	markdownTests = "markdown/hostile_test.go"
	scanTests     = "scan/special_test.go"
)

// proofs are the tests elsewhere that show the right answer. Where the answer
// was judged to be another than the study's, a comment says why.
var proofs = []proof{
	{"A06", "frontmatter/frontmatter_test.go", "TestHostile", "chained merge keys"},
	{"A07", "frontmatter/frontmatter_test.go", "TestHostile", "billion laughs"},
	{"A09", "frontmatter/frontmatter_test.go", "TestHostile", "nested flow YAML"},
	{"A10", "frontmatter/frontmatter_test.go", "TestHostile", "nested TOML, deeper"},
	{"A11", "frontmatter/fuzz_test.go", "FuzzYAML", `---\n%TAG\n---\n`},
	{"A29", "frontmatter/bounds_test.go", "TestBounds", "keys in a line"},
	{"A29", "postmortem/bounds_test.go", "TestBounds", "services of windows"},
	{"A31", "urls/slug_test.go", "TestCheckSlugRefuses", "../../../../outside"},
	{"A43", "urls/slug_test.go", "TestCollisionKeyJoins", "STRASSE"},
	{"A44", "urls/slug_test.go", "TestCheckNameRefuses", "LPT9"},
	{"A53", scanTests, "TestMany", "range 2000"},
	{"A55", scanTests, "TestSpecialFiles", "A55 link outside"},
	{"A56", scanTests, "TestSpecialFiles", "A56 static link outside"},
	{"A57", scanTests, "TestSpecialFiles", "A57 loop to itself"},
	{"A58", scanTests, "TestSpecialFiles", "A58 dangling"},
	{"A59", scanTests, "TestLinkedArchive", "A59"},
	{"A61", scanTests, "TestSpecialFiles", "A61 pipe"},
	{"A62", "tree/foreign_test.go", "TestLinksAreNotWrittenThrough", "Symlink"},
	{"A63", "tree/foreign_test.go", "TestLinksAreNotWrittenThrough", "os.Link("},
	{"A65", scanTests, "TestVanished", "A65"},
	{"A66", markdownTests, "TestHostile", "A66 reference"},
	{"A67", markdownTests, "TestHostile", "A67 name"},
	{"A68", markdownTests, "TestHostile", "A68 line break"},
	{"A68", "markdown/links_internal_test.go", "FuzzClassify", "javascript"},
	{"A69", markdownTests, "TestHostile", "A69 blob"},
	{"A70", markdownTests, "TestHostile", "A70 alt"},
	{"A71", markdownTests, "TestHostile", "A71 attribute"},
	{"A72", markdownTests, "TestHostile", "A72"},
	// Raw HTML is shown as text instead of being left out: what an author wrote
	// is not lost, and a page about HTML shows its examples.
	{"A73", markdownTests, "TestHostile", "A73 others"},
	{"A74", markdownTests, "TestHostile", "A74 cdata"},
	{"A75", markdownTests, "TestRawHTMLIsSanitised", "<mglyph>"},
	{"A76", markdownTests, "TestHostile", "A76 braces"},
	{"A77", markdownTests, "TestPathological", "A77 one heading 8,000 times"},
	{"A78", markdownTests, "TestPathological", "A78 table of 1,000 columns"},
	{"A79", markdownTests, "TestPathological", "A79 references"},
	{"A80", markdownTests, "TestPathological", "A80 unfinished links, 1 MiB"},
	{"A81", markdownTests, "TestPathological", "A81 1,200 nested lists"},
	{"A82", markdownTests, "TestPathological", "A82 one footnote 4,000 times"},
	{"A82", markdownTests, "TestHostile", "A82 ids"},
	// JSONata and Jungle are not among the lexers: an allow-list has none of the
	// slow ones, and a step that takes too long is an error, never another page.
	{"A83", markdownTests, "TestPathological", "A83 quotes"},
	{"A84", markdownTests, "TestPathological", "A84 a megabyte of Go"},
	{"A86", markdownTests, "TestHostile", "A86 code"},
	{"A89", "build/hostile_test.go", "TestTitleThatEndsScripts", "the heading is"},
	{"A89", "endtoend/hostile_payload_test.go", "TestPayloadPages", "</title>"},
	{"A90", "feeds/tables_test.go", "TestJSONLDIsSafeInAScriptElementAndReadsBack", "may end its script element"},
	{"A91", "theme/stylesheet_test.go", "TestLayoutsCarryNoStyleAndNoScript", "script"},
	{"A93", "theme/stylesheet_test.go", "TestLayoutsCarryNoStyleAndNoScript", "style"},
	{"A93", "crawl/pages_test.go", "TestOrigins", "style"},
	{"A95", "trusted_test.go", "TestTrusted", "HTMLAttr"},
	{"A96", "feeds/atom_test.go", "TestAtomGivesTextBackIntact", ""},
	{"A96", "endtoend/hostile_readback_test.go", "TestPayloadSite", "gofeed"},
	{"A97", "feeds/atom_test.go", "TestAtomContent", ""},
	{"A97", "endtoend/hostile_readback_test.go", "TestPayloadSite", "feed"},
	{"A98", "endtoend/hostile_payload_test.go", "TestPayloadSearch", "search"},
	{"A100", "feeds/tables_test.go", "TestCSVCells", "'="},
	{"A100", "endtoend/hostile_readback_test.go", "TestPayloadSite", "csv"},
}

// noMarshalers: encoding/json puts what a MarshalJSON says into the error of
// Marshal, and html/template writes that error into a script (CVE-2024-24785).
// The program has no such method that could fail.
func noMarshalers(t *testing.T) {
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "MarshalJSON" && f.Name.Name != "MarshalText" {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if s, ok := call.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name == "Errorf" || s.Sel.Name == "New") {
						t.Errorf("%s: %s makes an error of its own", name, f.Name.Name)
					}
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
