package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTheClockCountsInFullHours(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 38, 58, 0, time.UTC)
	report := func(window string) string {
		return "---\ntitle: Outage\ndate: 2026-11-01\n" + window + "---\n\nText.\n"
	}
	tests := []struct {
		name, report string
		clock        bool
		want         time.Time
	}{
		{"nothing since the hour", report("impact:\n  - start: 2026-11-22T02:00:00Z\n    end: 2026-11-22T02:59:59Z\n    level: major_outage\n"), true, time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)},
		{"an end since the hour", report("impact:\n  - start: 2026-11-22T02:00:00Z\n    end: 2026-11-22T03:10:00Z\n    level: major_outage\n"), true, time.Date(2026, 11, 22, 3, 38, 0, 0, time.UTC)},
		{"planned for later", report("impact:\n  - start: 2026-11-22T05:00:00Z\n    end: 2026-11-22T06:00:00Z\n    level: maintenance\n"), true, time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)},
		{"a moment that was chosen", report(""), false, now},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{"archive.yaml": "title: Archive\ntimezone: UTC\n", "a.md": tt.report} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			opt := Options{Content: dir, Display: "content", Now: now}
			if tt.clock {
				opt.Clock = func() time.Time { return now }
			}
			line := Open(opt)
			u, list, err := line.Rebuild(context.Background(), Edits{}, Indexed)
			if err != nil || list.Errors() > 0 {
				t.Fatal(list, err)
			}
			defer line.Close()
			if got := time.Unix(u.Loaded.Archive.AsOf, 0).UTC(); !got.Equal(tt.want) {
				t.Errorf("now is %v, want %v", got, tt.want)
			}
		})
	}
}
