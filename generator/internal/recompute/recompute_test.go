package recompute_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

var (
	archives = flag.Int("archives", 12, "how many random archives both implementations count")
	seed     = flag.Uint64("seed", 1, "of the random archives")
)

// batch is how many archives the script reads at once: a string of Node ends at half a gigabyte.
const batch = 1000

// A document is what one site publishes, and the seed that makes it again.
type document struct {
	Seed                        uint64
	Incidents, Services, Uptime json.RawMessage
}

// TestBothImplementationsAgree promises that every figure which package uptime publishes of random
// archives is also what the script makes of the published windows: with zones and changes of clocks, leap
// years, bounds, parts of services, weights, first and last days, targets and hours.
func TestBothImplementationsAgree(t *testing.T) {
	compared := 0
	for from := 0; from < *archives; from += batch {
		var documents []document
		for n := from; n < min(from+batch, *archives); n++ {
			documents = append(documents, publish(t, *seed+uint64(n)))
		}
		for n, found := range inScript(t, documents) {
			compared += found.Compared
			for _, d := range found.Differences[:min(len(found.Differences), 3)] {
				t.Errorf("seed %d: %+v", documents[n].Seed, d)
			}
		}
	}
	t.Logf("%d archives, %d numbers", *archives, compared)
}

// TestPlantedErrorsAreFound promises that one digit which is changed in the published figures is named.
func TestPlantedErrorsAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var documents []document
	for n := range min(*archives, 200) {
		d := publish(t, 5000+uint64(n))
		if d.Uptime = flipped(d.Uptime, r); d.Uptime != nil {
			documents = append(documents, d)
		}
	}
	for n, found := range inScript(t, documents) {
		if len(found.Differences) == 0 {
			t.Errorf("seed %d: a changed digit is not found: %s", documents[n].Seed, documents[n].Uptime)
		}
	}
}

// flipped changes a digit of a figure: of a number behind one of these names. It is nil where there is none.
func flipped(text []byte, r *rand.Rand) []byte {
	var places []int
	for _, name := range []string{"seconds", "incidents", "min", "max", "total"} {
		for at := 0; ; {
			n := bytes.Index(text[at:], []byte(`"`+name+`":`))
			if n < 0 {
				break
			}
			at += n + len(name) + 3
			if text[at] >= '0' && text[at] <= '9' {
				places = append(places, at)
			}
		}
	}
	if len(places) == 0 {
		return nil
	}
	out := bytes.Clone(text)
	first := places[r.IntN(len(places))]
	end := first
	for end < len(out) && (out[end] >= '0' && out[end] <= '9' || out[end] == '.') {
		end++
	}
	at := first + r.IntN(end-first)
	for at > first && out[at] == '.' {
		at--
	}
	for was := out[at]; out[at] == was || at == first && out[at] == '0' && end > first+1 && out[first+1] != '.'; {
		out[at] = byte('0' + r.IntN(10))
	}
	return out
}

// TestPlantedBugsAreFound promises that archives of this test notice what can go wrong in either implementation:
// each of these makes the script count otherwise.
func TestPlantedBugsAreFound(t *testing.T) {
	var documents []document
	for n := range 8 {
		documents = append(documents, publish(t, *seed+uint64(n)))
	}
	for _, bug := range []struct{ file, old, new string }{
		{"figures.js", "feared <= level", "worst[1] <= level"},
		{"figures.js", "worst[0] <= level", "worst[1] <= level"},
		{"figures.js", "i.level === 'unknown' ? 3", "i.level === 'unknown' ? 2"},
		{"figures.js", "(!exact && rest > 0n ? 1 : 0)", "0"},
		{"figures.js", "worst[side] >= 2", "worst[side] >= 3"},
		{"recompute.js", "to = Math.min(to, this.asOf);", ""},
		{"recompute.js", "id = this.services.get(id)?.parent", "id = ''"},
		{"recompute.js", "zone.instant(day + hours.to, true)", "zone.instant(day + hours.from) + hours.to - hours.from"},
		{"zone.js", "return before === after ? before : this.ask(instant);", "return before;"},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("js")); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, bug.file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), bug.old) {
			t.Fatalf("%s has no %q", bug.file, bug.old)
		}
		if err := os.WriteFile(filepath.Join(dir, bug.file), []byte(strings.ReplaceAll(string(text), bug.old, bug.new)), 0o644); err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, r := range run(t, dir, documents) {
			found += len(r.Differences)
		}
		if found == 0 {
			t.Errorf("%s with %q is not found", bug.file, bug.new)
		}
	}
}

type result struct {
	Compared    int
	Differences []struct{ Service, Period, Figure, Published, Recomputed string }
}

func inScript(t *testing.T, documents []document) []result {
	t.Helper()
	return run(t, "js", documents)
}

// run runs the script of a folder over documents.
func run(t *testing.T, folder string, documents []document) (results []result) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("the script needs node: ", err)
	}
	module, err := filepath.Abs(filepath.Join(folder, "recompute.js"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "--input-type=module", "--eval", fmt.Sprintf(`
		const { recompute } = await import(%q);
		let text = '';
		for await (const part of process.stdin) text += part;
		for (const line of text.split('\n').filter(Boolean)) {
			const d = JSON.parse(line);
			console.log(JSON.stringify(recompute(d.Incidents, d.Services, d.Uptime)));
		}`, "file://"+filepath.ToSlash(module)))
	var in, complaint bytes.Buffer
	for _, d := range documents {
		line, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	cmd.Stdin, cmd.Stderr = &in, &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	for line := range bytes.Lines(out) {
		var r result
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	if len(results) != len(documents) {
		t.Fatalf("%d of %d archives were counted", len(results), len(documents))
	}
	return results
}

// publish makes a random archive and what its site has of it.
func publish(t *testing.T, seed uint64) document {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	text := settingsText(r)
	s, list := settings.Read(diag.NewSource("archive.yaml", text), false)
	if list.Errors() > 0 {
		t.Fatalf("seed %d: %v\n%s", seed, list, text)
	}
	var reports []*postmortem.Postmortem
	for n := range r.IntN(9) {
		name := fmt.Sprintf("r%d.md", n)
		text := reportText(r)
		p, list := postmortem.Parse(name, diag.NewSource(name, text), s)
		if p != nil && list.Errors() == 0 { // a time that clocks skip, and the like
			reports = append(reports, p)
		}
	}
	a, _ := archive.New(s, reports, nil, nil, s.AsOf.Unix())
	d := document{Seed: seed}
	for _, make := range []struct {
		to    *json.RawMessage
		bytes func() ([]byte, error)
	}{
		{&d.Incidents, func() ([]byte, error) { return feeds.IncidentsJSON(a, urls.Base{}) }},
		{&d.Services, func() ([]byte, error) { return feeds.ServicesJSON(a, urls.Base{}) }},
		{&d.Uptime, func() ([]byte, error) { return feeds.UptimeJSON(a.Uptime()) }},
	} {
		data, err := make.bytes()
		if err != nil {
			t.Fatal(err)
		}
		*make.to = data
	}
	return d
}

// zones have changes of clocks at odd times, of odd lengths, and whole days that they skip.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "Asia/Tokyo", "America/St_Johns",
}

var ids = []string{"a", "b", "c", "d"}

func one(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// some is one of them or more, in any order.
func some(r *rand.Rand, of []string) []string {
	of = slices.Clone(of)
	r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return of[:1+r.IntN(len(of))]
}

func day(r *rand.Rand) string {
	return fmt.Sprintf("20%02d-%02d-%02d", 11+r.IntN(2), 1+r.IntN(12), 1+r.IntN(28))
}

func settingsText(r *rand.Rand) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: A\ntimezone: %s\nas_of: 2013-%02d-%02dT%02d:%02d:%02dZ\n", one(r, zones...), 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60))
	if r.IntN(2) == 0 {
		fmt.Fprintf(&b, "weights: {major_outage: %s, partial_outage: %s, degraded_performance: %s, maintenance: %s}\n",
			one(r, "1", "0.9", "0.001"), one(r, "0.3", "0.333", "1"), one(r, "0", "0.07"), one(r, "0", "0.5"))
	}
	if r.IntN(2) == 0 {
		b.WriteString("periods: [month, quarter, year]\nrolling: [30d, 90d]\n")
	}
	if r.IntN(3) == 0 {
		fmt.Fprintf(&b, "fiscal_year_starts: %02d-%02d\n", 1+r.IntN(12), 1+r.IntN(28))
	}
	b.WriteString("services:\n")
	for n, id := range ids {
		fmt.Fprintf(&b, "  - id: %s\n", id)
		if n > 0 && r.IntN(2) == 0 {
			fmt.Fprintf(&b, "    parent: %s\n", ids[r.IntN(n)])
		}
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, "    since: 20%02d-%02d-%02d\n", 10+r.IntN(2), 1+r.IntN(12), 1+r.IntN(28))
		}
		if r.IntN(5) == 0 {
			fmt.Fprintf(&b, "    until: 2012-%02d-%02d\n", 1+r.IntN(12), 1+r.IntN(28))
		}
		switch r.IntN(4) {
		case 0:
			b.WriteString("    slo: 99.95\n")
		case 1:
			fmt.Fprintf(&b, "    slo: [{target: 99}, {from: 2011-%02d-%02d, target: 99.9}, {from: 2012-%02d-01, target: 99.5}]\n", 1+r.IntN(12), 1+r.IntN(28), 1+r.IntN(12))
		}
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, "    sla: {period: %s, credits: [{below: 99.9, credit: 10}, {below: 99, credit: 25.5}, {below: 90, credit: 100}]}\n", one(r, "month", "quarter", "year"))
		}
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, "    measured: {days: %s, from: %q, to: %q, zone: %s}\n", one(r, "mon-fri", "[sat, sun]", "mon-sun"),
				one(r, "08:00", "00:00", "22:00", "02:30"), one(r, "18:00", "06:00", "24:00", "02:15"), one(r, zones...))
		}
	}
	return b.String()
}

func reportText(r *rand.Rand) string {
	var b strings.Builder
	services := some(r, ids)
	fmt.Fprintf(&b, "---\ntitle: A\ndate: %s\nservices: [%s]\ntimezone: %s\n", one(r, day(r), day(r)+" 12:00", "2012-05", "2012", "unknown"), strings.Join(services, ", "), one(r, zones...))
	if n := r.IntN(4); n > 0 {
		b.WriteString("impact:\n")
		for range n {
			start := day(r)
			if r.IntN(5) > 0 {
				start += fmt.Sprintf(" %02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60))
			} else if r.IntN(3) == 0 {
				start = start[:7]
			}
			fmt.Fprintf(&b, "  - start: %s\n    level: %s\n", start, one(r, "major_outage", "partial_outage", "degraded_performance", "maintenance", "unknown"))
			switch {
			case r.IntN(3) == 0 && strings.Contains(start, ":"):
				fmt.Fprintf(&b, "    end: %s\n", one(r, "ongoing", start[:8]+"28 23:59:59", "2013-01-01 00:00"))
			default:
				b.WriteString("    end: unknown\n")
				if r.IntN(2) == 0 {
					fmt.Fprintf(&b, "    at_least: %dm\n", 1+r.IntN(5000))
				}
				if r.IntN(2) == 0 {
					fmt.Fprintf(&b, "    at_most: %dh\n", 84+r.IntN(500))
				}
			}
			if r.IntN(3) == 0 {
				fmt.Fprintf(&b, "    services: [%s]\n", services[0])
			}
		}
	}
	b.WriteString("---\n")
	return b.String()
}
