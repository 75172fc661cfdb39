package recompute

import "embed"

//go:embed js/*.js
var modules embed.FS

// Page is the name of the script that the page of methods runs; it loads the others when a reader asks for it.
const Page = "button.js"

// A File is a script of the folder of the page of methods.
type File struct {
	Name string
	Data []byte
}

// Scripts are the page's script and the modules that it loads, by name.
func Scripts() (files []File) {
	entries, _ := modules.ReadDir("js") // embedded: it cannot fail
	for _, e := range entries {
		data, _ := modules.ReadFile("js/" + e.Name()) // the same
		files = append(files, File{e.Name(), data})
	}
	return files
}
