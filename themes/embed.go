package themes

import (
	"embed"
	"io/fs"
)

//go:embed default
var files embed.FS

// FS is the folder of themes that is part of the binary.
func FS() fs.FS { return files }
