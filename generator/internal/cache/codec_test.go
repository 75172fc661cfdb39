package cache_test

import (
	"testing"

	"afterword/generator/internal/cache"
)

func TestWrittenIsRead(t *testing.T) {
	var w cache.Writer
	w.Number(0)
	w.Number(1 << 40)
	w.Text("")
	w.Text("naïve\x00")
	w.Truth(true)
	w.Truth(false)
	r := cache.NewReader(w.Bytes())
	if r.Number() != 0 || r.Number() != 1<<40 || r.Text() != "" || r.Text() != "naïve\x00" || !r.Truth() || r.Truth() {
		t.Error("what was read is not what was written")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	for cut := range len(w.Bytes()) {
		r := cache.NewReader(w.Bytes()[:cut])
		r.Number()
		r.Number()
		r.Text()
		r.Text()
		r.Truth()
		r.Truth()
		if r.Close() == nil {
			t.Errorf("nobody noticed that %d bytes are missing", len(w.Bytes())-cut)
		}
	}
}

// FuzzReader promises that no bytes make a reader panic or believe in more
// things than there are bytes.
func FuzzReader(f *testing.F) {
	f.Add([]byte{3, 1, 'a', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := cache.NewReader(data)
		for n := r.Count(2); n > 0; n-- {
			if len(r.Text()) > len(data) {
				t.Fatal("a text is longer than all there is")
			}
			r.Number()
		}
		if err := r.Close(); err == nil && len(data) == 0 {
			t.Fatal("nothing was read as something")
		}
	})
}
