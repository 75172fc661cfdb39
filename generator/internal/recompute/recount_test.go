package recompute_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"afterword/generator/internal/recompute"
)

// differences are the figures that a document and its recount do not have in common.
func differences(t *testing.T, d document) (list []string, compared int) {
	t.Helper()
	published, err := recompute.Read(d.Uptime)
	if err != nil {
		t.Fatal(err)
	}
	counted, err := recompute.Count(d.Incidents, d.Services, d.Uptime)
	if err != nil {
		return []string{err.Error()}, 0
	}
	for _, k := range published.Order {
		if strings.HasPrefix(k.Name, "weights.") || k.Name == "as_of" || k.Name == "timezone" {
			continue
		}
		if compared++; string(published.Value(k)) != string(counted.Uptime.Value(k)) {
			list = append(list, k.String()+": "+string(published.Value(k))+", not "+string(counted.Uptime.Value(k)))
		}
	}
	for _, k := range counted.Uptime.Order {
		if published.Values[k] == nil {
			list = append(list, k.String()+" is not published")
		}
	}
	return list, compared
}

// TestTheRecountAgrees promises that the count of afterword verify and package uptime agree on every
// figure of random archives, and on the lengths of their incidents.
func TestTheRecountAgrees(t *testing.T) {
	all := 0
	for n := range *archives {
		d := publish(t, *seed+uint64(n))
		list, compared := differences(t, d)
		all += compared
		for _, text := range list[:min(len(list), 5)] {
			t.Errorf("seed %d: %s", d.Seed, text)
		}
		var published struct {
			Incidents []struct {
				Path    string
				Seconds json.RawMessage
			}
			Services []struct {
				ID        string
				Incidents int
			}
		}
		counted, err := recompute.Count(d.Incidents, d.Services, d.Uptime)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []json.RawMessage{d.Incidents, d.Services} {
			published.Incidents, published.Services = nil, nil
			if err := json.Unmarshal(text, &published); err == nil || published.Services == nil {
				for _, i := range published.Incidents {
					if got := string(counted.Seconds[i.Path]); got != sorted(t, i.Seconds) {
						t.Errorf("seed %d: %s: %s, not %s", d.Seed, i.Path, i.Seconds, got)
					}
				}
			}
			for _, s := range published.Services {
				if got := counted.Incidents[s.ID]; got != s.Incidents {
					t.Errorf("seed %d: %s: %d incidents, not %d", d.Seed, s.ID, s.Incidents, got)
				}
			}
		}
	}
	t.Logf("%d archives, %d figures", *archives, all)
}

// sorted is a value with the keys of its objects in order.
func sorted(t *testing.T, text json.RawMessage) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestTheRecountFindsPlantedErrors promises that one digit which is changed in the published figures is named.
func TestTheRecountFindsPlantedErrors(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for n := range min(*archives, 2000) {
		d := publish(t, 9000+uint64(n))
		if d.Uptime = flipped(d.Uptime, r); d.Uptime == nil {
			continue
		}
		if list, _ := differences(t, d); len(list) == 0 {
			t.Errorf("seed %d: a changed digit is not found: %s", d.Seed, d.Uptime)
		}
	}
}
