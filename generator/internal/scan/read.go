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

// maxOpen bounds the files that are open at once, beneath what systems allow by default.
const maxOpen = 64

// errKind is the error of a file that is a pipe, a socket, a device or a folder.
var errKind = errors.New("not a regular file")

// Read reads the archive in a directory, which may itself be reached through a
// symbolic link; display is what diagnostics print in its place, such as
// "content". The list holds the mistakes of authors, sorted; err is the machine's.
// Files and settings are never nil where err is nil. Without archive.yaml or
// archive.toml nothing else is read.
func Read(dir, display string) (*Files, *settings.Settings, diag.List, error) {
	return Again(dir, display, &Files{}, func(string) bool { return true })
}

// Again is Read of an archive that has been read before. A text whose size and
// time of modification are what they were is taken over, the same *diag.Source,
// unless stale tells that its file may have changed all the same. Do not
// close what was read before: its folder may be in use by both.
func Again(dir, display string, before *Files, stale func(path string) bool) (*Files, *settings.Settings, diag.List, error) {
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
	root, err := before.open(resolved)
	if err != nil {
		var of *fs.PathError // its path is the machine's, and display names the folder
		if errors.As(err, &of) {
			err = of.Err
		}
		return none(fault(diag.FileUnreadable, display, "Name the archive's folder with --content.", "the folder cannot be read: %v", err))
	}
	s, text, list, found := readSettings(root, display)
	if !found {
		list.Add(fault(diag.ArchiveMissing, display, hint, "there is no %s in this folder", yamlFile))
	}
	if s == nil {
		return &Files{Settings: text, root: root}, settings.Default(), list, nil
	}

	w := &walker{root: root, dir: resolved, display: display, limits: s.Limits}
	w.folder(".", place{kind: archiveRoot})
	list.Add(w.list...)
	files := &Files{Settings: text, Bundled: sorted(w.bundled), Static: sorted(w.static), Layouts: sorted(w.layouts), Assets: sorted(w.assets), root: root}
	var mistakes diag.List
	files.Postmortems, mistakes = w.read(w.postmortems, known(before.Postmortems, stale))
	list.Add(mistakes...)
	files.Pages, mistakes = w.read(w.pages, known(before.Pages, stale))
	list.Add(mistakes...)
	return files, s, list.Sorted(), nil
}

// readSettings reads the settings file and gives its text too. It tells false where
// there is none; the settings are nil where it cannot be read.
func readSettings(root *os.Root, display string) (s *settings.Settings, text *diag.Source, list diag.List, found bool) {
	var names []string
	for _, name := range []string{yamlFile, tomlFile} {
		if _, err := root.Lstat(name); err == nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, nil, nil, false
	}
	if len(names) == 2 {
		list.Add(fault(diag.ValueDuplicate, path.Join(display, tomlFile), "Delete one of the two.", "there is an %s as well", yamlFile))
	}
	info, err := root.Lstat(names[0])
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		list.Add(fault(diag.FileKind, path.Join(display, names[0]), "Put the file itself here.", "the settings are a symbolic link"))
		return nil, nil, list, true
	}
	src, mistakes := readText(root, names[0], path.Join(display, names[0]), maxSettings, "The settings are never that long.", new(bytes.Buffer))
	list.Add(mistakes...)
	if src == nil {
		return nil, nil, list, true
	}
	s, mistakes = settings.Read(src, names[0] == tomlFile)
	list.Add(mistakes...)
	return s, src, list, true
}

// raiseFile helps with a Markdown file that is too large.
const raiseFile = "Raise limits.file in archive.yaml where this is meant."

// ReadMarkdown reads one Markdown file of an archive; name is relative to root.
// The source is nil where the list holds an error.
func ReadMarkdown(root *os.Root, name, display string, limits settings.Limits) (*diag.Source, diag.List) {
	return readText(root, name, path.Join(display, name), limits.File, raiseFile, new(bytes.Buffer))
}

// A folder is the one that files are being read from. Neighbours are opened from
// it, rather than each from the root of the archive, folder by folder.
type folder struct {
	root   *os.Root // of the archive
	name   string
	opened *os.Root // nil: the root, or a folder that cannot be opened
}

// enter returns the folder of a file, and the file's name in it.
func (f *folder) enter(file string) (*os.Root, string) {
	dir, base := path.Split(file)
	if dir != f.name {
		f.leave()
		if opened, err := f.root.OpenRoot(path.Clean(dir)); err == nil {
			f.name, f.opened = dir, opened
		}
	}
	if f.opened == nil {
		return f.root, file // which tells what is wrong with it
	}
	return f.opened, base
}

// leave returns the folder back.
func (f *folder) leave() {
	if f.opened != nil {
		f.opened.Close() // it was only read
	}
	f.name, f.opened = "", nil
}

// readText reads a file of at most limit bytes; hint helps where it is larger.
// The scratch is what it is read into first.
func readText(root *os.Root, name, printed string, limit int64, hint string, scratch *bytes.Buffer) (*diag.Source, diag.List) {
	data, err := readBytes(root, name, limit, scratch)
	switch {
	case errors.Is(err, errLarge):
		return nil, diag.List{fault(diag.FileTooLarge, printed, hint, "the file has more than %d bytes", limit)}
	case err != nil:
		return nil, diag.List{unreadable(printed, err)}
	}
	return Text(printed, data)
}

// errLarge is the error of a file beyond its limit.
var errLarge = errors.New("too large")

// errChanged is the error of a file that somebody writes to all the time.
var errChanged = errors.New("changed while it was read")

// readBytes reads a file, and no more of it than limit allows. A file that is
// written to meanwhile is read again, so that no page shows half of an edit.
func readBytes(root *os.Root, name string, limit int64, scratch *bytes.Buffer) ([]byte, error) {
	for try := 1; ; try++ {
		data, err := readOnce(root, name, limit, scratch, nil)
		if !errors.Is(err, errChanged) || try == 5 {
			return data, err
		}
	}
}

// readOnce reads a file into the scratch, which the result is a part of. meanwhile, where it
// is set, is called before it looks whether the file has changed.
func readOnce(root *os.Root, name string, limit int64, scratch *bytes.Buffer, meanwhile func()) (data []byte, err error) {
	file, info, err := open(root, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if info.Size() > limit {
		return nil, errLarge
	}
	// The file may have grown since it was opened, or may grow while it is read.
	scratch.Reset()
	scratch.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := scratch.ReadFrom(io.LimitReader(file, limit+1)); err != nil {
		return nil, err
	}
	if int64(scratch.Len()) > limit {
		return nil, errLarge
	}
	if meanwhile != nil {
		meanwhile()
	}
	now, err := file.Stat()
	if err == nil && (now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime())) {
		err = errChanged
	}
	return scratch.Bytes(), err
}

// unreadable says why a file could not be read.
func unreadable(printed string, err error) diag.Diagnostic {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault(diag.FileVanished, printed, "Build again once the files are no longer being changed.", "the file went away while the archive was read")
	case errors.Is(err, errChanged):
		return fault(diag.FileVanished, printed, "Build again once the files are no longer being changed.", "the file was changed again and again while it was read")
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

// read reads documents in parallel, those that are not known. The result does
// not depend on the order of the work.
func (w *walker) read(listed []Document, known map[string]Document) ([]Document, diag.List) {
	lists := make([]diag.List, len(listed))
	var group errgroup.Group
	group.SetLimit(min(runtime.GOMAXPROCS(0)*2, maxOpen))
	const chunk = 32
	for start := 0; start < len(listed); start += chunk {
		group.Go(func() error {
			at := folder{root: w.root}
			defer at.leave()
			var scratch bytes.Buffer
			for i := start; i < min(start+chunk, len(listed)); i++ {
				d := known[listed[i].Path]
				if d.Source != nil && d.Size == listed[i].Size && d.ModTime.Equal(listed[i].ModTime) && d.Size <= w.limits.File {
					listed[i].Source = d.Source
					continue
				}
				root, name := at.enter(listed[i].Path)
				listed[i].Source, lists[i] = readText(root, name, path.Join(w.display, listed[i].Path), w.limits.File, raiseFile, &scratch)
			}
			return nil
		})
	}
	_ = group.Wait() // no reader fails: what is wrong is in the lists
	var list diag.List
	for _, l := range lists {
		list.Add(l...)
	}
	listed = slices.DeleteFunc(listed, func(d Document) bool { return d.Source == nil })
	slices.SortFunc(listed, func(a, b Document) int { return cmp.Compare(a.Path, b.Path) })
	return listed, list
}

// sorted orders files by path: folders were listed one after the other.
func sorted(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files
}
