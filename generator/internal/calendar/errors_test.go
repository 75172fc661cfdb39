package calendar_test

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/testutil/goldentest"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	if name == "" {
		return nil
	}
	z, bad := calendar.LoadZone(name)
	if bad != nil {
		t.Fatalf("%s: %s", bad.Message, bad.Hint)
	}
	return z
}

// refused lists what Parse must not take: the code, and what the hint must offer
// or the message must name.
var refused = []struct {
	what, text, zone string // what is "" where the text says it
	code             diag.Code
	offers           []string
}{
	{"", "5:22 eastern", "", diag.TimeDateMissing, []string{"timezone: America/New_York", "05:22", "is not a zone"}},
	{"", "2024-01-15 20:43 PDT", "America/Los_Angeles", diag.TimeZoneLabel, []string{"2024-01-15 20:43 PST", "2024-01-15T20:43-08:00", "2024-01-15T20:43-07:00", "PST was"}},
	{"", "2024-07-01 12:00 PST", "America/Los_Angeles", diag.TimeZoneLabel, []string{"2024-07-01 12:00 PDT", "2024-07-01T12:00-07:00", "2024-07-01T12:00-08:00"}},
	{"to the second", "2024-07-01T12:00:09.5 PST", "America/Los_Angeles", diag.TimeZoneLabel, []string{"2024-07-01 12:00:09 PDT"}},
	{"", "2024-07-01 12:00 PST", "", diag.TimeZoneMissing, []string{"2024-07-01T12:00-08:00", "timezone: America/Los_Angeles"}},
	{"in an archive on UTC", "2024-07-01 12:00 PST", "UTC", diag.TimeZoneLabel, []string{"2024-07-01T12:00-08:00", "timezone: America/Los_Angeles", "2024-07-01T12:00Z"}},
	{"", "12:00AM", "", diag.Time12Hour, []string{"00:00"}},
	{"", "12:00 PM", "", diag.Time12Hour, []string{"12:00"}},
	{"", "00:30AM", "", diag.Time12Hour, []string{"00:30"}},
	{"", "13:00PM", "", diag.Time12Hour, []string{"13:00"}},
	{"with a date", "2024-01-15 8:43 pm", "UTC", diag.Time12Hour, []string{"2024-01-15T20:43."}},
	{"with a date", "2024-01-15 12:10 a.m. PST", "America/Los_Angeles", diag.Time12Hour, []string{"2024-01-15 00:10 PST"}},
	{"as status pages write it", "12/4/2018 2:00PM PST", "America/Los_Angeles", diag.Time12Hour, []string{"2018-12-04 14:00 PST"}},
	{"", "9:16 PM", "", diag.TimeDateMissing, []string{"21:16", "next day"}},
	{"", "1:30 AM", "", diag.TimeDateMissing, []string{"01:30", "next day"}},
	{"in 24 hours", "14:05", "UTC", diag.TimeDateMissing, []string{"2018-12-04 14:05"}},
	{"", "2024-03-10 02:30", "America/New_York", diag.TimeGap, []string{"from 02:00 to 03:00", "2024-03-10T01:30-05:00 (EST)", "2024-03-10T03:30-04:00 (EDT)"}},
	{"of half an hour", "2024-10-06 02:15", "Australia/Lord_Howe", diag.TimeGap, []string{"from 02:00 to 02:30", "2024-10-06T01:45+10:30", "2024-10-06T02:45+11:00"}},
	{"of a day", "2011-12-30 12:00", "Pacific/Apia", diag.TimeGap, []string{"2011-12-29T12:00-10:00", "2011-12-31T12:00+14:00"}},
	{"with a zone of its own", "2024-03-31 02:30 Europe/Paris", "", diag.TimeGap, []string{"2024-03-31T01:30+01:00 (CET)"}},
	{"with a claim", "2024-03-10 02:30 EST", "America/New_York", diag.TimeGap, []string{"2024-03-10T03:30-04:00 (EDT)"}},
	{"", "2024-11-03 01:30", "America/New_York", diag.TimeAmbiguous, []string{"2024-11-03T01:30-04:00 (EDT)", "2024-11-03T01:30-05:00 (EST)"}},
	{"in Dublin", "2024-10-27 01:30:15", "Europe/Dublin", diag.TimeAmbiguous, []string{"2024-10-27T01:30:15+01:00 (IST)", "2024-10-27T01:30:15Z (GMT)"}},
	{"", "2024-11-03T01:30-06:00[America/New_York]", "", diag.TimeOffsetMismatch, []string{"2024-11-03T01:30-04:00 (EDT)", "2024-11-03T01:30-05:00 (EST)"}},
	{"in a gap", "2024-03-10T02:30-05:00[America/New_York]", "", diag.TimeGap, nil},
	{"with an old zone", "2024-11-03T01:30-07:00[US/Pacific]", "", diag.TimeZoneUnknown, []string{"America/Los_Angeles"}},
	{"", "24:00", "", diag.TimeFormat, []string{"00:00 of the next day"}},
	{"", "2024-02-28 24:00", "UTC", diag.TimeFormat, []string{"2024-02-29T00:00."}},
	{"", "2024-12-31T24:00:00Z", "", diag.TimeFormat, []string{"2025-01-01T00:00:00Z"}},
	{"", "2016-12-31T23:59:60Z", "", diag.TimeLeapSecond, []string{"2016-12-31T23:59:59Z"}},
	{"", "2023-02-29", "", diag.DateInvalid, []string{"2023-02-28"}},
	{"", "2024-02-30", "", diag.DateInvalid, []string{"2024-02-29"}},
	{"", "2024-06-31", "", diag.DateInvalid, []string{"2024-06-30"}},
	{"", "2024-13-01", "", diag.DateInvalid, []string{"2024-12-31", "2024-01-13"}},
	{"", "0000-00-00", "", diag.DateInvalid, []string{"1000-01-01"}},
	{"", "2024-00-10", "", diag.DateInvalid, []string{"2024-01-01"}},
	{"", "2024-05-00", "", diag.DateInvalid, []string{"2024-05-01"}},
	{"with a time", "2024-02-30 10:00", "UTC", diag.DateInvalid, []string{"2024-02-29"}},
	{"too early", "0999-12-31", "", diag.DateInvalid, []string{"1000-01-01"}},
	{"too late in UTC", "9999-12-31T23:00-08:00", "", diag.DateInvalid, nil},
	{"", "03/04/2024", "", diag.DateFormat, []string{"2024-04-03", "2024-03-04"}},
	{"", "4 Mar 24", "", diag.DateFormat, []string{"2024-03-04"}},
	{"", "24-03-04", "", diag.DateFormat, []string{"2024-03-04", "2004-03-24"}},
	{"with the year first", "2024/3/4 14:05 UTC", "", diag.DateFormat, []string{"2024-03-04 14:05 UTC"}},
	{"in words", "March 4th, 2024", "", diag.DateFormat, []string{"2024-03-04"}},
	{"as in mail", "Mon, 15 Jan 2024 20:43:00 PST", "America/Los_Angeles", diag.DateFormat, []string{"2024-01-15 20:43:00 PST"}},
	{"unpadded", "2024-3-4", "", diag.DateFormat, []string{"2024-03-04"}},
	{"with one reading", "13/04/2024", "", diag.DateFormat, []string{"2024-04-13"}},
	{"basic form", "20240701T120000Z", "", diag.DateFormat, []string{"2024-07-01"}},
	{"", "20240701", "", diag.TimeNumber, []string{"2024-07-01"}},
	{"", "1700000000", "", diag.TimeNumber, []string{"2023-11-14T22:13:20Z"}},
	{"", "1700000000000", "", diag.TimeNumber, []string{"2023-11-14T22:13:20Z"}},
	{"", "45000", "", diag.TimeNumber, []string{"2023-03-15"}},
	{"", "2024", "", diag.TimeNumber, nil},
	{"", "-1.5", "", diag.TimeNumber, nil},
	{"", "2024-07-01T12:00:00", "", diag.TimeZoneMissing, []string{"2024-07-01T12:00:00Z", "timezone:"}},
	{"", "2024-07-01 12:00 IST", "", diag.TimeZoneMissing, []string{"Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin", "2024-07-01T12:00+05:30", "several zones"}},
	{"", "2024-07-01 12:00 BST", "", diag.TimeZoneMissing, []string{"Europe/London", "Asia/Dhaka"}},
	{"", "2024-07-01 12:00 CST", "", diag.TimeZoneMissing, []string{"America/Chicago", "Asia/Shanghai", "America/Havana"}},
	{"", "2024-07-01 12:00 AST", "", diag.TimeZoneMissing, []string{"America/Halifax", "Asia/Riyadh"}},
	{"in another zone", "2024-07-01 12:00 IST", "America/New_York", diag.TimeZoneLabel, []string{"2024-07-01 12:00 EDT", "Asia/Kolkata"}},
	{"never heard of", "2024-07-01 12:00 QQQT", "", diag.TimeZoneMissing, []string{"2024-07-01T12:00-08:00"}},
	{"", "2024-07-01 12:00 PT", "America/Los_Angeles", diag.TimeZoneLabel, []string{"2024-07-01 12:00 America/Los_Angeles"}},
	{"", "2024-07-01 12:00 ET", "", diag.TimeZoneLabel, []string{"2024-07-01 12:00 America/New_York"}},
	{"", "2024-07-01 12:00 Pacific", "", diag.TimeZoneLabel, []string{"2024-07-01 12:00 America/Los_Angeles"}},
	{"in lower case", "2024-07-01 12:00 utc", "", diag.TimeZoneLabel, []string{"2024-07-01 12:00 UTC"}},
	{"in lower case", "2024-07-01 12:00 pdt", "America/Los_Angeles", diag.TimeZoneLabel, []string{"2024-07-01 12:00 PDT"}},
	{"a label as an offset", "2024-07-01 12:00 GMT+5", "", diag.TimeZoneLabel, []string{"2024-07-01T12:00+05:00"}},
	{"", "2024-07-01 12:00 Europe/Kiev", "", diag.TimeZoneUnknown, []string{"Europe/Kyiv"}},
	{"", "2024-07-01 12:00 Mars/Phobos", "", diag.TimeZoneUnknown, []string{"no time zone"}},
	{"a city", "2024-07-01 12:00 Berlin", "", diag.TimeZoneUnknown, []string{"Europe/Berlin"}},
	{"", "2024-07-01T12:00+25:00", "", diag.TimeFormat, []string{"-12:00 to +14:00"}},
	{"", "2024-07-01T12:00+05:3", "", diag.TimeFormat, []string{"-08:00"}},
	{"", "2024-07-01T12:00-00:00", "", diag.TimeFormat, []string{"+00:00"}},
	{"hours alone", "2024-07-01T12:00-8", "", diag.TimeFormat, []string{"-08:00"}},
	{"minutes", "2024-07-01T12:00+05:60", "", diag.TimeFormat, nil},
	{"a range that looks like an offset", "2024-03-03 14:00-15:10", "UTC", diag.TimeFormat, []string{"start and end"}},
	{"", "2011-12-30", "Pacific/Apia", diag.DateInvalid, []string{"2011-12-29", "2011-12-31"}},
	{"", "14:00–15:10", "", diag.TimeFormat, []string{"start", "end"}},
	{"with a date", "2024-03-03 14:00–15:10", "UTC", diag.TimeFormat, []string{"2024-03-03 14:00", "2024-03-03 15:10"}},
	{"in ASCII", "2024-03-03 14:00 - 15:10", "UTC", diag.TimeFormat, []string{"2024-03-03 14:00", "2024-03-03 15:10"}},
	{"in words", "2024-03-03 14:00 to 2024-03-04 15:10", "UTC", diag.TimeFormat, []string{"2024-03-03 14:00", "2024-03-04 15:10"}},
	{"full-width colon", "2024-03-03 14：00", "UTC", diag.TimeFormat, []string{"U+FF1A", "2024-03-03 14:00"}},
	{"no-break space", "2024-03-03\u00a014:00", "UTC", diag.TimeFormat, []string{"U+00A0", "2024-03-03 14:00"}},
	{"Arabic digits", "٢٠٢٤-03-03", "", diag.TimeFormat, []string{"U+0662", "2024-03-03"}},
	{"full-width digits", "２０２４-03-03", "", diag.TimeFormat, []string{"U+FF12", "2024-03-03"}},
	{"mathematical digits", "𝟐𝟎𝟐𝟒-03-03", "", diag.TimeFormat, []string{"2024-03-03"}},
	{"minus sign", "2024-03-03T14:00−08:00", "", diag.TimeFormat, []string{"U+2212", "2024-03-03T14:00-08:00"}},
	{"zero width", "2024-03-03\u200b", "", diag.TimeFormat, []string{"U+200B", "2024-03-03"}},
	{"a tab", "2024-03-03\t14:00", "UTC", diag.TimeFormat, []string{"a tab", "2024-03-03 14:00"}},
	{"broken UTF-8", "2024-03-03\xff", "", diag.TimeFormat, []string{"0xFF"}},
	{"", "2024-07-01T12:00:00.123456789012Z", "", diag.TimeFormat, []string{"12 digits", "2024-07-01T12:00:00Z"}},

	{"empty", "", "", diag.ValueEmpty, nil},
	{"blank", "  ", "", diag.ValueEmpty, nil},
	{"a word", "yesterday", "", diag.TimeFormat, []string{"2018-12-04"}},
	{"month only", "2024-03", "", diag.TimeFormat, nil},
	{"far too long", strings.Repeat("2024-07-01 ", 50), "", diag.TimeFormat, nil},
	{"spaces around", " 2024-07-01 ", "", diag.TimeFormat, []string{"2024-07-01."}},
	{"two spaces", "2024-07-01  12:00Z", "", diag.TimeFormat, []string{"2024-07-01T12:00Z"}},
	{"lower-case t and z", "2024-07-01t12:00:00z", "", diag.TimeFormat, []string{"2024-07-01T12:00:00Z"}},
	{"one digit of hours", "2024-07-01 9:05 UTC", "", diag.TimeFormat, []string{"2024-07-01 09:05 UTC"}},
	{"no colon", "2024-07-01T1205Z", "", diag.TimeFormat, []string{"2024-07-01T12:05Z"}},
	{"dots", "2024-07-01 12.05", "UTC", diag.TimeFormat, []string{"2024-07-01T12:05."}},
	{"a comma before the fraction", "2024-07-01T12:05:00,5Z", "", diag.TimeFormat, []string{"2024-07-01T12:05:00.5Z"}},
	{"an hour alone", "2024-07-01 12 UTC", "", diag.TimeFormat, []string{"2024-07-01 12:00 UTC"}},
	{"a zone that touches", "2024-07-01 12:05UTC", "", diag.TimeFormat, []string{"2024-07-01 12:05 UTC"}},
	{"a day with a zone", "2024-07-01Z", "", diag.TimeFormat, []string{"2024-07-01."}},
	{"brackets without an offset", "2024-07-01T12:05[Europe/Paris]", "", diag.TimeFormat, []string{"2024-07-01 12:05 Europe/Paris"}},
	{"no such hour", "2024-07-01 25:00", "UTC", diag.TimeFormat, []string{"hour 25"}},
	{"no such minute", "2024-07-01 12:60", "UTC", diag.TimeFormat, []string{"minute 60"}},
	{"no such second", "2024-07-01 12:00:61", "UTC", diag.TimeFormat, []string{"second 61"}},
}

func TestParseRefuses(t *testing.T) {
	var golden strings.Builder
	for _, c := range refused {
		got, bad := calendar.Parse(c.text, zone(t, c.zone))
		if bad == nil {
			t.Errorf("%q in %q was read as %v", c.text, c.zone, got.Instant)
			continue
		}
		if bad.Code != c.code {
			t.Errorf("%q in %q: code %s, want %s (%s)", c.text, c.zone, bad.Code, c.code, bad.Message)
		}
		for _, offer := range c.offers {
			if !strings.Contains(bad.Message+"\n"+bad.Hint, offer) {
				t.Errorf("%q in %q: neither message nor hint holds %q:\n%s\n%s", c.text, c.zone, offer, bad.Message, bad.Hint)
			}
		}
		if !got.IsZero() {
			t.Errorf("%q: an error came with the time %v", c.text, got)
		}
		if bad.Message == "" || strings.HasSuffix(bad.Message, ".") || strings.ContainsAny(bad.Message, "\n\x00") {
			t.Errorf("%q: message %q", c.text, bad.Message)
		}
		fmt.Fprintf(&golden, "%q in %s\nerror[%s]: %s\n%s\n\n", c.text, cmp.Or(c.zone, "no zone"), bad.Code, bad.Message, bad.Hint)
	}
	goldentest.Equal(t, "testdata/refused.golden", golden.String())
}

// Whatever a hint offers as a complete time can be pasted: it is read.
func TestOffersAreRead(t *testing.T) {
	complete := regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)`)
	seen := 0
	for _, c := range refused {
		_, bad := calendar.Parse(c.text, zone(t, c.zone))
		if bad == nil {
			continue
		}
		for _, offer := range complete.FindAllString(bad.Hint, -1) {
			seen++
			if _, bad := calendar.Parse(offer, nil); bad != nil {
				t.Errorf("the hint for %q offers %q: %s", c.text, offer, bad.Message)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d offers were tried", seen)
	}
}
