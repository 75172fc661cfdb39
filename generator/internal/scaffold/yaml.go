package scaffold

import (
	"regexp"
	"strings"
)

// plain matches text that YAML reads as the same text without quotes: words and
// figures, and a colon only between two of them.
var plain = regexp.MustCompile(`^[\pL\pN](?:[\pL\pN ,.'()/+_-]|:[\pL\pN])*$`)

// number matches what some YAML reader takes for a number.
var number = regexp.MustCompile(`^[0-9][0-9._xXoObBa-fA-F]*$`)

// scalar writes text as a YAML scalar on one line. Text with control characters
// is not for it; front matter refuses them.
func scalar(text string) string {
	switch strings.ToLower(text) {
	case "":
		return ""
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "inf", "nan":
		return quoted(text)
	}
	if plain.MatchString(text) && !number.MatchString(text) && !strings.HasSuffix(text, " ") {
		return text
	}
	return quoted(text)
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// list writes texts as a YAML list on one line; "" for none.
func list(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	items := make([]string, len(texts))
	for n, t := range texts {
		items[n] = scalar(t)
		if t == "" || strings.ContainsAny(t, ",[]{}") && items[n] == t {
			items[n] = quoted(t)
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}
