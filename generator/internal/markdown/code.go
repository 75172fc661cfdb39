package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"afterword/generator/internal/diag"
)

// fenced renders a fenced code block in the language that its info string names.
func (w *walker) fenced(n *ast.FencedCodeBlock) {
	if n.Info == nil {
		w.codeBlock(n, "")
		return
	}
	info := n.Info.Segment
	name := strings.TrimSpace(string(n.Language(w.text)))
	at := w.span(info.Start, info.Start+len(name))
	if !languageName.MatchString(name) {
		w.warnf(diag.CodeLanguage, at, "write the name of the language and nothing else, for instance ```bash",
			"%q is not the name of a language", visible(name))
		w.codeBlock(n, "")
		return
	}
	if name == "goat" && w.diagram(n, w.lines(n)) {
		return
	}
	if name == "mermaid" {
		d := w.src.Warningf(diag.CodeLanguage, at, "Draw it in characters in a block ```goat, or store a picture beside the page.", "mermaid is shown as code, not as a diagram")
		d.Severity = diag.Note
		w.diags.Add(d)
	} else if name != "" && name != "goat" && !known(name) {
		w.warnf(diag.CodeLanguage, at, "write ```text for code without colours",
			"no colours for the language %q", name)
	}
	w.codeBlock(n, name)
}

// languageName matches a name that may be put into data-lang.
var languageName = regexp.MustCompile(`^[A-Za-z0-9+#._-]{0,32}$`)

// lines is the text of a block.
func (w *walker) lines(n ast.Node) string {
	var b bytes.Buffer
	lines := n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		b.Write(line.Value(w.text))
	}
	return strings.ReplaceAll(b.String(), "\r", "")
}

// codeBlock renders the lines of a block, coloured where the language is known.
func (w *walker) codeBlock(n ast.Node, language string) {
	w.doc.Code = true
	text := w.lines(n)
	w.code = append(w.code, text...)

	w.tag(`<pre class="code"`)
	if language != "" {
		w.attribute("data-lang", language)
	}
	w.tag("><code>")
	if coloured, ok := w.colours(n, language, text); ok {
		w.out = append(w.out, coloured...)
	} else {
		w.out = escape(w.out, text)
	}
	w.tag("</code></pre>\n")
}

// maxColoured bounds the code of one page that is coloured, in blocks of the
// greatest size: a lexer reads a few megabytes a second.
const maxColoured = 4

// maxLine is the longest line that is coloured, in bytes. Nearly every rule of
// a lexer ends with its line, so that this bounds what backtracking can cost.
const maxLine = 2_000

// colours returns a block as coloured HTML, or false where it is to be shown plain.
func (w *walker) colours(n ast.Node, language, text string) ([]byte, bool) {
	if language == "" || !coloured(language) || text == "" {
		return nil, false
	}
	at := w.codeSpan(n)
	plain := func(hint, format string, args ...any) ([]byte, bool) {
		w.warnf(diag.CodeLanguage, at, hint, format, args...)
		return nil, false
	}
	const (
		hint  = "shorten it, store it as a file beside the page, or name its language text"
		raise = "Shorten it, store it as a file beside the page, name its language text, or raise limits.highlight_bytes in archive.yaml where this is meant."
	)
	switch {
	case len(text) > w.limits.HighlightBytes:
		return plain(raise, "a code block of %d bytes is shown without colours; %d are allowed", len(text), w.limits.HighlightBytes)
	case w.highlighted+len(text) > maxColoured*w.limits.HighlightBytes:
		return plain(raise, "the code blocks of the page are more than %d bytes: the rest has no colours", maxColoured*w.limits.HighlightBytes)
	case longestLine(text) > maxLine:
		return plain(hint, "a code block with a line of %d bytes is shown without colours; %d are allowed", longestLine(text), maxLine)
	}
	w.highlighted += len(text)
	out, err := highlight(language, text)
	if err != nil {
		// An error, not a warning: whether a lexer is too slow depends on the
		// machine, and a page must not.
		w.errorf(diag.CodeLanguage, at, hint, "the code cannot be coloured as %s: %v", language, err)
		return nil, false
	}
	return out, true
}

func (w *walker) codeSpan(n ast.Node) diag.Span {
	if f, ok := n.(*ast.FencedCodeBlock); ok && f.Info != nil {
		return w.span(f.Info.Segment.Start, f.Info.Segment.Stop)
	}
	pos := max(0, n.Pos())
	return w.span(pos, pos+1)
}

func longestLine(s string) int {
	longest := 0
	for line := range strings.Lines(s) {
		longest = max(longest, len(line))
	}
	return longest
}
