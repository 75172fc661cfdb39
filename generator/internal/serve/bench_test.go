package serve_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/serve"
)

// BenchmarkTenThousand measures what a writer feels in an archive of 10,000
// postmortems, through the file system and HTTP, and fails where a promise is
// not kept. Run it on a quiet machine:
//
//	go test -run '^$' -bench TenThousand -benchtime 100x ./generator/internal/serve
func BenchmarkTenThousand(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(serve.GCPercent)) // as the program does
	dir := b.TempDir()
	content := filepath.Join(dir, "content")
	makeArchive(b, content, 10_000)
	var ready time.Duration
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	began := time.Now()
	live := start(b, ctx, content, serve.Options{})
	for status, _ := live.get("/"); status != http.StatusOK; status, _ = live.get("/") {
		live.next()
	}
	ready = time.Since(began)

	r := rand.New(rand.NewPCG(2, 3))
	var bodies, titles []time.Duration
	for n := 0; b.Loop(); n++ {
		// Recent ones stand on the home page and in the feed.
		name := fmt.Sprintf("2025/r%05d", 9999-r.IntN(5))
		file := filepath.Join(content, name+".md")
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		word := fmt.Sprintf("edit%d", n)
		began := time.Now()
		save(b, file, string(text)+"\n"+word+"\n")
		live.wait("/incidents/"+name+"/", word)
		bodies = append(bodies, time.Since(began))

		title := regexp.MustCompile(`title: .*`).ReplaceAllString(string(text), "title: Renamed "+word)
		began = time.Now()
		save(b, file, title)
		service := regexp.MustCompile(`services: \[(.*)\]`).FindStringSubmatch(title)[1]
		for _, path := range []string{"/", "/years/2025/", "/services/" + service + "/", "/feed.xml"} {
			live.wait(path, "Renamed "+word)
		}
		titles = append(titles, time.Since(began))
	}
	b.ReportMetric(0, "ns/op")
	report := func(name string, value, limit float64) {
		b.ReportMetric(value, name)
		b.Logf("%s: %.0f, promised are %.0f", name, value, limit)
		if value > limit {
			b.Errorf("%s is %.0f, promised are %.0f", name, value, limit)
		}
	}
	milliseconds := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	report("ready-ms", milliseconds(ready), 3000)
	report("body-p50-ms", milliseconds(percentile(bodies, 50)), 100)
	report("body-p95-ms", milliseconds(percentile(bodies, 95)), 100)
	report("title-p50-ms", milliseconds(percentile(titles, 50)), 150)
	report("title-p95-ms", milliseconds(percentile(titles, 95)), 150)
	report("peak-rss-MiB", peak(b), 500)
}

func percentile(list []time.Duration, p int) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[min(len(list)-1, len(list)*p/100)]
}

// peak is the most memory that the process ever had, in MiB, as Linux counts it.
func peak(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0 // not Linux
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		return 0
	}
	kB, err := strconv.Atoi(string(m[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kB) / 1024
}

// makeArchive writes n reports of about five kilobytes, the same each time.
func makeArchive(tb testing.TB, content string, n int) {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the a of and to in was for with on by from that database queue cache region failover deploy rollback alert latency error request timeout retry traffic load node cluster disk memory certificate config change customer engineer team service network partition replica leader lock thread pool restart")
	text := func(k int) string {
		var b strings.Builder
		for range k {
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(' ')
		}
		return b.String()
	}
	var settings strings.Builder
	settings.WriteString("title: Benchmark\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01T00:00:00Z\nservices:\n")
	for s := range 60 {
		fmt.Fprintf(&settings, "  - {id: s%d, since: 2010-01-01, slo: 99.9}\n", s)
	}
	for year := 2010; year < 2026; year++ {
		if err := os.MkdirAll(filepath.Join(content, strconv.Itoa(year)), 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(content, name), []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	write("archive.yaml", settings.String())
	first := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		at := first.Add(time.Duration(i) * (16 * 365 * 24 * time.Hour / time.Duration(n)))
		var b strings.Builder
		fmt.Fprintf(&b, "---\ntitle: Report %d %s\ndate: %s\nservices: [s%d]\nseverity: major\nimpact:\n  - start: %s\n    end: %s\n    level: partial_outage\ncauses: [%s]\ntags: [%s]\n---\n",
			i, strings.TrimSpace(text(3)), at.Format(time.RFC3339), r.IntN(60), at.Format(time.RFC3339), at.Add(time.Duration(1+r.IntN(300))*time.Minute).Format(time.RFC3339), words[20+r.IntN(10)], words[30+r.IntN(10)])
		for s := range 5 {
			fmt.Fprintf(&b, "\n## Section %d\n\n%s\n\n- %s\n- %s\n", s, text(90), text(12), text(12))
		}
		write(fmt.Sprintf("%d/r%05d.md", at.Year(), i), b.String())
	}
}

// save writes a file as most editors do: beside it, then in its place.
func save(tb testing.TB, file, text string) {
	if err := os.WriteFile(file+"~", []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
	if err := os.Rename(file+"~", file); err != nil {
		tb.Fatal(err)
	}
}

// wait asks for a page until it holds a text, each time that there is something new.
func (l *live) wait(path, text string) {
	for {
		if _, body := l.get(path); strings.Contains(body, text) {
			return
		}
		l.next()
	}
}
