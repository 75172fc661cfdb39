package calendar

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"afterword/generator/internal/diag"
)

// zoneinfo is lib/time/zoneinfo.zip of the Go distribution: the compiled IANA
// time zone database, which is in the public domain.
//
//go:embed tzdata/zoneinfo.zip
var zoneinfo []byte

// zoneNames is the table that says which names are canonical.
//
//go:embed tzdata/names.txt
var zoneNames string

// loaded remembers parsed zones by name. It is a memo and nothing else: a name
// always returns the same zone.
var loaded sync.Map

// zoneFiles opens the database once, when the first zone is asked for.
var zoneFiles = sync.OnceValues(func() (*zip.Reader, error) {
	return zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
})

// canonical maps every name of the table to its canonical name.
var canonical = sync.OnceValue(func() map[string]string {
	names := make(map[string]string)
	for line := range strings.Lines(zoneNames) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
			names[fields[0]] = fields[len(fields)-1]
		}
	}
	return names
})

// ZoneNames are the names that LoadZone knows, sorted.
func ZoneNames() []string {
	return slices.Compact(slices.Sorted(maps.Values(canonical())))
}

// TZDataVersion names the release of the IANA time zone database in the binary, as in "2025c".
func TZDataVersion() string {
	head, _, _ := strings.Cut(zoneNames, "\n")
	return strings.TrimPrefix(head, "# tzdata ")
}

// LoadZone returns the time zone of an exact canonical IANA name, from the
// binary's own copy of the database; "UTC" is one. Every other name, among them
// old names, abbreviations and "Local", is an error whose hint says which name
// to write. Repeated calls return the same pointer; they may run at the same time.
func LoadZone(name string) (*time.Location, *Error) {
	if zone, ok := loaded.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if canonical()[name] != name || name == "" {
		return nil, zoneError(name)
	}
	zone, err := readZone(name)
	if err != nil {
		return nil, errorf(diag.TimeZoneUnknown, "", "the zone %s cannot be read: %v", name, err)
	}
	kept, _ := loaded.LoadOrStore(name, zone)
	return kept.(*time.Location), nil
}

func readZone(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	files, err := zoneFiles()
	if err != nil {
		return nil, fmt.Errorf("opening the zone database: %w", err)
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(name, data)
}

// orUTC makes no zone mean UTC, so that nothing here panics on nil.
func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
