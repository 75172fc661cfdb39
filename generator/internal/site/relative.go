package site

import (
	"bytes"
	"slices"
)

// addressAttributes are those that hold one address.
var addressAttributes = []string{"href", "src", "action", "formaction", "poster", "xlink:href"}

// relativeLinks makes links relative in the page that begins at start in a buffer and ends with it,
// so that the site works wherever it is put. Pages and pieces are drawn with paths that begin with
// root, the base path; they then begin with up, which leads from the page to the root, and end in the
// name of a file, since in a folder no server completes them.
//
// An address is in double quotes, in a tag: text and values hold no < and > but as escapes, values no
// quote either.
func relativeLinks(to *bytes.Buffer, start int, root, up string) {
	drawn := to.Bytes()[start:] // stays as it is when the buffer grows
	begin := []byte(`="` + root)
	done := 0
	for {
		n := bytes.Index(drawn[done:], begin)
		if n < 0 {
			break
		}
		equals := done + n
		value := equals + len(`="`)
		rest := equals + len(begin) // behind the base path
		name := attribute(drawn[:equals])
		to.Write(drawn[done:value])
		done = value
		switch {
		case bytes.HasPrefix(drawn[rest:], []byte("/")): // another host
		case slices.Contains(addressAttributes, string(name)):
			to.WriteString(up)
			done = rest + pathLength(drawn[rest:])
			to.Write(drawn[rest:done])
			if drawn[done-1] == '/' {
				to.WriteString("index.html")
			}
		case string(name) == "srcset" || string(name) == "imagesrcset":
			done = value + max(0, bytes.IndexByte(drawn[value:], '"'))
			for n, candidate := range bytes.Split(drawn[value:done], []byte(", ")) {
				if n > 0 {
					to.WriteString(", ")
				}
				if within, ok := bytes.CutPrefix(candidate, []byte(root)); ok {
					to.WriteString(up)
					candidate = within
				}
				to.Write(candidate)
			}
		}
	}
	if done == 0 {
		return
	}
	to.Write(drawn[done:])
	page := to.Bytes()[start:]
	to.Truncate(start + copy(page, page[len(drawn):]))
}

// attribute returns the name that HTML ends with, where that is in a tag, before a value.
func attribute(html []byte) []byte {
	var name []byte
	for n := len(html) - 1; n >= 0; n-- {
		switch html[n] {
		case ' ', '\n', '\t':
			if name == nil {
				name = html[n+1:]
			}
		case '<':
			return name
		case '>':
			return nil
		}
	}
	return nil
}

// pathLength is how long the path is in an address that ends in a quote: up to its query or
// fragment, which an escaped character does not begin.
func pathLength(address []byte) int {
	for n, c := range address {
		if c == '"' || c == '?' || c == '#' && (n == 0 || address[n-1] != '&') {
			return n
		}
	}
	return len(address)
}
