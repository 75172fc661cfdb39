package publish

import (
	"reflect"
	"time"
)

// Settled reports whether a survey believes that a folder last changed at a time has not changed since.
func Settled(changed, began time.Time) bool {
	_, ok := survey{began: began, dirs: map[string]node{"a": {ctime: changed.UnixNano()}}}.settled("a")
	return ok
}

// ManifestName is where the manifest lies in the output.
const ManifestName = manifestName

// ParseManifest reads a manifest and gives the paths it lists.
func ParseManifest(data []byte) ([]string, error) {
	m, err := parseManifest(data)
	var names []string
	for _, e := range m.Files {
		names = append(names, e.Path)
	}
	return names, err
}

// ParseJournal reads a journal and gives all names in it.
func ParseJournal(data []byte) ([]string, error) {
	j, err := parseJournal(data)
	return append(append(j.Clear, j.Move...), j.Remove...), err
}

// WithStep makes Publish call a function before and after each of its steps.
func (opt Options) WithStep(step func(name string)) Options {
	opt.step = step
	return opt
}

// ReadersAgree tells that the quick reader of manifests either passes the data
// on to the other, or reads the same; quick tells which.
func ReadersAgree(data []byte) (agree, quick bool) {
	fast, ok := parseLines(data)
	if !ok {
		return true, false
	}
	slow, err := parseJSON(data)
	return err == nil && (len(fast.Files)+len(slow.Files) == 0 || reflect.DeepEqual(fast, slow)), true
}

// EncodeManifest writes a manifest.
func EncodeManifest(entries []Entry) []byte { return manifest{entries}.encode() }

// CatalogNames reads a catalog and gives every name in it.
func CatalogNames(data []byte) (names []string, err error) {
	c, err := parseCatalog(data)
	for _, l := range c {
		for _, it := range l.items {
			names = append(names, it.name)
		}
	}
	return names, err
}
