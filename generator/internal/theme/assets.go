package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"

	"afterword/generator/internal/diag"
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

// Asset finds one by its name.
func (t *Theme) Asset(name string) (Asset, bool) {
	for _, a := range t.assets {
		if a.Name == name {
			return a, true
		}
	}
	return Asset{}, false
}

// fingerprint publishes the assets of a stack; sheets named head.css go to the end of site.css.
// Style sheets lose their comments and spaces on the way: themes keep them readable, visitors get
// them small.
func fingerprint(stack, heads []file) (assets []Asset, list diag.List) {
	var added layers
	for _, f := range heads {
		list.Add(added.add(diag.NewSource(f.shown, f.text))...)
	}
	for _, f := range stack {
		name, ok := strings.CutPrefix(f.path, "assets/")
		if !ok {
			continue
		}
		data := []byte(f.text)
		ext := path.Ext(name)
		if name == "site.css" && len(heads) > 0 {
			data = append(data, added.String()...)
		}
		if ext == ".css" {
			var err error
			if data, err = minified(data); err != nil {
				list.Add(diag.Diagnostic{Code: diag.ThemeTemplate, File: f.shown, Message: "the style sheet cannot be read: " + err.Error()})
				continue
			}
		}
		sum := sha256.Sum256(data)
		assets = append(assets, Asset{
			Name: name,
			Path: "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext,
			Data: data,
		})
	}
	return assets, list
}

func minified(sheet []byte) ([]byte, error) {
	var out bytes.Buffer
	err := css.Minify(minify.New(), &out, bytes.NewReader(sheet), nil)
	return out.Bytes(), err
}
