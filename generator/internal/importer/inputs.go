package importer

import (
	"bytes"
	"cmp"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
)

// Bounds of what is read, so that a hostile or a mistaken source cannot use up the machine.
const (
	maxInput  = 64 << 20 // bytes of one file
	maxInputs = 50_000   // files of one import
	maxFound  = 100_000  // incidents of one import
	maxDepth  = 32       // folders within folders
)

// An input is one file of a source.
type input struct {
	source string // as reported: the source's name and the path in it
	path   string // within its source; the base name for a single file
	text   string // UTF-8, line breaks as \n
}

// inputs reads the files that a format wants, in the order of the sources and of their paths.
func (r *reading) inputs(sources []Source, wants func(string) bool) []input {
	var found []input
	for _, s := range sources {
		if s.files == nil {
			name := path.Base(strings.ReplaceAll(s.Name, `\`, "/"))
			if len(s.data) > maxInput {
				r.skip(s.Name, "", "", "the file has more than %d bytes", maxInput)
				continue
			}
			found = append(found, input{s.Name, name, decode(s.data)})
			continue
		}
		found = r.folder(found, s, wants)
	}
	return found
}

func (r *reading) folder(found []input, s Source, wants func(string) bool) []input {
	full := false
	err := fs.WalkDir(s.files, ".", func(name string, d fs.DirEntry, err error) error {
		label := path.Join(s.Name, name)
		switch {
		case err != nil:
			r.skip(label, "", "", "it cannot be read: %v", err)
			return nil
		case d.IsDir():
			if hidden(d.Name()) || strings.Count(name, "/") > maxDepth {
				return fs.SkipDir
			}
			return nil
		case strings.HasPrefix(d.Name(), ".") || !d.Type().IsRegular() || wants != nil && !wants(name):
			return nil
		case len(found) >= maxInputs:
			full = true
			return fs.SkipAll
		}
		data, err := readFile(s.files, name)
		switch {
		case err != nil:
			r.skip(label, "", "", "it cannot be read: %v", err)
		case len(data) > maxInput:
			r.skip(label, "", "", "the file has more than %d bytes", maxInput)
		default:
			found = append(found, input{label, name, decode(data)})
		}
		return nil
	})
	if err != nil {
		r.skip(s.Name, "", "", "it cannot be listed: %v", err)
	}
	if full {
		r.skip(s.Name, "", "", "only the first %d files were read", maxInputs)
	}
	return found
}

// hidden tells folders that hold no content: those of version control and of what tools fetch or build.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") && name != "." || name == "node_modules" || name == "vendor" || name == "themes" || name == "public" || name == "_site"
}

// readFile reads no more of a file than tells that it is too large.
func readFile(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // opened for reading: nothing can be lost
	var b bytes.Buffer
	_, err = b.ReadFrom(io.LimitReader(f, maxInput+1))
	return b.Bytes(), err
}

// decode makes UTF-8 of what a file holds: exports from Windows are often
// UTF-16, and line ends come in three kinds.
func decode(data []byte) string {
	if len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		units := make([]uint16, 0, len(data)/2)
		for i := 2; i+1 < len(data); i += 2 {
			if data[0] == 0xff {
				units = append(units, uint16(data[i])|uint16(data[i+1])<<8)
			} else {
				units = append(units, uint16(data[i])<<8|uint16(data[i+1]))
			}
		}
		data = []byte(string(utf16.Decode(units)))
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

func byExtension(extensions ...string) func(string) bool {
	return func(name string) bool { return slices.Contains(extensions, strings.ToLower(path.Ext(name))) }
}

// settle drops what is beyond the bound and puts the incidents into the order in which they happened.
func (r *reading) settle() {
	if len(r.incidents) > maxFound {
		for _, in := range r.incidents[maxFound:] {
			r.skip(in.source, in.id, in.Title, "only the first %d incidents are imported at once", maxFound)
		}
		r.incidents = r.incidents[:maxFound]
	}
	slices.SortStableFunc(r.incidents, func(a, b *incident) int {
		return cmp.Or(a.began().Compare(b.began()), cmp.Compare(a.id, b.id), cmp.Compare(a.source, b.source))
	})
	seen := map[string]int{}
	for _, in := range r.incidents {
		if seen[in.id]++; seen[in.id] > 1 {
			in.id = in.id + "~" + itoa(seen[in.id])
			in.note(Suspicious, "id", "another incident of this import has the same id")
		}
		in.finish(r)
	}
}
