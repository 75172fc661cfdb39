package search

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Writing what is known of each document: cards/ and columns/.

// cardsPerFile trades requests against bytes: ten results fetch ten files of
// which they use one card each.
const cardsPerFile = 14

// pathMark stands in an address for the path; no address has braces.
const pathMark = "{path}"

func (w *writer) writeCards() ([]File, error) {
	n := (len(w.docs) + cardsPerFile - 1) / cardsPerFile
	files, failed, names := make([]File, n), make([]error, n), make([]string, n)
	each(n, func(i int) {
		data, err := json.Marshal(cardsOf(w.docs[i*cardsPerFile : min(len(w.docs), (i+1)*cardsPerFile)]))
		failed[i] = err
		data = w.texts.zip(data)
		names[i] = hashed(data, cardDigits)
		files[i] = File{fmt.Sprintf("cards/%d-%s.bin", i, names[i]), data}
	})
	w.manifest.PerCard, w.manifest.Cards = cardsPerFile, strings.Join(names, "")
	return files, errors.Join(failed...)
}

// A date on a card is its day times this, plus how exact it is: a third of the length of
// yyyy, yyyy-mm or yyyy-mm-dd.
const datePrecisions = 4

// cardsOf are the columns of a file of cards. What is alike stands together, which packs better.
func cardsOf(docs []document) [9]any {
	n := len(docs)
	paths, urls, titles, texts := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	seconds, dates, atLeast := make([]int64, n), make([]int, n), make([]int, n)
	severities, services := make([][]int, n), make([][]int, n)
	for i := range docs {
		d := &docs[i]
		paths[i], urls[i], titles[i], texts[i] = d.Path, strings.Replace(d.URL, d.Path, pathMark, 1), d.Title, d.text
		seconds[i], dates[i], severities[i], services[i] = d.Seconds, d.day*datePrecisions+len(d.Date)/3, d.values[facetSeverity], d.values[facetService]
		if d.AtLeast {
			atLeast[i] = 1
		}
	}
	return [...]any{paths, urls, titles, texts, seconds, dates, severities, services, atLeast}
}

// writeColumns makes what reports are filtered by and counted.
func (w *writer) writeColumns() []File {
	var gaps, years, lengths []byte
	before := 0
	for i := range w.docs {
		d := &w.docs[i]
		gaps = binary.AppendUvarint(gaps, uint64(d.day-before))
		before = d.day
		years = binary.AppendUvarint(years, uint64(max(0, d.Year)))
		lengths = binary.AppendUvarint(lengths, uint64(max(0, d.Seconds+1)))
	}
	parts := [][]byte{gaps, years}
	for facet, v := range w.values {
		var counts, low, high []byte
		for i := range w.docs {
			numbers := w.docs[i].values[facet]
			counts = binary.AppendUvarint(counts, uint64(len(numbers)))
			for _, n := range numbers {
				low, high = append(low, byte(n)), append(high, byte(n>>8))
			}
		}
		if len(v) <= 256 {
			high = nil
		}
		parts = append(parts, counts, low, high)
	}
	for i, p := range parts {
		if len(p) > 0 {
			parts[i] = w.texts.zip(p)
		}
	}
	facets, lengths := pack(parts...), w.texts.zip(lengths)
	w.manifest.Columns, w.manifest.Lengths = hashed(facets, nameDigits), hashed(lengths, nameDigits)
	return []File{{"columns/facets-" + w.manifest.Columns + ".bin", facets}, {"columns/lengths-" + w.manifest.Lengths + ".bin", lengths}}
}
