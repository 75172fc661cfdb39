//go:build !linux

package publish

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const (
	// syncEachFile is true where one call cannot flush a whole file system.
	syncEachFile = true
	// keepsSpare tells that an old site can become the stage of the next build.
	keepsSpare = false
	// removeOpenFiles tells that an open file can be removed.
	removeOpenFiles = runtime.GOOS != "windows"
)

// exchange is not possible: swapObstacle has said so before.
func exchange(_, _ string) error { return errCannotSwap{obstacle} }

const obstacle = "this system cannot exchange two folders"

func swapObstacle(string) (string, error) { return obstacle, nil }

// syncTree makes the names in all folders below one durable; the contents are already.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(name)
	})
}

// syncDir makes the names in a folder durable. Windows does so by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
