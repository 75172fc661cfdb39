package feeds_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

var recounted = flag.Int("recounted", 6, "how many random archives a program in Python counts again")

// Every figure of every period follows from the published data alone: a program that shares no
// code with this one counts them again.
func TestPublishedFiguresAreRecounted(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not here")
	}
	if exec.Command(python, "-c", "import zoneinfo; zoneinfo.ZoneInfo('Australia/Lord_Howe')").Run() != nil {
		t.Skip("python3 has no time zones")
	}
	var lines bytes.Buffer
	for n := range *recounted {
		a := randomArchive(t, rand.New(rand.NewPCG(18, uint64(n))))
		published := map[string]json.RawMessage{
			"incidents": must(t)(feeds.IncidentsJSON(a, base(t, "/"))),
			"services":  must(t)(feeds.ServicesJSON(a, base(t, "/"))),
			"uptime":    must(t)(feeds.UptimeJSON(a.Uptime())),
		}
		line, err := json.Marshal(published)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	recount := exec.Command(python, "testdata/recount.py")
	recount.Stdin = &lines
	out, err := recount.CombinedOutput()
	said := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(said) != 1 || !strings.HasSuffix(said[0], " figures") {
		t.Fatalf("%v\n%s", err, strings.Join(said[:min(len(said), 30)], "\n"))
	}
	t.Logf("%d archives, %s", *recounted, said[0])
}

// randomArchive has everything that makes a figure hard: zones, bounds, parents, weights, hours, and
// targets that change.
func randomArchive(t *testing.T, r *rand.Rand) *archive.Archive {
	t.Helper()
	one := func(words ...string) string { return words[r.IntN(len(words))] }
	zones := []string{"UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tokyo", "Pacific/Apia"}
	day := func(from, to int) string {
		first := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, r.IntN((to-from)*365)).Format(time.DateOnly)
	}
	clock := func(hour int) string { return fmt.Sprintf("%02d:%02d", hour, 15*r.IntN(4)) }
	maybe := func(in int, text string) string {
		if r.IntN(in) == 0 {
			return text
		}
		return ""
	}

	var y strings.Builder
	asOf := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(600*86400)) * time.Second)
	fmt.Fprintf(&y, "title: A\ntimezone: %s\nas_of: %s\nperiods: [month, quarter]\n", one(zones...), asOf.Format(time.RFC3339))
	fmt.Fprintf(&y, "fiscal_year_starts: %02d-%02d\nrolling: [%dd, %dd]\n", 1+r.IntN(12), 1+r.IntN(28), 1+r.IntN(40), 50+r.IntN(500))
	fmt.Fprintf(&y, "weights: {major_outage: %s, partial_outage: 0.%d, degraded_performance: %s, maintenance: %s}\n", one("1", "0.9"), r.IntN(1000), one("0", "0.05"), one("0", "0", "0.2"))
	y.WriteString("services:\n")
	for n := range 4 {
		fmt.Fprintf(&y, "  - id: s%d\n", n)
		if n > 0 && r.IntN(2) == 0 {
			fmt.Fprintf(&y, "    parent: s%d\n", r.IntN(n))
		}
		if r.IntN(4) > 0 {
			fmt.Fprintf(&y, "    since: %s\n", day(2022, 2024))
		}
		y.WriteString(maybe(5, "    until: "+day(2024, 2025)+"\n"))
		switch r.IntN(3) {
		case 0:
			fmt.Fprintf(&y, "    slo: 99.%d\n", r.IntN(1000))
		case 1:
			fmt.Fprintf(&y, "    slo: [{%starget: 99.%d}, {from: %s, target: 99.%d}, {from: %s, target: 98}]\n",
				maybe(2, "from: "+day(2022, 2023)+", "), r.IntN(1000), day(2023, 2024), r.IntN(1000), day(2024, 2025))
		}
		if r.IntN(2) == 0 {
			fmt.Fprintf(&y, "    sla: {period: %s, credits: [{below: 99.9%d, credit: 10}, {below: 99.%d, credit: 25.5}, {below: 95, credit: 100}]}\n",
				one("month", "month", "quarter", "year", "fiscal"), r.IntN(10), 1+r.IntN(8))
		}
		if r.IntN(2) == 0 {
			from := r.IntN(24)
			fmt.Fprintf(&y, "    measured: {days: [%s%s], from: \"%s\", to: \"%s\", zone: %s}\n",
				one("mon-fri", "sat-sun", "mon-sun", "fri-mon"), maybe(3, ", wed"), clock(from), clock((from+1+r.IntN(22))%24), one(zones...))
		}
	}
	set, list := settings.Read(diag.NewSource("archive.yaml", y.String()), false)
	if len(list) > 0 {
		t.Fatalf("%v\n%s", list, y.String())
	}

	var reports []*postmortem.Postmortem
	for n := range 10 + r.IntN(15) {
		start := time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(900*86400)) * time.Second)
		if r.IntN(2) == 0 { // at a change of clocks, or at the turn of a year
			start = time.Date(2022+r.IntN(3), time.Month(one("\x03", "\x0a", "\x0b", "\x0c")[0]), 1+r.IntN(31), r.IntN(24), 0, 0, 0, time.UTC)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "---\ntitle: R%d\ndate: %s\n", n, one(start.AddDate(0, 0, 9).Format(time.RFC3339), start.AddDate(0, 0, 2).Format(time.DateOnly), start.Format("2006-01"), "unknown"))
		b.WriteString(maybe(2, "timezone: "+one(zones...)+"\n"))
		fmt.Fprintf(&b, "severity: minor\nservices: [s%d, s%d]\n", r.IntN(2), 2+r.IntN(2))
		windows := r.IntN(4)
		if windows > 0 {
			b.WriteString("impact:\n")
		}
		for range windows {
			fmt.Fprintf(&b, "  - {level: %s, ", one("major_outage", "partial_outage", "degraded_performance", "maintenance", "unknown"))
			length := time.Duration(1+r.IntN(1+r.IntN(300_000))) * time.Second
			bounds := maybe(2, fmt.Sprintf(", at_least: %ds", 1+r.IntN(5000))) + maybe(2, fmt.Sprintf(", at_most: %ds", 5000+r.IntN(90_000)))
			switch r.IntN(8) {
			case 0:
				fmt.Fprintf(&b, "start: %s, end: unknown%s}\n", one(start.Format(time.DateOnly), start.Format("2006-01")), bounds)
			case 1, 2:
				fmt.Fprintf(&b, "start: \"%s\", end: unknown%s}\n", start.Format(time.RFC3339), bounds)
			case 3:
				fmt.Fprintf(&b, "start: \"%s\", end: ongoing}\n", start.Format(time.RFC3339))
			default:
				fmt.Fprintf(&b, "start: \"%s\", end: \"%s\"}\n", start.Format(time.RFC3339), start.Add(length).Format(time.RFC3339))
			}
			start = start.Add(length / 2)
		}
		b.WriteString("---\nText.\n")
		file := fmt.Sprintf("2024/r%d.md", n)
		p, list := postmortem.Parse(file, diag.NewSource(file, b.String()), set)
		if list.Errors() > 0 {
			t.Fatalf("%v\n%s", list, b.String())
		}
		reports = append(reports, p)
	}
	a, list := archive.New(set, reports, nil, nil, asOf.Unix())
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	return a
}
