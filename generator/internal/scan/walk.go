package scan

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A kind says what the files of a folder are for.
type kind uint8

const (
	archiveRoot kind = iota
	incidents
	pages
	static
	layouts
	assets
)

// holdsMarkdown reports whether Markdown files of a folder become pages.
func (k kind) holdsMarkdown() bool { return k == archiveRoot || k == incidents || k == pages }

// special are the folders at the top of an archive that hold no postmortems. What years/ says of
// periods is pages of their reports.
var special = map[string]kind{"pages": pages, "years": pages, "static": static, "layouts": layouts, "assets": assets}

// A place is what a folder of the archive is.
type place struct {
	kind   kind
	bundle bool // the folder, or one above it, has an index.md
}

// A walker lists an archive, one folder after the other.
type walker struct {
	files   Files  // found so far, unsorted; documents without their text
	dir     string // the path of the same directory, to see where links lead
	display string
	limits  settings.Limits
	count   int // files so far
	list    diag.List
}

func (w *walker) errorf(code diag.Code, name, hint, format string, args ...any) {
	w.list.Add(fault(code, path.Join(w.display, name), hint, format, args...))
}

func (w *walker) ignored(name, hint, format string, args ...any) {
	d := fault(diag.FileIgnored, path.Join(w.display, name), hint, format, args...)
	d.Severity = diag.Warning
	w.list.Add(d)
}

// folder lists a folder and those within it.
func (w *walker) folder(name string, at place) {
	entries, err := w.entries(name)
	if err != nil {
		w.list.Add(unreadableFolder(path.Join(w.display, name), err))
		return
	}
	at.bundle = at.bundle || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "index.md" })
	for _, e := range entries {
		if at.kind == static && !e.IsDir() && secret(e.Name()) {
			w.errorf(diag.FileSecret, path.Join(name, e.Name()), "Move it out of static/, and replace the secret if it was ever published.", "a file of this name holds secrets, and static/ is published")
			continue
		}
		if at.kind == static && skipStatic(e.Name()) || at.kind != static && Skip(e.Name()) {
			w.setAside(path.Join(name, e.Name()), e, at)
			continue
		}
		w.entry(name, e, at)
		if w.count > w.limits.Files {
			return
		}
	}
}

// setAside takes note of a file that an import has left for a person to complete.
func (w *walker) setAside(name string, e fs.DirEntry, at place) {
	if at.kind.holdsMarkdown() && e.Type().IsRegular() && strings.HasPrefix(e.Name(), "_") && path.Ext(name) == ".md" {
		if text, err := w.files.root.ReadFile(name); err == nil && strings.Contains(string(text), "\nimported:") {
			w.files.SetAside = append(w.files.SetAside, name)
		}
	}
}

// entries reads a folder, sorted by name.
func (w *walker) entries(name string) ([]fs.DirEntry, error) {
	folder, err := w.files.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	entries, err := folder.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, errors.Join(err, folder.Close())
}

// entry takes in one file or folder.
func (w *walker) entry(folder string, e fs.DirEntry, at place) {
	name := path.Join(folder, e.Name())
	if err := urls.CheckName(e.Name()); err != nil {
		// The name itself may be unprintable, so the folder is named instead.
		w.errorf(diag.FileName, folder, "Rename it.", "the name %q cannot be used: %v", e.Name(), err)
		return
	}
	if len(name) > urls.MaxPath {
		w.errorf(diag.FileName, folder, "Use shorter names or fewer folders.", "the path of %q has %d bytes, %d are allowed", e.Name(), len(name), urls.MaxPath)
		return
	}
	switch {
	case e.Type()&fs.ModeSymlink != 0:
		w.link(name)
	case e.IsDir():
		if k, ok := special[e.Name()]; ok && at.kind == archiveRoot {
			at.kind = k
		} else if at.kind == archiveRoot {
			at.kind = incidents
		}
		w.folder(name, at)
	case !e.Type().IsRegular():
		w.list.Add(unreadable(path.Join(w.display, name), errKind))
	default:
		w.file(name, e, at)
	}
}

// file takes in a regular file, according to where it is.
func (w *walker) file(name string, e fs.DirEntry, at place) {
	if at.kind == archiveRoot && (name == yamlFile || name == tomlFile) {
		return
	}
	info, err := e.Info()
	if errors.Is(err, fs.ErrPermission) { // a file's own mode does not hide its size
		w.list.Add(unreadableFolder(path.Join(w.display, path.Dir(name)), err))
		return
	}
	if err != nil {
		w.list.Add(unreadable(path.Join(w.display, name), err))
		return
	}
	if w.count++; w.count > w.limits.Files {
		w.errorf(diag.ValueLimit, "", "Raise limits.files in archive.yaml where this is meant.", "the archive has more than %d files", w.limits.Files)
		return
	}
	ext := strings.ToLower(path.Ext(name))
	if at.kind.holdsMarkdown() && path.Ext(name) == ".md" {
		d := Document{Path: name, Size: info.Size(), ModTime: info.ModTime()}
		if at.kind == pages {
			w.files.Pages = append(w.files.Pages, d)
		} else {
			w.files.Postmortems = append(w.files.Postmortems, d)
		}
		return
	}
	file := File{Path: name, Size: info.Size(), ModTime: info.ModTime(), Mode: info.Mode(), root: w.files.root}
	if file.Size > w.limits.StaticFile {
		w.errorf(diag.FileTooLarge, name, "Raise limits.static_file in archive.yaml where this is meant.", "the file has %d bytes, %d are allowed", file.Size, w.limits.StaticFile)
		return
	}
	switch at.kind {
	case static:
		w.files.Static = append(w.files.Static, file)
	case layouts:
		w.files.Layouts = append(w.files.Layouts, file)
	case assets:
		w.files.Assets = append(w.files.Assets, file)
	default:
		w.beside(file, ext, at)
	}
}

// beside takes in a file among the Markdown.
func (w *walker) beside(file File, ext string, at place) {
	media, publishable := bundleKinds[ext]
	switch {
	case executes(ext):
		w.errorf(diag.FileKind, file.Path, "Put it under static/ if you trust it; export pictures as PNG or WebP.", "files of kind %s can run code in a browser and are not accepted here", ext)
	case ext == ".md":
		w.ignored(file.Path, "Rename it to end in .md.", "not published: the extension is not .md in lower case")
	case ext == ".markdown" || ext == ".mdown" || ext == ".mkd":
		w.ignored(file.Path, "Rename it to end in .md.", "not published: the extension is not .md")
	case ext == "":
		w.ignored(file.Path, "Rename it to end in .md if it is a postmortem.", "not published: no .md extension")
	case !at.bundle && evidence.IsFile(file.Path):
		w.files.Evidence = append(w.files.Evidence, Document{Path: file.Path, Size: file.Size, ModTime: file.ModTime})
	case !at.bundle:
		w.ignored(file.Path, "Put it beside the index.md of a postmortem, or under static/.", "not published: the file belongs to no postmortem")
	case !publishable:
		w.errorf(diag.FileKind, file.Path, "Files beside a postmortem may be "+kinds()+". Put others under static/.", "files of kind %s are not published beside a postmortem", ext)
	case w.sniff(file, media):
		w.files.Bundled = append(w.files.Bundled, file)
	default:
		w.files.Refused = append(w.files.Refused, file.Path)
	}
}

// sniff reports whether the first bytes of a file are those of its media type, and
// an error where they are not: a picture that is really HTML would be published
// under a false name.
func (w *walker) sniff(file File, media string) bool {
	if media == "" {
		return true
	}
	printed := path.Join(w.display, file.Path)
	var head []byte
	r, err := file.Open()
	if err == nil {
		head, err = io.ReadAll(io.LimitReader(r, 512)) // as DetectContentType looks at
		err = errors.Join(err, r.Close())
	}
	if err != nil {
		w.list.Add(unreadable(printed, err))
		return false
	}
	got := http.DetectContentType(head)
	if got != media {
		w.list.Add(fault(diag.ImageInvalid, printed, "Save it again in the format that its name says.", "the file looks like %s, not %s", got, media))
	}
	return got == media
}

// link refuses a symbolic link, saying what is wrong with it. Links are not
// followed even within the archive: a checkout on Windows has none.
func (w *walker) link(name string) {
	const hint = "Put the file itself here."
	full := filepath.Join(w.dir, filepath.FromSlash(name))
	target, err := filepath.EvalSymlinks(full)
	text, _ := w.files.root.Readlink(name) // for the message only
	switch {
	case errors.Is(err, fs.ErrNotExist):
		w.errorf(diag.LinkDangling, name, "Delete the link, or fix it.", "the symbolic link points to %q, which does not exist", text)
	case err != nil:
		w.errorf(diag.LinkCycle, name, "Delete the link.", "the symbolic link leads back to itself")
	case !within(target, w.dir):
		w.errorf(diag.LinkOutside, name, hint, "the symbolic link points to %q, outside the archive", text)
	case within(full, target):
		w.errorf(diag.LinkCycle, name, "Delete the link.", "the symbolic link points to %q, a folder above it", text)
	default:
		w.errorf(diag.FileKind, name, hint, "symbolic links are not followed; this one points to %q", text)
	}
}

// within reports whether a path is a folder or beneath it.
func within(name, folder string) bool {
	rest, err := filepath.Rel(folder, name)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, fmt.Sprintf("..%c", filepath.Separator))
}
