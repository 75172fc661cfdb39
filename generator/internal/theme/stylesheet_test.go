package theme_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"afterword/generator/internal/theme"
	"afterword/themes"
)

// layouts returns the text of every layout of a theme by its path.
func layouts(t *testing.T, theme string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(themes.FS(), theme+"/layouts", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(themes.FS(), name)
		out[strings.TrimPrefix(name, theme+"/layouts/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// allLayouts are those of all themes of the program.
func allLayouts(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, theme := range themes.Names() {
		for name, text := range layouts(t, theme) {
			out[theme+"/"+name] = text
		}
	}
	return out
}

// comments of CSS say what they like.
var comments = regexp.MustCompile(`(?s)/\*.*?\*/`)

// Bounds of the style sheet as it is published, and of its lines as they are written.
const (
	sheetBytes  = 38 << 10
	sheetPacked = 9<<10 + 512
	sheetLines  = 600
)

func TestStyleSheetKeepsItsBudget(t *testing.T) {
	var css string
	for _, a := range load(t, theme.Options{Name: theme.Default}).Assets() {
		if a.Name == "site.css" {
			css = string(a.Data)
		}
	}
	lines := strings.Count(stylesheet(t), "\n")
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(css)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if len(css) == 0 || len(css) > sheetBytes || packed.Len() > sheetPacked || lines > sheetLines {
		t.Errorf("site.css is published with %d bytes, %d compressed, of %d lines; it may have %d, %d and %d",
			len(css), packed.Len(), lines, sheetBytes, sheetPacked, sheetLines)
	}
}

func TestStyleSheetKeepsItsRules(t *testing.T) {
	keepsRules(t, headOfLedger(t))
	css := comments.ReplaceAllString(stylesheet(t), "")
	keepsRules(t, css)
	if !strings.HasPrefix(strings.TrimSpace(css), "@layer reset, tokens, schemes, base, parts, page, head, print;") {
		t.Error("the order of the layers is not said first")
	}
}

// headOfLedger is what the theme ledger adds to the style sheet.
func headOfLedger(t *testing.T) string {
	t.Helper()
	data, err := fs.ReadFile(themes.FS(), "ledger/assets/head.css")
	if err != nil {
		t.Fatal(err)
	}
	return comments.ReplaceAllString(string(data), "")
}

func keepsRules(t *testing.T, css string) {
	t.Helper()
	for what, pattern := range map[string]string{
		"!important":               `!\s*important`,
		"an address":               `url\(|@import`,
		"an id as selector":        `(?m)^[^{:]*#[a-zA-Z][\w-]*[^;{}]*\{`,
		"a physical side":          `\b(margin|padding|border)-(left|right|top|bottom)\b|\b(left|right)\s*:`,
		"a side of text":           `text-align:\s*(left|right)`,
		"a colour past the tokens": `(?m)^\s*(?:[^-\s][^{]*\{[^}]*)(?:color|background|fill|stroke):\s*#[0-9a-f]{3,6}`,
	} {
		before, _, _ := strings.Cut(css, "@layer print {")
		if m := regexp.MustCompile(pattern).FindString(before); m != "" {
			t.Errorf("the style sheet has %s: %.80q", what, strings.TrimSpace(m))
		}
	}
}

// What a rule names must be written somewhere: in a layout, in the HTML that
// package markdown makes, or in a class that package site or chart gives.
func TestStyleSheetHasNoDeadRules(t *testing.T) {
	var written strings.Builder
	for _, name := range themes.Names() {
		for _, text := range layouts(t, name) {
			written.WriteString(text)
		}
	}
	for _, folder := range []string{"markdown", "site", "chart", "search", "search/js"} {
		files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(folder), "*.[gj][os]"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			written.Write(data)
		}
	}
	words := map[string]bool{}
	for _, word := range regexp.MustCompile(`[a-zA-Z][\w-]*`).FindAllString(written.String(), -1) {
		words[word] = true
	}
	css := comments.ReplaceAllString(stylesheet(t), "") + headOfLedger(t)
	seen := map[string]bool{}
	for _, selector := range regexp.MustCompile(`([^{};]+)\{`).FindAllStringSubmatch(css, -1) {
		if strings.HasPrefix(strings.TrimSpace(selector[1]), "@") {
			continue
		}
		for _, class := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(selector[1], -1) {
			// Layouts put some numbers behind a word themselves: depth2.
			if !words[class[1]] && !words[strings.TrimRight(class[1], "0123456789")] && !seen[class[1]] {
				t.Errorf("nothing has the class %q of the rule %q", class[1], strings.TrimSpace(selector[1]))
				seen[class[1]] = true
			}
		}
	}
}

func TestLayoutsCarryNoStyleAndNoScript(t *testing.T) {
	for name, text := range allLayouts(t) {
		for what, pattern := range map[string]string{
			"inline style":                     `\sstyle\s*=|<style`,
			"an inline handler":                `\son[a-z]+\s*=`,
			"a link to a new tab":              `target\s*=`,
			"an address elsewhere":             `(?:src|href)="(?:https?:)?//`,
			"a URL with a base path forgotten": `(?:src|href|action)="/`,
		} {
			if m := regexp.MustCompile(pattern).FindString(text); m != "" {
				t.Errorf("%s has %s: %q", name, what, m)
			}
		}
		for _, m := range regexp.MustCompile(`<script[^>]*>`).FindAllString(text, -1) {
			if m != `<script type="application/ld+json">` && !strings.Contains(m, ` src="{{ `) {
				t.Errorf("%s has an inline script: %s", name, m)
			}
		}
	}
}

// A drawing is either hidden from those who do not see it, or says what it shows.
func TestDrawingsAreNamedOrHidden(t *testing.T) {
	for name, text := range allLayouts(t) {
		for _, m := range regexp.MustCompile(`(?s)<svg[^>]*>`).FindAllString(text, -1) {
			if !strings.Contains(m, `aria-hidden="true"`) && !(strings.Contains(m, `role="img"`) && strings.Contains(m, "aria-label")) {
				t.Errorf("%s: neither hidden nor named: %s", name, m)
			}
		}
	}
}
