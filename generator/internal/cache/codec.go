package cache

import (
	"encoding/binary"
	"errors"
	"slices"
)

// A Writer writes what an entry holds: numbers as varints, texts after their length.
// The zero value is ready to use.
type Writer struct{ out []byte }

// Bytes are what was written.
func (w *Writer) Bytes() []byte { return w.out }

// Grow makes room for so many bytes more, for those who know of much.
func (w *Writer) Grow(n int) { w.out = slices.Grow(w.out, n) }

// Number writes a number that is not negative.
func (w *Writer) Number(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) }

// Text writes any bytes.
func (w *Writer) Text(s string) {
	w.Number(len(s))
	w.out = append(w.out, s...)
}

// Truth writes a yes or a no.
func (w *Writer) Truth(is bool) {
	n := 0
	if is {
		n = 1
	}
	w.Number(n)
}

// A Reader reads what a Writer wrote. After a mistake it gives nothing but
// zeroes, and Close tells.
type Reader struct {
	rest   []byte
	failed bool
}

// NewReader reads data.
func NewReader(data []byte) *Reader { return &Reader{rest: data} }

// Number reads a number.
func (r *Reader) Number() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<48 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// Count reads how many things follow of which each takes at least so many
// bytes; it is never more than there is room for.
func (r *Reader) Count(least int) int {
	n := r.Number()
	if n > len(r.rest)/least {
		r.fail()
		return 0
	}
	return n
}

// Text reads bytes.
func (r *Reader) Text() string {
	n := r.Number()
	if n > len(r.rest) {
		r.fail()
		return ""
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

// Truth reads a yes or a no.
func (r *Reader) Truth() bool { return r.Number() == 1 }

func (r *Reader) fail() { r.rest, r.failed = nil, true }

// ErrMalformed is the error of bytes that no Writer wrote so.
var ErrMalformed = errors.New("the entry is malformed")

// Close reports whether everything was read, and nothing was missing.
func (r *Reader) Close() error {
	if r.failed || len(r.rest) > 0 {
		return ErrMalformed
	}
	return nil
}
