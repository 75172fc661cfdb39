package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"github.com/klauspost/compress/gzip"
	"io"
	"sync"
)

// The layout of the files.
//
// A file is a gzip stream or a pack: the number of parts, their lengths (all
// as 32 bits, little end first), the parts. Numbers within parts are varints
// (LEB128) or bits (bits.go). Everything is compressed here, since not every
// host compresses; a host that unpacks on the way is noticed by the missing
// gzip signature.
//
//	terms, prefixes   pack: gzip(dictionary), bits
//	  dictionary      number of terms; 16 lengths of the impact code; then for all terms each:
//	                  bytes shared with the term before, further bytes, documents, bytes of bits;
//	                  then all further bytes
//	  bits            per term, from a new byte: per document the gap to the one before (Rice), the impact (Huffman)
//	positions         pack: for each file of terms that it covers gzip(head), bits
//	  head            per term: bytes of bits, bits of a Rice remainder
//	  bits            per term, from a new byte: per document the number of positions less one (Rice, 0), the gaps (Rice)
//	words             gzip(words of one first letter with spaces between; a line break; a letter per word, a for one
//	                  document, b for two or three, c for four to seven and so on)
//	cards             gzip(JSON: [paths, addresses, titles, summaries, seconds, days, severities, services, at least]),
//	                  each of all cards; in an address {path} is the path; a severity is a list of one or none, severities
//	                  and services are numbers of the manifest's dictionaries; at least is 1 where seconds are a bound
//	columns/facets    pack of gzip(varints): days between dates, years, then for each facet the number of values of
//	                  every document and the values of all, low bytes and high bytes apart
//	columns/lengths   gzip(varints): seconds plus one, 0 when unknown

// pack puts parts into one file.
func pack(parts ...[]byte) []byte {
	size := 4 + 4*len(parts)
	for _, p := range parts {
		size += len(p)
	}
	out := binary.LittleEndian.AppendUint32(make([]byte, 0, size), uint32(len(parts)))
	for _, p := range parts {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(p)))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func unpack(data []byte) ([][]byte, error) {
	if len(data) < 4 {
		return nil, errTruncated
	}
	n := int(binary.LittleEndian.Uint32(data))
	if n > len(data)/4-1 {
		return nil, errTruncated
	}
	parts := make([][]byte, n)
	rest := data[4+4*n:]
	for i := range parts {
		size := int(binary.LittleEndian.Uint32(data[4+4*i:]))
		if size > len(rest) {
			return nil, errTruncated
		}
		parts[i], rest = rest[:size], rest[size:]
	}
	return parts, nil
}

// compress returns a gzip stream without name or time.
func compress(data []byte) []byte { return compressBy(&writers, data) }

// compressColumn returns the smaller of two gzip streams: one that looks for
// repetition and one that only counts letters.
func compressColumn(data []byte) []byte {
	a, b := compressBy(&writers, data), compressBy(&counters, data)
	if len(b) < len(a) {
		return b
	}
	return a
}

// Writers are large and used a thousand times. Level 9 takes a tenth of the
// index's time and saves a hundredth of a per cent.
var (
	writers  = sync.Pool{New: func() any { return newWriter(6) }}
	counters = sync.Pool{New: func() any { return newWriter(gzip.HuffmanOnly) }}
)

func newWriter(level int) *gzip.Writer {
	w, err := gzip.NewWriterLevel(nil, level)
	if err != nil {
		panic(err) // the levels are constants
	}
	return w
}

func compressBy(pool *sync.Pool, data []byte) []byte {
	var b bytes.Buffer
	w := pool.Get().(*gzip.Writer)
	defer pool.Put(w)
	w.Reset(&b)
	w.Write(data) // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
}

func decompress(data []byte) ([]byte, error) {
	if len(data) < 2 || data[0] != 0x1f || data[1] != 0x8b {
		return data, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("unpacking gzip: %w", err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpacking gzip: %w", err)
	}
	return out, nil
}

// hashed names a file after what it holds. Ten digits tell the files of one
// folder apart; digits of cards only have to change with their content, their
// number tells them apart.
func hashed(data []byte, digits int) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:digits]
}

const (
	nameDigits = 10
	cardDigits = 6
)

// reader of varints and bytes; fail is set when the data end early.
type reader struct {
	data []byte
	fail bool
}

func (r *reader) uvarint() int {
	if len(r.data) > 0 && r.data[0] < 0x80 {
		v := int(r.data[0])
		r.data = r.data[1:]
		return v
	}
	v, n := binary.Uvarint(r.data)
	if n <= 0 || v > 1<<40 {
		r.fail = true
		return 0
	}
	r.data = r.data[n:]
	return int(v)
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.data) {
		r.fail = true
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}
