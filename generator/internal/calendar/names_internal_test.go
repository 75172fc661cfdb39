package calendar

import (
	"strings"
	"testing"
	"time"
)

// The table of names and the compiled zones come from one database: each name is
// in both, and each alias leads to a canonical name. Factory and Etc/GMT+12 have
// no place to lead to.
func TestNamesMatchTheDatabase(t *testing.T) {
	files, err := zoneFiles()
	if err != nil {
		t.Fatal(err)
	}
	compiled := map[string]bool{}
	for _, f := range files.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		compiled[f.Name] = true
		if canonical()[f.Name] == "" && f.Name != "Factory" && f.Name != "Etc/GMT+12" {
			t.Errorf("%s is compiled and not in the table", f.Name)
		}
	}
	places := 0
	for name, target := range canonical() {
		if !compiled[name] {
			t.Errorf("%s is in the table and not compiled", name)
		}
		if canonical()[target] != target {
			t.Errorf("%s leads to %s, which is not canonical", name, target)
		}
		if name != target {
			continue
		}
		places++
		if _, bad := LoadZone(name); bad != nil {
			t.Errorf("%s: %s", name, bad.Message)
		}
	}
	if places < 400 {
		t.Errorf("only %d canonical names", places)
	}
}

// An alias shows the same clock as its canonical name since 1990, all year round.
func TestAliasesShareTheClock(t *testing.T) {
	fixed := map[string]bool{"EST": true, "MST": true, "HST": true}
	for name, target := range canonical() {
		if name == target {
			continue
		}
		old, err := readZone(name)
		if err != nil {
			t.Fatal(err)
		}
		from := int64(631152000) // 1990
		if strings.HasPrefix(name, "Etc/") || fixed[name] {
			from = 1704067200 // 2024: a place keeps the offset now, not always
		}
		now := zoneOrFail(t, target)
		for at := from; at < 1767225600; at += 7 * 86400 {
			_, a := time.Unix(at, 0).In(old).Zone()
			_, b := time.Unix(at, 0).In(now).Zone()
			if a != b && !differsFromPlace(name) {
				t.Errorf("%s and %s differ at %s", name, target, time.Unix(at, 0).UTC())
				break
			}
		}
	}
}

// differsFromPlace tells the POSIX rules that their place followed only later.
func differsFromPlace(name string) bool {
	switch name {
	case "WET", "CET", "MET", "EET", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT":
		return true
	}
	return false
}

func zoneOrFail(t *testing.T, name string) *time.Location {
	t.Helper()
	z, bad := LoadZone(name)
	if bad != nil {
		t.Fatal(bad.Message)
	}
	return z
}

// Where the database carries an abbreviation for a place, the table agrees on its offset.
func TestLabelsAgreeWithTheDatabase(t *testing.T) {
	checked := 0
	for _, l := range labels {
		if l.offset == "" {
			continue
		}
		want, bad := parseOffset(l.offset)
		if bad != nil {
			t.Fatalf("%s: %s", l.text, bad.Message)
		}
		for s := range spans(1704067200, 1735689600, zoneOrFail(t, l.zone)) { // of 2024
			if s.abbreviation == l.text {
				checked++
				if s.offset != want {
					t.Errorf("%s is %s in the table and %d s in %s", l.text, l.offset, s.offset, l.zone)
				}
			}
		}
	}
	if checked < 45 {
		t.Errorf("only %d labels were checked", checked)
	}
}
