package theme

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// head is the sheet of rules that a theme and an archive may add to the style sheet. Unlike other
// assets it does not hide the one below it: each follows the one before, at the end of site.css.
const head = "assets/head.css"

// generated returns what settings add, as a head.css. Under a pointer links are further from the page.
func generated(s settings.Style) string {
	var light, dark string
	if s.Light != "" {
		light = fmt.Sprintf("--link:%s;--link-hover:color-mix(in srgb,%[1]s 65%%,#000);", s.Light)
		dark = fmt.Sprintf("--link:%s;--link-hover:color-mix(in srgb,%[1]s 50%%,#fff);", s.Dark)
	}
	light += map[string]string{
		"serif": "--face:var(--serif);--head:var(--serif);", "sans": "--face:var(--sans);--head:var(--sans);",
		"system": "--face:system-ui,sans-serif;--head:system-ui,sans-serif;",
	}[s.Font]
	light += map[string]string{"narrow": "--widen:.8;", "wide": "--widen:1.35;"}[s.Width]
	return ":root{" + light + "}@media screen and (prefers-color-scheme:dark){:root{" + dark + "}}"
}

// layers are the cascade layers that the rules of a head.css belong to. The theme's style sheet
// says their order. A token that is set for all is that of the light scheme, so it comes before
// the theme's tokens of other schemes; everything else comes last.
type layers struct {
	tokens  strings.Builder // ":root { … }"
	schemes strings.Builder // "@media … { :root { … } }"
	rest    strings.Builder
}

// String returns the rules, each in its layer.
func (l *layers) String() string {
	return "@layer tokens{" + l.tokens.String() + "}@layer schemes{" + l.schemes.String() + "}@layer head{" + l.rest.String() + "}"
}

// add sorts the rules of a sheet into layers. What would reach past them, such as a brace that is
// not closed, is an error.
func (l *layers) add(src *diag.Source) diag.List {
	fail := func(from, to int, message string) diag.List {
		return diag.List{src.Errorf(diag.ThemeTemplate, diag.Span{Start: from, End: to}, "", "%s", message)}
	}
	text := src.Text()
	lexer := css.NewLexer(parse.NewInputString(text))
	var prelude strings.Builder // the text since the last brace or semicolon, without comments
	var selectors []string      // of the rule: its own and those of the rules in it
	rule, at, depth := 0, 0, 0  // where the rule and the token begin, and how many braces are open
	for {
		kind, token := lexer.Next()
		end := at + len(token)
		switch kind {
		case css.ErrorToken:
			if depth > 0 || strings.TrimSpace(prelude.String()) != "" {
				return fail(rule, len(text), "this rule has no end")
			}
			return nil
		case css.LeftBraceToken:
			if depth < 2 {
				selectors = append(selectors, strings.TrimSpace(prelude.String()))
			}
			depth++
		case css.RightBraceToken:
			if depth--; depth < 0 {
				return fail(at, end, "there is one } too many")
			}
			if depth == 0 {
				l.of(selectors).WriteString(text[rule:end])
				rule, selectors = end, nil
			}
		case css.SemicolonToken:
			if depth == 0 {
				return fail(rule, end, "only rules can be added to the style sheet")
			}
		}
		switch kind {
		case css.LeftBraceToken, css.RightBraceToken, css.SemicolonToken:
			prelude.Reset()
		case css.CommentToken:
		default:
			prelude.Write(token)
		}
		at = end
	}
}

// of returns the layer of a rule by its selector and those of the rules in it.
func (l *layers) of(selectors []string) *strings.Builder {
	other := func(selector string) bool { return selector != ":root" }
	switch {
	case selectors[0] == ":root":
		return &l.tokens
	case len(selectors) > 1 && !slices.ContainsFunc(selectors[1:], other):
		return &l.schemes
	}
	return &l.rest
}
