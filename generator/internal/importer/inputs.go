package importer

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"afterword/generator/internal/importer/lenient"
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
}

// Ext is the extension of the file in small letters: ".md".
func (in Input) Ext() string { return strings.ToLower(path.Ext(in.Path)) }

// Stem is the path of the file without its extension.
func (in Input) Stem() string { return strings.TrimSuffix(in.Path, path.Ext(in.Path)) }

// inputs reads the files of some extensions, in the order of the sources and of their paths.
func (j *Job) inputs(sources []Source, extensions []string) (found []Input) {
	add := func(label, name string, data []byte) {
		if len(data) > maxInput {
			j.Skip(label, "", "", "the file has more than %d bytes", maxInput)
			return
		}
		found = append(found, Input{label, name, decode(data)})
	}
	for _, s := range sources {
		if s.files == nil {
			add(s.Name, path.Base(strings.ReplaceAll(s.Name, `\`, "/")), s.data)
			continue
		}
		full := false
		err := fs.WalkDir(s.files, ".", func(name string, d fs.DirEntry, err error) error {
			label := path.Join(s.Name, name)
			switch {
			case err != nil:
				j.Skip(label, "", "", "it cannot be read: %v", err)
				return nil
			case d.IsDir() && (hidden(d.Name()) || strings.Count(name, "/") > maxDepth):
				return fs.SkipDir
			case strings.HasPrefix(d.Name(), ".") || !d.Type().IsRegular() || !slices.Contains(extensions, strings.ToLower(path.Ext(name))):
				return nil
			case len(found) >= maxInputs:
				full = true
				return fs.SkipAll
			}
			if data, err := readFile(s.files, name); err != nil {
				j.Skip(label, "", "", "it cannot be read: %v", err)
			} else {
				add(label, name, data)
			}
			return nil
		})
		if err != nil {
			j.Skip(s.Name, "", "", "it cannot be listed: %v", err)
		}
		if full {
			j.Skip(s.Name, "", "", "only the first %d files were read", maxInputs)
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
	if j.Options.Zone != nil {
		s.Zone = j.Options.Zone
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
