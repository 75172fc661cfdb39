package search

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// facetNames are what reports can be filtered by, in the order of the files;
// years come from a column of their own.
var facetNames = [...]string{"service", "severity", "cause", "tag", "organization"}

const (
	facetService = iota
	facetSeverity
	facetCause
	facetTag
	facetOrganization
)

// values of a document in a facet.
func (d *Document) values(facet int) []Facet {
	named := func(values ...string) (out []Facet) {
		for _, v := range values {
			if v != "" {
				out = append(out, Facet{v, v})
			}
		}
		return out
	}
	switch facet {
	case facetService:
		return d.Services
	case facetSeverity:
		return named(d.Severity)
	case facetCause:
		return named(d.Causes...)
	case facetTag:
		return named(d.Tags...)
	default:
		return named(d.Organization)
	}
}

// dictionary is the values of a facet that occur: identity and name, sorted by
// identity.
type dictionary [][2]string

func dictionaryOf(docs []Document, facet int) dictionary {
	names := map[string]string{}
	for i := range docs {
		for _, v := range docs[i].values(facet) {
			if have, ok := names[v.ID]; !ok || v.Name < have {
				names[v.ID] = v.Name
			}
		}
	}
	out := dictionary{}
	for id, name := range names {
		out = append(out, [2]string{id, name})
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

// Days count from 1 for 0001-01-01, so that 0 can mean that none is known.
var dayZero = time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)

func dayNumber(date string) (int, error) {
	if date == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("%q is no date of the form yyyy-mm-dd", date)
	}
	return int((t.Unix() - dayZero.Unix()) / 86400), nil
}

func dayString(day int) string {
	if day == 0 {
		return ""
	}
	return dayZero.AddDate(0, 0, day).Format(time.DateOnly)
}

// numbers of a document's values in a facet, sorted.
func (d dictionary) numbers(values []Facet) []int {
	numbers := make([]int, 0, len(values))
	for _, v := range values {
		numbers = append(numbers, sort.Search(len(d), func(i int) bool { return d[i][0] >= v.ID }))
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// maxValues is how many values a facet may have: a document's are numbers of two bytes.
const maxValues = 1 << 16

// encodeColumns writes what reports are filtered by and counted; the documents
// are in order of their days.
func encodeColumns(docs []Document, days []int, facets []dictionary) []byte {
	var gaps, years []byte
	before := 0
	for i := range docs {
		gaps = binary.AppendUvarint(gaps, uint64(days[i]-before))
		before = days[i]
		years = binary.AppendUvarint(years, uint64(max(0, docs[i].Year)))
	}
	parts := [][]byte{gaps, years}
	for facet, d := range facets {
		var counts, low, high []byte
		for i := range docs {
			numbers := d.numbers(docs[i].values(facet))
			counts = binary.AppendUvarint(counts, uint64(len(numbers)))
			for _, n := range numbers {
				low, high = append(low, byte(n)), append(high, byte(n>>8))
			}
		}
		if len(d) <= 256 {
			high = nil
		}
		parts = append(parts, counts, low, high)
	}
	each(len(parts), func(i int) {
		if len(parts[i]) > 0 {
			parts[i] = compressColumn(parts[i])
		}
	})
	return pack(parts...)
}

// columns are the facets of all documents, as numbers into the dictionaries.
type columns struct {
	days, years []int
	facets      [len(facetNames)][][]int // per facet and document
}

// decodeColumns reads the columns of total documents.
func decodeColumns(data []byte, total int) (*columns, error) {
	parts, err := unpack(data)
	if err != nil || len(parts) != 2+3*len(facetNames) {
		return nil, errTruncated
	}
	for i := range parts {
		if parts[i], err = decompress(parts[i]); err != nil {
			return nil, err
		}
	}
	c := &columns{days: make([]int, total), years: make([]int, total)}
	gaps, years := reader{data: parts[0]}, reader{data: parts[1]}
	day := 0
	for i := range total {
		day += gaps.uvarint()
		c.days[i], c.years[i] = day, years.uvarint()
	}
	if gaps.fail || years.fail {
		return nil, errTruncated
	}
	for f := range c.facets {
		counts, low, high := reader{data: parts[2+3*f]}, parts[3+3*f], parts[4+3*f]
		at := 0
		c.facets[f] = make([][]int, total)
		for i := range total {
			n := counts.uvarint()
			if counts.fail || at+n > len(low) {
				return nil, errTruncated
			}
			for ; n > 0; n-- {
				v := int(low[at])
				if at < len(high) {
					v |= int(high[at]) << 8
				}
				c.facets[f][i] = append(c.facets[f][i], v)
				at++
			}
		}
	}
	return c, nil
}

func encodeLengths(docs []Document) []byte {
	var b []byte
	for i := range docs {
		b = binary.AppendUvarint(b, uint64(max(0, docs[i].Seconds+1)))
	}
	return compressColumn(b)
}

// decodeLengths returns the seconds of all documents, -1 where unknown.
func decodeLengths(data []byte, total int) ([]int, error) {
	data, err := decompress(data)
	if err != nil {
		return nil, err
	}
	r := reader{data: data}
	seconds := make([]int, total)
	for i := range seconds {
		seconds[i] = r.uvarint() - 1
	}
	if r.fail {
		return nil, errTruncated
	}
	return seconds, nil
}
