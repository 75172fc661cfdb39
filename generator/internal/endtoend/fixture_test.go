// Package endtoend_test builds whole sites from archives under testdata and
// looks at what comes out. It may import everything.
package endtoend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
)

// An opened archive has been scanned, parsed and indexed, drafts included.
type opened struct {
	settings    *settings.Settings
	postmortems []*postmortem.Postmortem
	pages       []*postmortem.Page
	archive     *archive.Archive
	list        diag.List
}

// open reads one of the archives under testdata.
func open(t *testing.T, name string) opened {
	t.Helper()
	files, s, list, err := scan.Read("testdata/"+name+"/content", "content")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	o := opened{settings: s, list: list}
	for _, d := range files.Postmortems {
		p, mistakes := postmortem.Parse(d.Path, d.Source, s)
		o.list.Add(mistakes...)
		if p != nil {
			o.postmortems = append(o.postmortems, p)
		}
	}
	for _, d := range files.Pages {
		p, mistakes := postmortem.ParsePage(d.Path, d.Source, s)
		o.list.Add(mistakes...)
		if p != nil {
			o.pages = append(o.pages, p)
		}
	}
	var mistakes diag.List
	o.archive, mistakes = archive.New(s, o.postmortems, o.pages, nil, s.AsOf.Unix())
	o.list.Add(mistakes...)
	o.list = o.list.Sorted()
	return o
}

// lay writes a file, given by its path within a folder.
func lay(t testing.TB, dir, name, data string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// buildIn builds the archive in dir/content. Whatever is in it is the
// author's to fix: an error or a panic of the machine's fails the test.
func buildIn(t testing.TB, dir string) (*pipeline.Built, diag.List) {
	t.Helper()
	b, list, err := pipeline.Build(t.Context(), pipeline.Options{
		Content: filepath.Join(dir, "content"), Display: "content", Themes: filepath.Join(dir, "themes"),
		Now: time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.Loaded != nil {
		t.Cleanup(func() {
			if err := b.Loaded.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if list.Errors() > 0 && b.Tree.Len() > 0 {
		t.Errorf("%d errors, and %d files to publish", list.Errors(), b.Tree.Len())
	}
	return b, list.Sorted()
}

// The archives hold no mistakes but those that they are meant to hold.
func TestFixtureWarnings(t *testing.T) {
	for name, want := range map[string][]string{
		"fixture": {
			"content/2024/contradicting-phases.md:9: warning: detected (2024-07-01 09:55 UTC) is before start (2024-07-01 10:00 UTC) [phase-order]",
			"content/2024/contradicting-phases.md:11: warning: mitigated (2024-07-01 10:05 UTC) is before acknowledged (2024-07-01 10:10 UTC) [phase-order]",
			"content/2024/contradicting-phases.md:15: warning: this entry is before the one above it (2024-07-01 10:10 UTC) [timeline-order]",
		},
		"one":   nil,
		"empty": nil,
	} {
		var got []string
		for _, d := range open(t, name).list {
			got = append(got, fmt.Sprintf("%s:%d: %s: %s [%s]", d.File, d.Line, d.Severity, d.Message, d.Code))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

// The edge cases of the design are all there: an edit that loses one would
// leave the tests that build the site without it.
func TestFixtureHoldsEveryCase(t *testing.T) {
	o := open(t, "fixture")
	find := func(path string) *postmortem.Postmortem {
		for _, p := range o.postmortems {
			if p.Path == path {
				return p
			}
		}
		t.Fatalf("there is no %s", path)
		return nil
	}
	windows := func(path string) []postmortem.Window { return find(path).Windows }
	length := func(path string) postmortem.Length { return find(path).Length(o.settings.AsOf.Unix()) }
	for what, holds := range map[string]bool{
		"20 incidents and more":              len(o.postmortems) > 20,
		"E1 no end":                          windows("2024/no-end")[0].EndUnknown() && length("2024/no-end").Open,
		"E1 bounded":                         length("2024/no-end-bounded").Bound == calendar.Bound{Min: 5400, Max: 21600},
		"E2 three windows":                   length("2024/flapping").Min == 4*3600+52*60 && len(windows("2024/flapping")) == 3,
		"E2 two windows":                     len(windows("2024/two-windows")) == 2,
		"E3 partial only":                    windows("2024/partial-only")[0].Level == settings.PartialOutage,
		"E4 no severity":                     find("2024/no-severity").Severity == "" && windows("2024/no-severity")[0].Level == settings.Unknown,
		"E6 ongoing":                         windows("2025/ongoing")[0].Ongoing && length("2025/ongoing").Min == 3*3600+10*60,
		"E9 date only":                       windows("2024/date-only")[0].Start.Precision == calendar.Day,
		"E10 no windows":                     len(windows("2021/no-times")) == 0,
		"E11 New Year":                       length("2023/new-year").Min == 1800,
		"E11 29 February":                    length("2024/leap-day").Min == 26*3600 && windows("2024/leap-day")[0].Level == settings.MajorOutage,
		"E11 daylight saving":                length("2024/dst-night").Min == 3600,
		"E12 593 days":                       length("2019/very-long").Min == 593*86400,
		"E14 180 characters without a space": len(find("2025/long-title").Title) == 180 && !strings.Contains(find("2025/long-title").Title, " "),
		"E14 300 characters of code": slices.ContainsFunc(strings.Split(find("2025/long-title").Source.Text(), "\n"), func(line string) bool {
			return len(line) == 300 && !strings.Contains(strings.TrimPrefix(line, "export "), " ")
		}),
		"E15 overlap":           windows("2024/overlap-two")[0].Start.Before(windows("2024/overlap-one")[0].End),
		"E16 contradiction":     find("2024/contradicting-phases").Phases.Disordered,
		"the hostile title":     find("2025/hostile").Title == `</title></script><script>alert(1)</script><!--<script> ]]> " ' & < > {{1}} ${1} =cmd|' /C calc'!A1`,
		"a draft":               find("2025/draft").Draft,
		"a draft page":          slices.ContainsFunc(o.pages, func(p *postmortem.Page) bool { return p.Draft }),
		"a slug":                find("2025/certificates").File == "2025/actions.md",
		"aliases":               len(find("2025/certificates").Aliases) == 2,
		"a zone of its own":     find("2017/new-york").Zone.String() == "America/New_York",
		"an unknown key":        len(find("2017/new-york").Params) == 1,
		"an untimed entry":      find("2025/certificates").Timeline[2].Time.IsZero(),
		"an overdue action":     find("2025/certificates").Actions[1].Overdue(o.settings.AsOf.Unix()),
		"an action in time":     !find("2025/certificates").Actions[2].Overdue(o.settings.AsOf.Unix()),
		"an action of nobody":   find("2025/certificates").Actions[3].Owner == "",
		"a related report":      len(find("2025/certificates").Related) == 2,
		"an inherited employer": find("2024/no-end-bounded").Organization == "Acme",
	} {
		if !holds {
			t.Errorf("the fixture has lost %s", what)
		}
	}
}

// E5 and E7, and terms that fold into one, are matters of the archive as a whole.
func TestFixtureAsAnArchive(t *testing.T) {
	a := open(t, "fixture").archive
	var years []string
	for _, y := range a.Years {
		years = append(years, fmt.Sprintf("%d:%d", y.Number, len(y.Incidents)))
	}
	if got, want := strings.Join(years, " "), "2010:1 2011:0 2012:0 2013:0 2014:0 2015:0 2016:0 2017:1 2018:0 2019:1 2020:0 2021:2 2022:0 2023:1 2024:14 2025:10"; got != want {
		t.Errorf("the years are %s", got)
	}
	for slug, want := range map[string]int{"c": 3, "cafe": 2} {
		i := slices.IndexFunc(a.Tags, func(term *archive.Term) bool { return term.Slug == slug })
		if i < 0 || len(a.Tags[i].Incidents) != want {
			t.Errorf("the tag %s does not stand for %d incidents", slug, want)
		}
	}
	for _, s := range a.Services {
		switch {
		case s.ID == "quiet" && len(s.Incidents) != 0:
			t.Error("the quiet service has incidents")
		case s.ID == "search" && s.Since.IsZero(), s.ID == "legacy-ftp" && s.Until.IsZero():
			t.Errorf("%s is tracked from beginning to end", s.ID)
		case s.ID == "payments-api" && s.Parent == nil:
			t.Error("no service has a parent")
		}
	}
}

// The small archives hold one incident and none.
func TestSmallArchives(t *testing.T) {
	for name, want := range map[string]int{"one": 1, "empty": 0} {
		if got := len(open(t, name).postmortems); got != want {
			t.Errorf("%s has %d incidents", name, got)
		}
	}
}
