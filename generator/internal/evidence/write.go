package evidence

import (
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
)

// Write makes the files of a service's stretches, by their paths: each stretch is cut at New Year, UTC.
func Write(service string, all []Stretch) map[string]string {
	years := map[int][]Stretch{}
	for _, s := range Joined(all) {
		for year := calendar.YearOf(s.Start, time.UTC); year <= calendar.YearOf(s.End-1, time.UTC); year++ {
			part := s
			part.Interval = s.Clip(calendar.Year(year, time.UTC))
			years[year] = append(years[year], part)
		}
	}
	files := map[string]string{}
	for _, year := range slices.Sorted(maps.Keys(years)) {
		var b strings.Builder
		w := csv.NewWriter(&b)
		_ = w.Write(columns) // a Builder takes everything
		for _, s := range years[year] {
			_ = w.Write([]string{calendar.RFC3339(s.Start), calendar.RFC3339(s.End), string(s.Seen), strconv.FormatInt(s.Every, 10), s.Source, s.Hash})
		}
		w.Flush()
		files[Path(service, year)] = b.String()
	}
	return files
}

// Merge adds what was read now to what is there: of a source that was read before, what was read now
// replaces what it overlaps, so that reading twice is reading once, and what a monitor has forgotten since stays.
func Merge(before, now []Stretch) []Stretch {
	read := map[string][]calendar.Interval{} // by source
	for _, s := range now {
		read[s.Source] = append(read[s.Source], s.Interval)
	}
	covered := map[string]calendar.Set{}
	for source, intervals := range read {
		covered[source] = calendar.Union(intervals...)
	}
	merged := slices.Clone(now)
	for _, old := range before {
		for _, rest := range calendar.Union(old.Interval).Subtract(covered[old.Source]) {
			kept := old
			kept.Interval = rest
			merged = append(merged, kept)
		}
	}
	return Joined(merged)
}
