package search

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
)

// The scripts are written as small modules, which import each other and run as
// they are; the build joins them, so that a visitor fetches two files. No tool
// is needed for that: the modules are in order of what they need, names are
// unique among them, imports and exports stand on lines of their own, no text
// runs over a line. Comments on lines of their own and indentation stay in the
// sources.

//go:embed js/*.js
var modules embed.FS

var scripts = []struct {
	path  string
	parts []string
}{
	{"search.js", []string{
		"compare", "bytes", "folded", "tokens", "forms", "query", "lists", "files", "spelling", "match", "score", "filter", "excerpt", "page-text", "search",
	}},
	{"page.js", []string{"page-state", "page-view", "page"}},
}

// Scripts returns search.js, the module that reads an index, and page.js, which
// makes the search page of it. Their folder is the index's.
func Scripts() ([]File, error) {
	var files []File
	for _, s := range scripts {
		var b bytes.Buffer
		fmt.Fprintf(&b, "// Joined from generator/search/js, where types and comments are.\n")
		for i, part := range s.parts {
			data, err := modules.ReadFile("js/" + part + ".js")
			if err != nil {
				return nil, fmt.Errorf("joining %s: %w", s.path, err)
			}
			join(&b, string(data), s.parts, i == len(s.parts)-1)
		}
		files = append(files, File{s.path, b.Bytes()})
	}
	return files, nil
}

// join appends a module without its comments and without imports of the
// modules it is joined with; only the last one exports.
func join(b *bytes.Buffer, module string, joined []string, isLast bool) {
	comment := false
	for line := range strings.Lines(module) {
		text := strings.TrimSpace(line)
		comment = comment || strings.HasPrefix(text, "/**")
		if comment {
			_, after, closed := strings.Cut(text, "*/")
			comment = !closed
			if after == "" {
				continue
			}
			text = strings.TrimSpace(after)
		}
		if text == "" || strings.HasPrefix(text, "//") || imports(text, joined) {
			continue
		}
		if !isLast {
			text = strings.TrimPrefix(text, "export ")
		}
		b.WriteString(text)
		b.WriteByte('\n')
	}
}

func imports(line string, joined []string) bool {
	if !strings.HasPrefix(line, "import ") {
		return false
	}
	for _, name := range joined {
		if strings.HasSuffix(line, "'./"+name+".js'") {
			return true
		}
	}
	return false
}
