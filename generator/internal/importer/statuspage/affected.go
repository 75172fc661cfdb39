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
		if pair := split(last, " and "); !and && len(pair) > 1 {
			two := pair[len(pair)-1]
			items = append(items, two)
			last = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(last, two), " and "))
		}
		items[n] = last
	}
	for _, item := range items {
		group, names, ok := group(item)
		if !ok {
			list = append(list, listed{name: item})
			continue
		}
		for name := range strings.SplitSeq(names, ", ") {
			list = append(list, listed{name, group})
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

// group splits "Group (One, Two)" at the bracket that the last one closes.
func group(item string) (group, names string, ok bool) {
	depth, open := 0, 0
	for i, c := range item {
		if c == '(' {
			if depth++; depth == 1 {
				open = i
			}
		} else if c == ')' {
			depth--
		}
	}
	if depth != 0 || open == 0 || !strings.HasSuffix(item, ")") {
		return "", "", false
	}
	return strings.TrimSpace(item[:open]), item[open+1 : len(item)-1], true
}
