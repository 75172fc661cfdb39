package feeds_test

import (
	"maps"
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// readCalendar checks the lines of an iCalendar file, of which the parser does not ask
// much, and returns the properties of its events by UID.
func readCalendar(t *testing.T, data []byte) map[string]map[string]string {
	t.Helper()
	text := string(data)
	if !utf8.ValidString(text) || strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") || !strings.HasSuffix(text, "\r\n") {
		t.Error("not UTF-8, or lines that do not all end in CRLF")
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets, or a character torn apart: %q", len(line), line)
		}
	}
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]map[string]string{}
	for _, e := range c.Events() {
		if e.Id() == "" || events[e.Id()] != nil {
			t.Errorf("the UID %q is missing or used twice", e.Id())
		}
		event := map[string]string{}
		for _, p := range e.Properties {
			name := p.IANAToken
			for key, values := range p.ICalParameters {
				name += ";" + key + "=" + strings.Join(values, ",")
			}
			if _, twice := event[name]; twice {
				t.Errorf("%s is there twice in %v", name, event)
			}
			event[name] = p.Value
		}
		for _, name := range []string{"DTSTAMP", "SUMMARY", "TRANSP"} {
			if event[name] == "" {
				t.Errorf("%s lacks %s", e.Id(), name)
			}
		}
		events[e.Id()] = event
	}
	return events
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
		if got := events[path+"@example.org/repo"]["SUMMARY"]; got != title {
			t.Errorf("%s: the title came back as %q", path, got)
		}
	}
	if got := events["2018/zuora-connect@example.org/repo"]["DESCRIPTION"]; got != "One or two sentences; with commas, and \\backslashes." {
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
	// A parent has the incidents of what is below it.
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
