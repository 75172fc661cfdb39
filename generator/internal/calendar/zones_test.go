package calendar_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

func TestLoadZone(t *testing.T) {
	for _, name := range []string{"UTC", "Asia/Kolkata", "Europe/Amsterdam", "Europe/Kyiv", "America/Los_Angeles",
		"America/Argentina/Buenos_Aires", "Pacific/Apia", "Antarctica/Troll", "Europe/Oslo", "Atlantic/Reykjavik"} {
		z, bad := calendar.LoadZone(name)
		if bad != nil || z.String() != name {
			t.Errorf("LoadZone(%q) = %v, %+v", name, z, bad)
		}
	}
}

func TestLoadZoneRefuses(t *testing.T) {
	for _, c := range []struct{ name, offer string }{
		{"", "Europe/Berlin"},
		{"Local", "Europe/Berlin"},
		{"utc", "UTC"},
		{"Etc/UTC", "Write UTC."},
		{"GMT", "Write UTC."},
		{"Zulu", "Write UTC."},
		{"Etc/GMT-0", "Write UTC."},
		{"US/Pacific", "Write America/Los_Angeles."},
		{"Europe/Kiev", "Write Europe/Kyiv."},
		{"Asia/Calcutta", "Write Asia/Kolkata."},
		{"Japan", "Write Asia/Tokyo."},
		{"GB", "Write Europe/London."},
		{"PRC", "Write Asia/Shanghai."},
		{"EST", "America/New_York or America/Panama"},
		{"MST", "America/Denver or America/Phoenix"},
		{"HST", "Pacific/Honolulu"},
		{"CET", "Europe/Paris or Europe/Brussels"},
		{"EST5EDT", "America/New_York"},
		{"PST8PDT", "America/Los_Angeles"},
		{"Etc/GMT+8", "offset -08:00"},
		{"Etc/GMT+8", "Pacific/Pitcairn"},
		{"Etc/GMT+8", "If UTC+8 was meant: write a place, such as Asia/Singapore"},
		{"Etc/GMT-14", "offset +14:00"},
		{"Etc/GMT+12", "offset -12:00"},
		{"Etc/GMT+99", "America/New_York"},
		{"PST", "America/Los_Angeles"},
		{"IST", "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin"},
		{"PT", "America/Los_Angeles"},
		{"pacific", "America/Los_Angeles"},
		{"+02:00", "14:05+02:00"},
		{"UTC+2", "Name the place"},
		{"Kiev", "Europe/Kyiv"},
		{"Berlin", "Europe/Berlin"},
		{"New York", "America/New_York"},
		{"america/new_york", "America/New_York"},
		{"America/New_Yrok", "America/New_York"},
		{"Europe/Amsterdan", "Europe/Amsterdam"},
		{"Europe/Berlin ", "Europe/Berlin"},
		{"Mars/Phobos", "America/New_York, Europe/Berlin or UTC"},
		{"../../etc/passwd", "America/New_York, Europe/Berlin or UTC"},
		{"Factory", "IANA"},
		{"zone1970.tab", "IANA"},
		{strings.Repeat("Europe/", 1000), "IANA"},
		{"Europe/\x00Berlin", "Europe/Berlin"},
	} {
		z, bad := calendar.LoadZone(c.name)
		if bad == nil {
			t.Errorf("LoadZone(%q) = %v", c.name, z)
			continue
		}
		if bad.Code != diag.TimeZoneUnknown || !strings.Contains(bad.Hint, c.offer) || z != nil {
			t.Errorf("LoadZone(%q): %s: %s\n%s\nthe hint should hold %q", c.name, bad.Code, bad.Message, bad.Hint, c.offer)
		}
		if strings.ContainsRune(bad.Message, 0) || len(bad.Message) > 200 {
			t.Errorf("LoadZone(%q): message %q", c.name, bad.Message)
		}
	}
}

// Every zone that a hint names can be loaded.
func TestHintsNameGoodZones(t *testing.T) {
	name := regexp.MustCompile(`\b(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_/-]*[A-Za-z]`)
	labels := strings.Fields("PT PST PDT MT MST MDT CT CST CDT ET EST EDT AST ADT NST NDT AKST AKDT HST BRT ART WET WEST BST IST IDT " +
		"CET CEST MET EET EEST MSK SAST WAT CAT EAT GST PKT WIB SGT HKT PHT KST JST AWST ACST ACDT AEST AEDT NZST NZDT " +
		"Etc/GMT+1 Etc/GMT+2 Etc/GMT+3 Etc/GMT+4 Etc/GMT+5 Etc/GMT+6 Etc/GMT+7 Etc/GMT+9 Etc/GMT+10 Etc/GMT+11 Etc/GMT-12 Etc/GMT-13")
	for _, label := range labels {
		_, bad := calendar.LoadZone(label)
		if bad == nil {
			t.Errorf("%s was loaded", label)
			continue
		}
		found := name.FindAllString(bad.Hint, -1)
		if len(found) == 0 {
			t.Errorf("%s: no zone in %q", label, bad.Hint)
		}
		for _, z := range found {
			if _, bad := calendar.LoadZone(z); bad != nil {
				t.Errorf("%s: the hint names %s: %s", label, z, bad.Message)
			}
		}
	}
}

func TestZonesAreSharedSafely(t *testing.T) {
	var wait sync.WaitGroup
	zones := make([]*time.Location, 16)
	for i := range zones {
		wait.Go(func() { zones[i] = zone(t, "Europe/Zagreb") })
	}
	wait.Wait()
	for _, z := range zones {
		if z != zones[0] {
			t.Fatal("one name gave two zones")
		}
	}
}

func TestTZDataVersion(t *testing.T) {
	if v := calendar.TZDataVersion(); !regexp.MustCompile(`^20\d\d[a-z]$`).MatchString(v) {
		t.Errorf("version %q", v)
	}
}

// FuzzLoadZone promises a zone or an error that says what to write, for
// every name, and never a file of the machine.
func FuzzLoadZone(f *testing.F) {
	for _, name := range []string{"UTC", "Europe/Paris", "europe/paris", "PST", "EST5EDT", "../../../etc/passwd", "/etc/localtime", "Local", "", "a\x00b", "Europe/", "posix/UTC", "\x1b[2J"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		zone, bad := calendar.LoadZone(name)
		if (zone == nil) == (bad == nil) {
			t.Fatalf("%q gave %v and %v", name, zone, bad)
		}
		if zone != nil && zone.String() != name {
			t.Fatalf("%q gave %s", name, zone)
		}
		if bad != nil && bad.Message == "" {
			t.Fatalf("%q is an error without words", name)
		}
	})
}
