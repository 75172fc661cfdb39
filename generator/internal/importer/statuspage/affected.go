package statuspage

import "strings"

// A listed component is one of those that a page names as affected.
type listed struct{ name, group string }

// affected reads "Group (One, Two), Three and Four". Names may hold brackets of
// their own: the last bracket that closes decides.
func affected(text string) []listed {
	var list []listed
	for _, item := range splitTop(text) {
		open := matching(item)
		if open <= 0 {
			list = append(list, listed{name: item})
			continue
		}
		group := strings.TrimSpace(item[:open])
		for name := range strings.SplitSeq(item[open+1:len(item)-1], ", ") {
			list = append(list, listed{name, group})
		}
	}
	return list
}

// splitTop splits a list as a sentence has it, "One, Two (A, B), and Three" or
// "One and Two": at commas outside brackets, and at the last "and".
func splitTop(text string) []string {
	var items []string
	depth, start := 0, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text), text[i] == ',' && depth == 0:
			if item := strings.TrimSpace(text[start:i]); item != "" {
				items = append(items, item)
			}
			start = i + 1
		case text[i] == '(':
			depth++
		case text[i] == ')':
			depth = max(0, depth-1)
		}
	}
	if len(items) == 0 {
		return nil
	}
	last := len(items) - 1
	if rest, ok := strings.CutPrefix(items[last], "and "); ok {
		items[last] = strings.TrimSpace(rest)
		return items
	}
	depth = 0
	for i := len(items[last]) - 1; i > 0; i-- {
		switch c := items[last][i]; {
		case c == ')':
			depth++
		case c == '(':
			depth--
		case depth == 0 && strings.HasPrefix(items[last][i:], " and "):
			two := strings.TrimSpace(items[last][i+5:])
			items[last] = strings.TrimSpace(items[last][:i])
			return append(items, two)
		}
	}
	return items
}

// matching finds the bracket that the closing one at the end of an item opens with; -1 where there is none.
func matching(item string) int {
	if !strings.HasSuffix(item, ")") {
		return -1
	}
	depth := 0
	for i := len(item) - 1; i >= 0; i-- {
		switch item[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
