package postmortem_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

const asOf = 1_000_000

func at(second int64) calendar.Time {
	return calendar.Time{Instant: time.Unix(second, 0).UTC(), Precision: calendar.Second}
}

func window(start, end int64, level settings.Level, services ...string) postmortem.Window {
	return postmortem.Window{Start: at(start), End: at(end), Level: level, Services: services}
}

func TestLengthsAndDowntime(t *testing.T) {
	weights := settings.Weights{settings.MajorOutage: 1000, settings.PartialOutage: 300}
	for _, c := range []struct {
		name     string
		windows  []postmortem.Window
		length   postmortem.Length
		downtime postmortem.Downtime
	}{
		{"none", nil, postmortem.Length{}, postmortem.Downtime{}},
		{"one", []postmortem.Window{window(100, 200, settings.MajorOutage)},
			postmortem.Length{Min: 100, Max: 100, Recorded: true}, postmortem.Downtime{Min: 100_000, Max: 100_000}},
		{"an overlap counts once, at the heavier weight",
			[]postmortem.Window{window(0, 14_400, settings.PartialOutage), window(3_600, 7_200, settings.MajorOutage)},
			postmortem.Length{Min: 14_400, Max: 14_400, Recorded: true}, postmortem.Downtime{Min: 6_840_000, Max: 6_840_000}},
		{"ongoing", []postmortem.Window{{Start: at(999_000), Ongoing: true, Level: settings.PartialOutage}},
			postmortem.Length{Min: 1_000, Max: 1_000, Recorded: true}, postmortem.Downtime{Min: 300_000, Max: 300_000}},
		{"bounded", []postmortem.Window{{Start: at(0), Level: settings.MajorOutage, AtLeast: time.Minute, AtMost: time.Hour}},
			postmortem.Length{Min: 60, Max: 3_600, Recorded: true}, postmortem.Downtime{Min: 60_000, Max: 3_600_000}},
		{"open", []postmortem.Window{{Start: at(0), Level: settings.MajorOutage, AtLeast: time.Minute}},
			postmortem.Length{Min: 60, Max: 60, Open: true, Recorded: true}, postmortem.Downtime{Min: 60_000, Max: 60_000, Open: true}},
		{"an open window that weighs nothing leaves the downtime exact",
			[]postmortem.Window{{Start: at(0), Level: settings.DegradedPerformance}},
			postmortem.Length{Open: true, Recorded: true}, postmortem.Downtime{}},
		{"unknown level", []postmortem.Window{window(0, 100, settings.Unknown)},
			postmortem.Length{Min: 100, Max: 100, Recorded: true}, postmortem.Downtime{Max: 100_000}},
		{"what lies ahead is a length, and not downtime yet",
			[]postmortem.Window{window(999_900, 1_000_100, settings.MajorOutage), window(1_000_200, 1_000_300, settings.PartialOutage), {Start: at(1_000_400), Level: settings.MajorOutage}},
			postmortem.Length{Min: 300, Max: 300, Open: true, Recorded: true}, postmortem.Downtime{Min: 100_000, Max: 100_000}},
	} {
		p := &postmortem.Postmortem{Windows: c.windows}
		if got := p.Length(asOf); got != c.length {
			t.Errorf("%s: length %+v, want %+v", c.name, got, c.length)
		}
		if got := p.Downtime(weights, asOf); got != c.downtime {
			t.Errorf("%s: downtime %+v, want %+v", c.name, got, c.downtime)
		}
	}
}

func TestLengthOfOneServiceCountsItsOwnWindows(t *testing.T) {
	p := &postmortem.Postmortem{
		Services: []string{"api", "web"},
		Windows:  []postmortem.Window{window(0, 100, settings.MajorOutage), window(200, 250, settings.MajorOutage, "web")},
	}
	is := func(id string) func(string) bool { return func(s string) bool { return s == id } }
	if got := p.LengthFor(is("api"), asOf).Min; got != 100 {
		t.Errorf("api was affected for %d s, want 100", got)
	}
	if got := p.LengthFor(is("web"), asOf).Min; got != 150 {
		t.Errorf("web was affected for %d s, want 150", got)
	}
}
