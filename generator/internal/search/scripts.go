package search

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// The scripts are written as small modules, which import each other and run as
// they are; the build joins and minifies them, so that a visitor fetches two
// small files. Joining needs no tool: the modules are in order of what they
// need, names are unique among them, imports and exports stand on lines of
// their own, and no text runs over a line.

//go:embed js/*.js
var modules embed.FS

var scripts = []struct {
	path  string
	parts []string
}{
	{"search.js", []string{
		"compare", "bytes", "folded", "tokens", "forms", "query", "lists", "files", "spelling", "match", "score", "filter", "excerpt", "page-text", "search",
	}},
	{pageScript, []string{"page-state", "page-view", "page"}},
}

// pageScript exports nothing: only the page runs it.
const pageScript = "page.js"

// Scripts returns search.js, the module that reads an index, and page.js, which
// makes the search page of it. Their folder is the index's.
func Scripts() ([]File, error) { return joined() }

// joined is made once: a server plans its site after every edit.
var joined = sync.OnceValues(joinScripts)

func joinScripts() ([]File, error) {
	var files []File
	for _, s := range scripts {
		var b bytes.Buffer
		for i, part := range s.parts {
			data, err := modules.ReadFile("js/" + part + ".js")
			if err != nil {
				return nil, fmt.Errorf("joining %s: %w", s.path, err)
			}
			join(&b, string(data), s.parts, i == len(s.parts)-1)
		}
		if s.path == pageScript {
			enclose(&b)
		}
		var small bytes.Buffer
		if err := js.Minify(minify.New(), &small, &b, nil); err != nil {
			return nil, fmt.Errorf("minifying %s: %w", s.path, err)
		}
		files = append(files, File{s.path, small.Bytes()})
	}
	return files, nil
}

// enclose puts a module that exports nothing into a function, so that its names
// are local and can be shortened. Imports stay outside.
func enclose(b *bytes.Buffer) {
	var imports, rest strings.Builder
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, "import ") {
			imports.WriteString(line)
		} else {
			rest.WriteString(line)
		}
	}
	b.Reset()
	fmt.Fprintf(b, "%s(() => {\n%s})()\n", imports.String(), rest.String())
}

// join appends a module without its comments and without imports of the
// modules it is joined with; only the last one exports.
func join(b *bytes.Buffer, module string, parts []string, isLast bool) {
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
		if text == "" || strings.HasPrefix(text, "//") || imports(text, parts) {
			continue
		}
		if !isLast {
			text = strings.TrimPrefix(text, "export ")
		}
		b.WriteString(text)
		b.WriteByte('\n')
	}
}

func imports(line string, parts []string) bool {
	if !strings.HasPrefix(line, "import ") {
		return false
	}
	for _, name := range parts {
		if strings.HasSuffix(line, "'./"+name+".js'") {
			return true
		}
	}
	return false
}
