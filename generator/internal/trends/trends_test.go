package trends_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/trends"
)

// at reads a time; a date, a month or a year alone has that precision.
func at(text string) calendar.Time {
	for layout, precision := range map[string]calendar.Precision{"2006": calendar.YearOnly, "2006-01": calendar.MonthOnly, "2006-01-02": calendar.Day, time.RFC3339: calendar.Second} {
		if t, err := time.Parse(layout, text); err == nil {
			return calendar.Time{Instant: t, Precision: precision}
		}
	}
	panic(text)
}

// report is an incident of some minutes; terms are "service cause cause".
func report(start string, minutes int, terms string) *postmortem.Postmortem {
	p := &postmortem.Postmortem{Path: start + terms + fmt.Sprint(minutes), Date: at(start), Zone: time.UTC, Source: &diag.Source{}, Terms: map[string][]frontmatter.Value{}}
	words := strings.Fields(terms)
	if len(words) > 0 {
		p.Services = words[:1]
		for _, cause := range words[1:] {
			p.Terms["causes"] = append(p.Terms["causes"], frontmatter.Value{Text: cause})
		}
	}
	w := postmortem.Window{Start: at(start), Level: settings.MajorOutage}
	if w.Start.Timed() && minutes > 0 {
		w.End = calendar.Time{Instant: w.Start.Instant.Add(time.Duration(minutes) * time.Minute), Precision: calendar.Second}
	}
	p.Windows = []postmortem.Window{w}
	return p
}

// made indexes reports as of a time; services have been tracked since 2018 where they are named.
func made(t *testing.T, asOf string, since []string, reports ...*postmortem.Postmortem) *archive.Archive {
	t.Helper()
	s := settings.Default()
	for _, id := range since {
		s.Services = append(s.Services, settings.Service{ID: id, Name: id, Since: at("2018-01-01")})
	}
	for n, p := range reports {
		p.Path = fmt.Sprintf("%03d", n)
		p.File = p.Path + ".md"
	}
	a, problems := archive.New(s, reports, nil, nil, at(asOf).Unix())
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	return a
}

// TestWorked is the worked example of eight years: of 16 comparisons one bears a word.
func TestWorked(t *testing.T) {
	var reports []*postmortem.Postmortem
	for y, n := range []int{9, 12, 7, 14, 30, 26, 11, 12} {
		for i := range n {
			start := time.Date(2018+y, 1, 1+12*i, 10, 0, 0, 0, time.UTC)
			reports = append(reports, report(start.Format(time.RFC3339), 30+7*(i*i%11), "api"))
		}
	}
	a := made(t, "2026-06-01T00:00:00Z", []string{"api"}, reports...)
	v := trends.New(a).Archive
	if len(v.Comparisons) != 16 {
		t.Fatalf("%d comparisons", len(v.Comparisons))
	}
	var p []string
	for _, c := range v.Comparisons[:8] {
		p = append(p, c.P.FloatString(6))
	}
	want := []string{"0.663624", "0.356137", "0.187132", "0.022629", "0.688880", "0.019636", "0.994708", "0.000983"}
	if !slices.Equal(p, want) {
		t.Errorf("p is %v, want %v", p, want)
	}
	for n, c := range v.Comparisons {
		word := trends.CannotTell
		if n == 7 {
			word = trends.More
		}
		if c.Word != word || c.Family != 16 {
			t.Errorf("%d: %s of %d: %s", n, c.Word, c.Family, c.Sentence())
		}
	}
	for n, want := range map[int]string{
		3: "2022 against 2021: 30 against 14. Cannot tell (p 0.023 alone, 0.32 among 16 comparisons). It would have taken 37 or more, or 1 or fewer. A rate of 3.15 times, or 0.02 times that of 2021 would show in 4 of 5 cases.",
		7: "2022–2025 had more reports than 2018–2021: 79 against 42, 1.9 times as many (95 % interval 1.27 to 2.81; p 0.001, 0.016 corrected for 16 comparisons).",
	} {
		if got := v.Comparisons[n].Sentence(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got, want := v.Heading(), "16 comparisons were made; if nothing had changed, one or more would say so by chance in at most 3 archives of 100."; got != want {
		t.Errorf("got %s", got)
	}
}

// TestReturned is the worked example of twelve incidents.
func TestReturned(t *testing.T) {
	first := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, -1)
	var reports []*postmortem.Postmortem
	for _, line := range strings.Split("10 api deploy; 25 api config; 40 db deploy; 61 api deploy; 90 web cert; 130 db disk; 150 api deploy; 200 web deploy; 233 db disk; 270 api config; 310 web deploy; 355 web cert", "; ") {
		day, terms, _ := strings.Cut(line, " ")
		var n int
		fmt.Sscan(day, &n)
		reports = append(reports, report(first.AddDate(0, 0, n).Format(time.RFC3339), 30, terms))
	}
	closed := func(report, day int) {
		reports[report].Actions = []postmortem.Action{{Title: "Mend it", Kind: "prevent", Status: "done", Closed: calendar.Time{Instant: first.AddDate(0, 0, day).Truncate(24 * time.Hour), Precision: calendar.Day}}}
	}
	closed(0, 100)
	closed(5, 140)
	closed(4, 120)
	r := trends.New(made(t, "2026-06-01T00:00:00Z", nil, reports...)).Archive.Returned
	if got := fmt.Sprintf("%d of %d, %.4f", r.Came, r.Dated, r.Chance); got != "6 of 12, 3.9924" {
		t.Error(got)
	}
	var chains []string
	for _, c := range r.Chains {
		text := fmt.Sprintf("%s %s %v", c.Service.ID, c.Cause.Name, c.Gaps)
		if c.Action != nil {
			text += fmt.Sprintf(" %d %.4f", c.After, c.Chance)
		}
		chains = append(chains, text)
	}
	want := []string{"api deploy [51 89] 1 0.9091", "web cert [265] 1 0.2727", "db disk [103] 1 0.0909", "web deploy [110]", "api config [245]"}
	if !slices.Equal(chains, want) {
		t.Errorf("%q", chains)
	}
}
