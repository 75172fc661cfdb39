package markdown_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/testutil/goldentest"
)

// TestGolden renders testdata/*.txtar: in.md to out.html, and everything else
// that Render tells to out.txt. A comment "unsafe" lets raw HTML through.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	safe, unsafe := markdown.New(markdown.Options{}), markdown.New(markdown.Options{Unsafe: true})
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := part(archive, "in.md")
			r := safe
			if strings.Contains(string(archive.Comment), "unsafe") {
				r = unsafe
			}
			doc, diags := r.Render(diag.NewSource("in.md", in), 0, resolve)
			archive.Files = []txtar.File{
				{Name: "in.md", Data: []byte(in)},
				{Name: "out.html", Data: []byte(strings.TrimRight(doc.HTML, "\n") + "\n")},
				{Name: "out.txt", Data: []byte(describe(doc, diags))},
			}
			goldentest.Equal(t, file, txtar.Format(archive))
			checkHTML(t, doc)
		})
	}
}

func part(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// resolve knows one page, one file and one image.
func resolve(r markdown.Reference) markdown.Resolution {
	switch r.Path {
	case "other.md", "/other/":
		return markdown.Resolution{URL: "/repo/other/", Page: "/other/"}
	case "my report.pdf":
		return markdown.Resolution{URL: "/repo/in/my%20report.pdf"}
	case "graph.png":
		return markdown.Resolution{URL: "/repo/in/graph.png", Width: 640, Height: 480}
	}
	return markdown.Resolution{Problem: "there is no file " + r.Path, Hint: "did you mean other.md?"}
}

func describe(doc markdown.Document, diags diag.List) string {
	var b strings.Builder
	fmt.Fprintf(&b, "words %d code %d tables %t code %t images %t\n", doc.Words, doc.CodeWords, doc.Tables, doc.Code, doc.Images)
	for _, h := range doc.Headings {
		fmt.Fprintf(&b, "h%d #%s %s\n", h.Level, h.ID, h.Text)
	}
	for _, l := range doc.Links {
		fmt.Fprintf(&b, "link %s page=%q fragment=%q image=%t at %d–%d\n", l.URL, l.Page, l.Fragment, l.Image, l.Span.Start, l.Span.End)
	}
	for _, s := range doc.Sections {
		fmt.Fprintf(&b, "section %q #%s\n", s.Heading, s.ID)
		for line := range strings.Lines(s.Text) {
			fmt.Fprintf(&b, "\t%s\n", strings.TrimSuffix(line, "\n"))
		}
		for line := range strings.Lines(s.Code) {
			fmt.Fprintf(&b, "\tcode: %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	for _, d := range diags.Sorted() {
		fmt.Fprintf(&b, "%s:%d:%d+%d: %s[%s]: %s\n", d.File, d.Line, d.Column, d.Length, d.Severity, d.Code, d.Message)
		if d.Hint != "" {
			fmt.Fprintf(&b, "\thelp: %s\n", d.Hint)
		}
	}
	return b.String()
}
