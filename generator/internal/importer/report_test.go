package importer_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"afterword/generator/internal/importer"
)

// TestReport holds what scripts rely on: the JSON, and when --strict fails.
func TestReport(t *testing.T) {
	fine := incident("i1", "Mail stopped", "Fixed.")
	_, _, clean := run(t, importer.Existing{}, fine)
	if clean.Doubtful() {
		t.Error("nothing is doubtful:", clean.Items[0].Notes)
	}
	var b bytes.Buffer
	if err := clean.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var decoded struct {
		Format   string
		Services []string `json:"services_added"`
		Items    []struct {
			Source, ID, Title, File, Outcome string
			Notes                            []struct{ Kind, Field, Text string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &decoded); err != nil {
		t.Fatal(err)
	}
	if i := decoded.Items[0]; decoded.Format != "statuspage" || decoded.Services[0] != "api" || i.ID != "i1" || i.File != at || i.Outcome != "created" || i.Notes[0].Kind != "taken" {
		t.Error(b.String())
	}

	for what, text := range map[string]string{
		"suspicious": strings.Replace(fine, "T11:00:00Z\",\n", "T09:00:00Z\",\n", 1),
		"skipped":    "7",
		"incomplete": `{"id":"d1","name":"Undated","impact":"none","incident_updates":[]}`,
	} {
		if _, _, r := run(t, importer.Existing{}, text); !r.Doubtful() {
			t.Errorf("%s is not doubtful: %+v", what, r.Items)
		}
	}

	b.Reset()
	_, _, r := run(t, importer.Existing{}, incident("i1", "Steer\u009b31m the \u202eterminal", "x"), "7")
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.ContainsAny(text, "\u009b\u202e\x1b") || !strings.Contains(text, `the \u202eterminal`) || !strings.HasSuffix(text, "statuspage: 1 created, 1 skipped\n") {
		t.Errorf("%q", text)
	}
}
