package theme

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
)

// Key is the hash of all layouts and assets: themes of one key render the same.
func (t *Theme) Key() [sha256.Size]byte {
	var all []byte
	add := func(text string) {
		all = binary.AppendUvarint(all, uint64(len(text)))
		all = append(all, text...)
	}
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		add(name)
		add(t.files[name].shown)
		add(t.files[name].text)
	}
	for _, a := range t.assets {
		add(a.Name)
		add(a.Path)
		add(string(a.Data))
	}
	return sha256.Sum256(all)
}
