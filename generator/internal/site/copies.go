package site

import (
	"path"
	"strings"

	"afterword/generator/internal/scan"
	"afterword/generator/internal/urls"
)

// A Copy is a file of the archive that the site holds as it is.
type Copy struct {
	Path    string // site path
	File    scan.File
	bundled bool // else a static file
}

// newCopies says where static files and the files of bundles will be. The
// files of a bundle are beside the page of its index.md.
func (s *Site) newCopies() (out []Copy) {
	folders := map[string]string{} // folder of a bundle → site path of its page
	for _, i := range s.archive.Incidents {
		if len(s.files.Bundled) > 0 && path.Base(i.File) == "index.md" {
			folders[path.Dir(i.File)] = urls.Incident(i.Path)
		}
	}
	for _, p := range s.archive.Pages {
		if path.Base(p.File) == "index.md" {
			folders[path.Dir(p.File)] = urls.Page(p.Path)
		}
	}
	for _, f := range s.files.Bundled {
		// A draft that is left out takes its files with it.
		for folder := path.Dir(f.Path); folder != "."; folder = path.Dir(folder) {
			if page, ok := folders[folder]; ok {
				out = append(out, Copy{page + strings.TrimPrefix(f.Path, folder+"/"), f, true})
				break
			}
		}
	}
	for _, f := range s.files.Static {
		out = append(out, Copy{strings.TrimPrefix(f.Path, "static"), f, false})
	}
	return out
}

// Copies are the files that the site holds as they are. The list is not to be changed.
func (s *Site) Copies() []Copy { return s.copies }
