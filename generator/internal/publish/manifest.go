package publish

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
	"strconv"
	"strings"
	"time"
)

// manifestName is the file in the output that lists what a build wrote there.
// It tells our files from those of others, so that only ours are ever removed.
// It holds no times and no versions: the same site gives the same bytes. The
// leading dot keeps it out of what GitHub's upload action sends to Pages.
const manifestName = ".afterword-manifest.json"

// manifestVersion is raised when an older generator must not touch the output.
const manifestVersion = 1

// An Entry is what a manifest tells of one file.
type Entry struct {
	Path string // as in File.Path
	Size int64  // bytes
	Sum  Sum
	// Source is where the file comes from, as in File.Source.
	Source string
}

// A manifest lists files by path.
type manifest struct{ Files []Entry }

// find looks a path up.
func (m manifest) find(path string) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(m.Files, path, func(e Entry, path string) int { return strings.Compare(e.Path, path) })
	if !ok {
		return Entry{}, false
	}
	return m.Files[i], true
}

// encode writes one file a line, for people who compare two of them.
func (m manifest) encode() []byte {
	size := 64
	for _, e := range m.Files {
		size += len(e.Path) + len(e.Source) + 160
	}
	b := make([]byte, 0, size)
	b = fmt.Appendf(b, "{\"afterword_manifest\": %d, \"files\": [", manifestVersion)
	for i, e := range m.Files {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n{\"path\":"...)
		b = appendString(b, e.Path)
		b = append(b, ",\"size\":"...)
		b = strconv.AppendInt(b, e.Size, 10)
		b = append(b, ",\"sha256\":\""...)
		b = hex.AppendEncode(b, e.Sum[:])
		b = append(b, "\",\"source\":"...)
		b = appendString(b, e.Source)
		b = append(b, '}')
	}
	return append(b, "\n]}\n"...)
}

// appendString writes a string as encoding/json does.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if !plain(s[i]) {
			quoted, _ := json.Marshal(s) // no string makes it fail
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// plain tells a byte that means itself in a JSON string, whoever writes it.
func plain(c byte) bool {
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
}

// parseManifest reads a manifest and believes nothing in it: it decides what
// may be deleted.
func parseManifest(data []byte) (manifest, error) {
	m, ok := parseLines(data)
	if !ok {
		var err error
		if m, err = parseJSON(data); err != nil {
			return manifest{}, err
		}
	}
	for i, e := range m.Files {
		if reason := unfit(e.Path); reason != "" {
			return manifest{}, fmt.Errorf("it lists a file that no build wrote: %s", reason)
		}
		if e.Size < 0 {
			return manifest{}, damagedLine(e.Path)
		}
		if i > 0 && m.Files[i-1].Path >= e.Path {
			return manifest{}, fmt.Errorf("it is not in order at %s", e.Path)
		}
	}
	return m, nil
}

func damagedLine(path string) error { return fmt.Errorf("its line on %s is damaged", path) }

// parseLines reads what encode writes, byte for byte, and nothing else: 24,000
// files in a tenth of the time of encoding/json.
func parseLines(data []byte) (manifest, bool) {
	l := lines{rest: string(data), ok: true}
	l.skip(fmt.Sprintf("{\"afterword_manifest\": %d, \"files\": [", manifestVersion))
	m := manifest{Files: make([]Entry, 0, strings.Count(l.rest, "\n"))}
	for l.ok && !strings.HasPrefix(l.rest, "\n]}\n") {
		if len(m.Files) > 0 {
			l.skip(",")
		}
		var e Entry
		l.skip("\n{\"path\":\"")
		e.Path = l.text()
		l.skip(",\"size\":")
		e.Size = l.number()
		l.skip(",\"sha256\":\"")
		e.Sum = l.sum()
		l.skip("\",\"source\":\"")
		e.Source = l.text()
		l.skip("}")
		m.Files = append(m.Files, e)
	}
	l.skip("\n]}\n")
	return m, l.ok && l.rest == ""
}

// lines is the rest of a manifest being read; ok turns false at the first byte
// that encode would not have written.
type lines struct {
	rest string
	ok   bool
}

func (l *lines) skip(want string) {
	rest, found := strings.CutPrefix(l.rest, want)
	l.rest, l.ok = rest, l.ok && found
}

// text reads to the closing quote.
func (l *lines) text() string {
	end, escaped := 0, false
	for end < len(l.rest) && l.rest[end] != '"' {
		if !plain(l.rest[end]) {
			escaped = true
		}
		if l.rest[end] == '\\' {
			end++ // what stands behind it is no closing quote
		}
		end++
	}
	if end >= len(l.rest) {
		l.ok = false
		return ""
	}
	s := l.rest[:end]
	l.rest = l.rest[end+1:]
	if !escaped {
		return s
	}
	quoted := `"` + s + `"`
	if json.Unmarshal([]byte(quoted), &s) != nil || string(appendString(nil, s)) != quoted {
		l.ok = false
	}
	return s
}

func (l *lines) number() int64 {
	end := 0
	for end < len(l.rest) && l.rest[end] >= '0' && l.rest[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(l.rest[:end], 10, 64)
	if err != nil || end > 1 && l.rest[0] == '0' {
		l.ok = false
	}
	l.rest = l.rest[end:]
	return n
}

func (l *lines) sum() (sum Sum) {
	const length = 2 * sha256.Size
	if len(l.rest) < length || strings.ToLower(l.rest[:length]) != l.rest[:length] {
		l.ok = false
		return sum
	}
	_, err := hex.Decode(sum[:], []byte(l.rest[:length]))
	l.rest, l.ok = l.rest[length:], l.ok && err == nil
	return sum
}

// parseJSON reads any other spelling of a manifest.
func parseJSON(data []byte) (manifest, error) {
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
	var read struct {
		Version int `json:"afterword_manifest"`
		Files   []struct {
			Path   string `json:"path"`
			Size   int64  `json:"size"`   // bytes
			SHA256 string `json:"sha256"` // lower-case hexadecimal
			Source string `json:"source"`
		} `json:"files"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&read); err != nil {
		return manifest{}, fmt.Errorf("it cannot be read: %w", err)
	}
	var m manifest
	for _, f := range read.Files {
		sum, err := hex.DecodeString(f.SHA256)
		if err != nil || len(sum) != sha256.Size {
			return manifest{}, damagedLine(f.Path)
		}
		m.Files = append(m.Files, Entry{f.Path, f.Size, Sum(sum), f.Source})
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

// stamp returns the modification time of a file written now: the present second,
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

// stamped reports whether a modification time, in nanoseconds since 1970, is one
// that stamp gave for this content. File systems with coarse times say no, and
// the file is read instead.
func stamped(mtime int64, sum Sum) bool { return (mtime%1e9+1e9)%1e9 == fraction(sum) }

func fraction(sum Sum) int64 { return int64(binary.BigEndian.Uint64(sum[:8])%1e7) * 100 }

// noTime is "no modification time": entity tags are exact where times are not.
var noTime time.Time
