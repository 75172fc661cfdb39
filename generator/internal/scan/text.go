package scan

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// maxPerFile bounds how many lines with bad characters are reported of one file.
const maxPerFile = 10

// Text makes a Source of the bytes of a file. A byte order mark is taken off.
// Text that is not UTF-8, or that holds control characters, is refused, at
// the first such place of each line; the source is nil then.
func Text(name string, data []byte) (*diag.Source, diag.List) {
	text := strings.TrimPrefix(string(data), "\ufeff")
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return nil, diag.List{fault(diag.Encoding, name, "Save it as UTF-8.", "the file is UTF-16")}
	}
	src := diag.NewSource(name, text)
	var list diag.List
	for i := 0; i < len(text) && len(list) < maxPerFile; {
		c := text[i]
		if c >= 0x20 && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		at := diag.Span{Start: i, End: i + size}
		switch {
		case r == utf8.RuneError && size == 1:
			list.Add(src.Errorf(diag.Encoding, at, "Save the file as UTF-8.", "byte 0x%X is not UTF-8", c))
		case r < 0x20, 0x7f <= r && r < 0xa0, r == 0xfffe, r == 0xffff:
			// HTML and XML cannot hold them, and a terminal would obey them.
			list.Add(src.Errorf(diag.ControlCharacter, at, "Delete it; in a log, write it out, as in \\x1b.", "the control character %U must not stand in text", r))
		default:
			i += size
			continue
		}
		// One error of a line is enough: the next is most likely the same.
		line, _ := src.Position(i)
		i = max(i+size, src.LineStart(line+1))
	}
	if len(list) > 0 {
		return nil, list
	}
	return src, nil
}

// fault is an error of a file as a whole.
func fault(code diag.Code, file, hint, format string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{Severity: diag.Error, Code: code, File: file, Message: fmt.Sprintf(format, args...), Hint: hint}
}
