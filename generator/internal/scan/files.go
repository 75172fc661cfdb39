package scan

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"afterword/generator/internal/diag"
)

// Files are what an archive's directory held when it was read. Paths are
// slash-separated and relative to it, and each list is sorted by path.
type Files struct {
	Settings    *diag.Source // the text of archive.yaml in the edition; nil where it could not be read
	Whole       *diag.Source // all of that text
	Postmortems []Document
	Pages       []Document // from pages/ and years/
	Evidence    []Document // what monitors saw, from evidence/
	Bundled     []File     // beside an index.md, of a kind that may be published
	Refused     []string   // paths of files that would be Bundled, were they what their names say
	Static      []File     // from static/
	Layouts     []File     // from layouts/
	Assets      []File     // from assets/
	Templates   []string   // paths from _templates/
	SetAside    []string   // of the names that begin with "_", those that an import has set aside

	root    *os.Root
	unsaved Unsaved
}

// Close closes the directory. Files can no longer be opened then.
func (f *Files) Close() error {
	if f.root == nil {
		return nil
	}
	return f.root.Close()
}

// A Document is a Markdown file, read and free of what no page can hold.
type Document struct {
	Path    string // "2018/zuora-connect.md", "pages/about.md"
	Source  *diag.Source
	Size    int64     // bytes, as listed
	ModTime time.Time // as listed
}

// A File is a file whose bytes stay on disk until it is opened.
type File struct {
	Path    string // "2013/paymo/graph.png", "static/robots.txt"
	Size    int64  // bytes, as listed
	ModTime time.Time
	Mode    fs.FileMode

	root   *os.Root
	onDisk string // its path there, where Path is another; else ""
}

// As returns the file under another path.
func (f File) As(path string) File {
	f.onDisk, f.Path = cmp.Or(f.onDisk, f.Path), path
	return f
}

// OnDisk is where the file was found, like Path.
func (f File) OnDisk() string { return cmp.Or(f.onDisk, f.Path) }

// Open opens the file for reading. It never leaves the archive's directory,
// whatever has been put in the file's place since it was listed.
func (f File) Open() (io.ReadCloser, error) {
	file, _, err := open(f.root, f.OnDisk())
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Text reads the file as text of at most limit bytes, without a byte order mark. display is what diagnostics print
// for the archive's directory, and hint is for a larger file. The source is nil where the list holds an error.
func (f File) Text(display string, limit int64, hint string) (*diag.Source, diag.List) {
	return readText(f.root, f.OnDisk(), path.Join(display, f.Path), limit, hint)
}

// Bytes reads the file.
func (f File) Bytes() ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(in)
	return data, errors.Join(err, in.Close())
}

// open opens a regular file. Without O_NONBLOCK a named pipe would wait for ever for a writer.
func open(root *os.Root, path string) (*os.File, fs.FileInfo, error) {
	file, err := root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: errKind}
	}
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, info, nil
}
