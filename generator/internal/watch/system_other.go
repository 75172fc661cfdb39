//go:build !linux

package watch

import (
	"os"
	"runtime"
)

// fileLimit is how many files can be watched. kqueue takes an open file for
// each, and systems allow few; 0 is any number.
var fileLimit = map[string]int{"darwin": 2000, "freebsd": 2000, "netbsd": 2000, "openbsd": 2000, "dragonfly": 2000}[runtime.GOOS]

// remote names the kind of a file system that causes no events; not known here.
func remote(string) string { return "" }

// identity is what Linux knows of a file beyond its size, mode and time.
func identity(os.FileInfo) (ctime int64, inode uint64) { return 0, 0 }
