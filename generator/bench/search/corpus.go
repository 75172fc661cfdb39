package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/testutil/corpus"
)

var (
	areas     = []string{"billing", "login", "search", "api", "queue", "storage", "cache", "mail", "dns", "cdn", "web", "reports"}
	causes    = []string{"config-change", "deploy", "capacity", "hardware", "network", "dns", "database", "certificate", "dependency", "human-error", "time", "security"}
	kinds     = []string{"outage", "degradation", "errors", "latency", "data delay"}
	regions   = []string{"eu", "us", "ap"}
	levels    = []string{"major_outage", "partial_outage", "partial_outage", "degraded_performance"}
	seriously = []string{"critical", "major", "major", "minor", "minor", "minor"}
)

const services, firstYear, years = 60, 2010, 16

func service(i int) string { return fmt.Sprintf("%s-%d", areas[i%len(areas)], i/len(areas)+1) }

func one(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// An author writes one report: about a topic of twelve words, with hosts and
// error codes among the words.
type author struct {
	*rand.Rand
	words corpus.Vocabulary
	topic []string
}

func (a author) word() string {
	switch x := a.IntN(100); {
	case x < 14:
		return one(a.Rand, a.topic)
	case x == 14:
		return fmt.Sprintf("`%s-%02d.%s`", a.topic[0], a.IntN(90), one(a.Rand, regions))
	case x == 15:
		return fmt.Sprintf("E%05d", a.IntN(100000))
	default:
		return a.words.Pick(a.Rand)
	}
}

func (a author) sentence() string {
	parts := make([]string, 7+a.IntN(16))
	for i := range parts {
		parts[i] = a.word()
	}
	return capital(strings.Join(parts, " ")) + "."
}

func (a author) sentences(least, spread int) string {
	parts := make([]string, least+a.IntN(spread))
	for i := range parts {
		parts[i] = a.sentence()
	}
	return strings.Join(parts, " ") + "\n\n"
}

func (a author) list(mark string) string {
	var b strings.Builder
	for range 2 + a.IntN(4) {
		fmt.Fprintf(&b, "%s %s\n", mark, a.sentence())
	}
	return b.String() + "\n"
}

func (a author) code() string {
	if a.IntN(10) >= 6 {
		return ""
	}
	return fmt.Sprintf("```console\n$ kubectl get pods -n %s\n%s-%d 0/1 CrashLoopBackOff %d 3h\n```\n\n", a.topic[0], a.topic[1], a.IntN(999), a.IntN(99)) + a.sentences(2, 1)
}

func (a author) body() string {
	return "## Summary\n\n" + a.sentences(3, 3) +
		"## Impact\n\n" + a.sentences(2, 4) +
		"## Root cause\n\n" + a.sentences(4, 6) + a.code() +
		"### Contributing factors\n\n" + a.list("-") +
		"## Resolution\n\n" + a.sentences(3, 5) +
		"## Lessons\n\n" + a.list("1.")
}

// report is the text of report i and its path below the archive's folder.
func report(i int, seed uint64, v corpus.Vocabulary) (path, text string) {
	r := rand.New(rand.NewPCG(seed, uint64(i)))
	a := author{Rand: r, words: v}
	for range 12 {
		a.topic = append(a.topic, v.Rare(r, 200))
	}
	start := time.Date(firstYear+r.IntN(years), 1, 1, 0, r.IntN(364*24*60), 0, 0, time.UTC)
	end := start.Add(time.Duration(2+r.ExpFloat64()*95) * time.Minute)
	of := service(r.IntN(services))
	if other := service(r.IntN(services)); other != of && r.IntN(3) == 0 {
		of += ", " + other
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\ndate: %s\nsummary: %q\n", capital(fmt.Sprintf("%s %s %s in %s", a.topic[0], a.topic[1], one(r, kinds), one(r, areas))),
		end.AddDate(0, 0, 3).Format(time.RFC3339), a.sentence())
	fmt.Fprintf(&b, "services: [%s]\nseverity: %s\ncauses: [%s]\ntags: [%s, %s]\n", of, one(r, seriously), one(r, causes), one(r, areas), one(r, causes))
	fmt.Fprintf(&b, "impact:\n  - start: %s\n    end: %s\n    level: %s\n", start.Format(time.RFC3339), end.Format(time.RFC3339), one(r, levels))
	if r.IntN(2) == 0 {
		fmt.Fprintf(&b, "actions:\n  - title: %q\n    owner: team-%d\n    status: open\n", a.sentence(), r.IntN(20))
	}
	fmt.Fprintf(&b, "---\n\n%s", a.body())
	return fmt.Sprintf("%d/report-%05d.md", start.Year(), i), b.String()
}

// writeArchive fills a folder with n reports, the same for the same seed.
func writeArchive(folder string, n int, seed uint64, v corpus.Vocabulary) error {
	var b strings.Builder
	fmt.Fprintf(&b, "title: Benchmark archive\ndescription: Reports made of random words\nbase_url: https://archive.example.net/\ntimezone: UTC\nservices:\n")
	for i := range services {
		fmt.Fprintf(&b, "  - id: %s\n    name: %s %d\n    since: %d-01-01\n    slo: 99.9\n", service(i), capital(areas[i%len(areas)]), i/len(areas)+1, firstYear)
	}
	if err := os.WriteFile(filepath.Join(folder, "archive.yaml"), []byte(b.String()), 0o666); err != nil {
		return err
	}
	for year := range years {
		if err := os.Mkdir(filepath.Join(folder, strconv.Itoa(firstYear+year)), 0o777); err != nil {
			return err
		}
	}
	for i := range n {
		path, text := report(i, seed, v)
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(path)), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
