package endtoend_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"regexp"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/verify"
)

var flips = flag.Int("flips", 30, "how many digits of published figures are changed, one after the other")

// disputed is an archive with parts of services, targets that changed, an agreement, periods, hours and bounds.
var disputed = map[string]string{
	"content/archive.yaml": `title: Shop incidents
base_url: https://example.org/shop/
timezone: America/New_York
as_of: 2024-11-20T12:00:00Z
periods: [month, quarter]
fiscal_year_starts: 04-01
rolling: [30d, 365d]
services:
  - {id: shop, name: Shop, since: 2023-01-01, slo: 99.95}
  - id: web
    name: Web shop
    parent: shop
    since: 2024-01-01
    slo: [{from: 2023-01-01, target: 99.5}, {from: 2024-07-01, target: 99.9}]
    sla: {period: month, credits: [{below: 99.9, credit: 10}, {below: 99.0, credit: 25}]}
  - {id: desk, name: Service desk, since: 2023-01-01, measured: {days: mon-fri, from: 08:00, to: 18:00}}
  - {id: old, name: Old shop}
`,
	"content/2024/weekend.md":  incidentReport("The desk was down over a weekend", "2024-03-12", "desk", "{start: 2024-03-08 17:30, end: 2024-03-11 08:45, level: major_outage}"),
	"content/2024/march.md":    incidentReport("A second too long", "2024-03-20", "web", "{start: 2024-03-19 10:00, end: 2024-03-19 10:44:35, level: major_outage}"),
	"content/2024/april.md":    incidentReport("An end that nobody wrote down", "2024-04-30", "web", "{start: 2024-04-12 10:00, end: unknown, at_least: 2000s, at_most: 30000s, level: partial_outage}"),
	"content/2024/june.md":     incidentReport("No end at all", "2024-06-30", "web", "{start: 2024-06-12 10:00, end: unknown, at_least: 60m, level: major_outage}"),
	"content/2024/november.md": incidentReport("Lately", "2024-11-12 09:00", "shop", "{start: 2024-11-12 07:10, end: 2024-11-12 08:33:21, level: partial_outage}, {start: 2024-11-12 08:00, end: 2024-11-12 09:00, level: degraded_performance}"),
	"content/2023/old.md":      incidentReport("The old one", "2023-05-02", "old, shop", "{start: 2023-05-01, end: unknown, at_least: 30m, at_most: 5h, level: major_outage}"),
	"content/2023/unknown.md":  incidentReport("Nobody knows how bad", "2023-08-03 12:00", "desk", "{start: 2023-08-02 09:00, end: 2023-08-02 11:11:11, level: unknown}"),
}

func incidentReport(title, date, services, windows string) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\nservices: [%s]\nimpact: [%s]\n---\nBody.\n", title, date, services, windows)
}

// published makes a site of an archive, and returns it as verify reads it: file is read as text where it is set.
func published(t *testing.T, archive map[string]string) (tree publish.Tree, with func(file string, text []byte) verify.Site) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range archive {
		lay(t, dir, name, text)
	}
	b, list := buildIn(t, dir)
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	return b.Tree, func(file string, text []byte) verify.Site {
		return verify.Site{
			Read: func(_ context.Context, path string) ([]byte, error) {
				if path == file {
					return text, nil
				}
				f, ok := b.Tree.Lookup(path)
				if !ok {
					return nil, fs.ErrNotExist
				}
				return f.Data, nil
			},
			Files: func(context.Context) (files []string, err error) {
				for _, f := range b.Tree {
					if file == "" || f.Path == file || strings.HasPrefix(f.Path, "api/") || strings.HasPrefix(file, "api/") && path.Ext(f.Path) != ".html" {
						files = append(files, f.Path)
					}
				}
				return files, nil
			},
		}
	}
}

// figures are where published figures are, by the kind of file: in pages, what they say that it is one, and lengths.
var figures = map[string]*regexp.Regexp{
	".html": regexp.MustCompile(`(?:data-figure="[^"]+"|<time datetime="P[^"]*")>[^<]+`),
	".json": regexp.MustCompile(`"(?:seconds|incidents|min|max|total|at_least|at_most|started|ended|start|end|from|to|starts|ends|over|up_to|credit|slo|date_published)":"?[0-9][0-9.:TZ-]*`),
	".csv":  regexp.MustCompile(`,[0-9][0-9.:TZ-]*`),
	".svg":  regexp.MustCompile(`[0-9.]+\x{a0}%`),
	".xml":  regexp.MustCompile(`<(?:published|updated)>[^<]*`),
	".ics":  regexp.MustCompile(`(?:DTSTART|DTEND|CREATED|DTSTAMP)[^:\r\n]*:[0-9TZ]*`),
}

// TestVerifyFindsChangedDigits promises that verify finds nothing wrong with a site, and names the file of
// any digit of its figures that is changed.
func TestVerifyFindsChangedDigits(t *testing.T) {
	tree, with := published(t, disputed)
	report, list, err := verify.Check(t.Context(), with("", nil))
	if err != nil || len(list) > 0 {
		t.Fatalf("%v, %d differ: %v", err, len(list), list[:min(len(list), 10)])
	}
	t.Logf("%+v", report)
	type place struct {
		file publish.File
		at   int
	}
	kinds := map[string][]place{}
	for _, f := range tree {
		kind := path.Ext(f.Path)
		of := figures[kind]
		if of == nil || strings.HasPrefix(f.Path, "api/schema") || f.Path == "api/trends.json" || strings.HasPrefix(f.Path, "trends/") || kind == ".svg" && !strings.HasPrefix(f.Path, "badges/") {
			continue
		}
		for _, m := range of.FindAllIndex(f.Data, -1) {
			for at := m[0]; at < m[1]; at++ {
				if '0' <= f.Data[at] && f.Data[at] <= '9' {
					kinds[kind] = append(kinds[kind], place{f, at})
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	order := []string{".json", ".html", ".csv", ".svg", ".xml", ".ics"}
	missed := map[string]int{}
	for n := range *flips {
		places := kinds[order[n%len(order)]]
		p := places[r.IntN(len(places))]
		text := bytes.Clone(p.file.Data)
		text[p.at] = '0' + (text[p.at]-'0'+byte(1+r.IntN(9)))%10
		_, list, err := verify.Check(t.Context(), with(p.file.Path, text))
		if err == nil && len(list) == 0 {
			missed[order[n%len(order)]]++
			t.Errorf("%s: a changed digit is not named: %s", p.file.Path, text[max(0, p.at-120):min(len(text), p.at+20)])
		}
	}
	t.Logf("%d places; missed %v", *flips, missed)
}
