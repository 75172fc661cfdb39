package theme_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/theme"
)

// css is the published style sheet.
func css(t testing.TB, look *theme.Theme) string {
	t.Helper()
	a, ok := look.Asset("site.css")
	if !ok {
		t.Fatal("there is no site.css")
	}
	return string(a.Data)
}

// TestHeadKeepsTheDarkScheme promises that what a head.css sets for all is set before the theme's other
// schemes, what it sets on :root for one of them after the theme's, and everything else last.
func TestHeadKeepsTheDarkScheme(t *testing.T) {
	look := load(t, own(t, map[string]string{
		"layouts/baseof.html": bare,
		"layouts/page.html":   `{{ define "main" }}{{ end }}`,
		"assets/site.css":     "@layer tokens, schemes, base, head, print;",
		"assets/head.css": `/* { */ :root { --page: #fed; --odd: "}" }
			@media (prefers-color-scheme: dark) { :root { --page: #210 } }
			@media print { :root { --page: #fff } p { color: red } }
			@font-face { font-family: X }
			p { color: blue }`,
	}))
	want := `@layer tokens,schemes,base,head,print;` +
		`@layer tokens{:root{--page:#fed; --odd:"}" }}` +
		`@layer schemes{@media(prefers-color-scheme:dark){:root{--page:#210 }}}` +
		`@layer head{@media print{:root{--page:#fff }p{color:red}}@font-face{font-family:X}p{color:blue}}`
	if got := strings.ReplaceAll(css(t, look), " }", "}"); got != strings.ReplaceAll(strings.ReplaceAll(want, " }", "}"), "; --", ";--") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestHeadsFollowEachOther promises the order: the theme's, what the settings say, the archive's.
func TestHeadsFollowEachOther(t *testing.T) {
	o := own(t, map[string]string{
		"layouts/baseof.html": bare,
		"layouts/page.html":   `{{ define "main" }}{{ end }}`,
		"assets/head.css":     ":root{--link:theirs}",
	})
	o.Style = settings.Style{Light: "#123456", Dark: "#eabcde", Font: "serif", Width: "narrow"}
	all := css(t, load(t, o))
	_, added, _ := strings.Cut(all, "--link:theirs")
	for _, want := range []string{"--link:#123456", "--link-hover:color-mix(in srgb,#123456 65%,#000)", "--face:var(--serif)", "--head:var(--serif)", "--widen:.8", "@media screen and (prefers-color-scheme:dark){:root{--link:#eabcde;--link-hover:color-mix(in srgb,#eabcde 50%,#fff)"} {
		if !strings.Contains(added, want) {
			t.Errorf("%s does not follow the theme's: %s", want, added)
		}
	}
	if plain := css(t, load(t, theme.Options{Name: theme.Default})); strings.Contains(plain, "@layer head{") {
		t.Error("a site without a look has rules of one")
	}
}

// TestHeadOfAFolderHidesTheProgramsOwn promises that a theme of the program which is also a folder counts once.
func TestHeadOfAFolderHidesTheProgramsOwn(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "themes", "ledger", "assets", "head.css"))
	if err != nil {
		t.Fatal(err)
	}
	inside := css(t, load(t, theme.Options{Name: "ledger"}))
	o := own(t, map[string]string{"assets/head.css": string(data)})
	o.Name, o.Required = "ledger", nil
	if folder := css(t, load(t, o)); folder != inside {
		t.Errorf("%d bytes with the folder, %d without", len(folder), len(inside))
	}
}

// TestHeadsThatReachTooFar promises that a sheet which does not end what it begins, or holds more than rules, is an
// error at its place.
func TestHeadsThatReachTooFar(t *testing.T) {
	for text, want := range map[string]string{
		"a { color: red":               "has no end",
		"a { color: red } b":           "has no end",
		"a { color: red }\n}":          "one } too many",
		"@import 'x.css';\na { }":      "only rules",
		"@layer print { a { } } x; {}": "only rules",
	} {
		_, list := theme.Load(own(t, map[string]string{
			"layouts/baseof.html": bare, "layouts/page.html": `{{ define "main" }}{{ end }}`, "assets/head.css": text,
		}))
		if len(list) != 1 || list[0].Code != diag.ThemeTemplate || list[0].File != "themes/own/assets/head.css" || list[0].Line == 0 || !strings.Contains(list[0].Message, want) {
			t.Errorf("%q: %+v", text, list)
		}
	}
}

// FuzzHead promises that no sheet makes loading panic, and that one which is taken leaves the layers whole.
func FuzzHead(f *testing.F) {
	for _, text := range []string{"a{}", ":root{--a:b}", "@media x{:root{}}", "}", "{", "{}", "@x;", "a{b:'}", "a{b:url(}", "/*", "\\", "<!-- a{} -->", "a{b:(}"} {
		f.Add(text)
	}
	files := map[string]string{"layouts/baseof.html": bare, "layouts/page.html": `{{ define "main" }}{{ end }}`, "assets/site.css": "@layer tokens,schemes,head;"}
	f.Fuzz(func(t *testing.T, text string) {
		files["assets/head.css"] = text
		look, list := theme.Load(own(t, files))
		if len(list) == 0 && !strings.HasPrefix(css(t, look), "@layer tokens,schemes,head;") {
			t.Errorf("%q: %s", text, css(t, look))
		}
	})
}
