package site_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/settings"
)

// However many services a window affected, its entry in the timeline can be read;
// the facts name them all.
func TestTimelineNamesFewServices(t *testing.T) {
	for n, want := range map[int]string{
		2:  "Full outage: Name 00, Name 01.",
		8:  "Name 06, Name 07.",
		9:  "Name 07 and 1\u00a0more service.",
		40: "Name 07 and 32\u00a0more services.",
	} {
		set := settings.Default()
		set.Title = "Wide"
		var ids []string
		for k := range n + 1 {
			ids = append(ids, fmt.Sprintf("s%d", k))
			set.Services = append(set.Services, settings.Service{ID: ids[k], Name: fmt.Sprintf("Name %02d", k)})
		}
		front := fmt.Sprintf("title: Wide\ndate: 2024-04-01\nservices: [%s]\nimpact:\n  - {start: 2024-03-01T10:00:00Z, end: 2024-03-01T11:00:00Z, level: major_outage, services: [%s]}",
			strings.Join(ids, ", "), strings.Join(ids[:n], ", "))
		s, _ := newSite(t, set, time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), map[string]string{"2024/wide": front})
		doc := page(t, s, "/incidents/2024/wide/")
		if got := text(all(doc, "div", "timeline")[0]); !strings.Contains(got, want) {
			t.Errorf("%d services: the timeline says %q, want %q", n, got, want)
		}
		facts := text(all(doc, "dl", "facts")[0])
		for k := range n {
			if name := fmt.Sprintf("Name %02d", k); !strings.Contains(facts, name) {
				t.Errorf("%d services: the facts do not name %s", n, name)
			}
		}
	}
}
