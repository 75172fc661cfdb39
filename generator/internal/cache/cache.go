// Package cache keeps what is costly to make from one build to the next: bytes
// under the hash of everything that they were made from. An entry is never
// changed, so builds may share a cache, also at the same time, and deleting any
// part of it costs time and nothing else. It imports nothing of ours.
package cache

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Key is the hash of everything that an entry was made from.
type Key [sha256.Size]byte

// A Hash makes a key of its inputs, one after the other. The zero value has none.
type Hash struct {
	sum    hash.Hash // of what has left the buffer; nil for nothing
	buffer []byte
}

// hashed is how much of the inputs is hashed in one go: they are never copied as a whole.
const hashed = 512 // bytes

// Add takes inputs in. Where one ends and the next begins counts too.
func (h *Hash) Add(parts ...string) {
	if h.buffer == nil {
		h.buffer = make([]byte, 0, hashed)
	}
	for _, p := range parts {
		if len(h.buffer)+binary.MaxVarintLen64 > hashed {
			h.flush()
		}
		h.buffer = binary.AppendUvarint(h.buffer, uint64(len(p)))
		for len(p) > 0 {
			if len(h.buffer) == hashed {
				h.flush()
			}
			n := min(len(p), hashed-len(h.buffer))
			h.buffer = append(h.buffer, p[:n]...)
			p = p[n:]
		}
	}
}

func (h *Hash) flush() {
	if h.sum == nil {
		h.sum = sha256.New()
	}
	h.sum.Write(h.buffer) // a hash takes everything
	h.buffer = h.buffer[:0]
}

// AddKeys takes keys of other inputs in.
func (h *Hash) AddKeys(keys ...Key) {
	for _, k := range keys {
		h.Add(string(k[:]))
	}
}

// Key is the hash of what was added.
func (h *Hash) Key() Key {
	if h.sum == nil {
		return sha256.Sum256(h.buffer)
	}
	h.flush()
	return Key(h.sum.Sum(nil))
}

// Of is the key of some inputs.
func Of(parts ...string) Key {
	var h Hash
	h.Add(parts...)
	return h.Key()
}

// A Store is a folder of entries. It is safe for concurrent use. The nil Store
// holds nothing and keeps nothing.
type Store struct {
	dir     string
	program string
	limit   int64

	later sync.WaitGroup // what Later began

	mu    sync.Mutex
	wrote bool
	err   error // the first that stood in the way
}

// ErrForeign tells of a folder that holds something and is no cache.
var ErrForeign = errors.New("it holds files and is no cache of this program")

// The tag marks a folder as a cache. Tools that make backups leave it out for the
// first line, and it is ours by the whole: https://bford.info/cachedir/
const (
	tagName = "CACHEDIR.TAG"
	tagText = "Signature: 8a477f597d28d172789f06886806bc55\n# What afterword keeps between builds. It may be deleted at any time.\n"
)

// Open opens the cache in a folder, which is made if need be; one that holds other
// things is left alone, and the error wraps ErrForeign. program tells what
// makes the entries, a hash of it: what another program made is not found. limit is how
// many bytes all entries may take once it is closed; what was not used for longest goes first.
func Open(dir, program string, limit int64) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the cache: %w", err)
	}
	if err := mark(dir); err != nil {
		return nil, fmt.Errorf("making the cache: %w", err)
	}
	return &Store{dir: dir, program: program, limit: limit}, nil
}

// mark writes the tag, unless the folder has it or holds what no cache does. Another
// build may do the same at this moment.
func mark(dir string) error {
	tag := filepath.Join(dir, tagName)
	if text, err := os.ReadFile(tag); err == nil && string(text) == tagText {
		return nil
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if name := f.Name(); name != tagName && !strings.HasPrefix(name, unnamed) && !strings.HasSuffix(name, suffix) {
			return ErrForeign
		}
	}
	return os.WriteFile(tag, []byte(tagText), 0o600)
}

// Entries end in .entry and are sealed. Those that are being written have other names.
const (
	suffix  = ".entry"
	unnamed = "new-"
)

func (s *Store) name(key Key) string {
	of := Of(s.program, string(key[:]))
	return filepath.Join(s.dir, hex.EncodeToString(of[:])+suffix)
}

// used is how long an entry counts as used now, so that not every use writes to the disk.
const used = time.Hour

// Get returns an entry. Its bytes are the caller's.
func (s *Store) Get(key Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	name := s.name(key)
	data, err := os.ReadFile(name)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			s.failed("reading", err)
		}
		return nil, false
	}
	data, whole := Unseal(data)
	if !whole {
		return nil, false // Put replaces it
	}
	now := time.Now()
	if info, err := os.Lstat(name); err == nil && now.Sub(info.ModTime()) > used {
		if err := os.Chtimes(name, now, now); err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.failed("marking what was used of", err)
		}
	}
	return data, true
}

// Put keeps an entry. That it cannot is no error of the build: Close tells.
func (s *Store) Put(key Key, data []byte) {
	if s == nil {
		return
	}
	if err := s.write(key, data); err != nil {
		s.failed("writing", err)
		return
	}
	s.mu.Lock()
	s.wrote = true
	s.mu.Unlock()
}

// Later puts an entry that is made beside other work; Close waits for it.
func (s *Store) Later(key Key, make func() []byte) {
	if s != nil {
		s.later.Go(func() { s.Put(key, make()) })
	}
}

// write makes the entry whole under a name of its own, and gives it its name in
// one step. It does not wait for the disk: the checksum tells.
func (s *Store) write(key Key, data []byte) (err error) {
	f, err := os.CreateTemp(s.dir, unnamed+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		_, err = f.Write(checksum(data)) // as Seal does, without a copy
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), s.name(key))
}

func (s *Store) failed(doing string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = fmt.Errorf("%s the cache: %w", doing, err)
	}
}

// Close brings the cache below its limit and tells the first thing that stood in
// the way of using it, which cost time and nothing else.
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	s.later.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wrote {
		if err := s.sweep(time.Now()); err != nil && s.err == nil {
			s.err = fmt.Errorf("sweeping the cache: %w", err)
		}
	}
	return s.err
}

// abandoned is how old a file must be that was begun and never became an entry.
const abandoned = time.Hour

// sweep removes what was not used for longest, and what dead builds left.
func (s *Store) sweep(now time.Time) error {
	listed, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	var entries []fs.FileInfo
	var total int64
	for _, d := range listed {
		info, err := d.Info()
		if err != nil {
			continue // another build has just removed it
		}
		switch {
		case strings.HasSuffix(d.Name(), suffix):
			entries = append(entries, info)
			total += info.Size()
		case strings.HasPrefix(d.Name(), unnamed) && now.Sub(info.ModTime()) > abandoned:
			if err := remove(filepath.Join(s.dir, d.Name())); err != nil {
				return err
			}
		}
	}
	if total <= s.limit {
		return nil
	}
	slices.SortFunc(entries, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), strings.Compare(a.Name(), b.Name()))
	})
	// A little more than is needed, so that not every build has to sweep.
	for _, e := range entries {
		if total <= s.limit-s.limit/8 {
			break
		}
		if err := remove(filepath.Join(s.dir, e.Name())); err != nil {
			return err
		}
		total -= e.Size()
	}
	return nil
}

// remove removes a file that another build may remove at the same time.
func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
