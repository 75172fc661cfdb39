package search

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// The scripts are written as small modules, which import each other and run as
// they are; they are joined and minified here, so that a visitor fetches two
// small files. Joining needs no tool: the modules are in order of what they
// need, names are unique among them, imports and exports have lines of
// their own, and no text runs over a line.

//go:embed js/*.js
var modules embed.FS

var scripts = []struct {
	path  string
	parts []string
}{
	{"search.js", []string{
		"compare", "bytes", "folded", "tokens", "forms", "query", "lists", "files", "spelling", "score", "match", "filter", "excerpt", "similar", "page-text", "search",
	}},
	{pageScript, []string{"page-state", "page-view", "page"}},
	{"folder.js", []string{"folder"}},
}

// pageScript exports nothing: only the page runs it.
const pageScript = "page.js"

// Scripts returns search.js, the module that reads an index, page.js, which makes the search page
// of it, and folder.js, which says why there is no search in a page opened from a folder. Their
// folder is the index's.
func Scripts() ([]File, error) { return joined() }

// joined is made once: a server plans its site after every edit.
var joined = sync.OnceValues(joinScripts)

func joinScripts() ([]File, error) {
	var files []File
	for _, s := range scripts {
		var imports, code strings.Builder
		for i, part := range s.parts {
			data, err := modules.ReadFile("js/" + part + ".js")
			if err != nil {
				return nil, fmt.Errorf("joining %s: %w", s.path, err)
			}
			for line := range strings.Lines(string(data)) {
				switch _, from, _ := strings.Cut(strings.TrimSpace(line), " from './"); {
				case !strings.HasPrefix(line, "import "):
					if i < len(s.parts)-1 { // only the last one exports
						line = strings.TrimPrefix(line, "export ")
					}
					code.WriteString(line)
				case !slices.Contains(s.parts, strings.TrimSuffix(from, ".js'")):
					imports.WriteString(line)
				}
			}
		}
		text := imports.String() + code.String()
		if s.path == pageScript {
			// In a function its names are local and can be shortened.
			text = fmt.Sprintf("%s(() => {\n%s})()\n", imports.String(), code.String())
		}
		var small bytes.Buffer
		if err := js.Minify(minify.New(), &small, strings.NewReader(text), nil); err != nil {
			return nil, fmt.Errorf("minifying %s: %w", s.path, err)
		}
		files = append(files, File{s.path, small.Bytes()})
	}
	return files, nil
}
