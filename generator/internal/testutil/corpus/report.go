package corpus

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

var (
	severities = []string{"critical", "major", "major", "minor", "minor", "minor"}
	levels     = []string{"major_outage", "partial_outage", "partial_outage", "degraded_performance"}
	causes     = []string{"config-change", "deploy", "capacity", "hardware", "network", "dns", "database", "certificate", "dependency", "human-error", "time", "security"}
	areas      = []string{"billing", "login", "search", "api", "queue", "storage", "cache", "mail", "dns", "cdn", "web", "reports"}
	kinds      = []string{"outage", "degradation", "errors", "latency", "data delay"}
	regions    = []string{"eu", "us", "ap"}
	statuses   = []string{"open", "done"}
)

func serviceID(i int) string { return fmt.Sprintf("%s-%d", areas[i%len(areas)], i/len(areas)+1) }

// Settings is the text of archive.yaml.
func (c *Corpus) Settings() string {
	var b strings.Builder
	b.WriteString("title: Benchmark archive\ndescription: Made-up postmortems\nbase_url: https://example.com/archive/\ntimezone: UTC\nservices:\n")
	for i := range c.opt.Services {
		fmt.Fprintf(&b, "  - id: %s\n    name: %s %d\n    since: %d-01-01\n    slo: 99.9\n",
			serviceID(i), strings.ToUpper(areas[i%len(areas)]), i/len(areas)+1, c.opt.From)
	}
	return b.String()
}

// Report is postmortem i: its slash-separated path beneath content/, and its
// text. It may be called from several goroutines at once.
func (c *Corpus) Report(i int) (path, text string) {
	r := rand.New(rand.NewPCG(c.opt.Seed, uint64(i)))
	a := &author{r: r, words: c.words, topic: c.words.topic(r, 12)}
	start := time.Date(c.opt.From+r.IntN(c.opt.To-c.opt.From+1), 1, 1, 0, 0, 0, 0, time.UTC).
		Add(time.Duration(r.IntN(364*24*60)) * time.Minute)
	// The conversion keeps processors that multiply and add in one step from rounding otherwise.
	length := time.Duration(2+float64(r.ExpFloat64()*95)) * time.Minute
	end := start.Add(length)

	f := &a.text
	title := fmt.Sprintf("%s %s %s in %s", a.topic[0], a.topic[1], one(r, kinds), one(r, areas))
	fmt.Fprintf(f, "---\ntitle: %q\ndate: %s\nsummary: %q\n", capital(title), end.AddDate(0, 0, 3).Format(time.RFC3339), a.sentence())
	service, another := r.IntN(c.opt.Services), r.IntN(c.opt.Services)
	fmt.Fprintf(f, "services: [%s", serviceID(service))
	if service != another && r.IntN(3) == 0 {
		fmt.Fprintf(f, ", %s", serviceID(another))
	}
	fmt.Fprintf(f, "]\nseverity: %s\nimpact:\n", one(r, severities))
	for k := 0; k == 0 || (k < 3 && r.IntN(5) == 0); k++ {
		fmt.Fprintf(f, "  - start: %s\n    end: %s\n    level: %s\n", start.Format(time.RFC3339), end.Format(time.RFC3339), one(r, levels))
		start = end.Add(time.Duration(20+r.IntN(600)) * time.Minute)
		end = start.Add(length / 2)
	}
	fmt.Fprintf(f, "causes: [%s]\ntags: [%s, %s]\n", one(r, causes), one(r, areas), one(r, causes))
	if r.IntN(2) == 0 {
		f.WriteString("actions:\n")
		for range 1 + r.IntN(4) {
			fmt.Fprintf(f, "  - title: %q\n    owner: team-%d\n    due: %s\n    status: %s\n",
				a.sentence(), r.IntN(20), end.AddDate(0, 0, r.IntN(90)).Format(time.DateOnly), one(r, statuses))
		}
	}
	f.WriteString("---\n\n")
	a.body()
	slug := fmt.Sprintf("%s-%s-%05d", letters(a.topic[0], '-'), letters(a.topic[1], '-'), i)
	return strconv.Itoa(start.Year()) + "/" + slug + ".md", f.String()
}
