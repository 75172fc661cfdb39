package markdown_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// TestClassList: the classes and elements in the package comment are those that
// checkHTML holds every page to.
func TestClassList(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.([a-z][a-z-]*)\b`).FindAllStringSubmatch(file.Doc.Text(), -1) {
		documented[m[1]] = true
	}
	for class := range allowedClasses {
		if !documented[class] {
			t.Errorf("the class %q is not in the package comment", class)
		}
	}
	for class := range documented {
		if !allowedClasses[class] {
			t.Errorf("the package comment has a class %q that no test allows", class)
		}
	}
}

// TestLexers colours a line in every language that has a lexer file, and finds
// the names that authors write.
func TestLexers(t *testing.T) {
	files, err := filepath.Glob("lexers/*.xml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d lexers, %v", len(files), err)
	}
	r := markdown.New(markdown.Options{})
	alias := regexp.MustCompile(`<alias>([A-Za-z0-9+#._-]+)</alias>`)
	names := strings.Fields("shell console go golang py js ts yml dockerfile tf postgres mysql c++ c# nginx html patch proto make ini systemd text log")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range alias.FindAllStringSubmatch(string(data), -1) {
			names = append(names, m[1])
		}
	}
	code := "if (x == \"y\") { return 1.5; } # or -- or // this\n$ ls -l | grep 'a' <b c=\"d\"> key: value [s]\n"
	for _, name := range names {
		doc, diags := r.Render(diag.NewSource("in.md", "```"+name+"\n"+code+"```\n"), 0, nil)
		for _, d := range diags {
			t.Errorf("%s: %s", name, d.Message)
		}
		if doc.Sections[0].Code != strings.TrimRight(code, "\n") {
			t.Errorf("%s: the code has become %q", name, doc.Sections[0].Code)
		}
		checkHTML(t, doc)
	}
}

// TestSlowCode: code made to make lexers backtrack stays far from the time at
// which a block would be refused, in every language that is coloured.
func TestSlowCode(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	files, err := filepath.Glob("lexers/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	alias := regexp.MustCompile(`<alias>([A-Za-z0-9+#._-]+)</alias>`)
	r := markdown.New(markdown.Options{})
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := alias.FindStringSubmatch(string(data))
		if m == nil {
			t.Errorf("%s has no alias that an info string could hold", file)
			continue
		}
		for _, unit := range []string{`"\`, "{", "a ", "((", "$(", "<a ", "/*", " \t", "\\\\", "- "} {
			line := strings.Repeat(unit, 1900/len(unit))
			if _, diags := r.Render(diag.NewSource("in.md", "~~~"+m[1]+"\n"+line+"\n~~~\n"), 0, nil); diags.Errors() > 0 {
				t.Errorf("%s: %q: %s", m[1], unit, diags[0].Message)
			}
		}
	}
}

// TestLimits: each limit cuts off, says where, and leaves a sound page.
func TestLimits(t *testing.T) {
	limits := settings.Limits{Nesting: 3, TableColumns: 2, TableCells: 8, References: 100, Headings: 2, HighlightBytes: 20, PageBytes: 5000}
	r := markdown.New(markdown.Options{Limits: limits})
	long := strings.Repeat("x", 60)
	tests := []struct {
		name, in string
		line     int
		code     diag.Code
	}{
		{"nesting", "- a\n  - b\n    - c\n      - d\n", 4, diag.MarkdownLimit},
		{"quotations", "> > > > a", 1, diag.MarkdownLimit},
		{"columns", "\na|b|c\n-|-|-\n", 3, diag.MarkdownLimit},
		{"cells", "\na|b\n-|-\nc\nd\ne\nf\n", 3, diag.MarkdownLimit},
		{"references", "[a] [a] [a] [a] [a]\n\n[a]: https://e.org/" + long, 1, diag.MarkdownLimit},
		{"headings", "# a\n# b\n# c\n", 3, diag.MarkdownLimit},
		{"highlight", "```go\n" + long + "\n```", 1, diag.CodeLanguage},
		{"page", strings.Repeat("> a\n\n", 1000), 0, diag.MarkdownLimit},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, diags := r.Render(diag.NewSource("in.md", test.in), 0, nil)
			d, ok := find(diags, test.code)
			if !ok || test.line > 0 && d.Line != test.line {
				t.Errorf("reported %v, want %s in line %d", diags, test.code, test.line)
			}
			if len(doc.HTML) > 5200 {
				t.Errorf("%d bytes", len(doc.HTML))
			}
			checkHTML(t, doc)
		})
	}
	for _, in := range []string{"- a\n  - b\n    - c\n", "a|b\n-|-\nc\nd\n", "# a\n# b\n", "```go\nx := 1\n```"} {
		if _, diags := r.Render(diag.NewSource("in.md", in), 0, nil); len(diags) > 0 {
			t.Errorf("%q is within the limits, and got %v", in, diags)
		}
	}
}

// TestManyMistakes: a hundred of a kind are written out, the others counted, and
// an error is never hidden behind warnings.
func TestManyMistakes(t *testing.T) {
	r := markdown.New(markdown.Options{})
	_, diags := r.Render(diag.NewSource("in.md", strings.Repeat("a\u202eb\n", 150)+"\x01\n"), 0, nil)
	if diags.Warnings() != 101 || diags.Errors() != 1 {
		t.Errorf("%d warnings and %d errors", diags.Warnings(), diags.Errors())
	}
	if last := diags[len(diags)-1]; !strings.Contains(last.Message, "50 more") {
		t.Errorf("the last says %q", last.Message)
	}
}

// TestPositions: diagnostics and links are placed in the file, not in the body.
func TestPositions(t *testing.T) {
	const head = "---\ntitle: Größe\n---\n"
	src := diag.NewSource("in.md", head+"é [x](gone.md)\n")
	r := markdown.New(markdown.Options{})
	_, diags := r.Render(src, len(head), resolve)
	if len(diags) != 1 || diags[0].Line != 4 || diags[0].Column != 7 || diags[0].Length != len("gone.md") || diags[0].Excerpt != "é [x](gone.md)" {
		t.Errorf("%+v", diags)
	}
}

// TestConcurrent renders with one renderer from many goroutines, and wants what
// a renderer of its own would give.
func TestConcurrent(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	shared := markdown.New(markdown.Options{})
	var group sync.WaitGroup
	for i := range 8 {
		for _, file := range files {
			group.Add(1)
			go func() {
				defer group.Done()
				text, err := os.ReadFile(file)
				if err != nil {
					t.Error(err)
					return
				}
				src := diag.NewSource("in.md", fmt.Sprint(i)+string(text))
				got, gotDiags := shared.Render(src, 0, resolve)
				want, wantDiags := markdown.New(markdown.Options{}).Render(src, 0, resolve)
				if describe(got, gotDiags) != describe(want, wantDiags) || got.HTML != want.HTML {
					t.Errorf("%s differs", file)
				}
			}()
		}
	}
	group.Wait()
}

func TestAbsolutise(t *testing.T) {
	base, err := urls.ParseBase("https://example.org/repo/")
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := markdown.New(markdown.Options{}).Render(diag.NewSource("in.md",
		"# A\n\n[up](#a) [p](other.md#x) ![g \"&\"](graph.png) <https://e.org/?a&b> <mail@e.org> `<a href=\"/x\">`[^1]\n\n[^1]: n\n"), 0, resolve)
	got := markdown.Absolutise(doc.HTML, base, "/in/")
	for _, want := range []string{
		`<a href="https://example.org/repo/in/#h-a">up</a>`,
		`<a href="https://example.org/repo/other/#h-x">p</a>`,
		`<img src="https://example.org/repo/in/graph.png" alt="g &#34;&amp;&#34;"`,
		`<a href="https://e.org/?a&amp;b">`,
		`<a href="mailto:mail@e.org">`,
		`&lt;a href="/x"&gt;`,
		`<a href="https://example.org/repo/in/#fn-1"`,
		`<div class="heading"><h2 id="h-a">A</h2></div>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if found := problems(got); len(found) > 0 {
		t.Error(found)
	}
}

// FuzzRender: whatever the text, the page is sound, with raw HTML and without.
func FuzzRender(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	safe, unsafe := markdown.New(markdown.Options{}), markdown.New(markdown.Options{Unsafe: true})
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 10_000 {
			return
		}
		for _, r := range []*markdown.Renderer{safe, unsafe} {
			doc, diags := r.Render(diag.NewSource("in.md", in), 0, resolve)
			checkHTML(t, doc)
			for _, d := range diags {
				if d.File != "in.md" || d.Message == "" || strings.ContainsAny(d.Message, "\n\x1b") {
					t.Errorf("%+v", d)
				}
			}
		}
	})
}
