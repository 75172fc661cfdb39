package feeds_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/feeds"
)

func unmarshal(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("no JSON: %v", err)
	}
	return v
}

func TestIncidentsJSONHasTheDocumentedKeys(t *testing.T) {
	f := whole(t)
	data := must(t)(feeds.IncidentsJSON(f.Archive, f.Base))
	want := strings.Fields(`path url title summary organization date timezone date_note updated severity services causes tags windows
		started ended seconds detected acknowledged mitigated resolved detected_by actions related sources extra`)
	list := unmarshal(t, data)["incidents"].([]any)
	if len(list) != len(f.Archive.Incidents) {
		t.Fatalf("%d incidents, want %d", len(list), len(f.Archive.Incidents))
	}
	for k, v := range list {
		got := v.(map[string]any)
		for _, key := range want {
			if _, ok := got[key]; !ok {
				t.Errorf("%s lacks %s", got["path"], key)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s has %d keys, want %d", got["path"], len(got), len(want))
		}
		for _, key := range []string{"services", "causes", "tags", "windows", "actions", "related", "sources"} {
			if _, ok := got[key].([]any); !ok {
				t.Errorf("%s: %s is %v, want a list", got["path"], key, got[key])
			}
		}
		alone := unmarshal(t, must(t)(feeds.IncidentJSON(f.Archive, f.Archive.Incidents[k], f.Base)))
		if diff := cmp.Diff(got, alone); diff != "" {
			t.Errorf("index.json differs from its object in the list: %s", diff)
		}
	}
	// Of an incident without a window, no key is there twice, and they are in this order.
	i, _ := f.Archive.Incident("2012/no-windows")
	text := string(must(t)(feeds.IncidentJSON(f.Archive, i, f.Base)))
	for _, key := range want {
		_, rest, ok := strings.Cut(text, `"`+key+`":`)
		if !ok {
			t.Fatalf("%s is not where it is documented", key)
		}
		text = rest
	}
}

func TestIncidentJSONValues(t *testing.T) {
	f := whole(t)
	number := func(n float64) any { return n }
	for _, test := range []struct {
		path string
		want map[string]any
	}{
		{"2018/zuora-connect", map[string]any{
			"url":  "https://example.org/repo/incidents/2018/zuora-connect/",
			"date": "2018-12-18T21:53:00Z", "updated": "2018-12-20", "started": "2018-12-04T22:00:00Z", "ended": "2018-12-13T08:34:00Z",
			"seconds": map[string]any{"min": number(81960), "max": number(81960)}, "related": []any{"2013/day"}, "detected": "2018-12-04T22:10:00Z",
		}},
		{"2013/day", map[string]any{
			"title": hostile, "date": "2013-02-14", "started": "2013-02-12", "ended": nil, "organization": "", "updated": nil,
			"seconds": map[string]any{"min": number(5400), "max": nil}, "related": []any{"2018/zuora-connect"},
		}},
		{"2012/no-windows", map[string]any{"started": nil, "ended": nil, "seconds": nil, "summary": nil, "severity": nil, "windows": []any{}}},
		{"2014/unknown-end", map[string]any{"ended": nil, "seconds": map[string]any{"min": number(3600), "max": number(21600)}}},
		{"2026/still", map[string]any{"ended": nil, "seconds": map[string]any{"min": number(50400), "max": number(50400)}}},
	} {
		i, _ := f.Archive.Incident(test.path)
		got := unmarshal(t, must(t)(feeds.IncidentJSON(f.Archive, i, f.Base)))
		for key, want := range test.want {
			if want == "" {
				want = nil
			}
			if diff := cmp.Diff(want, got[key]); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", test.path, key, diff)
			}
		}
	}
	i, _ := f.Archive.Incident("2018/zuora-connect")
	windows := unmarshal(t, must(t)(feeds.IncidentJSON(f.Archive, i, f.Base)))["windows"].([]any)
	if got := windows[0].(map[string]any)["services"]; !cmp.Equal(got, []any{"connect-apps"}) {
		t.Errorf("the first window affected %v", got)
	}
	if got := windows[1].(map[string]any)["services"]; !cmp.Equal(got, []any{"connect-apps", "quiet"}) {
		t.Errorf("a window that names no services affected %v, want all of the report's", got)
	}
}

func TestActionsAreOverdueOnceTheirDayIsOver(t *testing.T) {
	f := whole(t)
	got := map[string][2]bool{}
	for _, v := range unmarshal(t, must(t)(feeds.ActionsJSON(f.Archive, f.Base)))["actions"].([]any) {
		a := v.(map[string]any)
		got[a["title"].(string)] = [2]bool{a["done"].(bool), a["overdue"].(bool)}
	}
	want := map[string][2]bool{"Upgrade etcd": {true, false}, "Write it down": {false, true}, "Tell others": {false, false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("done and overdue (-want +got):\n%s", diff)
	}
}

func TestServicesJSON(t *testing.T) {
	f := whole(t)
	list := unmarshal(t, must(t)(feeds.ServicesJSON(f.Archive, f.Base)))["services"].([]any)
	want := map[string]any{
		"id": "connect-apps", "url": "https://example.org/repo/services/connect-apps/", "name": "Connect apps, all of them",
		"organization": "Zuora", "parent": "connect", "description": "Apps & more", "website": "https://connect.example/?a=1&b=2",
		"since": "2017-01-01", "until": "2024-06-30", "slo": 99.9, "incidents": 3.0,
		"targets": []any{map[string]any{"from": nil, "target": 99.9}}, "sla": nil, "measured": nil,
	}
	if diff := cmp.Diff(want, list[1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := list[0].(map[string]any); got["slo"] != nil || got["parent"] != nil || got["incidents"] != 5.0 {
		t.Errorf("%v", got)
	}
	if got := list[2].(map[string]any)["slo"]; got != 99.995 {
		t.Errorf("slo is %v, want 99.995", got)
	}
}

func TestJSONFeed(t *testing.T) {
	f := whole(t)
	got := unmarshal(t, must(t)(f.JSON()))
	if got["version"] != "https://jsonfeed.org/version/1.1" || got["title"] == "" || got["feed_url"] != "https://example.org/repo/feed.json" {
		t.Errorf("%v", got)
	}
	ids := map[string]bool{}
	for _, v := range got["items"].([]any) {
		item := v.(map[string]any)
		id := item["id"].(string)
		if id == "" || ids[id] {
			t.Errorf("the id %q is empty or used twice", id)
		}
		ids[id] = true
		if item["content_html"] == nil {
			t.Errorf("%s has no content", id)
		}
		rfc3339(t, item["date_published"].(string))
		rfc3339(t, item["date_modified"].(string))
		extension := item["_incident"].(map[string]any)
		for _, key := range []string{"severity", "services", "windows", "downtime_seconds"} {
			if _, ok := extension[key]; !ok {
				t.Errorf("%s: _incident lacks %s", id, key)
			}
		}
		if strings.Contains(id, "2013/day") && item["title"] != hostile {
			t.Errorf("the title came back as %q", item["title"])
		}
	}
	f.Body = nil
	for _, v := range unmarshal(t, must(t)(f.JSON()))["items"].([]any) {
		if v.(map[string]any)["content_text"] == nil {
			t.Errorf("without a body an item must have text: %v", v)
		}
	}
}

func BenchmarkIncidentsJSON(b *testing.B) {
	a := many(b, 10_000)
	for b.Loop() {
		if _, err := feeds.IncidentsJSON(a, a.Settings.Base); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIncidentJSON(b *testing.B) {
	a := many(b, 10)
	for b.Loop() {
		if _, err := feeds.IncidentJSON(a, a.Incidents[0], a.Settings.Base); err != nil {
			b.Fatal(err)
		}
	}
}
