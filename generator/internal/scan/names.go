package scan

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

// Skip reports whether a file or folder of the archive is passed over in silence:
// hidden ones, those that begin with an underscore, README.md, and what editors
// leave behind.
func Skip(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "README.md" || temporary(name)
}

// Ignores reports whether a path of the archive is passed over in silence,
// because of its own name or that of a folder above it.
func Ignores(name string) bool {
	elements := strings.Split(name, "/")
	if elements[0] == "static" || elements[0] == "_templates" {
		// Hidden files in static/ are not published, and may be reported as secrets. Settings name templates.
		return temporary(elements[len(elements)-1])
	}
	return slices.ContainsFunc(elements, Skip)
}

// skipStatic is Skip for static/, which is copied as it is but for hidden
// files. Some hosts want _headers, and standards want .well-known.
func skipStatic(name string) bool {
	return strings.HasPrefix(name, ".") && name != ".well-known" || temporary(name)
}

// temporary reports whether a file is one that Vim, Emacs and JetBrains write while they save.
func temporary(name string) bool {
	switch path.Ext(name) {
	case ".swp", ".swo", ".swx":
		return true
	}
	return strings.HasSuffix(name, "~") || strings.HasPrefix(name, ".#") || name == "4913" ||
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") ||
		strings.HasSuffix(name, "___jb_tmp___") || strings.HasSuffix(name, "___jb_old___")
}

// secret reports whether files of this name hold keys or passwords by long custom.
func secret(name string) bool {
	name = strings.ToLower(name)
	switch path.Ext(name) {
	case ".pem", ".key", ".p12", ".pfx", ".ppk", ".kdbx":
		return true
	}
	switch name {
	case ".env", ".htpasswd", ".netrc", ".npmrc", ".pgpass", ".git-credentials":
		return true
	}
	return strings.HasPrefix(name, ".env.") || strings.HasPrefix(name, "id_") && path.Ext(name) == ""
}

// bundleKinds are the extensions of files that may be published beside a
// postmortem, with the media type that their first bytes must show; "" for
// kinds that do not show. What a browser would execute is not among them.
var bundleKinds = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".avif": "", ".mp4": "video/mp4", ".pdf": "application/pdf", ".txt": "", ".log": "", ".csv": "", ".tsv": "", ".json": "",
}

// Beside reports whether a file with a name and these first bytes may be published beside a postmortem.
func Beside(name string, head []byte) bool {
	media, publishable := bundleKinds[path.Ext(name)]
	return publishable && (media == "" || http.DetectContentType(head) == media)
}

// kinds lists bundleKinds for a message.
func kinds() string {
	var names []string
	for ext := range bundleKinds {
		names = append(names, strings.TrimPrefix(ext, "."))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// executes reports whether files of a kind run in a reader's browser.
func executes(ext string) bool {
	switch ext {
	case ".html", ".htm", ".xhtml", ".xht", ".shtml", ".js", ".mjs", ".wasm", ".svg", ".svgz", ".xml", ".xsl", ".css", ".php":
		return true
	}
	return false
}
