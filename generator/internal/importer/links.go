package importer

import (
	"cmp"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/urls"
)

// maxAsset bounds a file that is copied beside a report, in bytes.
const maxAsset = 20 << 20

// findAssets finds the files of the source's folder that the text shows or links to.
func (in *Incident) findAssets() {
	in.assets = map[string]string{}
	prose.MapLinks(in.Body, func(address string) string {
		if name := in.beside(address); name != "" {
			as := path.Base(name)
			if taken := slices.Contains(slices.Collect(maps.Values(in.assets)), as); in.assets[name] == "" && (taken || urls.CheckName(as) != nil) {
				as = Digest(4, name) + path.Ext(name)
			}
			in.assets[name] = cmp.Or(in.assets[name], as)
		}
		return address
	})
}

// candidates are the paths within the source that a relative address may mean: Hugo
// and Jekyll count those with a slash from the root of the site.
func (in *Incident) candidates(address string) (paths []string) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || in.input.files == nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return nil
	}
	if rooted, ok := strings.CutPrefix(u.Path, "/"); ok {
		return []string{path.Join("static", rooted), path.Join("assets", rooted), path.Clean(rooted), path.Join("content", rooted)}
	}
	return []string{path.Join(path.Dir(in.input.Path), u.Path), path.Join("content", u.Path)}
}

// beside is the file within the source's folder that an address means, "" where
// there is none of a kind that may be published beside a report.
func (in *Incident) beside(address string) string {
	for _, name := range in.candidates(address) {
		if !fs.ValidPath(name) {
			continue
		}
		info, err := fs.Stat(in.input.files, name)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxAsset {
			continue
		}
		if data, err := fs.ReadFile(in.input.files, name); err == nil && scan.Beside(name, data[:min(len(data), 512)]) {
			return name
		}
	}
	return ""
}

// fitBody makes the text of an incident fit for the archive, now that every file has its place.
func (in *Incident) fitBody(others map[string]*Incident) {
	// A summary is plain text: the reports that it links to are related ones.
	prose.MapLinks(in.summarized, func(address string) string {
		if other := in.other(address, others); other != nil && other != in {
			in.related = append(in.related, strings.TrimSuffix(strings.TrimSuffix(other.file, ".md"), "/index"))
		}
		return address
	})
	body, good := in.linked(in.Body, others)
	text, changed, dropped := prose.Portable(body, in.Base, good)
	in.Body = text
	for _, said := range changed {
		in.Note(Guessed, "body", "%s", said)
	}
	for _, said := range dropped {
		in.Note(Dropped, "body", "%s", said)
	}
}

// linked rewrites the addresses of a text that mean other files of the import, and
// files beside it, to those of the archive. It returns which addresses are good.
func (in *Incident) linked(text string, others map[string]*Incident) (string, map[string]bool) {
	good := map[string]bool{}
	text = prose.MapLinks(text, func(address string) string {
		_, fragment, _ := strings.Cut(address, "#")
		if fragment != "" {
			fragment = "#" + fragment
		}
		target := ""
		if other := in.other(address, others); other != nil {
			target = relative(in.file, other.file)
		} else if name := in.assets[in.beside(address)]; name != "" && path.Base(in.file) == "index.md" {
			target = prose.Destination(name)
		}
		if target == "" {
			return address
		}
		good[target] = true
		return target + fragment
	})
	return text, good
}

// other is the report of the import that an address means, or nil.
func (in *Incident) other(address string, others map[string]*Incident) *Incident {
	for _, name := range in.candidates(address) {
		for _, ending := range []string{"", ".md", "/index.md", ".markdown"} {
			if other := others[strings.TrimSuffix(name, "/")+ending]; other != nil {
				return other
			}
		}
	}
	return nil
}

// relative is the address of a file of the archive as another one links to it.
func relative(from, to string) string {
	rel, err := filepath.Rel(path.Dir("/"+from), "/"+to)
	if err != nil {
		return ""
	}
	return prose.Destination(filepath.ToSlash(rel))
}

// copies plans the files beside a report.
func (p *Plan) copies(a *archive, in *Incident) {
	for _, name := range slices.Sorted(maps.Keys(in.assets)) {
		as := in.assets[name]
		data, err := fs.ReadFile(in.input.files, name)
		switch file := path.Join(path.Dir(in.file), as); {
		case err != nil:
			in.Note(Suspicious, "body", "%s cannot be read: %v", name, err)
		case path.Base(in.file) != "index.md":
			in.Note(Dropped, "body", "%s is not copied: only a report in a folder of its own, as index.md, has files beside it", name)
		case !a.existing.Others[file]: // one that is there already stays
			p.Files = append(p.Files, PlannedFile{Path: file, Text: string(data)})
		}
	}
}
