package themes

import (
	"embed"
	"io/fs"
)

//go:embed default ledger new
var files embed.FS

// FS is the folder of themes that is part of the binary.
func FS() fs.FS { return files }

// New is what a new theme begins as, and no theme by itself.
const New = "new"

// Names are the themes of the program. Each lies on top of the first.
func Names() []string { return []string{"default", "ledger"} }
