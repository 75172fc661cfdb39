package verify

import (
	"context"
	"io/fs"
	"os"
)

// Folder is a site in a folder. Nothing outside of it is read.
func Folder(root *os.Root) Site {
	return Site{
		Read: func(_ context.Context, path string) ([]byte, error) { return root.ReadFile(path) },
		Files: func(context.Context) (files []string, err error) {
			err = fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
				if err == nil && entry.Type().IsRegular() {
					files = append(files, path)
				}
				return err
			})
			return files, err
		},
	}
}
