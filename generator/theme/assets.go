package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// An Asset is a file that pages refer to. Its name holds a hash of its
// content, so that browsers may keep it for ever.
type Asset struct {
	Name string // "site.css", as layouts call it
	Path string // site path: "/assets/site.3f2a1b9c.css"
	Data []byte
}

// Assets are the theme's, by name.
func (t *Theme) Assets() []Asset { return t.assets }

func fingerprint(stack []file) (assets []Asset) {
	for _, f := range stack {
		name, ok := strings.CutPrefix(f.path, "assets/")
		if !ok {
			continue
		}
		sum := sha256.Sum256([]byte(f.text))
		ext := path.Ext(name)
		assets = append(assets, Asset{
			Name: name,
			Path: "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
			Data: []byte(f.text),
		})
	}
	return assets
}
