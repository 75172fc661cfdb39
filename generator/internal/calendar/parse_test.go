package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

var accepted = []struct {
	text, zone string
	utc        string // the instant
	recorded   string // the name of the recorded zone
	precision  calendar.Precision
	zoned      bool
}{
	// 1: RFC 3339 with an offset.
	{"2018-12-18T13:53:00-08:00", "", "2018-12-18T21:53:00Z", "-08:00", calendar.Minute, true},
	{"2018-12-18T13:53:00-08:00", "America/Los_Angeles", "2018-12-18T21:53:00Z", "America/Los_Angeles", calendar.Minute, true},
	{"2018-12-18T13:53:00-08:00", "America/New_York", "2018-12-18T21:53:00Z", "-08:00", calendar.Minute, true},
	{"2018-12-18T21:53:00Z", "America/New_York", "2018-12-18T21:53:00Z", "UTC", calendar.Minute, true},
	{"2018-12-18T21:53:00+00:00", "Europe/London", "2018-12-18T21:53:00Z", "UTC", calendar.Minute, true},
	{"2024-07-01T12:00:00.5Z", "", "2024-07-01T12:00:00Z", "UTC", calendar.Minute, true},
	{"2024-07-01T12:00:00.999999999Z", "", "2024-07-01T12:00:00Z", "UTC", calendar.Minute, true},
	{"2024-02-29T23:59:59+14:00", "", "2024-02-29T09:59:59Z", "+14:00", calendar.Second, true},
	{"2024-02-29T00:00:00-12:00", "", "2024-02-29T12:00:00Z", "-12:00", calendar.Minute, true},
	{"1000-01-01T00:00:00Z", "", "1000-01-01T00:00:00Z", "UTC", calendar.Minute, true},
	{"9999-12-31T23:59:59Z", "", "9999-12-31T23:59:59Z", "UTC", calendar.Second, true},
	// 2: a zone after the time.
	{"2018-12-04 14:00 UTC", "America/New_York", "2018-12-04T14:00:00Z", "UTC", calendar.Minute, true},
	{"2018-12-04T14:00 UTC", "", "2018-12-04T14:00:00Z", "UTC", calendar.Minute, true},
	{"2018-12-04 14:00:30 Z", "", "2018-12-04T14:00:30Z", "UTC", calendar.Second, true},
	{"2018-12-04 14:00Z", "", "2018-12-04T14:00:00Z", "UTC", calendar.Minute, true},
	{"2018-07-04 14:00 GMT", "Europe/London", "2018-07-04T14:00:00Z", "UTC", calendar.Minute, true},
	{"2018-12-04 14:00 -08:00", "", "2018-12-04T22:00:00Z", "-08:00", calendar.Minute, true},
	{"2018-12-04 14:00-0800", "", "2018-12-04T22:00:00Z", "-08:00", calendar.Minute, true},
	{"2018-12-04 14:00 +0545", "", "2018-12-04T08:15:00Z", "+05:45", calendar.Minute, true},
	{"2018-12-04 14:00 America/Los_Angeles", "UTC", "2018-12-04T22:00:00Z", "America/Los_Angeles", calendar.Minute, true},
	{"2018-07-04T14:00:01 Asia/Kolkata", "", "2018-07-04T08:30:01Z", "Asia/Kolkata", calendar.Second, true},
	// 3: the zone in force.
	{"2018-12-12 11:48", "America/Los_Angeles", "2018-12-12T19:48:00Z", "America/Los_Angeles", calendar.Minute, false},
	{"2018-12-12T11:48:07", "UTC", "2018-12-12T11:48:07Z", "UTC", calendar.Second, false},
	{"2013-07-20 17:22", "America/New_York", "2013-07-20T21:22:00Z", "America/New_York", calendar.Minute, false},
	// 4: abbreviations as claims, and RFC 9557.
	{"2012-05-31 08:43 PDT", "America/Los_Angeles", "2012-05-31T15:43:00Z", "America/Los_Angeles", calendar.Minute, true},
	{"2024-01-15 20:43 PST", "America/Los_Angeles", "2024-01-16T04:43:00Z", "America/Los_Angeles", calendar.Minute, true},
	{"2024-11-03 01:30 EDT", "America/New_York", "2024-11-03T05:30:00Z", "America/New_York", calendar.Minute, true},
	{"2024-11-03 01:30 EST", "America/New_York", "2024-11-03T06:30:00Z", "America/New_York", calendar.Minute, true},
	{"2024-07-01 12:00 IST", "Europe/Dublin", "2024-07-01T11:00:00Z", "Europe/Dublin", calendar.Minute, true},
	{"2024-07-01 12:00 IST", "Asia/Kolkata", "2024-07-01T06:30:00Z", "Asia/Kolkata", calendar.Minute, true},
	{"2024-07-01 12:00 EST", "America/Panama", "2024-07-01T17:00:00Z", "America/Panama", calendar.Minute, true},
	{"2024-11-03T01:30-07:00[America/Los_Angeles]", "", "2024-11-03T08:30:00Z", "America/Los_Angeles", calendar.Minute, true},
	{"2024-11-03T01:30-08:00[!America/Los_Angeles]", "UTC", "2024-11-03T09:30:00Z", "America/Los_Angeles", calendar.Minute, true},
	{"2024-11-03T01:30:00Z[Europe/Paris]", "", "2024-11-03T01:30:00Z", "Europe/Paris", calendar.Minute, true},
	{"2024-11-03T01:30Z[UTC]", "", "2024-11-03T01:30:00Z", "UTC", calendar.Minute, true},
	// across the end of daylight saving, with offsets.
	{"2024-11-03 01:50 -04:00", "America/New_York", "2024-11-03T05:50:00Z", "America/New_York", calendar.Minute, true},
	{"2024-11-03 01:10 -05:00", "America/New_York", "2024-11-03T06:10:00Z", "America/New_York", calendar.Minute, true},
	// Around a gap and a double.
	{"2024-03-10 01:59:59", "America/New_York", "2024-03-10T06:59:59Z", "America/New_York", calendar.Second, false},
	{"2024-03-10 03:00", "America/New_York", "2024-03-10T07:00:00Z", "America/New_York", calendar.Minute, false},
	{"2024-11-03 00:59:59", "America/New_York", "2024-11-03T04:59:59Z", "America/New_York", calendar.Second, false},
	{"2024-11-03 02:00", "America/New_York", "2024-11-03T07:00:00Z", "America/New_York", calendar.Minute, false},
	// Days: the first instant of the day in its zone.
	{"2024-03-03", "", "2024-03-03T00:00:00Z", "UTC", calendar.Day, false},
	{"2024-03-03", "Asia/Tokyo", "2024-03-02T15:00:00Z", "Asia/Tokyo", calendar.Day, false},
	{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "America/Sao_Paulo", calendar.Day, false}, // begins at 01:00
	{"2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00Z", "Pacific/Apia", calendar.Day, false},
	{"2024-02-29", "UTC", "2024-02-29T00:00:00Z", "UTC", calendar.Day, false},
	{"2000-02-29", "UTC", "2000-02-29T00:00:00Z", "UTC", calendar.Day, false},
}

func TestParseReads(t *testing.T) {
	for _, c := range accepted {
		got, bad := calendar.Parse(c.text, zone(t, c.zone))
		if bad != nil {
			t.Errorf("%q in %q: %s: %s\n%s", c.text, c.zone, bad.Code, bad.Message, bad.Hint)
			continue
		}
		if utc := calendar.RFC3339(got.Unix()); utc != c.utc {
			t.Errorf("%q in %q is %s, want %s", c.text, c.zone, utc, c.utc)
		}
		if got.Instant.Location().String() != c.recorded || got.Precision != c.precision || got.Zoned != c.zoned {
			t.Errorf("%q in %q: recorded zone %q, precision %d, zoned %t; want %q, %d, %t", c.text, c.zone,
				got.Instant.Location(), got.Precision, got.Zoned, c.recorded, c.precision, c.zoned)
		}
		if got.Instant.Nanosecond() != 0 {
			t.Errorf("%q keeps a fraction of a second", c.text)
		}
	}
}

func TestParseDay(t *testing.T) {
	got, bad := calendar.ParseDay("2017-01-01", zone(t, "Asia/Tokyo"))
	if bad != nil || calendar.RFC3339(got.Unix()) != "2016-12-31T15:00:00Z" || got.Precision != calendar.Day {
		t.Errorf("2017-01-01 in Tokyo is %v, %v", got, bad)
	}
	for text, code := range map[string]diag.Code{
		"2017-01-01T00:00:00Z": diag.DateFormat,
		"2017-01-01 10:00":     diag.DateFormat,
		"2017-02-30":           diag.DateInvalid,
		"01/02/2017":           diag.DateFormat,
		"20170101":             diag.TimeNumber,
		"":                     diag.ValueEmpty,
	} {
		if _, bad := calendar.ParseDay(text, time.UTC); bad == nil || bad.Code != code {
			t.Errorf("ParseDay(%q): %v, want %s", text, bad, code)
		}
	}
}

// The machine's zone has no say in what is read or shown.
func TestMachineZoneHasNoSay(t *testing.T) {
	all := func() (out []string) {
		for _, c := range accepted {
			got, _ := calendar.Parse(c.text, zone(t, c.zone))
			out = append(out, got.Instant.String(), calendar.Instant(got, zone(t, c.zone)), calendar.AsReported(got, zone(t, "Asia/Tokyo")))
		}
		for _, c := range refused {
			_, bad := calendar.Parse(c.text, zone(t, c.zone))
			out = append(out, bad.Message, bad.Hint)
		}
		return out
	}
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	want := all()
	for _, name := range []string{"Europe/Paris", "America/Los_Angeles", "Pacific/Apia"} {
		t.Setenv("TZ", name)
		t.Setenv("ZONEINFO", "/nowhere")
		time.Local = zone(t, name)
		for i, got := range all() {
			if got != want[i] {
				t.Fatalf("with the machine in %s: %q, want %q", name, got, want[i])
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range accepted {
		f.Add(c.text, c.zone)
	}
	for _, c := range refused {
		f.Add(c.text, c.zone)
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		in, _ := calendar.LoadZone(name)
		got, bad := calendar.Parse(text, in)
		if bad != nil {
			if !got.IsZero() || bad.Message == "" || bad.Code == "" {
				t.Fatalf("Parse(%q, %s) = %v with the error %+v", text, name, got, bad)
			}
			return
		}
		again, bad := calendar.Parse(calendar.ISOTime(got), got.Instant.Location())
		if bad != nil || again.Unix() != got.Unix() {
			t.Fatalf("%q in %s is %v; its machine value %q reads as %v, %+v", text, name, got.Instant, calendar.ISOTime(got), again.Instant, bad)
		}
		if want, err := time.Parse(time.RFC3339, calendar.RFC3339(got.Unix())); err != nil || want.Unix() != got.Unix() {
			t.Fatalf("%q: RFC 3339 %q, %v", text, calendar.RFC3339(got.Unix()), err)
		}
	})
}
