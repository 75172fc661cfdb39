package generator

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"afterword/generator/internal/urls"
	"afterword/themes"
)

// NewTheme writes a theme into themes/ beside the archive and returns the paths of its files as they
// are printed: a copy of a theme of the program, or a first style sheet where from is "". Of Options
// it takes Content. It overwrites nothing.
func NewTheme(o Options, name, from string) (written []string, err error) {
	p, err := find(o)
	if err != nil {
		return nil, err
	}
	names := strings.Join(themes.Names(), ", ")
	if urls.CheckName(name) != nil || strings.HasPrefix(name, ".") || slices.Contains(themes.Names(), name) {
		return nil, &UsageError{fmt.Errorf("%q cannot be the name of a new theme", name), "It is the name of a folder, and none of the program's: " + names + "."}
	}
	if from != "" && !slices.Contains(themes.Names(), from) {
		return nil, &UsageError{fmt.Errorf("--from %s: the program has no such theme", from), "It has " + names + "."}
	}
	from = cmp.Or(from, themes.New)
	err = fs.WalkDir(themes.FS(), from, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(themes.FS(), file)
		if err != nil {
			return fmt.Errorf("reading the theme %s: %w", from, err)
		}
		to := path.Join("themes", name, strings.TrimPrefix(file, from))
		if err := writeNew(p.root, to, data); err != nil {
			return &UsageError{fmt.Errorf("writing %s: %w", to, err), "Choose another name."}
		}
		written = append(written, p.display(filepath.Join(p.root, to)))
		return nil
	})
	return written, err
}
