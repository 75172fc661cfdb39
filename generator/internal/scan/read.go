package scan

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// The settings files, of which an archive has one, and the most bytes it may have.
const (
	yamlFile    = "archive.yaml"
	tomlFile    = "archive.toml"
	maxSettings = 1 << 20
)

// maxOpen is how many files are open at once at most, below what systems allow by default.
const maxOpen = 64

// Read reads the archive in a directory, which may itself be reached through a
// symbolic link; display is what diagnostics print in its place, such as
// "content". The list holds what is wrong with the archive, sorted; the error is an
// I/O error. Files and settings are never nil where it is nil. Without archive.yaml
// or archive.toml nothing else is read.
func Read(dir, display string) (*Files, *settings.Settings, diag.List, error) {
	return Again(dir, display, "", &Files{}, nil)
}

// Again is Read of an archive that has been read before. A text that is what it was
// is the same *diag.Source. It is taken to be so where the size and the time of
// modification of its file are the same, unless the path is in stale: then the file
// may have changed all the same. The settings are those of an edition, "" for the default one; the texts and the
// list of files are the archive's. Do not close what was read before: both may use its folder.
func Again(dir, display, edition string, before *Files, stale map[string]bool) (*Files, *settings.Settings, diag.List, error) {
	none := func(d ...diag.Diagnostic) (*Files, *settings.Settings, diag.List, error) {
		return &Files{}, settings.Default(), d, nil
	}
	const hint = "Make an archive with afterword init, or name its folder with --content."
	resolved, err := filepath.EvalSymlinks(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return none(fault(diag.ArchiveMissing, display, hint, "there is no such folder"))
	case err != nil:
		return none(fault(diag.FileUnreadable, display, "", "the folder cannot be read: %v", err))
	}
	root := before.root
	if !before.of(resolved) {
		root, err = os.OpenRoot(resolved)
	}
	if err != nil {
		if of, ok := errors.AsType[*fs.PathError](err); ok {
			err = of.Err // without the path, which is absolute: display names the folder
		}
		return none(fault(diag.FileUnreadable, display, "Name the archive's folder with --content.", "the folder cannot be read: %v", err))
	}
	files := Files{root: root, unsaved: before.unsaved}
	s, list, found := files.readSettings(display, edition)
	if !found {
		list.Add(fault(diag.ArchiveMissing, display, hint, "there is no %s in this folder", yamlFile))
	}
	if s == nil {
		return &files, settings.Default(), list, nil
	}

	w := &walker{files: files, dir: resolved, display: display, limits: s.Limits}
	w.folder(".", place{kind: archiveRoot})
	w.unsaved()
	w.files.Templates, _ = fs.Glob(root.FS(), "_templates/*.md") // the pattern is sound
	// Folders were listed one after the other, which is not the order of paths.
	for _, files := range [][]File{w.files.Bundled, w.files.Static, w.files.Layouts, w.files.Assets} {
		slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	}
	w.files.Postmortems = w.read(w.files.Postmortems, before.Postmortems, stale)
	w.files.Pages = w.read(w.files.Pages, before.Pages, stale)
	w.files.Evidence = w.read(w.files.Evidence, before.Evidence, stale)
	list.Add(w.list...)
	return &w.files, s, list.Sorted(), nil
}

// Settings reads the settings alone, of an edition. Where they cannot be read, they are the defaults.
func Settings(dir, display, edition string) (*settings.Settings, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s, _, _ := (&Files{root: root}).readSettings(display, edition)
	if s == nil {
		s = settings.Default()
	}
	return s, root.Close()
}

// readSettings reads the settings file, and keeps its text. The settings are
// nil where it cannot be read; found is false where there is none.
func (f *Files) readSettings(display, edition string) (s *settings.Settings, list diag.List, found bool) {
	var names []string
	for _, name := range []string{yamlFile, tomlFile} {
		if _, err := f.root.Lstat(name); err == nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, nil, false
	}
	if len(names) == 2 {
		list.Add(fault(diag.ValueDuplicate, path.Join(display, tomlFile), "Delete one of the two.", "there is an %s as well", yamlFile))
	}
	info, err := f.root.Lstat(names[0])
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		list.Add(fault(diag.FileKind, path.Join(display, names[0]), "Put the file itself here.", "the settings are a symbolic link"))
		return nil, list, true
	}
	src, faults := f.text(names[0], path.Join(display, names[0]), maxSettings, "The settings are never that long.")
	list.Add(faults...)
	if src == nil {
		return nil, list, true
	}
	f.Whole = src
	s, f.Settings, faults = settings.ReadEdition(src, names[0] == tomlFile, edition)
	list.Add(faults...)
	return s, list, true
}

// raiseFile is the hint for a Markdown file that is too large.
const raiseFile = "Raise limits.file in archive.yaml where this is meant."

// read reads documents in parallel, but for those that were read before and look as
// they did then. The same text is the same source. The result does not depend on the
// order of the work.
func (w *walker) read(listed, before []Document, stale map[string]bool) []Document {
	known := make(map[string]Document, len(before))
	for _, d := range before {
		known[d.Path] = d
	}
	lists := make([]diag.List, len(listed))
	var group errgroup.Group
	group.SetLimit(min(runtime.GOMAXPROCS(0)*2, maxOpen))
	for n := range listed {
		d := &listed[n]
		k, ok := known[d.Path]
		_, open := w.files.unsaved[d.Path]
		if ok && !open && !stale[d.Path] && k.Size == d.Size && k.ModTime.Equal(d.ModTime) && k.Size <= w.limits.File {
			d.Source = k.Source
			continue
		}
		group.Go(func() error {
			d.Source, lists[n] = w.files.text(d.Path, path.Join(w.display, d.Path), w.limits.File, raiseFile)
			if ok && d.Source != nil && d.Source.Text() == k.Source.Text() {
				d.Source = k.Source
			}
			return nil
		})
	}
	_ = group.Wait() // no reader fails: what is wrong is in the lists
	listed = slices.DeleteFunc(listed, func(d Document) bool { return d.Source == nil })
	slices.SortFunc(listed, func(a, b Document) int { return cmp.Compare(a.Path, b.Path) })
	w.list.Add(slices.Concat(lists...)...)
	return listed
}

// readText reads a file of at most limit bytes; hint is for a larger one. The
// source is nil where the list holds an error.
func readText(root *os.Root, name, printed string, limit int64, hint string) (*diag.Source, diag.List) {
	var data []byte
	err := errChanged
	// A file that is written to meanwhile is read again, so that no page shows half of an edit.
	for try := 0; try < 5 && errors.Is(err, errChanged); try++ {
		data, err = readOnce(root, name, limit, nil)
	}
	switch {
	case errors.Is(err, errLarge):
		return nil, diag.List{tooLarge(printed, limit, hint)}
	case err != nil:
		return nil, diag.List{unreadable(printed, err)}
	}
	return Text(printed, data)
}

func tooLarge(printed string, limit int64, hint string) diag.Diagnostic {
	return fault(diag.FileTooLarge, printed, hint, "the file has more than %d bytes", limit)
}

var (
	errKind    = errors.New("not a regular file") // a pipe, a socket, a device or a folder
	errLarge   = errors.New("too large")
	errChanged = errors.New("changed while it was read")
)

// readOnce reads a file, and no more of it than limit allows. meanwhile, where it
// is set, is called before it looks whether the file has changed.
func readOnce(root *os.Root, name string, limit int64, meanwhile func()) (data []byte, err error) {
	file, info, err := open(root, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if info.Size() > limit {
		return nil, errLarge
	}
	// The file may have grown since it was opened, or may grow while it is read.
	var text bytes.Buffer
	text.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := text.ReadFrom(io.LimitReader(file, limit+1)); err != nil {
		return nil, err
	}
	if int64(text.Len()) > limit {
		return nil, errLarge
	}
	if meanwhile != nil {
		meanwhile()
	}
	now, err := file.Stat()
	if err == nil && (now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime())) {
		err = errChanged
	}
	return text.Bytes(), err
}

// unreadable says why a file could not be read.
func unreadable(printed string, err error) diag.Diagnostic {
	const again = "Build again once the files are no longer being changed."
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault(diag.FileVanished, printed, again, "the file went away while the archive was read")
	case errors.Is(err, errChanged):
		return fault(diag.FileVanished, printed, again, "the file was changed again and again while it was read")
	case errors.Is(err, errKind):
		return fault(diag.FileKind, printed, "Only files and folders can be part of an archive.", "this is not a regular file")
	case errors.Is(err, fs.ErrPermission):
		return fault(diag.FileUnreadable, printed, "Allow reading it, as with chmod +r.", "this user may not read the file")
	}
	return fault(diag.FileUnreadable, printed, "", "the file cannot be read: %v", err)
}

// unreadableFolder says why a folder could not be listed, or its files looked at.
func unreadableFolder(printed string, err error) diag.Diagnostic {
	if errors.Is(err, fs.ErrPermission) {
		return fault(diag.FileUnreadable, printed, "Allow listing and entering it, as with chmod +rx.", "this user may not read the folder")
	}
	return unreadable(printed, err)
}
