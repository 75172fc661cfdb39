package uptime_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

func TestDowntimeOfOneIncident(t *testing.T) {
	const asOf = 1_000_000
	at := func(second int64) calendar.Time {
		return calendar.Time{Instant: time.Unix(second, 0).UTC(), Precision: calendar.Second}
	}
	between := func(start, end int64, level settings.Level) postmortem.Window {
		return postmortem.Window{Start: at(start), End: at(end), Level: level}
	}
	for _, c := range []struct {
		name    string
		windows []postmortem.Window
		want    calendar.Bound
	}{
		{"none", nil, calendar.Bound{}},
		{"one", []postmortem.Window{between(100, 200, settings.MajorOutage)}, exactly(100_000)},
		{"an overlap counts once, at the heavier weight",
			[]postmortem.Window{between(0, 14_400, settings.PartialOutage), between(3_600, 7_200, settings.MajorOutage)}, exactly(6_840_000)},
		{"ongoing", []postmortem.Window{{Start: at(999_000), Ongoing: true, Level: settings.PartialOutage}}, exactly(300_000)},
		{"bounded", []postmortem.Window{{Start: at(0), Level: settings.MajorOutage, AtLeast: time.Minute, AtMost: time.Hour}}, calendar.Bound{Min: 60_000, Max: 3_600_000}},
		{"open", []postmortem.Window{{Start: at(0), Level: settings.MajorOutage, AtLeast: time.Minute}}, calendar.Bound{Min: 60_000, Open: true}},
		{"an open window that weighs nothing leaves the downtime exact", []postmortem.Window{{Start: at(0), Level: settings.DegradedPerformance}}, calendar.Bound{}},
		{"unknown level", []postmortem.Window{between(0, 100, settings.Unknown)}, calendar.Bound{Max: 100_000}},
		{"what lies ahead is not downtime yet",
			[]postmortem.Window{between(999_900, 1_000_100, settings.MajorOutage), between(1_000_200, 1_000_300, settings.PartialOutage), {Start: at(1_000_400), Level: settings.MajorOutage}},
			exactly(100_000)},
	} {
		got := uptime.Downtime(&postmortem.Postmortem{Windows: c.windows}, defaults, asOf)
		if got.Open {
			got.Max = 0 // it means nothing
		}
		same(t, c.name, got, c.want)
	}
}
