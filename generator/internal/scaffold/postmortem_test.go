package scaffold_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scaffold"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
	"afterword/generator/internal/urls"
)

// now is New Year's Eve in UTC and New Year in Berlin.
var now = time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)

func archiveSettings(t testing.TB, text string) *settings.Settings {
	t.Helper()
	s, list := settings.Read(diag.NewSource("archive.yaml", text), false)
	if len(list) > 0 {
		t.Fatal(list)
	}
	return s
}

const berlin = `
title: Test
timezone: Europe/Berlin
services:
  - {id: checkout, name: Checkout}
  - {id: search, name: Search}
`

func TestNew(t *testing.T) {
	for _, c := range []struct {
		name, path string
		opt        scaffold.NewOptions
	}{
		{"bare.md", "2027/payments-failed.md", scaffold.NewOptions{Title: "Payments failed"}},
		{"full.md", "2026/payments-it-s-100-failed-now.md", scaffold.NewOptions{Title: "Payments: it's 100 % \"failed\" #now",
			Services: []string{"checkout", "search"}, Start: "2026-03-03 14:05", End: "2026-03-03 14:57 +01:00", Severity: "critical"}},
		{"day.md", "2024/day.md", scaffold.NewOptions{Title: "Day", Start: "2024-12-31"}},
		{"ongoing.md", "2026/no.md", scaffold.NewOptions{Title: "No", Start: "2026-12-31T22:59:59Z", End: "ongoing", Severity: "minor"}},
	} {
		c.opt.Settings, c.opt.Now = archiveSettings(t, berlin), now
		path, text, err := scaffold.NewPostmortem(c.opt)
		if err != nil || path != c.path {
			t.Errorf("%s: path %q, %v", c.name, path, err)
		}
		goldentest.Equal(t, "testdata/new/"+c.name, text)
		p, list := postmortem.Parse(path, diag.NewSource(path, text), c.opt.Settings)
		if len(list) > 0 {
			t.Errorf("%s: %v", c.name, list)
			continue
		}
		if p.Title != c.opt.Title || p.Severity != c.opt.Severity || !cmp.Equal(p.Services, c.opt.Services) || !p.Draft {
			t.Errorf("%s is read as %q, %q, %q, draft %v", c.name, p.Title, p.Severity, p.Services, p.Draft)
		}
		if (len(p.Windows) == 1) != (c.opt.Start != "") {
			t.Errorf("%s has %d windows", c.name, len(p.Windows))
		}
	}
}

// TestNewNamesTheZone promises that the comment names the zone of times that carry
// none, and none where such times are mistakes.
func TestNewNamesTheZone(t *testing.T) {
	for settings, want := range map[string]string{berlin: "; else Europe/Berlin\n", "title: Test": "without a zone\n"} {
		_, text, err := scaffold.NewPostmortem(scaffold.NewOptions{Title: "a", Settings: archiveSettings(t, settings), Now: now})
		if err != nil || !strings.Contains(text, "# for times in this file ") || !strings.Contains(text, want) {
			t.Errorf("%s: error %v, want %q in\n%s", settings, err, want, text)
		}
	}
}

// What is in comments may be uncommented as it is, in every template.
func TestNewComments(t *testing.T) {
	s := archiveSettings(t, berlin)
	for name, least := range map[string]int{"full": 18, "short": 8, "stpa": 12} {
		template, ok := scaffold.Template(name)
		path, text, err := scaffold.NewPostmortem(scaffold.NewOptions{Template: template, Title: "Payments failed", Settings: s, Now: now})
		if err != nil || !ok {
			t.Fatal(name, err)
		}
		keys := 0
		text = regexp.MustCompile(`(?m)^# ( *- |[a-z_]+: |[a-z_]+:$| +[a-z]+: )`).ReplaceAllStringFunc(text, func(line string) string {
			keys++
			return strings.TrimPrefix(line, "# ")
		})
		p, list := postmortem.Parse(path, diag.NewSource(path, text), s)
		if len(list) > 0 || strings.Contains(text, "{{") {
			t.Fatalf("%v\n%s", list, text)
		}
		if keys < least || len(p.Windows) != 1 || len(p.Actions) != 1 || len(p.Terms["causes"]) == 0 || p.Summary == "" || p.Severity == "" || len(p.Services) != 1 {
			t.Errorf("%s: %d keys were uncommented and gave %+v", name, keys, p)
		}
		if name == "full" && (len(p.Timeline) != 1 || len(p.Sources) != 1 || len(p.Related) != 1 || p.Phases.Resolved.IsZero()) {
			t.Errorf("full has %+v", p)
		}
	}
}

// A template of an archive's own has what is known put into its places, once, and its
// own words left alone; what has no place in it is refused.
func TestNewFromOwnTemplate(t *testing.T) {
	s := archiveSettings(t, berlin)
	opt := scaffold.NewOptions{
		Template: "---\ntitle: {{title}}\ndate: {{date}}\ndraft: true\nteam: payments\n{{severity}}\n---\n# {{title}}: {{ other }} [[x]]\n",
		Title:    "It is {{date}}", Severity: "major", Settings: s, Now: now,
	}
	_, text, err := scaffold.NewPostmortem(opt)
	if want := "---\ntitle: It is {{date}}\ndate: 2027-01-01\ndraft: true\nteam: payments\nseverity: major\n---\n# It is {{date}}: {{ other }} [[x]]\n"; err != nil || text != want {
		t.Errorf("%v\n%s", err, text)
	}
	for want, change := range map[string]func(*scaffold.NewOptions){
		"the template has no {{services}}": func(o *scaffold.NewOptions) { o.Services = []string{"search"} },
		"the template has no {{impact}}":   func(o *scaffold.NewOptions) { o.Start = "2026-03-03 14:05" },
		"the template has no {{title}}":    func(o *scaffold.NewOptions) { o.Template = "---\ntitle: x\n---\n" },
		"date is missing":                  func(o *scaffold.NewOptions) { o.Template, o.Severity = "---\ntitle: {{title}}\n---\n", "" },
	} {
		o := opt
		change(&o)
		if _, _, err := scaffold.NewPostmortem(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestNewRefused(t *testing.T) {
	for _, c := range []struct {
		opt  scaffold.NewOptions
		want string
	}{
		{scaffold.NewOptions{Title: " \t"}, "has no letter or digit"},
		{scaffold.NewOptions{Title: "🔥"}, "has no letter or digit"},
		{scaffold.NewOptions{Title: "a", End: "2026-01-01 10:00"}, "an end needs a start"},
		{scaffold.NewOptions{Title: "a", Start: "yesterday"}, "start: "},
		{scaffold.NewOptions{Title: "a", Start: "2026-03-29 02:30"}, "start: "},
		{scaffold.NewOptions{Title: "a", Start: "2026-01-01 10:00", End: "2026-01-01 09:00"}, "end is before start: start is"},
		{scaffold.NewOptions{Title: "a", Start: "2026-01-01", End: "2026-01-01 09:00"}, "no time of day"},
		{scaffold.NewOptions{Title: "a", Start: "2026-01-01 10:00", End: "soon\ndraft: false"}, ""},
		{scaffold.NewOptions{Title: "a", Services: []string{"chekout"}}, `no service has the id "chekout". Did you mean checkout?`},
		{scaffold.NewOptions{Title: "a", Services: []string{"checkout", "checkout"}}, "named twice"},
		{scaffold.NewOptions{Title: "a", Services: []string{""}}, ""},
		{scaffold.NewOptions{Title: "a", Severity: "majr"}, `"majr" is not a severity`},
		{scaffold.NewOptions{Title: strings.Repeat("long ", 80)}, "the limit is 300"},
	} {
		c.opt.Settings, c.opt.Now = archiveSettings(t, berlin), now
		if path, _, err := scaffold.NewPostmortem(c.opt); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: path %q, error %v; want %q", c.opt, path, err, c.want)
		}
	}
	// What happened long ago is no mistake.
	arpanet := scaffold.NewOptions{Title: "ARPANET", Start: "1980-10-27 08:00", Settings: archiveSettings(t, berlin), Now: now}
	if path, _, err := scaffold.NewPostmortem(arpanet); err != nil || path != "1980/arpanet.md" {
		t.Errorf("an incident of 1980: path %q, error %v", path, err)
	}
	// Without a zone in force, a time without one is nobody's time.
	opt := scaffold.NewOptions{Title: "a", Start: "2026-01-01 10:00", Settings: archiveSettings(t, "title: Test"), Now: now}
	if _, _, err := scaffold.NewPostmortem(opt); err == nil {
		t.Error("a time without a zone was accepted")
	}
}

func TestNewNames(t *testing.T) {
	for title, want := range map[string]string{
		"Index": "incident-index", "README": "incident-readme", "Con": "incident-con", "Störung!": "storung", "停电": "停电",
		strings.Repeat("wort ", 40):       strings.TrimSuffix(strings.Repeat("wort-", 19), "-"),
		strings.Repeat("x", 250):          strings.Repeat("x", 97),
		strings.Repeat("電", 200):          strings.Repeat("電", 32),
		"a/../../etc/passwd":              "a-etc-passwd",
		"Ends in a name of Windows: lpt1": "ends-in-a-name-of-windows-lpt1",
		"true":                            "true",
		"0x1F":                            "0x1f",
		"{{.Title}} [[.Date]] ---":        "title-date",
		"it's \\ \"quoted\": # yes\u2028and \u0085 x": "it-s-quoted-yes-and-x",
	} {
		path, _, err := scaffold.NewPostmortem(scaffold.NewOptions{Title: title, Settings: archiveSettings(t, berlin), Now: now})
		if err != nil || path != "2027/"+want+".md" {
			t.Errorf("%q: path %q, want %q (%v)", title, path, want, err)
		}
	}
}

// Whatever the title, the file is one that a build reads back without a
// warning, with the same title, at a path that every system can hold.
func FuzzNew(f *testing.F) {
	for _, seed := range []string{"Payments failed", "yes", "1.10", "- a: b # c", "'\"", "[[.]]", "a\u200db", "\ufeffa", "\ufffea", "ª", "²", "a\x7fb", "a:", "1:30"} {
		f.Add(seed)
	}
	s := archiveSettings(f, berlin)
	f.Fuzz(func(t *testing.T, title string) {
		path, text, err := scaffold.NewPostmortem(scaffold.NewOptions{Title: title, Settings: s, Now: now})
		if err != nil {
			return
		}
		p, list := postmortem.Parse(path, diag.NewSource(path, text), s)
		if len(list) > 0 {
			t.Fatalf("%q: %v\n%s", title, list, text)
		}
		visible := func(text string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) && r != unicode.ReplacementChar {
					return r
				}
				return -1
			}, text)
		}
		if visible(p.Title) != visible(title) {
			t.Errorf("%q is read back as %q", title, p.Title)
		}
		dir, name, ok := strings.Cut(path, "/")
		if !ok || dir != "2027" || urls.CheckName(name) != nil || p.Path != strings.TrimSuffix(path, ".md") {
			t.Errorf("%q has the path %q, read as %q: %v", title, path, p.Path, urls.CheckName(name))
		}
	})
}
