package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/rename"
)

// A document is a text as the editor or the disk has it. It does not change.
type document struct {
	uri     string
	name    string // within the archive: "2018/zuora-connect.md"
	version *int   // of the editor; nil of a file that it does not hold
	text    string
	src     *diag.Source // the text without a byte order mark
	utf8    bool         // how client and server count
}

const byteOrderMark = "\ufeff"

func newDocument(uri, name string, version *int, text string, utf8 bool) *document {
	return &document{uri, name, version, text, diag.NewSource(name, strings.TrimPrefix(text, byteOrderMark)), utf8}
}

// edit returns the document after changes, each of which is of what those before it left.
func (d *document) edit(version int, changes []contentChange) *document {
	for _, c := range changes {
		text := c.Text
		if c.Range != nil {
			mark := len(d.text) - len(d.src.Text())
			from, to := d.offset(c.Range.Start), d.offset(c.Range.End)
			if from > 0 || c.Range.Start.Character > 0 {
				from += mark // else the mark itself may be what is replaced
			}
			if to > 0 || c.Range.End.Character > 0 {
				to += mark
			}
			text = d.text[:from] + text + d.text[max(from, to):]
		}
		d = newDocument(d.uri, d.name, &version, text, d.utf8)
	}
	return d
}

// marked is how many units of its first line a byte order mark takes.
func (d *document) marked() int {
	switch {
	case len(d.text) == len(d.src.Text()):
		return 0
	case d.utf8:
		return len(byteOrderMark)
	}
	return 1
}

// offset is the byte of a position in the source; of one that is beyond a line or the text, the end of that.
func (d *document) offset(p position) int {
	start, line := d.src.LineStart(p.Line+1), d.src.Line(p.Line+1)
	if p.Line < 0 {
		return 0
	}
	units := p.Character
	if p.Line == 0 {
		units -= d.marked()
	}
	for at, r := range line {
		if units <= 0 {
			return start + at
		}
		units -= d.units(r)
	}
	return start + len(line)
}

// position is that of a byte of the source.
func (d *document) position(offset int) position {
	line, _ := d.src.Position(offset)
	start := d.src.LineStart(line)
	p := position{Line: line - 1}
	if line == 1 {
		p.Character = d.marked()
	}
	for _, r := range d.src.Text()[start:max(start, min(offset, len(d.src.Text())))] {
		p.Character += d.units(r)
	}
	return p
}

func (d *document) units(r rune) int {
	switch {
	case d.utf8:
		return utf8.RuneLen(r)
	case r > 0xffff:
		return 2
	}
	return 1
}

func (d *document) span(at diag.Span) span {
	return span{d.position(at.Start), d.position(at.End)}
}

// marks is what a diagnostic marks, as bytes of the source.
func (d *document) marks(p diag.Diagnostic) diag.Span {
	if p.Line == 0 {
		return diag.Span{}
	}
	start, line := d.src.LineStart(p.Line), d.src.Line(p.Line)
	column := func(n int) int { // of code points, from 1
		for at := range line {
			if n--; n <= 0 {
				return start + at
			}
		}
		return start + len(line)
	}
	return diag.Span{Start: column(p.Column), End: column(p.Column + max(1, p.Length))}
}

// front is the front matter of a document, or the whole of a file of settings. ok is false where there is none that
// can be told apart.
func (d *document) front() (format frontmatter.Format, at diag.Span, ok bool) {
	switch filepath.Ext(d.name) {
	case ".yaml":
		return frontmatter.YAML, diag.Span{End: len(d.src.Text())}, true
	case ".toml":
		return frontmatter.TOML, diag.Span{End: len(d.src.Text())}, true
	}
	f, _, ok := frontmatter.Split(d.src, limits)
	return f.Format, f.Text, ok
}

// limits are of what is parsed for an answer; what is larger gets none.
var limits = frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 1000}

// settings reports whether the document is archive.yaml or archive.toml.
func (d *document) settings() bool { return d.name == "archive.yaml" || d.name == "archive.toml" }

// tree parses the front matter, or the settings. What cannot be read is empty.
func (d *document) tree() frontmatter.Node {
	root, _, _ := rename.Parse(d.name, d.src, limits) // what is wrong is shown already
	return root
}

// pathOf is the file that a URI names; "" where it names none.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	name := u.Path
	if len(name) > 2 && name[0] == '/' && name[2] == ':' { // a drive
		name = name[1:]
	}
	return filepath.FromSlash(name)
}

// uriOf is the URI of a file.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
