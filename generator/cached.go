package generator

import (
	"crypto/sha256"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/publish"
)

// NoCache as Options.Cache keeps nothing from one build to the next.
const NoCache = "off"

// cacheLimit is how many bytes the cache may take: an archive of 100,000 reports fits.
const cacheLimit = 2 << 30

// openCache opens the cache; nil where there is to be none, or none can be. The
// notes are sentences for the author. The error is a *UsageError: a folder was named
// that has another purpose.
func (p project) openCache(o Options) (*cache.Store, []string, error) {
	dir := o.Cache
	switch dir {
	case NoCache:
		return nil, nil, nil
	case "":
		caches, err := os.UserCacheDir()
		if err != nil {
			return nil, nil, nil // a user without a home, as in a container
		}
		dir = filepath.Join(caches, "afterword")
	default:
		dir = p.absolute(dir)
		for _, other := range []struct{ dir, name string }{{p.content, "content"}, {p.out, "output"}} {
			if publish.Overlap(dir, other.dir) {
				return nil, nil, cacheRefused(o, fmt.Sprintf("it is, holds or lies in the %s folder", other.name))
			}
		}
	}
	program, err := program()
	if err == nil {
		var store *cache.Store
		if store, err = cache.Open(dir, program, cacheLimit); err == nil {
			return store, nil, nil
		}
	}
	if o.Cache != "" && errors.Is(err, cache.ErrForeign) {
		return nil, nil, cacheRefused(o, cache.ErrForeign.Error())
	}
	return nil, []string{fmt.Sprintf("Nothing is kept for the next build: %v.", err)}, nil
}

// cacheRefused is the error of a folder that was named for the cache and has another purpose.
func cacheRefused(o Options, reason string) error {
	return &UsageError{fmt.Errorf("will not keep a cache in %s: %s", o.Cache, reason), "Choose a folder of its own, such as .cache, or off for none."}
}

// program tells the running program from any other version, whose cache is not
// its own: by the hash that Go's linker left in it, else by one of all its bytes.
func program() (sum string, err error) {
	name, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding the program itself: %w", err)
	}
	if id := buildID(name); id != "" {
		return id, nil
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

// buildID is what the go command writes into an ELF program: hashes of what it was
// built from and, last, of what came out, with slashes between (cmd/internal/buildid).
// It is "" where there is none of this form, as when another tool linked it.
func buildID(name string) string {
	f, err := elf.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close() // it was only read
	section := f.Section(".note.go.buildid")
	if section == nil {
		return ""
	}
	note, err := section.Data()
	// A note: bytes of its name, bytes of its content, its type; "Go\0\0"; the content.
	const head = 3*4 + 4
	if err != nil || len(note) < head || string(note[head-4:head]) != "Go\x00\x00" {
		return ""
	}
	size := f.ByteOrder.Uint32(note[4:])
	if uint64(size) > uint64(len(note)-head) {
		return ""
	}
	id := string(note[head : head+size])
	parts := strings.Split(id, "/")
	if len(parts) != 4 || len(parts[0]) < 20 || len(parts[3]) < 20 {
		return ""
	}
	return id
}
