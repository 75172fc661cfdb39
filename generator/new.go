package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/scaffold"
	"afterword/generator/internal/scan"
)

// NewOptions are what the command line says of a new postmortem. Of Options it
// takes Content and AsOf; Settings and Now are set by New.
type NewOptions struct {
	Options
	scaffold.NewOptions
}

// New writes a new postmortem into the archive and returns its path as it is
// printed. It never overwrites a file. Errors are as Build's, of an archive only
// what is wrong with its settings.
func New(o NewOptions) (file string, err error) {
	p, err := find(o.Options)
	if err != nil {
		return "", err
	}
	files, s, list, err := scan.Read(p.content, p.display(p.content))
	if err != nil {
		return "", err
	}
	defer files.Close() // it was only read
	if list = ofSettings(list); list.Errors() > 0 {
		return "", &ArchiveError{list}
	}
	o.Settings = s
	name, text, err := newPostmortem(o)
	if err != nil {
		return "", err
	}
	shown := p.display(filepath.Join(p.content, filepath.FromSlash(name)))
	for _, d := range files.Postmortems {
		if same := strings.TrimSuffix(d.Path, "/index.md") + ".md"; d.Path == name || same == name {
			return "", taken(p.display(filepath.Join(p.content, filepath.FromSlash(d.Path))))
		}
	}
	err = writeNew(p.content, name, []byte(text))
	if errors.Is(err, fs.ErrExist) {
		err = taken(shown)
	}
	return shown, err
}

func newPostmortem(o NewOptions) (name, text string, err error) {
	if o.Now, err = now(); err != nil {
		return "", "", err
	}
	if o.AsOf != "" {
		t, wrong := calendar.Parse(o.AsOf, o.Settings.DefaultZone())
		if wrong != nil {
			return "", "", &UsageError{fmt.Errorf("--as-of: %s", wrong.Message), wrong.Hint}
		}
		o.Now = time.Unix(t.Unix(), 0)
	}
	if name, text, err = scaffold.NewPostmortem(o.NewOptions); err != nil {
		return "", "", &UsageError{Err: err}
	}
	return name, text, nil
}

func taken(shown string) error {
	return &UsageError{fmt.Errorf("%s exists already", shown), "Edit that file, or choose another title."}
}

// ofSettings keeps what is wrong with the archive's settings, or with the
// archive as a whole.
func ofSettings(list diag.List) (kept diag.List) {
	for _, d := range list {
		if path.Ext(d.File) != ".md" && d.Severity == diag.Error && (d.Code == diag.ArchiveMissing || strings.HasPrefix(path.Base(d.File), "archive.")) {
			kept.Add(d)
		}
	}
	return kept
}

// writeNew writes a file that must not exist below a folder, and makes the
// folders that hold it. It never leaves the folder.
func writeNew(dir, name string, data []byte) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() // nothing is written through it any more
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
