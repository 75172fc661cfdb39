package verify

import (
	"bytes"
	"strings"
	"time"

	"golang.org/x/net/html"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/recompute"
)

// page compares what a page says that it prints.
func (r *reading) page(name string, text []byte) {
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		r.differs(name, "its text", "no page", "one")
		return
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if figures := strings.Fields(attribute(n, "data-figure")); len(figures) > 0 {
			r.mark(name, n, figures)
		} else if when := attribute(n, "datetime"); n.Data == "time" && strings.HasPrefix(when, "P") {
			r.length(name, when, own(n))
		}
	}
}

// mark compares the text of an element with the figures that it names, in their order: it holds no digit but theirs.
func (r *reading) mark(file string, n *html.Node, figures []string) {
	service, period, _ := strings.Cut(of(n), " ")
	text := own(n)
	rest := text
	for _, name := range figures {
		k := recompute.Key{Service: service, Period: period, Name: name}
		forms := r.forms(k)
		longest := "" // of those that it holds: "4 h 22 min 48 s", not "4 h 22 min"
		for _, form := range forms {
			if len(form) > len(longest) && strings.Contains(rest, form) {
				longest = form
			}
		}
		before, after, _ := strings.Cut(rest, longest)
		if rest = before + after; longest == "" {
			rest = ""
			follows := "no such figure"
			if len(forms) > 0 {
				follows = forms[0]
			}
			r.same(file, k.String(), text, follows)
			break
		}
		r.same(file, k.String(), "", "")
	}
	if strings.ContainsAny(rest, "0123456789") {
		r.differs(file, strings.Join(append([]string{service, period}, figures...), " "), text, "nothing but these figures")
	}
	if when := attribute(n, "datetime"); n.Data == "time" && strings.HasPrefix(when, "P") {
		r.length(file, when, text)
		k := recompute.Key{Service: service, Period: period, Name: figures[0]}
		r.same(file, k.String(), when, r.machine(k))
	}
}

// of is what the figures of an element are about.
func of(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		if about := attribute(n, "data-of"); about != "" {
			return about
		}
	}
	return ""
}

// length compares a length with what it says to machines.
func (r *reading) length(file, machine, text string) {
	d, err := time.ParseDuration(strings.ToLower(strings.NewReplacer("PT", "", "P", "").Replace(days(machine))))
	if err != nil {
		r.differs(file, machine, "no length", text)
		return
	}
	follows := calendar.Duration(int64(d / time.Second))
	if before, after, ok := strings.Cut(text, follows); ok && !strings.ContainsAny(before+after, "0123456789") {
		text = follows // with words around it: "so far 3 h 10 min"
	}
	r.same(file, machine, text, follows)
}

// days writes the days of a length as hours: P1DT6H is PT24H and PT6H.
func days(machine string) string {
	count, rest, ok := strings.Cut(strings.TrimPrefix(machine, "P"), "D")
	if !ok {
		return machine
	}
	hours, err := time.ParseDuration(count + "h")
	if err != nil {
		return machine
	}
	more, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(rest, "T")))
	if err != nil && rest != "" {
		return machine
	}
	return (hours*24 + more).String()
}

// own is the text that is directly in an element.
func own(n *html.Node) string {
	var b strings.Builder
	for child := range n.ChildNodes() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}
