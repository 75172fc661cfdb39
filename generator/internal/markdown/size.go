package markdown

// A syntax tree takes several hundred bytes for each of its elements, so that a
// megabyte of the smallest ones would take half a gigabyte. The bounds here are
// far beyond what a report holds, and are checked before the tree is made.

import "bytes"

const (
	maxLines     = 200_000 // of a body
	maxBlocks    = 40_000  // paragraphs, items, headings, quotations of a body
	maxFootnotes = 1_000   // of a body: looking up a mark compares it with every one
)

// readable returns the part of a body that stays within these bounds, and what there
// is too much of; "" where it is the whole body. A line counts as a block where it
// comes after a blank one or begins as blocks do.
func readable(body []byte) (part []byte, what string, most int) {
	lines, blocks, footnotes, blank := 0, 0, 0, true
	for at := 0; at < len(body); {
		line := body[at:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		content := bytes.TrimSpace(line)
		if len(content) > 0 && (blank || beginsBlock(content)) {
			blocks++
		}
		blank = len(content) == 0
		if note := bytes.TrimLeft(content, "> \t-*+0123456789.)"); bytes.HasPrefix(note, []byte("[^")) && bytes.Contains(note, []byte("]:")) {
			footnotes++
		}
		switch lines++; {
		case blocks > maxBlocks:
			return body[:at], "blocks", maxBlocks
		case lines > maxLines:
			return body[:at], "lines", maxLines
		case footnotes > maxFootnotes:
			return body[:at], "footnotes", maxFootnotes
		}
		at += len(line)
	}
	return body, "", 0
}

// beginsBlock reports whether a line may begin a list item, a quotation, a heading,
// a rule, a definition, a fence or raw HTML.
func beginsBlock(content []byte) bool {
	switch content[0] {
	case '-', '*', '+', '>', '#', ':', '_', '=', '`', '~', '<':
		return true
	}
	number := bytes.TrimLeft(content, "0123456789")
	return len(number) < len(content) && len(number) > 0 && (number[0] == '.' || number[0] == ')')
}
