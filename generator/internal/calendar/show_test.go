package calendar_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
)

// at reads a time with the zone in force after a bar: "2012-05-31 08:43|America/Los_Angeles".
func at(t *testing.T, text, in string) calendar.Time {
	t.Helper()
	if text == "" {
		return calendar.Time{}
	}
	got, bad := calendar.Parse(text, zone(t, in))
	if bad != nil {
		t.Fatalf("%s: %s", text, bad.Message)
	}
	return got
}

func TestTimes(t *testing.T) {
	const la = "America/Los_Angeles"
	for _, c := range []struct {
		text, in, shown           string
		instant, clock, as, value string
	}{
		{"2024-03-03T14:05Z", "", "UTC", "3 Mar 2024, 14:05 UTC", "14:05 UTC", "", "2024-03-03T14:05:00Z"},
		{"2024-03-03T14:05:07Z", "", "", "3 Mar 2024, 14:05:07 UTC", "14:05:07 UTC", "", "2024-03-03T14:05:07Z"},
		{"2024-03-03T14:05:00Z", "", "", "3 Mar 2024, 14:05 UTC", "14:05 UTC", "", "2024-03-03T14:05:00Z"},
		{"2024-03-03", "Asia/Tokyo", la, "3 Mar 2024", "3 Mar 2024", "", "2024-03-03"},
		{"", "", "UTC", "not recorded", "not recorded", "", ""},
		{"2024-03-03 06:05", la, "UTC", "3 Mar 2024, 14:05 UTC", "14:05 UTC", "06:05 PST (UTC−8), as reported", "2024-03-03T14:05:00Z"},
		{"2024-03-03 06:05", la, la, "3 Mar 2024, 06:05 UTC−8", "06:05 UTC−8", "", "2024-03-03T14:05:00Z"},
		{"2024-03-03T06:05-08:00", "", "UTC", "3 Mar 2024, 14:05 UTC", "14:05 UTC", "06:05 UTC−8, as reported", "2024-03-03T14:05:00Z"},
		{"2024-03-03T06:05-08:00", "", la, "3 Mar 2024, 06:05 UTC−8", "06:05 UTC−8", "", "2024-03-03T14:05:00Z"},
		{"2024-03-03 20:05", la, "UTC", "4 Mar 2024, 04:05 UTC", "04:05 UTC", "3 Mar 2024, 20:05 PST (UTC−8), as reported", "2024-03-04T04:05:00Z"},
		{"2024-03-03 14:05 UTC", "", "Asia/Tokyo", "3 Mar 2024, 23:05 UTC+9", "23:05 UTC+9", "14:05 UTC, as reported", "2024-03-03T14:05:00Z"},
		{"2024-01-03 14:05", "Europe/London", "Asia/Tokyo", "3 Jan 2024, 23:05 UTC+9", "23:05 UTC+9", "14:05 GMT (UTC), as reported", "2024-01-03T14:05:00Z"},
		{"2024-01-03 14:05", "Europe/London", "UTC", "3 Jan 2024, 14:05 UTC", "14:05 UTC", "", "2024-01-03T14:05:00Z"},
		{"2024-01-03 14:05", "America/Sao_Paulo", "UTC", "3 Jan 2024, 17:05 UTC", "17:05 UTC", "14:05 UTC−3, as reported", "2024-01-03T17:05:00Z"},
		{"2024-01-03 14:05", "America/St_Johns", "Asia/Kolkata", "3 Jan 2024, 23:05 UTC+5:30", "23:05 UTC+5:30", "14:05 NST (UTC−3:30), as reported", "2024-01-03T17:35:00Z"},
		{"1880-01-03 12:00", "America/New_York", "UTC", "3 Jan 1880, 16:56 UTC", "16:56 UTC", "12:00 LMT (UTC−4:56:02), as reported", "1880-01-03T16:56:02Z"},
		{"2024-12-30", "", "UTC", "30 Dec 2024", "30 Dec 2024", "", "2024-12-30"}, // not the year of its week
	} {
		got, shown := at(t, c.text, c.in), zone(t, c.shown)
		if s := calendar.Instant(got, shown); s != c.instant {
			t.Errorf("Instant(%s %s, %s) = %q, want %q", c.text, c.in, c.shown, s, c.instant)
		}
		if s := calendar.Clock(got, shown); s != c.clock {
			t.Errorf("Clock(%s %s, %s) = %q, want %q", c.text, c.in, c.shown, s, c.clock)
		}
		if s := calendar.AsReported(got, shown); s != c.as {
			t.Errorf("AsReported(%s %s, %s) = %q, want %q", c.text, c.in, c.shown, s, c.as)
		}
		if s := calendar.ISOTime(got); s != c.value {
			t.Errorf("ISOTime(%s %s) = %q, want %q", c.text, c.in, s, c.value)
		}
	}
}

func TestRanges(t *testing.T) {
	const la, ny = "America/Los_Angeles", "America/New_York"
	for _, c := range []struct{ start, end, in, shown, want, as string }{
		{"2024-03-03 14:05", "2024-03-03 18:57", "UTC", "UTC", "3 Mar 2024, 14:05–18:57 UTC", ""},
		{"2024-03-03 23:10", "2024-03-04 01:02", "UTC", "UTC", "3 Mar 2024, 23:10 UTC – 4 Mar 2024, 01:02 UTC", ""},
		{"2024-03-03 06:05", "2024-03-03 10:57", la, "UTC", "3 Mar 2024, 14:05–18:57 UTC", "06:05–10:57 PST (UTC−8), as reported"},
		{"2012-05-31 08:43", "2012-05-31 09:37", la, "UTC", "31 May 2012, 15:43–16:37 UTC", "08:43–09:37 PDT (UTC−7), as reported"},
		{"2012-05-31 08:43", "2012-05-31 09:37", la, la, "31 May 2012, 08:43–09:37 UTC−7", ""},
		{"2018-12-12 11:55:30", "2018-12-13 00:00", la, "UTC", "12 Dec 2018, 19:55:30 UTC – 13 Dec 2018, 08:00 UTC",
			"12 Dec 2018, 11:55:30 PST (UTC−8) – 13 Dec 2018, 00:00 PST (UTC−8), as reported"},
		{"2018-12-12 20:00", "2018-12-12 21:00", la, "UTC", "13 Dec 2018, 04:00–05:00 UTC", "12 Dec 2018, 20:00–21:00 PST (UTC−8), as reported"},
		{"2018-12-12 15:30", "2018-12-12 16:30", la, "UTC", "12 Dec 2018, 23:30 UTC – 13 Dec 2018, 00:30 UTC", "12 Dec 2018, 15:30–16:30 PST (UTC−8), as reported"},
		{"2024-11-03 00:30", "2024-11-03 03:00", ny, ny, "3 Nov 2024, 00:30 UTC−4 – 3 Nov 2024, 03:00 UTC−5", ""},
		{"2024-11-03 00:30", "2024-11-03 03:00", ny, "UTC", "3 Nov 2024, 04:30–08:00 UTC",
			"3 Nov 2024, 00:30 EDT (UTC−4) – 3 Nov 2024, 03:00 EST (UTC−5), as reported"},
		{"2024-03-03 06:05", "2024-03-03T18:57Z", la, "UTC", "3 Mar 2024, 14:05–18:57 UTC",
			"3 Mar 2024, 06:05 PST (UTC−8) – 3 Mar 2024, 18:57 UTC, as reported"},
		{"2024-03-03", "2024-03-03", la, "UTC", "3 Mar 2024", ""},
		{"2024-03-03", "2024-03-05", la, "UTC", "3 Mar 2024 – 5 Mar 2024", ""},
		{"2024-03-03", "2024-03-03 10:57", la, "UTC", "3 Mar 2024 – 3 Mar 2024, 18:57 UTC", "3 Mar 2024 – 3 Mar 2024, 10:57 PST (UTC−8), as reported"},
		{"2024-03-03 06:05", "", la, "UTC", "3 Mar 2024, 14:05 UTC – not recorded", "06:05 PST (UTC−8), as reported"},
		{"", "", la, "UTC", "not recorded", ""},
	} {
		start, end, shown := at(t, c.start, c.in), at(t, c.end, c.in), zone(t, c.shown)
		if got := calendar.Range(start, end, shown); got != c.want {
			t.Errorf("Range(%s, %s, %s) = %q, want %q", c.start, c.end, c.shown, got, c.want)
		}
		if got := calendar.AsReportedRange(start, end, shown); got != c.as {
			t.Errorf("AsReportedRange(%s, %s, %s) = %q, want %q", c.start, c.end, c.shown, got, c.as)
		}
	}
}

func TestNamesOfMonthsAndDays(t *testing.T) {
	if got := calendar.MonthName(2024, time.March); got != "March 2024" {
		t.Errorf("MonthName: %q", got)
	}
	if got := calendar.Date(1709510400, zone(t, "America/New_York")); got != "3 Mar 2024" {
		t.Errorf("Date: %q", got)
	}
	if got := calendar.DateOnly(at(t, "2024-03-03 23:00", "UTC"), zone(t, "Asia/Tokyo")); got != "4 Mar 2024" {
		t.Errorf("DateOnly: %q", got)
	}
}
