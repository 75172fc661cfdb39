package postmortem_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// parse reads a report of a title and some more lines, in an archive in UTC that declares
// the services checkout and search.
func parse(t *testing.T, lines string) (*postmortem.Postmortem, diag.List) {
	t.Helper()
	s := settings.Default()
	s.ZoneGiven, s.Declared, s.Services = true, true, []settings.Service{{ID: "checkout"}, {ID: "search"}}
	p, list := postmortem.Parse("a.md", diag.NewSource("a.md", "---\ntitle: A\n"+lines+"---\n"), s)
	if p == nil {
		t.Fatal(list)
	}
	return p, list
}

// TestDates promises that a date says no more than its author knew.
func TestDates(t *testing.T) {
	for _, c := range []struct{ date, want, note string }{
		{"2013", "2013", ""},
		{"2013-02", "2013-02", ""},
		{"2013-02-17", "2013-02-17", ""},
		{"unknown", "", ""},
		{`{value: 2013-02-17, note: "the earliest day that fits"}`, "2013-02-17", "the earliest day that fits"},
		{`{value: 2013-02, note: a letter mentions it}`, "2013-02", "a letter mentions it"},
		{`{value: unknown, note: the page has none}`, "", "the page has none"},
	} {
		p, list := parse(t, "date: "+c.date+"\n")
		if got := calendar.ISOTime(p.Date); got != c.want || p.DateNote != c.note || len(list) > 0 {
			t.Errorf("date: %s is %q, %q, %v", c.date, got, p.DateNote, list)
		}
	}
	for date, code := range map[string]diag.Code{
		"2013-13": diag.DateInvalid, "unknwon": diag.TimeFormat, "0999": diag.DateInvalid, "{value: 2013}": diag.KeyMissing,
		"{note: why}": diag.KeyMissing, "{value: 2013, note: why, because: x}": diag.KeyUnknown, "[2013]": diag.ValueType, "": diag.ValueEmpty,
	} {
		if _, list := parse(t, "date: "+date+"\n"); len(list) != 1 || list[0].Code != code {
			t.Errorf("date: %s has %v, want %s", date, list, code)
		}
	}
}

// TestCoarseStarts promises that a start of a day, a month or a year makes no length.
func TestCoarseStarts(t *testing.T) {
	for start, span := range map[string]calendar.Interval{
		"2013":       calendar.Year(2013, time.UTC),
		"2013-02":    calendar.Month(2013, 2, time.UTC),
		"2013-02-03": calendar.DayOf(2013, 2, 3, time.UTC),
	} {
		p, list := parse(t, "date: 2014\nstart: "+start+"\nend: unknown\nat_least: 1h\nlevel: major_outage\n")
		if len(list) > 0 || len(p.Windows) != 1 || !p.Windows[0].Uncertain() || p.Windows[0].Start.Span(time.UTC) != span || p.When().Unix() != span.Start {
			t.Errorf("start: %s: %v %+v", start, list, p.Windows)
		}
		if _, list := parse(t, "date: 2014\nstart: "+start+"\nend: 2013-12-31 12:00\n"); len(list) != 1 || list[0].Code != diag.WindowStart {
			t.Errorf("start: %s with an end has %v", start, list)
		}
	}
	p, list := parse(t, "date: 2014\nstart: 2013-02\nend: unknown\ndetected: 2013-02-03 10:00\nacknowledged: 2013-01-03 10:00\n")
	if len(list) != 1 || list[0].Code != diag.PhaseOrder || !strings.Contains(list[0].Message, "acknowledged") || !p.Phases.Disordered {
		t.Errorf("phases beside a month have %v", list)
	}
}

func TestActionStatus(t *testing.T) {
	p, _ := parse(t, "date: 2014\nactions: [{title: a, status: unknown, due: 2013-01-01}, {title: b, due: 2013-01-01}, {title: c, status: done}]\n")
	var got []bool
	for _, a := range p.Actions {
		got = append(got, a.Open(), a.Done(), a.Unrecorded(), a.Overdue(1<<40))
	}
	if want := []bool{false, false, true, false, true, false, false, true, false, true, false, false}; !slices.Equal(got, want) {
		t.Error(got)
	}
}

// TestFollowingErrors promises one diagnostic for one error.
func TestFollowingErrors(t *testing.T) {
	for name, c := range map[string]struct {
		front string
		code  diag.Code
	}{
		"a window that was refused is no first start": {
			"date: 2014\nimpact:\n  - {start: 2013-01-01 10:00, end: 2013-01-01 09:00}\n  - {start: 2013-01-02 10:00, end: 2013-01-02 11:00}\ndetected: 2013-01-01 10:05\n", diag.WindowOrder},
		"the service that a misspelling meant": {
			"date: 2014\nservices: [chekout, search]\nimpact:\n  - {start: 2013-01-01 10:00, end: 2013-01-01 11:00, services: [checkout]}\n", diag.ServiceUnknown},
	} {
		if _, list := parse(t, c.front); len(list) != 1 || list[0].Code != c.code {
			t.Errorf("%s: %v", name, list)
		}
	}
	p, list := postmortem.Parse("a.md", diag.NewSource("a.md", "---\ntitle: A\ndate: 2014\nservices: [\"a\\\"\", b]\nimpact:\n  - {start: 2013-01-01, end: unknown, services: [\"a\\\"\"]}\n---\n"), settings.Default())
	if len(list) != 1 || list[0].Code != diag.ServiceID || !slices.Equal(p.Services, []string{"b"}) {
		t.Errorf("an id that is none: %v, %v", list, p.Services)
	}
	for _, yaml := range []string{"title: A\nseverities: [a, b\n", "title: A\nseverities: [sev1, {a: b}]\n", "title: A\nseverities: sev1:\n"} {
		s, list := settings.Read(diag.NewSource("archive.yaml", yaml), false)
		if list.Errors() == 0 {
			t.Fatal("no error in", yaml)
		}
		if _, list := postmortem.Parse("a.md", diag.NewSource("a.md", "---\ntitle: A\ndate: 2014-01-01\nseverity: sev2\n---\n"), s); len(list) > 0 {
			t.Errorf("after %q: %v", yaml, list)
		}
	}
}

// TestWordsWithoutFrontMatter promises that what years/ says of a period may begin with its text, and that a page may not.
func TestWordsWithoutFrontMatter(t *testing.T) {
	for _, c := range []struct{ file, text, code string }{
		{"years/2024.md", "A quiet year.\n", ""},
		{"years/2024.md", "\ufeff\nA quiet year.\n", ""},
		{"years/2024.md", "---\n---\nA quiet year.\n", ""},
		{"years/2024.md", " \n", "front-matter-missing"},
		{"years/2024.md", "--- yes\nA quiet year.\n", "front-matter-kind"},
		{"years/2024.md", "---\ntitle: A\n", "front-matter-unclosed"},
		{"pages/2024.md", "A quiet year.\n", "front-matter-missing"},
	} {
		src := diag.NewSource(c.file, c.text)
		p, list := postmortem.ParsePage(c.file, src, settings.Default())
		switch {
		case c.code == "" && (p == nil || len(list) > 0 || strings.TrimSpace(c.text[p.Body:]) != "A quiet year."):
			t.Errorf("%q: %+v, %v", c.text, p, list)
		case c.code != "" && (len(list) != 1 || string(list[0].Code) != c.code):
			t.Errorf("%q: %v", c.text, list)
		}
	}
}
