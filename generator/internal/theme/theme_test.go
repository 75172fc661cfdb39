package theme_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// own writes a theme of its own into a fresh folder and gives the options that load it.
func own(t testing.TB, files map[string]string) theme.Options {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return theme.Options{Name: "own", Folder: dir, Required: []theme.Layout{page}}
}

// page is the one layout that the themes of these tests must have.
const page theme.Layout = "page"

func load(t testing.TB, o theme.Options) *theme.Theme {
	t.Helper()
	look, list := theme.Load(o)
	if len(list) > 0 {
		t.Fatalf("Load: %v", list)
	}
	return look
}

func render(t *testing.T, look *theme.Theme, layout theme.Layout, data any) string {
	t.Helper()
	var b bytes.Buffer
	if err := look.Render(&b, layout, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheDefaultThemeLoads(t *testing.T) {
	look := load(t, theme.Options{Name: theme.Default})
	var names []string
	for _, a := range look.Assets() {
		names = append(names, a.Name)
	}
	for _, want := range []string{"icon.svg", "site.css"} {
		if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+want+" ") {
			t.Errorf("assets are %v, without %s", names, want)
		}
	}
}

// bare is a frame that needs no data of a site.
const bare = `<p>{{ template "main" . }}</p>`

func TestTheTopmostFileCounts(t *testing.T) {
	look := load(t, own(t, map[string]string{
		"layouts/baseof.html":         bare,
		"layouts/page.html":           `{{ define "main" }}{{ template "partials/badge.html" . }}{{ end }}`,
		"layouts/partials/badge.html": `[{{ template "default/partials/badge.html" . }}]`,
	}))
	got := render(t, look, page, struct{ Word, Shape, Class, URL string }{"Major", "", "sev2", ""})
	if !strings.HasPrefix(got, `<p>[<span class="badge sev2">`) || !strings.HasSuffix(got, `Major</span>]</p>`) {
		t.Errorf("an own partial around the default one gave %s", got)
	}
}

func TestTextIsEscaped(t *testing.T) {
	look := load(t, own(t, map[string]string{
		"layouts/baseof.html": `{{ template "main" . }}`,
		"layouts/page.html":   `{{ define "main" }}<a href="{{ .URL }}" title="{{ .Text }}">{{ .Text }}</a>{{ end }}`,
	}))
	got := render(t, look, page, struct{ Text, URL string }{`</a><script>"`, "javascript:alert(1)"})
	if want := `<a href="#ZgotmplZ" title="&lt;/a&gt;&lt;script&gt;&#34;">&lt;/a&gt;&lt;script&gt;&#34;</a>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAssetsAreNamedByTheirContent(t *testing.T) {
	base, err := urls.ParseBase("https://example.org/repo/")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"layouts/baseof.html": `{{ template "main" . }}`,
		"layouts/page.html":   `{{ define "main" }}{{ asset "site.css" }} {{ path "/services/" }}{{ end }}`,
		"assets/site.css":     "",
	}
	paths := map[string]bool{}
	for _, css := range []string{"p{color:red}", "p{color:red}", "q{color:red}"} {
		files["assets/site.css"] = css
		o := own(t, files)
		o.Base = base
		look := load(t, o)
		got := render(t, look, page, nil)
		paths[got] = true
		for _, a := range look.Assets() {
			if a.Name == "site.css" && (string(a.Data) != css || got != "/repo"+a.Path+" /repo/services/") {
				t.Errorf("asset %q at %s; the page says %s", a.Data, a.Path, got)
			}
		}
	}
	if len(paths) != 2 {
		t.Errorf("two contents gave the paths %v", paths)
	}
}

func TestMistakesHaveAPlace(t *testing.T) {
	tests := []struct {
		name, file, text string
		line             int
		message, hint    string
	}{
		{"an open if", "layouts/page.html", "{{ define \"main\" }}\n{{ if .Empty }}\n{{ end }}\n", 4, "unexpected EOF", "lacks its {{end}}"},
		{"an end too many", "layouts/partials/row.html", "<li>\n{{ end }}</li>", 2, "unexpected {{end}}", "one {{end}} too many"},
		{"an unknown function", "layouts/page.html", "{{ define \"main\" }}\n\n  {{ shout .Title }}{{ end }}", 3, `function "shout" not defined`, "lists the functions"},
		{"an open action", "layouts/page.html", "{{ define \"main\" }}{{ .Title\n{{ end }}", 2, "unexpected", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, list := theme.Load(own(t, map[string]string{test.file: test.text}))
			if len(list) != 1 {
				t.Fatalf("got %v", list)
			}
			d := list[0]
			if d.Code != diag.ThemeTemplate || d.File != "themes/own/"+test.file || d.Line != test.line ||
				!strings.Contains(d.Message, test.message) || !strings.Contains(d.Hint, test.hint) {
				t.Errorf("got %+v", d)
			}
		})
	}
}

func TestMistakesInRenderingHaveAPlace(t *testing.T) {
	tests := []struct {
		name, text, message, hint string
		line                      int
	}{
		{"an unknown field", "{{ define \"main\" }}\n{{ .Titel }}{{ end }}", "can't evaluate field Titel", "what each layout is given", 2},
		{"an unknown asset", "{{ define \"main\" }}\n\n{{ asset \"missing.css\" }}{{ end }}", `the theme has no asset "missing.css"`, "", 3},
		{"an unknown partial", "{{ define \"main\" }}\n{{ template \"partials/missing.html\" }}{{ end }}", "no such template", "layouts/partials/", 2},
		{"a quote left open", "{{ define \"main\" }}\n<a href=\"{{ .Title }}>{{ end }}", "", "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			look := load(t, own(t, map[string]string{"layouts/baseof.html": bare, "layouts/page.html": test.text}))
			err := look.Render(new(bytes.Buffer), page, struct{ Title string }{"x"})
			var failure *theme.Failure
			if !errors.As(err, &failure) {
				t.Fatalf("got %v", err)
			}
			d := failure.Diagnostic
			if !strings.HasPrefix(d.File, "themes/own/layouts/") || test.line > 0 && d.Line != test.line ||
				!strings.Contains(d.Message, test.message) || !strings.Contains(d.Hint, test.hint) {
				t.Errorf("got %+v", d)
			}
		})
	}
}

// TestAFailureWritesNothing promises that a page is written in one piece or not at all.
func TestAFailureWritesNothing(t *testing.T) {
	look := load(t, own(t, map[string]string{"layouts/baseof.html": bare, "layouts/page.html": `{{ define "main" }}{{ .Title }}{{ .Missing }}{{ end }}`}))
	var b bytes.Buffer
	if err := look.Render(&b, page, struct{ Title string }{"x"}); err == nil || b.Len() > 0 {
		t.Errorf("wrote %q, error %v", b.String(), err)
	}
}

// A counted value counts how often a layout asks for it.
type counted struct{ asked *int }

func (c counted) Text() string { *c.asked++; return "<" }

// TestAPieceIsRenderedOnce promises that pages share it, escaped, as the topmost partial draws it.
func TestAPieceIsRenderedOnce(t *testing.T) {
	look := load(t, own(t, map[string]string{
		"layouts/baseof.html":       bare,
		"layouts/page.html":         `{{ define "main" }}{{ .HTML }}{{ end }}`,
		"layouts/partials/row.html": `<i title="{{ .Text }}"></i>`,
	}))
	asked := 0
	piece := look.Piece("partials/row.html", counted{&asked})
	for range 3 {
		if got, want := render(t, look, page, piece), `<p><i title="&lt;"></i></p>`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if asked != 1 {
		t.Errorf("rendered %d times", asked)
	}
}

// TestAPieceThatFails promises that the error is placed in the partial.
func TestAPieceThatFails(t *testing.T) {
	look := load(t, own(t, map[string]string{
		"layouts/baseof.html":       bare,
		"layouts/page.html":         `{{ define "main" }}{{ .HTML }}{{ end }}`,
		"layouts/partials/row.html": "<i>\n\n{{ .Titel }}</i>",
	}))
	err := look.Render(new(bytes.Buffer), page, look.Piece("partials/row.html", struct{ Title string }{}))
	failure, ok := err.(*theme.Failure)
	if !ok || failure.File != "themes/own/layouts/partials/row.html" || failure.Line != 3 || !strings.Contains(failure.Message, "can't evaluate field Titel") {
		t.Errorf("got %#v", err)
	}
}

// TestAnUnfinishedPartial promises that the file is named which leaves a quote open, not the default theme's
// that it is drawn in.
func TestAnUnfinishedPartial(t *testing.T) {
	look := load(t, own(t, map[string]string{
		"layouts/page.html":              `{{ define "main" }}x{{ end }}`,
		"layouts/partials/colophon.html": "<p title=\"{{ .Title }}>\n",
		"layouts/partials/head.html":     "<head></head>",
		"layouts/partials/footer.html":   `{{ template "partials/colophon.html" . }}`,
	}))
	err := look.Render(new(bytes.Buffer), page, struct {
		Title string
		Site  struct{ Language string }
	}{})
	failure, ok := err.(*theme.Failure)
	if !ok || failure.File != "themes/own/layouts/partials/colophon.html" || !strings.Contains(failure.Hint, "left open") {
		t.Errorf("got %#v", err)
	}
}

func TestAThemeThatIsMissing(t *testing.T) {
	_, list := theme.Load(theme.Options{Name: "dark", Folder: filepath.Join(t.TempDir(), "dark")})
	if len(list) != 1 || list[0].Code != diag.ThemeMissing || list[0].File != "themes/dark" {
		t.Errorf("got %v", list)
	}
}

func TestALayoutThatDoesNotExist(t *testing.T) {
	if err := load(t, theme.Options{Name: theme.Default}).Render(new(bytes.Buffer), "poster", nil); err == nil {
		t.Error("an unknown layout rendered")
	}
}
