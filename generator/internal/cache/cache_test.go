package cache_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"afterword/generator/internal/cache"
)

func open(t *testing.T, dir string, limit int64) *cache.Store {
	t.Helper()
	s, err := cache.Open(dir, "program", limit)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.entry"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestWhatIsPutIsGot(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := open(t, dir, 1<<20)
	if _, ok := s.Get(cache.Of("a")); ok {
		t.Error("an empty cache holds something")
	}
	s.Put(cache.Of("a"), []byte("one"))
	s.Put(cache.Of("b"), nil)
	s.Later(cache.Of("c"), func() []byte { return []byte("three") })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir, 1<<20)
	for key, want := range map[string]string{"a": "one", "b": "", "c": "three"} {
		if got, ok := again.Get(cache.Of(key)); !ok || string(got) != want {
			t.Errorf("%s: got %q, %v", key, got, ok)
		}
	}
}

func TestKeysTellInputsApart(t *testing.T) {
	keys := map[cache.Key]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"a", "b"}, {"ab"}, {"ab", ""}, {"", "ab"}, {"a", "", "b"}} {
		key := cache.Of(parts...)
		if other, ok := keys[key]; ok {
			t.Errorf("%q and %q have one key", parts, other)
		}
		keys[key] = fmt.Sprintf("%q", parts)
	}
}

func TestProgramsHaveEntriesOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, 1<<20).Put(cache.Of("a"), []byte("one"))
	other, err := cache.Open(dir, "another program", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := other.Get(cache.Of("a")); ok {
		t.Error("what another program made is found")
	}
}

// A nil store is how a build without a cache is written.
func TestNilStore(t *testing.T) {
	var s *cache.Store
	s.Put(cache.Of("a"), []byte("one"))
	if _, ok := s.Get(cache.Of("a")); ok {
		t.Error("nil holds something")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestDamageIsNoEntry(t *testing.T) {
	damages := map[string]func([]byte) []byte{
		"cut off":      func(b []byte) []byte { return b[:len(b)/2] },
		"empty":        func([]byte) []byte { return nil },
		"one bit":      func(b []byte) []byte { b[3] ^= 4; return b },
		"zeroes":       func(b []byte) []byte { return make([]byte, len(b)) },
		"other's text": func([]byte) []byte { return []byte("something else that is long enough") },
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, 1<<20)
			s.Put(cache.Of("a"), []byte("forty-two bytes that make up an entry here"))
			entry := files(t, dir)[0]
			data, err := os.ReadFile(entry)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(entry, damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, ok := s.Get(cache.Of("a")); ok {
				t.Fatalf("a damaged entry is given: %q", got)
			}
			s.Put(cache.Of("a"), []byte("new"))
			if got, ok := s.Get(cache.Of("a")); !ok || string(got) != "new" {
				t.Errorf("the entry was not replaced: %q, %v", got, ok)
			}
		})
	}
}

func TestTheOldestGoFirst(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	for n := range 10 {
		s.Put(cache.Of(fmt.Sprint(n)), bytes.Repeat([]byte{byte(n)}, 1000))
	}
	for _, name := range files(t, dir) {
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := s.Get(cache.Of("3")); !ok { // used now
		t.Fatal("3 is gone already")
	}
	small := open(t, dir, 5000)
	small.Put(cache.Of("new"), make([]byte, 1000))
	if err := small.Close(); err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, name := range files(t, dir) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > 5000 {
		t.Errorf("%d bytes are kept, 5000 are allowed", total)
	}
	for _, key := range []string{"3", "new"} {
		if _, ok := small.Get(cache.Of(key)); !ok {
			t.Errorf("%s was used last, and is gone", key)
		}
	}
}

func TestAbandonedFilesAreSwept(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	abandoned, begun := filepath.Join(dir, "new-1"), filepath.Join(dir, "new-2")
	for _, name := range []string{abandoned, begun} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(abandoned, old, old); err != nil {
		t.Fatal(err)
	}
	s.Put(cache.Of("a"), nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(abandoned); err == nil {
		t.Error("what a dead build left is still there")
	}
	if _, err := os.Lstat(begun); err != nil {
		t.Error("what another build is writing was removed")
	}
}

func TestAtTheSameTime(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		s := open(t, dir, 20_000)
		all.Go(func() {
			for n := range 50 {
				key := cache.Of(fmt.Sprint(n))
				want := bytes.Repeat([]byte{byte(n)}, 500+n)
				if got, ok := s.Get(key); ok && !bytes.Equal(got, want) {
					t.Errorf("entry %d holds something else", n)
				}
				s.Put(key, want)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestWhatStandsInTheWayIsTold(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := open(t, dir, 1<<20)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.Put(cache.Of("a"), []byte("one"))
	if err := s.Close(); err == nil {
		t.Error("nobody was told that the folder went away")
	}
	if _, err := cache.Open(filepath.Join("/dev/null", "cache"), "program", 1); err == nil {
		t.Error("a cache beneath a file could be opened")
	}
}

// TestHash compares keys of random inputs with those of one text that tells them
// apart: how the inputs were handed over does not count, where each ends does.
func TestHash(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	seen := map[cache.Key]string{}
	for range 2000 {
		var parts []string
		for range r.IntN(6) {
			parts = append(parts, strings.Repeat(string(rune('a'+r.IntN(2))), []int{0, 1, 2, 500, 511, 512, 513, 5000}[r.IntN(8)]+r.IntN(3)))
		}
		key := cache.Of(parts...)
		var h cache.Hash
		for _, p := range parts {
			h.Add(p)
		}
		if once, again := h.Key(), h.Key(); once != key || again != key {
			t.Fatalf("%d parts have several keys", len(parts))
		}
		h.AddKeys(key)
		if h.Key() != cache.Of(append(parts, string(key[:]))...) {
			t.Fatalf("%d parts and a key have several keys", len(parts))
		}
		text := fmt.Sprintf("%q", parts)
		if other, ok := seen[key]; ok && other != text {
			t.Fatalf("%.200s and %.200s have one key", other, text)
		}
		seen[key] = text
	}
}

// A folder of other things is left as it is. One that has lost its tag, or is being
// made by another build at this moment, is a cache all the same.
func TestForeignFoldersAreLeftAlone(t *testing.T) {
	for name, want := range map[string]error{
		"notes.md": cache.ErrForeign, "a.entry": nil, "new-1": nil, "CACHEDIR.TAG": nil,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("Signature"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := cache.Open(dir, "program", 1); !errors.Is(err, want) {
			t.Errorf("beside %s: %v, want %v", name, err, want)
		}
		_, err := os.Lstat(filepath.Join(dir, "CACHEDIR.TAG"))
		if marked := err == nil; marked != (want == nil) {
			t.Errorf("beside %s there is a tag: %t", name, marked)
		}
	}
}
