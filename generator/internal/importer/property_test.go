package importer

import (
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
)

// TestGuess reads the times that other systems write, and writes them as the archive reads them.
func TestGuess(t *testing.T) {
	berlin, _ := calendar.LoadZone("Europe/Berlin")
	chicago, _ := calendar.LoadZone("America/Chicago")
	for _, c := range []struct {
		text string
		zone *time.Location
		want string // "" where there is none
	}{
		{"2024-03-10T02:05:00.000-08:00", nil, "2024-03-10 10:05 UTC"},
		{"2020-01-02T9:30:00-00:00", nil, "2020-01-02 09:30 UTC"},
		{"2020-01-02T09:30:15-00:00", nil, "2020-01-02 09:30:15 UTC"},
		{"2018-04-13 16:50:00", nil, "2018-04-13 16:50 UTC"},
		{"2018-04-13 16:50:00", berlin, "2018-04-13 16:50"},
		{"2021-05-01 10:00:00 +0000 UTC", nil, "2021-05-01 10:00 UTC"},
		{"2021-05-01 10:00:00 +0200 CEST", berlin, "2021-05-01 08:00 UTC"},
		{"2021-05-01 10:00:00.123456789 +0000 UTC m=+0.1", nil, "2021-05-01 10:00 UTC"},
		{"2025-01-01T10:00:00+00:00Z", nil, "2025-01-01 10:00 UTC"}, // Python's isoformat and a Z
		{"Dec 18, 2018 - 13:53 PST", nil, "2018-12-18 21:53 UTC"},
		{"December 18, 2018 1:53 PM PST", nil, "2018-12-18 21:53 UTC"},
		{"Tue, 18 Dec 2018 13:53:00 +0100", nil, "2018-12-18 12:53 UTC"},
		{"18 Dec 2018, 13:53 UTC", nil, "2018-12-18 13:53 UTC"},
		{"Mar 03, 2024 - 09:00 CST", chicago, "2024-03-03 15:00 UTC"},
		{"Mar 03, 2024 - 09:00 CST", nil, "2024-03-03"}, // Chicago or Shanghai: the day is kept
		{"12/18/2018 12:00 AM UTC", nil, "2018-12-18 00:00 UTC"},
		{"18/12/2018", nil, "2018-12-18"},
		{"03/04/2024", nil, ""},
		{"2018-12-18", nil, "2018-12-18"},
		{"2024-03-31 02:30", berlin, "2024-03-31"}, // does not exist: the day is kept
		{"0001-01-01T00:00:00Z", nil, ""},
		{"", nil, ""}, {"null", nil, ""}, {"true", nil, ""}, {"soon", nil, ""}, {"2024-13-40", nil, ""}, {"25:00", nil, ""},
		{"2024-01-01 13:00 PM", nil, ""},
		{strings.Repeat("1", 5000), nil, ""},
	} {
		got, _, problem := calendar.Guess(c.text, c.zone)
		written := ""
		if !got.IsZero() {
			written = calendar.Written(got, c.zone)
		}
		if written != c.want {
			t.Errorf("%.60q is %q, want %q (%s)", c.text, written, c.want, problem)
		}
		if unset := c.text == "" || c.text == "null" || c.text == "true" || c.text == "0001-01-01T00:00:00Z"; written == "" && (problem == "") != unset {
			t.Errorf("%.60q has no time, and the problem %q", c.text, problem)
		}
		// What is written is read by the archive as the same time.
		if again, bad := calendar.Parse(written, c.zone); written != "" && (bad != nil || !again.Instant.Equal(got.Instant)) {
			t.Errorf("%q is written as %q, which is %v", c.text, written, again.Instant)
		}
	}
}

func TestWriteLength(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "", time.Minute: "1m", 90 * time.Minute: "1h30m", 24 * time.Hour: "24h", 10 * time.Second: "10s", 3661 * time.Second: "1h1m1s"} {
		got := writeLength(d)
		if got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
		if back, bad := calendar.ParseDuration(got); want != "" && (bad != nil || back != d) {
			t.Errorf("%q is read as %v", got, back)
		}
	}
}

// TestAddServices adds to settings however they are written: every line that was there stays.
func TestAddServices(t *testing.T) {
	added := []settings.Service{{ID: "new", Name: `New: "one" #2`, Parent: "group"}, {ID: "group", Name: "Group"}}
	for name, before := range map[string]string{
		"absent":      "title: T\n# end",
		"empty":       "title: T\nservices: []  # none\nlanguage: en\n",
		"null":        "title: T\nservices:\nlanguage: en\n",
		"block":       "title: T\nservices:\n  - id: old\n    name: Old # c\n\n# about language\nlanguage: en\n",
		"unindented":  "title: T\nservices:\n- id: old\n  name: Old\nlanguage: en\n",
		"folded last": "services:\n    - id: old\n      description: >-\n        a\n        b\n\n        c\n# end\ntitle: T\n",
		"no newline":  "title: T\nservices:\n  - id: old",
		"flow":        "title: T\nservices: [{id: old, name: Old}]  # c\nlanguage: en\n",
		"flow lines":  "title: T\nservices: [\n  {id: old},  # c\n]\nlanguage: en\n",
		"commented":   "title: T\nservices:\n  # first\n  - id: old\n  # - id: off\nlanguage: en\n",
		"crlf":        "title: T\r\nservices:\r\n  - id: old\r\nlanguage: en\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			a, err := readArchive(Existing{SettingsFile: "archive.yaml", SettingsText: before})
			if err != nil {
				t.Fatal(err)
			}
			after, err := addServices(a, added)
			if err != nil {
				t.Fatal(err)
			}
			s, list := settings.Read(diag.NewSource("archive.yaml", after), false)
			if list.Errors() > 0 || len(s.Services) != len(a.settings.Services)+2 {
				t.Fatalf("%v\n%s", list, after)
			}
			rest := after
			for _, word := range strings.Fields(strings.NewReplacer("[", " ", "]", " ", "}", " ").Replace(before)) {
				i := strings.Index(rest, word)
				if i < 0 {
					t.Fatalf("%q is lost or moved:\n%s", word, after)
				}
				rest = rest[i+len(word):]
			}
		})
	}
	a, err := readArchive(Existing{SettingsFile: "archive.toml", SettingsText: "title = \"T\" # c\n[[services]]\nid = \"old\"\n"})
	if err != nil {
		t.Fatal(err)
	}
	after, err := addServices(a, added)
	if s, list := settings.Read(diag.NewSource("archive.toml", after), true); err != nil || list.Errors() > 0 || len(s.Services) != 3 {
		t.Fatal(err, list, after)
	}
}
