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
// they are; they are joined and minified here, so that the search page fetches one
// small file. Joining needs no tool: the modules are in order of what they
// need, names are unique among them, imports and exports have lines of
// their own, and no text runs over a line.

//go:embed js/*.js
var modules embed.FS

// engineParts is what finds, pageParts what shows it; both in order of what they need.
var (
	engineParts = []string{
		"compare", "bytes", "folded", "tokens", "forms", "query", "lists", "files", "spelling", "score", "match", "filter", "excerpt", "similar", "page-text", "search",
	}
	pageParts = []string{"page-state", "page-view", "page"}
)

// Scripts returns search.js, the module that reads an index, page.js, which makes the search page
// of it and holds the same engine, and folder.js, which says why there is no search in a page
// opened from a folder. Their folder is the index's.
func Scripts() ([]File, error) { return joined() }

// joined is made once: a server plans its site after every edit.
var joined = sync.OnceValues(joinScripts)

func joinScripts() ([]File, error) {
	var files []File
	for _, s := range []struct {
		path  string
		parts []string
	}{{"search.js", engineParts}, {"page.js", slices.Concat(engineParts, pageParts)}, {"folder.js", []string{"folder"}}} {
		text, err := join(s.parts)
		if err != nil {
			return nil, fmt.Errorf("joining %s: %w", s.path, err)
		}
		var small bytes.Buffer
		if err := js.Minify(minify.New(), &small, strings.NewReader(text), nil); err != nil {
			return nil, fmt.Errorf("minifying %s: %w", s.path, err)
		}
		files = append(files, File{s.path, small.Bytes()})
	}
	return files, nil
}

// join makes one module, which exports what the last of them lists. In a function
// names are local and can be shortened.
func join(parts []string) (string, error) {
	var code strings.Builder
	exported := ""
	for _, part := range parts {
		data, err := modules.ReadFile("js/" + part + ".js")
		if err != nil {
			return "", err
		}
		exported = ""
		for line := range strings.Lines(string(data)) {
			if list, ok := strings.CutPrefix(line, "export {"); ok {
				exported = "{" + list
			} else if !strings.HasPrefix(line, "import ") {
				code.WriteString(strings.TrimPrefix(line, "export "))
			}
		}
	}
	if exported == "" {
		return fmt.Sprintf("(() => {\n%s})()\n", &code), nil
	}
	return fmt.Sprintf("const %s = (() => {\n%sreturn %[1]s})()\nexport %[1]s", exported, &code), nil
}
