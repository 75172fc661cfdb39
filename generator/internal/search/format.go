package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// The layout of the files.
//
// A file is a gzip stream, or a pack of them: the number of parts, their lengths
// (all as 32 bits, little end first), the parts. Numbers within are varints
// (LEB128). Everything is compressed here, since not every host compresses; a
// host that unpacks on the way is noticed by the missing gzip signature.
//
//	terms, prefixes   pack: dictionary, gaps, impacts
//	  dictionary      number of terms; then for all terms each: bytes shared with the term before, further
//	                  bytes, documents; then all further bytes
//	  gaps            per term and document: documents skipped since the one before, in bits from the lowest of each
//	                  byte on: as many ones as its high bits say, a zero, and the low bits, the highest first; they are one
//	                  less than the bits of .69 times all documents per document of the term, at least none
//	  impacts         per term and document, a byte each
//	positions         pack: a part for each file of terms that it covers
//	  part            per term, document and occurrence: twice the positions skipped since the one before, plus 1
//	                  if another follows in the document
//	words             words of one first letter with spaces between; a line break; a letter per word, a for one
//	                  document, b for two or three, c for four to seven and so on; a line break; stems of English words
//	cards             JSON: [paths, addresses, titles, summaries, seconds, days, severities, services, at least],
//	                  each of all cards; in an address {path} is the path; a severity is a list of one or none, severities
//	                  and services are numbers of the manifest's values; at least is 1 where seconds are a bound
//	columns/facets    pack: days between dates, years, then for each facet the number of values of every document
//	                  and the values of all, low bytes and high bytes apart
//	columns/lengths   seconds plus one, 0 when unknown

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

// A zipper makes gzip streams without name or time. Its writers are large and
// used a thousand times.
type zipper struct{ writers sync.Pool }

// Levels of compression. Level 9 takes a tenth of the index's time and saves a
// hundredth of a per cent. Lists of gaps are a tenth smaller where the
// compressor does not look for repetitions in them.
const (
	ofTexts   = 6
	ofNumbers = gzip.HuffmanOnly
)

func newZipper(level int) *zipper {
	return &zipper{sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(nil, level)
		if err != nil {
			panic(err) // the levels are constants
		}
		return w
	}}}
}

func (z *zipper) zip(data []byte) []byte {
	var b bytes.Buffer
	w := z.writers.Get().(*gzip.Writer)
	defer z.writers.Put(w)
	w.Reset(&b)
	w.Write(data) // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
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
