package generator

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"afterword/generator/cache"
)

// NoCache as Options.Cache keeps nothing from one build to the next.
const NoCache = "off"

// cacheLimit is how many bytes the cache may take: an archive of 100,000 reports fits.
const cacheLimit = 2 << 30

// openCache opens the cache; nil where there is to be none, or none can be. The
// notes are sentences for the author.
func openCache(o Options) (*cache.Store, []string) {
	dir := o.Cache
	switch dir {
	case NoCache:
		return nil, nil
	case "":
		caches, err := os.UserCacheDir()
		if err != nil {
			return nil, nil // a user without a home, as in a container
		}
		dir = filepath.Join(caches, "afterword")
	}
	program, err := program()
	if err == nil {
		var store *cache.Store
		if store, err = cache.Open(dir, program, cacheLimit); err == nil {
			return store, nil
		}
	}
	return nil, []string{fmt.Sprintf("Nothing is kept for the next build: %v.", err)}
}

// program is the hash of the running program: what another version made is not
// what this one would make.
func program() (sum string, err error) {
	name, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding the program itself: %w", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading the program itself: %w", err)
	}
	defer f.Close() // it was only read
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", fmt.Errorf("reading the program itself: %w", err)
	}
	return string(hash.Sum(nil)), nil
}
