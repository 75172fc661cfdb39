//go:build !linux

package publish

import (
	"io/fs"
	"path/filepath"
)

// syncEachFile is true where one call cannot flush a whole file system.
const syncEachFile = true

const obstacle = "this system cannot exchange two folders"

func swapObstacle(string) (string, error) { return obstacle, nil }

// exchange is never called: every output has an obstacle.
func exchange(_, _ string) error { return errCannotSwap{obstacle} }

// syncTree makes the names in all folders below one durable; the contents are already.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(name)
	})
}
