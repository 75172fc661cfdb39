package tree

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// manifestName is the file in the output that lists what Publish wrote there.
// It tells our files from those of others, so that only ours are ever removed.
// It holds no times and no versions: the same site gives the same bytes. The
// leading dot keeps it out of what GitHub's upload action sends to Pages.
const manifestName = ".afterword-manifest.json"

// manifestVersion is raised when an older generator must not touch the output.
const manifestVersion = 1

type manifest struct {
	Version int     `json:"afterword_manifest"`
	Files   []entry `json:"files"` // by path
}

type entry struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // lower-case hexadecimal
	Source string `json:"source"` // File.Owner
}

func (e entry) sum() (Sum, error) {
	b, err := hex.DecodeString(e.SHA256)
	if err != nil || len(b) != sha256.Size {
		return Sum{}, fmt.Errorf("%q is not a SHA-256", e.SHA256)
	}
	return Sum(b), nil
}

// find looks a path up.
func (m manifest) find(path string) (entry, bool) {
	i, ok := slices.BinarySearchFunc(m.Files, path, func(e entry, path string) int { return strings.Compare(e.Path, path) })
	if !ok {
		return entry{}, false
	}
	return m.Files[i], true
}

// encode writes one file a line, for people who compare two of them.
func (m manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"afterword_manifest\": %d, \"files\": [", m.Version)
	for i, e := range m.Files {
		if i > 0 {
			b.WriteByte(',')
		}
		line, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("writing the manifest: %w", err)
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// parseManifest reads a manifest and believes nothing in it: it decides what
// may be deleted.
func parseManifest(data []byte) (manifest, error) {
	var version struct {
		Version int `json:"afterword_manifest"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return manifest{}, fmt.Errorf("it is not JSON: %w", err)
	}
	if version.Version > manifestVersion {
		return manifest{}, fmt.Errorf("it is from a newer version of afterword (format %d, this one knows %d)", version.Version, manifestVersion)
	}
	if version.Version < 1 {
		return manifest{}, errors.New("it does not say its format")
	}
	var m manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return manifest{}, fmt.Errorf("it cannot be read: %w", err)
	}
	for i, e := range m.Files {
		if reason := unfit(e.Path); reason != "" {
			return manifest{}, fmt.Errorf("it lists a file that no build wrote: %s", reason)
		}
		if _, err := e.sum(); err != nil || e.Size < 0 {
			return manifest{}, fmt.Errorf("its line on %s is damaged", e.Path)
		}
		if i > 0 && m.Files[i-1].Path >= e.Path {
			return manifest{}, fmt.Errorf("it is not in order at %s", e.Path)
		}
	}
	return m, nil
}

// readManifest reads that of an output folder; ok is false where there is none.
func readManifest(dir string) (m manifest, data []byte, ok bool, err error) {
	name := filepath.Join(dir, manifestName)
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, nil, false, nil
	}
	if err != nil {
		return manifest{}, nil, false, machine("looking for the manifest of "+dir, err)
	}
	damaged := func(err error) error {
		return &RefusedError{Dir: dir, Reason: fmt.Sprintf("its %s cannot be trusted: %v", manifestName, err),
			Hint: "Nothing was changed. Restore that file, or empty the folder and build again."}
	}
	if !info.Mode().IsRegular() {
		return manifest{}, nil, false, damaged(errors.New("it is not a regular file"))
	}
	data, err = os.ReadFile(name)
	if err != nil {
		return manifest{}, nil, false, machine("reading the manifest", err)
	}
	if m, err = parseManifest(data); err != nil {
		return manifest{}, nil, false, damaged(err)
	}
	return m, data, true, nil
}

// stamp gives the modification time of a file written now: the present second,
// with a part of the content's hash as the fraction. A later build can tell by
// stat alone that a file still holds what the manifest says, without times in
// the manifest, which would make it differ from build to build. The fraction
// counts in steps of 100 ns, which is what NTFS keeps.
func stamp(now time.Time, sum Sum) time.Time {
	t := time.Unix(now.Unix(), fraction(sum))
	if t.After(now) {
		t = t.Add(-time.Second)
	}
	return t
}

// stamped tells whether a modification time is one that stamp gave for this
// content. File systems with coarse times say no, and the file is read instead.
func stamped(t time.Time, sum Sum) bool { return int64(t.Nanosecond()) == fraction(sum) }

func fraction(sum Sum) int64 { return int64(binary.BigEndian.Uint64(sum[:8])%1e7) * 100 }

// noTime is "no modification time": entity tags are exact where times are not.
var noTime time.Time
