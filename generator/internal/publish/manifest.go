package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// manifestName is the file in the output that lists what a build wrote there.
// It tells our files from those of others, so that only ours are ever removed.
// It holds no times and no versions: the same site has the same bytes. The
// leading dot keeps it out of what GitHub's upload action sends to Pages.
const manifestName = ".afterword-manifest.json"

// manifestVersion is raised when an older generator must not touch the output.
const manifestVersion = 1

// An entry is what the manifest says of one file.
type entry struct {
	Path   string `json:"path"`   // as in File.Path
	Size   int64  `json:"size"`   // bytes
	Sum    string `json:"sha256"` // of the content, in hexadecimal
	Source string `json:"source"` // as in File.Source
	// Old is set for a file that the site no longer has: it goes with the next
	// build that changes the site.
	Old bool `json:"old,omitempty"`
	// Edition is the one that the file is of; a later build of another one does not keep it.
	Edition string `json:"edition,omitempty"`
	// Before is what a build in place that was killed may have left instead.
	Before []string `json:"before,omitempty"`
}

// wrote reports whether a build may have left a file with this content here.
func (e entry) wrote(sum string) bool {
	return sum != "" && (e.Sum == sum || slices.Contains(e.Before, sum))
}

// namedByContent reports whether the name of the file holds the start of its
// hash, so that no later file has this name and another content.
func (e entry) namedByContent() bool {
	const digits = 6 // of the shortest that are in use
	return strings.Contains(path.Base(e.Path), e.Sum[:digits])
}

// A manifest is the files of a site by path.
type manifest map[string]entry

// encodeManifest writes one file a line, for people who compare two of them.
func encodeManifest(entries []entry) ([]byte, error) {
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"afterword_manifest\": %d, \"files\": [", manifestVersion)
	for i, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// parseManifest reads a manifest and believes nothing in it: it decides what
// may be removed.
func parseManifest(data []byte) (manifest, error) {
	var read struct {
		Version int     `json:"afterword_manifest"`
		Files   []entry `json:"files"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, fmt.Errorf("it is not JSON as a build writes it: %w", err)
	}
	if read.Version > manifestVersion {
		return nil, fmt.Errorf("it is from a newer version of afterword (format %d, this one knows %d)", read.Version, manifestVersion)
	}
	if read.Version < 1 {
		return nil, errors.New("it does not say its format")
	}
	m := make(manifest, len(read.Files))
	last := ""
	for _, e := range read.Files {
		if reason := unfit(e.Path); reason != "" {
			return nil, fmt.Errorf("it lists a file that no build wrote: %s", reason)
		}
		damaged := func(sum string) bool { return len(sum) != 2*sha256.Size }
		if e.Size < 0 || damaged(e.Sum) || slices.ContainsFunc(e.Before, damaged) {
			return nil, fmt.Errorf("its line on %s is damaged", e.Path)
		}
		if e.Path <= last {
			return nil, fmt.Errorf("it is not in order at %s", e.Path)
		}
		m[e.Path], last = e, e.Path
	}
	return m, nil
}

// readManifest reads that of an output folder; both are nil where there is none.
func readManifest(dir string) (manifest, []byte, error) {
	name := filepath.Join(dir, manifestName)
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, ioError("looking for the manifest of "+dir, err)
	}
	damaged := func(err error) error {
		return &RefusedError{Dir: dir, Reason: fmt.Sprintf("its %s cannot be trusted: %v", manifestName, err),
			Hint: "Nothing was changed. Restore that file, or empty the folder and build again."}
	}
	if !info.Mode().IsRegular() {
		return nil, nil, damaged(errors.New("it is not a regular file"))
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, ioError("reading the manifest", err)
	}
	m, err := parseManifest(data)
	if err != nil {
		return nil, nil, damaged(err)
	}
	return m, data, nil
}

// writeManifest writes one to a new file.
func writeManifest(name string, data []byte) error {
	_, _, err := writeFile(name, File{Data: data})
	return ioError("writing the manifest", err)
}
