package theme

import (
	"html/template"
	"slices"
	"strings"
	"text/template/parse"
)

// Layouts are indented for their authors. collapse makes white space of text
// and between attributes one line break, or one space where it holds none; what
// stands in quotes, <pre>, <textarea>, <script> and <style> is kept. Only texts
// of the parsed templates change, so that mistakes are found on the same lines.
//
// It follows the markup through all branches. Where that is cut in a way that
// it cannot follow, such as a <pre> that another template closes, it leaves the
// whole layout as it is.
func collapse(set *template.Template, name string) {
	w := &walker{set: set, seen: map[string]bool{}, texts: map[*parse.TextNode][]byte{}}
	if w.template(name); w.lost {
		return
	}
	for n, text := range w.texts {
		n.Text = text
	}
}

type walker struct {
	set   *template.Template
	seen  map[string]bool
	texts map[*parse.TextNode][]byte
	lost  bool
	loops []place // where the loops begin
}

// A place is where in the markup a text begins.
type place struct {
	state state
	quote byte   // in quotes
	tag   string // lower-case, with its slash, in a tag; its name, in an element of raw text
	named bool   // in a tag: its name is complete
	pres  int    // <pre> that are open
}

type state uint8

const (
	inText state = iota
	inTag
	inQuotes
	inComment
	inRaw
)

func (w *walker) template(name string) {
	t := w.set.Lookup(name)
	if w.seen[name] || t == nil || t.Tree == nil {
		return
	}
	w.seen[name] = true
	loops := w.loops
	w.loops = nil
	w.expect(w.list(t.Tree.Root, place{}), place{})
	w.loops = loops
}

func (w *walker) expect(got, want place) {
	if got != want {
		w.lost = true
	}
}

func (w *walker) list(list *parse.ListNode, at place) place {
	if list == nil {
		return at
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			w.texts[n], at = w.text(n.Text, at)
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 && at.state == inTag && !at.named {
				w.lost = true // it prints a piece of the tag's name
			}
		case *parse.IfNode:
			at = w.branch(&n.BranchNode, at)
		case *parse.WithNode:
			at = w.branch(&n.BranchNode, at)
		case *parse.RangeNode:
			w.loops = append(w.loops, at)
			w.expect(w.list(n.List, at), at)
			w.loops = w.loops[:len(w.loops)-1]
			w.expect(w.list(n.ElseList, at), at)
		case *parse.TemplateNode:
			w.expect(at, place{})
			w.template(n.Name)
		case *parse.BreakNode, *parse.ContinueNode:
			if len(w.loops) > 0 {
				w.expect(at, w.loops[len(w.loops)-1])
			}
		}
	}
	return at
}

func (w *walker) branch(n *parse.BranchNode, at place) place {
	end := w.list(n.List, at)
	other := w.list(n.ElseList, at)
	if at.state == inTag && end.state == inTag && other.state == inTag {
		// <li{{ if .Current }} class="current"{{ end }}>: the name is complete or
		// the next text completes it.
		end.named, other.named = at.named, at.named
	}
	w.expect(end, other)
	return end
}

// text returns a text with its white space collapsed, and where it ends.
func (w *walker) text(s []byte, at place) (out []byte, end place) {
	if at.state == inTag && !at.named && len(s) > 0 && inName(s[0]) {
		w.lost = true
	}
	for len(s) > 0 {
		n := 1
		switch at.state {
		case inText:
			n, at = w.markup(s, at)
		case inTag:
			n, at = w.tag(s, at)
		case inQuotes:
			if s[0] == at.quote {
				at.state, at.quote = inTag, 0
			}
		case inComment:
			if strings.HasPrefix(string(s[:min(3, len(s))]), "-->") {
				n, at = 3, place{pres: at.pres}
			}
		case inRaw:
			if folded(s, "</"+at.tag) {
				n, at = 2+len(at.tag), place{state: inTag, tag: "/" + at.tag, pres: at.pres}
			}
		}
		if (at.state == inText || at.state == inTag) && at.pres == 0 && space(s[0]) {
			for n = 1; n < len(s) && space(s[n]); n++ {
			}
			out = append(out, oneSpace(s[:n]))
		} else {
			out = append(out, s[:n]...)
		}
		s = s[n:]
	}
	return out, at
}

// markup goes over a tag's name, or one byte of text.
func (w *walker) markup(s []byte, at place) (int, place) {
	if s[0] != '<' {
		return 1, at
	}
	if folded(s, "<!--") {
		return 4, place{state: inComment, pres: at.pres}
	}
	n := 1
	if n < len(s) && (s[n] == '/' || s[n] == '!') {
		n++
	}
	if n == len(s) {
		w.lost = true // the name is somewhere else
	}
	if n == len(s) || !letter(s[n]) {
		return n, at
	}
	for n < len(s) && inName(s[n]) {
		n++
	}
	at.state, at.tag, at.named = inTag, strings.ToLower(string(s[1:n])), n < len(s)
	return n, at
}

// tag goes over one byte within a tag.
func (w *walker) tag(s []byte, at place) (int, place) {
	at.named = true
	switch s[0] {
	case '"', '\'':
		at.state, at.quote = inQuotes, s[0]
	case '>':
		next := place{pres: at.pres}
		switch at.tag {
		case "pre":
			next.pres++
		case "/pre":
			next.pres--
		case "script", "style", "textarea":
			next.state, next.tag = inRaw, at.tag
		}
		return 1, next
	}
	return 1, at
}

func oneSpace(run []byte) byte {
	if slices.ContainsFunc(run, func(c byte) bool { return c == '\n' || c == '\r' }) {
		return '\n'
	}
	return ' '
}

func folded(s []byte, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(string(s[:len(prefix)]), prefix)
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// inName tells the bytes that go on with the name of a tag.
func inName(c byte) bool { return !space(c) && c != '>' && c != '/' }

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
