package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// ReadExisting reads of an archive what an import needs: its settings and every
// Markdown file that may have come from an import, among them those whose names
// begin with "_". Not looked at are hidden folders, those that hold no
// postmortems, and files beyond the limit that the archive itself has set.
func ReadExisting(files fs.FS) (Existing, error) {
	e := Existing{Files: map[string]string{}, Others: map[string]bool{}}
	for _, name := range []string{"archive.yaml", "archive.toml"} {
		data, err := fs.ReadFile(files, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Existing{}, fmt.Errorf("reading the settings: %w", err)
		}
		e.SettingsFile, e.SettingsText = name, string(data)
		break
	}
	switch data, err := fs.ReadFile(files, MemoryFile); {
	case err == nil:
		e.Remembered = string(data)
	case !errors.Is(err, fs.ErrNotExist):
		return Existing{}, fmt.Errorf("reading what imports keep: %w", err)
	}
	s, _ := e.settings() // Import reports what is wrong with them
	limit := s.Limits.File
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			top := name == "pages" || name == "static" || name == "layouts" || name == "assets"
			if top || strings.HasPrefix(d.Name(), ".") && name != "." {
				return fs.SkipDir
			}
			return nil
		case path.Ext(name) != ".md" || !d.Type().IsRegular() || d.Name() == "README.md":
			e.Others[name] = true
			return nil
		}
		info, err := d.Info()
		if err != nil || info.Size() > limit {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		e.Files[name] = string(data)
		return nil
	})
	if err != nil {
		return Existing{}, fmt.Errorf("reading the archive: %w", err)
	}
	return e, nil
}

// settings reads the settings, which are the defaults where there are none.
func (e Existing) settings() (*settings.Settings, diag.List) {
	if strings.TrimSpace(e.SettingsText) == "" {
		return settings.Default(), nil
	}
	return settings.Read(diag.NewSource(e.SettingsFile, e.SettingsText), path.Ext(e.SettingsFile) == ".toml")
}

// Apply writes a plan into the folder of an archive. Each file is replaced as a
// whole, and only if it still is what the plan was made against; the first
// error ends it, and names the file, and so does the end of ctx between two files.
// It returns the number of files written.
func Apply(ctx context.Context, root *os.Root, plan Plan) (written int, err error) {
	for _, f := range plan.Files {
		if err := ctx.Err(); err != nil {
			return written, err
		}
		if err := apply(root, f); err != nil {
			return written, fmt.Errorf("writing %s: %w", f.Path, err)
		}
		written++
	}
	return written, nil
}

// ErrChanged is the error of a file that was changed while an import ran.
var ErrChanged = errors.New("the file has been changed meanwhile; import again")

func apply(root *os.Root, f PlannedFile) error {
	now, err := root.ReadFile(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if f.Replaces != "" {
			return ErrChanged
		}
	case err != nil:
		return err
	case string(now) == f.Text:
		return nil
	case string(now) != f.Replaces:
		return ErrChanged
	}
	if dir := path.Dir(f.Path); dir != "." {
		if err := root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	// A new file beside it and a rename: a reader sees the old text or the new.
	temporary := path.Join(path.Dir(f.Path), ".import-"+path.Base(f.Path)+"~")
	err = root.WriteFile(temporary, []byte(f.Text), 0o644)
	if err == nil {
		err = root.Rename(temporary, f.Path)
	}
	if err == nil {
		return nil
	}
	if e := root.Remove(temporary); !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}
