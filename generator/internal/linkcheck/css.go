package linkcheck

import (
	"bytes"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// cssAddresses returns the addresses in a style sheet: those of url() and of
// @import, which may be a plain string.
func cssAddresses(text string) (out []string) {
	l := css.NewLexer(parse.NewInputString(text))
	importing := false // after @import, before its address
	for {
		switch kind, data := l.Next(); kind {
		case css.ErrorToken: // the end
			return out
		case css.AtKeywordToken:
			importing = bytes.EqualFold(data, []byte("@import"))
		case css.URLToken:
			out, importing = append(out, unquoted(strings.TrimSpace(strings.TrimSuffix(string(data[len("url("):]), ")")))), false
		case css.StringToken:
			if importing {
				out, importing = append(out, unquoted(string(data))), false
			}
		case css.SemicolonToken, css.LeftBraceToken:
			importing = false
		}
	}
}

// unquoted is the text of a string, or of an address without quotes.
func unquoted(text string) string {
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		text = strings.Trim(text, text[:1])
	}
	return strings.ReplaceAll(text, `\`, "")
}
