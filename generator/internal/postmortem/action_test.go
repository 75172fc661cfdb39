package postmortem_test

import (
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
)

func TestHowLongAnActionWasOpen(t *testing.T) {
	day := func(text string) calendar.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return calendar.Time{Instant: at, Precision: calendar.Day}
	}
	month := calendar.Time{Instant: day("2024-03-01").Instant, Precision: calendar.MonthOnly}
	berlin, _ := calendar.LoadZone("Europe/Berlin")
	asOf := time.Date(2024, 3, 31, 22, 30, 0, 0, time.UTC).Unix() // 1 April in Berlin
	for _, c := range []struct {
		name   string
		action postmortem.Action
		report calendar.Time
		days   int64
		known  bool
	}{
		{"open since the report", postmortem.Action{Status: "open"}, day("2024-03-01"), 31, true},
		{"open since its own day", postmortem.Action{Status: "open", Opened: day("2024-03-30")}, day("2024-03-01"), 2, true},
		{"done", postmortem.Action{Status: "done", Closed: day("2024-03-11")}, day("2024-03-01"), 10, true},
		{"done on the day", postmortem.Action{Status: "done", Closed: day("2024-03-01")}, day("2024-03-01"), 0, true},
		{"dropped", postmortem.Action{Status: "wontfix", Opened: day("2024-02-28"), Closed: day("2024-03-01")}, day("2024-03-01"), 2, true},
		{"done on a day that nobody wrote down", postmortem.Action{Status: "done"}, day("2024-03-01"), 0, false},
		{"nobody wrote down what became of it", postmortem.Action{Status: "unknown"}, day("2024-03-01"), 0, false},
		{"a report of a month", postmortem.Action{Status: "open"}, month, 0, false},
		{"a report of no known day", postmortem.Action{Status: "open"}, calendar.Time{}, 0, false},
		{"closed before it was opened", postmortem.Action{Status: "done", Closed: day("2024-02-01")}, day("2024-03-01"), 0, false},
	} {
		if days, known := c.action.Days(c.report, asOf, berlin); known != c.known || known && days != c.days {
			t.Errorf("%s: %d days, %v; want %d, %v", c.name, days, known, c.days, c.known)
		}
	}
}
