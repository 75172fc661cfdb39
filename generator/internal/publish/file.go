package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A File is one file of the site. It is either held in memory (Data) or opened
// when it is needed (Open), for large files that are copied as they are.
type File struct {
	// Path is relative to the root of the site, slash-separated, as
	// urls.OutputFile returns it: "services/api/index.html".
	Path string
	Data []byte
	// Open, where it is set, is used instead of Data. It may be called several
	// times, also at the same time, and returns the same bytes each time.
	Open func() (io.ReadCloser, error)
	// Size is the length in bytes, as the caller believes. It is only shown.
	Size int64
	// Source is where the file comes from, for messages and the manifest:
	// "content/2018/zuora-connect.md".
	Source string
}

// Sum reads the file once and returns the SHA-256 of its content in hexadecimal.
// Errors are those of Open.
func (f File) Sum() (string, error) {
	sum, _, err := f.copyTo(io.Discard)
	return sum, err
}

// Bytes reads the whole content into memory. Errors are those of Open.
func (f File) Bytes() ([]byte, error) {
	if f.Open == nil {
		return f.Data, nil
	}
	var data bytes.Buffer
	_, _, err := f.copyTo(&data)
	return data.Bytes(), err
}

// copyTo writes the content to w and returns its hash and length in bytes.
func (f File) copyTo(w io.Writer) (sum string, size int64, err error) {
	r := io.NopCloser(bytes.NewReader(f.Data))
	if f.Open != nil {
		if r, err = f.Open(); err != nil {
			return "", 0, fmt.Errorf("opening %s: %w", f.Source, err)
		}
	}
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(w, hash), r)
	if e := r.Close(); err == nil {
		err = e
	}
	return hex.EncodeToString(hash.Sum(nil)), size, err
}

// writeFile writes a new file, and makes the folders above it. It never opens one
// that exists, which could be a link to a file of somebody else.
func writeFile(name string, f File) (sum string, size int64, err error) {
	create := func() (*os.File, error) { return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) }
	out, err := create()
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(name), 0o755); err == nil {
			out, err = create()
		}
	}
	if err != nil {
		return "", 0, err
	}
	sum, size, err = f.copyTo(out)
	// Some file systems report a full disk only here.
	if e := out.Close(); err == nil {
		err = e
	}
	return sum, size, err
}

// onDisk is a file of the output, to be read when it is needed.
func onDisk(dir, file string) File {
	name := diskName(dir, file)
	return File{Path: file, Source: file, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
}
