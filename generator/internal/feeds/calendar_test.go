package feeds_test

import (
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// readCalendar checks the lines of an iCalendar file and returns the properties of
// its events by UID. It shares no code with the writer.
func readCalendar(t *testing.T, data []byte) map[string]map[string]string {
	t.Helper()
	text := string(data)
	if !utf8.ValidString(text) {
		t.Error("not UTF-8")
	}
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") || !strings.HasSuffix(text, "\r\n") {
		t.Error("lines do not all end in CRLF")
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets, or a character torn apart: %q", len(line), line)
		}
	}
	unfolded := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
	if unfolded[0] != "BEGIN:VCALENDAR" || unfolded[len(unfolded)-1] != "END:VCALENDAR" {
		t.Errorf("not a calendar: %q", unfolded)
	}
	events := map[string]map[string]string{}
	head := map[string]string{}
	var event map[string]string
	for _, line := range unfolded[1 : len(unfolded)-1] {
		name, value, ok := strings.Cut(line, ":")
		switch {
		case !ok || name == "":
			t.Errorf("not a property: %q", line)
		case line == "BEGIN:VEVENT":
			event = map[string]string{}
		case line == "END:VEVENT":
			if event["UID"] == "" || events[event["UID"]] != nil {
				t.Errorf("the UID %q is missing or used twice", event["UID"])
			}
			events[event["UID"]], event = event, nil
		case event != nil:
			if _, twice := event[name]; twice {
				t.Errorf("%s stands twice in %v", name, event)
			}
			event[name] = value
		default:
			head[name] = value
		}
	}
	if head["VERSION"] != "2.0" || head["PRODID"] == "" || head["NAME"] == "" {
		t.Errorf("the calendar lacks what it must have: %v", head)
	}
	for uid, e := range events {
		for _, name := range []string{"DTSTAMP", "SUMMARY", "TRANSP"} {
			if e[name] == "" {
				t.Errorf("%s lacks %s", uid, name)
			}
		}
		for _, name := range []string{"DTSTAMP", "DTSTART", "DTEND", "CREATED", "LAST-MODIFIED"} {
			if v, ok := e[name]; ok {
				if _, err := time.Parse("20060102T150405Z", v); err != nil {
					t.Errorf("%s of %s: %v", name, uid, err)
				}
			}
		}
	}
	return events
}

// unescape reads a TEXT value back.
func unescape(s string) string {
	var b strings.Builder
	for k := 0; k < len(s); k++ {
		if s[k] != '\\' {
			b.WriteByte(s[k])
			continue
		}
		k++
		if s[k] == 'n' {
			b.WriteByte('\n')
		} else {
			b.WriteByte(s[k])
		}
	}
	return b.String()
}

func TestCalendarEvents(t *testing.T) {
	events := readCalendar(t, whole(t).Calendar())
	if len(events) != 5 {
		t.Errorf("%d events, want one for each of the five incidents with a window", len(events))
	}
	for path, want := range map[string]map[string]string{
		"2018/zuora-connect": {"DTSTART": "20181204T220000Z", "DTEND": "20181213T083400Z", "DTSTAMP": "20181220T000000Z", "TRANSP": "TRANSPARENT",
			"URL": "https://example.org/repo/incidents/2018/zuora-connect/"},
		"2013/day":         {"DTSTART;VALUE=DATE": "20130212", "DTSTART": "", "DTEND": "", "DTEND;VALUE=DATE": ""},
		"2014/unknown-end": {"DTSTART": "20140303T010200Z", "DTEND": ""},
		"2026/still":       {"DTSTART": "20261031T100000Z", "DTEND": "", "DTSTAMP": "20261031T120000Z"},
	} {
		got := events[path+"@example.org/repo"]
		if got == nil {
			t.Errorf("no event for %s", path)
		}
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got[name], value)
			}
		}
	}
	if _, ok := events["2012/no-windows@example.org/repo"]; ok {
		t.Error("an incident without a window has an event, though nobody knows when it was")
	}
}

func TestCalendarGivesTextBackIntact(t *testing.T) {
	f := whole(t)
	events := readCalendar(t, f.Calendar())
	for path, title := range map[string]string{
		"2013/day": hostile, "2014/unknown-end": "Störung 🔥 انقطاع الخدمة", "2026/still": long, "2015/illegal": "beep and \uFFFE and  end",
	} {
		if got := unescape(events[path+"@example.org/repo"]["SUMMARY"]); got != title {
			t.Errorf("%s: the title came back as %q", path, got)
		}
	}
	if got := unescape(events["2018/zuora-connect@example.org/repo"]["DESCRIPTION"]); got != "One or two sentences; with commas, and \\backslashes." {
		t.Errorf("the summary came back as %q", got)
	}
}

func TestCalendarOfAServiceUsesTheSameUIDs(t *testing.T) {
	all := readCalendar(t, whole(t).Calendar())
	own := readCalendar(t, ofService(t, "connect-apps").Calendar())
	if len(own) != 3 {
		t.Errorf("%d events, want 3", len(own))
	}
	for uid, e := range own {
		if !maps.Equal(e, all[uid]) {
			t.Errorf("%s differs between the calendars", uid)
		}
	}
	// A parent has the incidents of what stands below it.
	if parent := readCalendar(t, ofService(t, "connect").Calendar()); len(parent) != 4 {
		t.Errorf("%d events of the parent, want 4", len(parent))
	}
}

func TestCalendarWithoutOriginHasNoAddresses(t *testing.T) {
	f := whole(t)
	f.Base = base(t, "/repo/")
	for uid, e := range readCalendar(t, f.Calendar()) {
		if e["URL"] != "" {
			t.Errorf("%s has the URL %q, which is no URI", uid, e["URL"])
		}
	}
}
