package feeds_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/trends"
)

var trendArchives = flag.Int("trends", 4, "archives whose trends are counted again")

// TestTrendsCountedAgain promises that every figure of the trends follows from the other documents
// of the API: a program in Python that shares no code counts them, over archives made at random.
func TestTrendsCountedAgain(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	dir, ok := t.TempDir(), must(t)
	args := []string{filepath.Join("testdata", "trends.py")}
	for n := range *trendArchives {
		a := randomYears(t, rand.New(rand.NewPCG(18, uint64(n))))
		doc := map[string]json.RawMessage{"uptime": ok(feeds.UptimeJSON(a.Uptime())), "trends": ok(feeds.TrendsJSON(trends.New(a)))}
		for key, list := range map[string][]byte{"incidents": ok(feeds.IncidentsJSON(a, a.Settings.Base)), "services": ok(feeds.ServicesJSON(a, a.Settings.Base))} {
			var v map[string]json.RawMessage
			if err := json.Unmarshal(list, &v); err != nil {
				t.Fatal(err)
			}
			doc[key] = v[key]
		}
		name := filepath.Join(dir, fmt.Sprintf("%d.json", n))
		if err := os.WriteFile(name, ok(json.Marshal(doc)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	out, err := exec.Command(python, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// randomYears makes up some years of incidents: in zones, with bounds, parents, weights, drafts and all that
// is not recorded.
func randomYears(t *testing.T, r *rand.Rand) *archive.Archive {
	t.Helper()
	s := settings.Default()
	s.Zone, _ = calendar.LoadZone([]string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"}[r.IntN(4)])
	s.Base = base(t, "https://example.org/")
	s.Weights = settings.Weights{settings.MajorOutage: 1000, settings.PartialOutage: int64(r.IntN(1000)), settings.DegradedPerformance: int64(r.IntN(200))}
	years := 1 + r.IntN(9)
	local := func(y int, m time.Month, d, hour, minute int) time.Time {
		return time.Date(y, m, d, hour, minute, 0, 0, s.Zone)
	}
	day := func(at time.Time) calendar.Time {
		y, m, d := at.Date()
		return calendar.Time{Instant: local(y, m, d, 0, 0), Precision: calendar.Day}
	}
	for n := range 1 + r.IntN(5) {
		v := settings.Service{ID: fmt.Sprintf("s%d", n), Name: fmt.Sprintf("Service %d", n)}
		if r.IntN(3) > 0 {
			v.Since = day(local(2010+r.IntN(4), time.Month(1+r.IntN(12)), 1+28*r.IntN(2), 0, 0))
			if r.IntN(2) == 0 {
				v.Since = day(local(2010, 1, 1, 0, 0))
			}
		}
		if r.IntN(6) == 0 {
			v.Until = day(local(2014+r.IntN(6), 6, 30, 0, 0))
		}
		if n > 0 && r.IntN(3) == 0 {
			v.Parent = fmt.Sprintf("s%d", r.IntN(n))
		}
		s.Services = append(s.Services, v)
	}
	s.Declared = r.IntN(4) > 0
	bounds, causes := r.IntN(3), 2+r.IntN(20)
	begin := local(2010, 1, 1, 0, 0)
	now := local(2010+years, time.Month(1+r.IntN(6)), 1, 0, 0)
	var list []*postmortem.Postmortem
	for n := range 1 + r.IntN(1+15*years) {
		at := begin.Add(time.Duration(r.Int64N(int64(now.Sub(begin)/time.Minute))) * time.Minute)
		if n > 0 && r.IntN(8) == 0 {
			at = list[n-1].When().Instant.Add(time.Duration(r.IntN(10*24*60)) * time.Minute)
		}
		p := &postmortem.Postmortem{
			Path: fmt.Sprintf("%04d", n), File: fmt.Sprintf("%04d.md", n), Title: "x", Source: &diag.Source{}, Zone: s.Zone, Draft: r.IntN(30) == 0,
			Date: day(at.AddDate(0, 0, r.IntN(20))), Terms: map[string][]frontmatter.Value{}, DetectedBy: []string{"", "alert", "customer", "employee"}[r.IntN(4)],
		}
		if r.IntN(20) == 0 {
			p.Date = calendar.Time{Instant: local(at.Year(), 1, 1, 0, 0), Precision: calendar.YearOnly}
		}
		for range r.IntN(3) {
			if id := s.Services[r.IntN(len(s.Services))].ID; !slices.Contains(p.Services, id) {
				p.Services = append(p.Services, id)
			}
		}
		p.Severity = append(s.Severities, "")[r.IntN(len(s.Severities)+1)]
		for _, taxonomy := range []string{"causes", "tags"} {
			for range r.IntN(3) {
				term := frontmatter.Value{Text: fmt.Sprintf("t%d", r.IntN(causes))}
				if !slices.ContainsFunc(p.Terms[taxonomy], func(v frontmatter.Value) bool { return v.Text == term.Text }) {
					p.Terms[taxonomy] = append(p.Terms[taxonomy], term)
				}
			}
		}
		if p.Severity != "" {
			p.Terms["severities"] = []frontmatter.Value{{Text: p.Severity}}
		}
		for w := range r.IntN(4) {
			w := postmortem.Window{Start: calendar.Time{Instant: at.Add(time.Duration(w*r.IntN(300)) * time.Minute), Precision: calendar.Minute}, Level: settings.Level(r.IntN(int(settings.LevelCount)))}
			length := time.Duration(1+30*r.IntN(40)) * time.Minute
			switch r.IntN(1 + 6*bounds) {
			default:
				w.End = calendar.Time{Instant: w.Start.Instant.Add(length), Precision: calendar.Minute}
			case 1:
				w.AtLeast, w.AtMost = length, length+time.Duration(r.IntN(300))*time.Minute
			case 2:
				w.AtLeast = length
			case 3:
				w.Start = day(w.Start.Instant)
			case 4:
				w.Start = calendar.Time{Instant: local(w.Start.Instant.Year(), w.Start.Instant.Month(), 1, 0, 0), Precision: calendar.MonthOnly}
			case 5:
				w.Ongoing = r.IntN(3) == 0
			}
			if len(p.Services) > 1 && r.IntN(2) == 0 {
				w.Services = p.Services[:1]
			}
			p.Windows = append(p.Windows, w)
		}
		slices.SortStableFunc(p.Windows, func(x, y postmortem.Window) int { return x.Start.Instant.Compare(y.Start.Instant) })
		if len(p.Windows) > 0 {
			start := p.Windows[0].Start.Instant.Add(24 * time.Hour)
			for _, phase := range []*calendar.Time{&p.Phases.Detected, &p.Phases.Acknowledged, &p.Phases.Mitigated, &p.Phases.Resolved} {
				if start = start.Add(time.Duration(r.IntN(90)) * time.Minute); r.IntN(3) == 0 {
					*phase = calendar.Time{Instant: start, Precision: calendar.Minute}
				}
			}
		}
		for range r.IntN(3) {
			a := postmortem.Action{Title: "Do it", Status: []string{"open", "done", "cancelled", "wontfix", "closed", "unknown"}[r.IntN(6)], Kind: []string{"prevent", "detect"}[r.IntN(2)]}
			if r.IntN(2) == 0 {
				a.Due = day(at.AddDate(0, r.IntN(30), 0))
			}
			if r.IntN(2) == 0 {
				a.Opened = day(at.AddDate(0, 0, r.IntN(40)))
			}
			if !a.Open() && r.IntN(4) > 0 {
				a.Closed = day(at.AddDate(0, 0, r.IntN(300)))
			}
			p.Actions = append(p.Actions, a)
		}
		if n > 0 && r.IntN(15) == 0 {
			p.Related = []postmortem.Reference{{Path: list[r.IntN(n)].Path}}
		}
		list = append(list, p)
	}
	// As in a build, drafts are left out, and nothing refers to them.
	drafts := slices.DeleteFunc(slices.Clone(list), func(p *postmortem.Postmortem) bool { return !p.Draft })
	list = slices.DeleteFunc(list, func(p *postmortem.Postmortem) bool { return p.Draft })
	for _, p := range list {
		p.Related = slices.DeleteFunc(p.Related, func(ref postmortem.Reference) bool {
			return slices.ContainsFunc(drafts, func(d *postmortem.Postmortem) bool { return d.Path == ref.Path })
		})
	}
	a, problems := archive.New(s, list, nil, nil, now.Unix())
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	return a
}
