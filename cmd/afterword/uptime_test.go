package main

import (
	"strings"
	"testing"

	"afterword/generator"
)

// A terminal that is too narrow for a table gets the strips beneath the rows, and no
// line that is wider than it.
func TestUptimeInANarrowTerminal(t *testing.T) {
	strip := strings.Repeat("▁", 53)
	report := generator.UptimeReport{Tables: []generator.UptimeTable{{
		Title: "2024, UTC", First: "Service", Strip: "Weeks",
		Rows: []generator.UptimeRow{
			{Name: "Connect Marketplace", Strip: strip, Incidents: "1", Downtime: "6\u00a0h 49\u00a0min", Uptime: "99.922\u00a0%", Budget: "78.0\u00a0%"},
			{Name: "Untracked", Strip: strings.Repeat(" ", 53), Downtime: "—", Uptime: "—"},
		},
	}}}
	for columns, want := range map[int]string{
		80: `2024, UTC
Service              Incidents    Downtime    Uptime  Budget spent
Connect Marketplace          1  6 h 49 min  99.922 %        78.0 %
  ` + strip + `
Untracked                                —         —
`,
		0: `2024, UTC
Service              Weeks                                                  Incidents    Downtime    Uptime  Budget spent
Connect Marketplace  ` + strip + `          1  6 h 49 min  99.922 %        78.0 %
Untracked                                                                                       —         —
`,
	} {
		if got := uptimeText(report, columns, false); got != want+"\n" {
			t.Errorf("%d columns:\n%s\nwant:\n%s", columns, got, want)
		}
	}
}
