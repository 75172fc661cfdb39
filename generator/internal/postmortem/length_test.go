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

func TestLengths(t *testing.T) {
	for _, c := range []struct {
		name    string
		windows []postmortem.Window
		length  calendar.Bound
	}{
		{"none", nil, calendar.Bound{Open: true}},
		{"one", []postmortem.Window{window(100, 200, settings.MajorOutage)}, calendar.Bound{Min: 100, Max: 100}},
		{"an overlap counts once", []postmortem.Window{window(0, 14_400, settings.PartialOutage), window(3_600, 7_200, settings.MajorOutage)}, calendar.Bound{Min: 14_400, Max: 14_400}},
		{"ongoing", []postmortem.Window{{Start: at(999_000), Ongoing: true, Level: settings.PartialOutage}}, calendar.Bound{Min: 1_000, Max: 1_000}},
		{"announced as ongoing", []postmortem.Window{{Start: at(1_000_100), Ongoing: true}}, calendar.Bound{Min: 0, Max: 0}},
		{"bounded", []postmortem.Window{{Start: at(0), AtLeast: time.Minute, AtMost: time.Hour}}, calendar.Bound{Min: 60, Max: 3_600}},
		{"open", []postmortem.Window{{Start: at(0), AtLeast: time.Minute}}, calendar.Bound{Min: 60, Max: 60, Open: true}},
		{"unknown level", []postmortem.Window{window(0, 100, settings.Unknown)}, calendar.Bound{Min: 100, Max: 100}},
		{"what lies ahead is a length",
			[]postmortem.Window{window(999_900, 1_000_100, settings.MajorOutage), window(1_000_200, 1_000_300, settings.PartialOutage), {Start: at(1_000_400)}},
			calendar.Bound{Min: 300, Max: 300, Open: true}},
	} {
		got := (&postmortem.Postmortem{Windows: c.windows}).Length(asOf)
		if want := (postmortem.Length{Bound: c.length, Recorded: c.windows != nil}); got != want {
			t.Errorf("%s: length %+v, want %+v", c.name, got, want)
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
