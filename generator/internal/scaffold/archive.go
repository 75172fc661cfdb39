package scaffold

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// A File is one file to be written. Its path is relative, with slashes.
type File struct {
	Path string
	Data []byte
}

// Init returns the files of a new archive, with paths relative to its project's
// folder: settings, one made-up postmortem, notes for authors, and a GitHub
// Pages workflow. The workflow names the generator it was made with; where that
// cannot be installed by name, it says what to fill in and stops until somebody has.
// Program and version are the generator's main package and the version of its
// module, as the program's build information has them; "" where it has none. Now
// dates the example.
func Init(program, version string, now time.Time) ([]File, error) {
	start := now.UTC().AddDate(0, 0, -7)
	day := func(days int) string { return start.AddDate(0, 0, days).Format(time.DateOnly) }
	view := struct{ Day, Published, Due, Generator, Version string }{day(0), day(2), day(37), Generator(program, version), cmp.Or(version, "unknown")}
	var files []File
	for _, f := range []struct{ path, template string }{
		{".github/workflows/pages.yml", "pages.yml"},
		{".gitignore", "gitignore"},
		{"content/README.md", "README.md"},
		{fmt.Sprintf("content/%04d/example-certificate.md", start.Year()), "example.md"},
		{"content/archive.yaml", "archive.yaml"},
		{"public/.gitignore", "public-gitignore"},
	} {
		text, err := render(f.template, view)
		if err != nil {
			return nil, err
		}
		files = append(files, File{f.path, []byte(text)})
	}
	return files, nil
}

// Generator is what `go install` takes to make the program again: its package
// and version. It is "" where nobody could download that: the path names no
// host, or the version is none or was built with changes.
func Generator(program, version string) string {
	host, _, _ := strings.Cut(program, "/")
	if !strings.Contains(host, ".") || !strings.HasPrefix(version, "v") || strings.Contains(version, "+dirty") {
		return ""
	}
	return program + "@" + version
}
