package importer

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
)

// Bounds of what is read, so that a hostile or a wrong source cannot use up the machine.
const (
	maxInput  = 64 << 20 // bytes of one file
	maxInputs = 50_000   // files of one import
	MaxFound  = 100_000  // incidents of one import
	maxDepth  = 32       // folders within folders
)

// An Input is one file of a source.
type Input struct {
	Source string // as reported: the source's name and the path in it
	Path   string // within its source; the base name for a single file
	Text   string // UTF-8, line breaks as \n
	files  fs.FS  // of its source
}

// Ext is the extension of the file in small letters: ".md".
func (in Input) Ext() string { return strings.ToLower(path.Ext(in.Path)) }

// Stem is the path of the file without its extension.
func (in Input) Stem() string { return strings.TrimSuffix(in.Path, path.Ext(in.Path)) }

// inputs reads the files of a format, in the order of the sources and of their
// paths, and counts those of other kinds.
func (j *Job) inputs(sources []Source, format Format) (found []Input) {
	j.folders = true
	read := func(s Source, label, name string) {
		data, err := readFile(s.files, name)
		switch {
		case err != nil:
			j.Skip(label, "", "", "it cannot be read: %v", err)
		case len(data) > maxInput:
			j.Skip(label, "", "", "the file has more than %d bytes", maxInput)
		default:
			found = append(found, Input{label, name, decode(data), s.files})
		}
	}
	for _, s := range sources {
		if s.one != "" {
			j.folders = false
			read(s, s.Name, s.one)
			continue
		}
		full, others := false, map[string]int{} // by extension
		err := fs.WalkDir(s.files, ".", func(name string, d fs.DirEntry, err error) error {
			label := path.Join(s.Name, name)
			switch ext := strings.ToLower(path.Ext(name)); {
			case err != nil:
				j.Skip(label, "", "", "it cannot be read: %v", err)
			case d.IsDir() && (hidden(d.Name()) || strings.Count(name, "/") > maxDepth):
				return fs.SkipDir
			case strings.HasPrefix(d.Name(), ".") || !d.Type().IsRegular():
			case !slices.Contains(format.Extensions, ext):
				others[prose.Or(ext, "none")]++
			case len(found) >= maxInputs:
				full = true
				return fs.SkipAll
			default:
				read(s, label, name)
			}
			return nil
		})
		if err != nil {
			j.Skip(s.Name, "", "", "it cannot be listed: %v", err)
		}
		if full {
			j.Skip(s.Name, "", "", "only the first %d files were read", maxInputs)
		}
		var kinds []string
		for _, ext := range slices.Sorted(maps.Keys(others)) {
			kinds = append(kinds, fmt.Sprintf("%s %d", ext, others[ext]))
		}
		if len(kinds) > 0 {
			j.Note(Dropped, "files of other kinds in %s were not read, by extension: %s", s.Name, prose.Cut(strings.Join(kinds, ", "), 200))
		}
	}
	return found
}

// Site reads the configurations among the inputs, wherever they come. The zone of
// the options comes before that of the site.
func (j *Job) Site(inputs []Input) lenient.Site {
	var s lenient.Site
	for _, in := range inputs {
		if lenient.IsConfig(in.Path) {
			if problem := s.ReadConfig(in.Path, in.Text); problem != "" {
				j.Skip(in.Source, "", "", "%s", problem)
			}
		}
	}
	if j.Zone != nil {
		s.Zone = j.Zone
	}
	return s
}

// hidden reports whether a folder holds no content: those of version control and of what tools fetch or build do not.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") && name != "." || name == "node_modules" || name == "vendor" || name == "themes" || name == "public" || name == "_site"
}

// readFile reads no more of a file than shows that it is too large.
func readFile(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // opened for reading: nothing can be lost
	return io.ReadAll(io.LimitReader(f, maxInput+1))
}

// decode makes UTF-8 of what a file holds: exports from Windows are often
// UTF-16, and line ends come in three kinds.
func decode(data []byte) string {
	text, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), data)
	if err != nil {
		text = data
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(text), "\r\n", "\n"), "\r", "\n")
}
