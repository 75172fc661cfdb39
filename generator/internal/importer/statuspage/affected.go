package statuspage

import "strings"

// A listed component is one of those that a page names as affected.
type listed struct{ name, group string }

// affected reads "Group (One, Two), Three and Four". Names may hold brackets of
// their own: those that close at the end of an item hold the components of a group.
func affected(text string) (list []listed) {
	items := split(text, ",")
	if n := len(items) - 1; n >= 0 {
		last, and := strings.CutPrefix(items[n], "and ")
		items[n] = last
		if pair := split(last, " and "); !and && len(pair) > 1 {
			two := pair[len(pair)-1]
			items[n] = strings.TrimSuffix(strings.TrimSuffix(last, two), " and ")
			items = append(items, two)
		}
	}
	for _, item := range items {
		open := opening(item)
		if open <= 0 {
			list = append(list, listed{name: item})
			continue
		}
		for name := range strings.SplitSeq(item[open+1:len(item)-1], ", ") {
			list = append(list, listed{name, strings.TrimSpace(item[:open])})
		}
	}
	return list
}

// split splits a text at a separator outside brackets.
func split(text, separator string) (parts []string) {
	depth, start := 0, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text) || depth == 0 && strings.HasPrefix(text[i:], separator):
			if part := strings.TrimSpace(text[start:i]); part != "" {
				parts = append(parts, part)
			}
			start = min(i+len(separator), len(text))
		case text[i] == '(':
			depth++
		case text[i] == ')':
			depth = max(0, depth-1)
		}
	}
	return parts
}

// opening finds the bracket that the last character of a text closes; -1 where it closes none.
func opening(text string) int {
	if !strings.HasSuffix(text, ")") {
		return -1
	}
	depth, at := 1, len(text)-1
	for depth > 0 && at >= 0 {
		at = strings.LastIndexAny(text[:at], "()")
		if at >= 0 && text[at] == ')' {
			depth++
		} else {
			depth--
		}
	}
	return at
}
