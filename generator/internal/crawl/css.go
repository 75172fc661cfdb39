package crawl

import "strings"

// cssAddresses returns the addresses in a style sheet: those of url() and of
// @import, which may be a plain string. Comments and other strings are passed
// over. https://www.w3.org/TR/css-syntax-3/#tokenization
func cssAddresses(css string) (out []string) {
	importing := false // after @import, before its address
	for css != "" {
		switch {
		case strings.HasPrefix(css, "/*"):
			_, css, _ = strings.Cut(css[2:], "*/")
		case css[0] == '"' || css[0] == '\'':
			var text string
			if text, css = cssString(css); importing {
				out, importing = append(out, text), false
			}
		case css[0] == '\\':
			css = css[min(2, len(css)):]
		case foldPrefix(css, "@import"):
			importing, css = true, css[len("@import"):]
		case foldPrefix(css, "url("):
			importing = false
			css = strings.TrimLeft(css[len("url("):], " \t\n\f\r")
			var text string
			if css != "" && (css[0] == '"' || css[0] == '\'') {
				text, css = cssString(css)
			} else {
				text, css, _ = strings.Cut(css, ")")
				text = strings.TrimRight(text, " \t\n\f\r")
			}
			out = append(out, text)
		default:
			if css[0] == ';' || css[0] == '{' {
				importing = false
			}
			css = css[1:]
		}
	}
	return out
}

// cssString reads a string with its quotes, and gives what stands behind it.
func cssString(css string) (text, rest string) {
	var b strings.Builder
	for i := 1; i < len(css); i++ {
		switch css[i] {
		case css[0]:
			return b.String(), css[i+1:]
		case '\\':
			if i++; i < len(css) {
				b.WriteByte(css[i])
			}
		default:
			b.WriteByte(css[i])
		}
	}
	return b.String(), ""
}

func foldPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
