// Command trends measures how often the page of trends says something false, and how often it finds
// what is there: on archives that are made up, by the code that makes the page.
//
//	go run -C generator/bench ./trends            # 10,000 archives of each kind; it takes half an hour
//	go run -C generator/bench ./trends -n 200     # a look
//
// An archive has eight closed years, four services with 40, 30, 20 and 10 % of the incidents, and six
// causes. Numbers are Poisson, lengths log-normal with σ 1.5 and a median of one hour, in whole
// minutes. With bursts, each incident has half a follower on average, of its service and cause, within
// three days. With ties, lengths are whole half hours. A change is planted between the fourth year
// and the fifth.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/trends"
)

// A kind of archive.
type kind struct {
	name           string
	rate           float64 // incidents a year
	followers      float64 // of each, on average
	minutes        float64 // to which lengths are rounded
	number, length float64 // by how much the later half has more, and longer; 1: no change
	want           powers  // as computed when the procedure was chosen, on 2,000 archives
}

// powers are how often a planted change was found: by the years on both sides of it, by the halves
// on the archive's page, by any service's page; and how often a false word was said beside.
type powers struct{ pair, halves, service, beside float64 }

func kinds() []kind {
	return []kind{
		{name: "unchanged", rate: 12, minutes: 1, number: 1, length: 1},
		{name: "unchanged, bursts", rate: 12, followers: 0.5, minutes: 1, number: 1, length: 1},
		{name: "unchanged, ties", rate: 12, minutes: 30, number: 1, length: 1},
		{name: "number × 2", rate: 12, minutes: 1, number: 2, length: 1, want: powers{0.091, 0.770, 0.417, 0.028}},
		{name: "length × 3", rate: 12, minutes: 1, number: 1, length: 3, want: powers{0.054, 0.609, 0.302, 0.017}},
		{name: "number × 2", rate: 50, minutes: 1, number: 2, length: 1, want: powers{0.701, 1, 1, 0.030}},
		{name: "length × 3", rate: 50, minutes: 1, number: 1, length: 3, want: powers{0.639, 1, 0.992, 0.025}},
		{name: "unchanged", rate: 50, minutes: 1, number: 1, length: 1},
		{name: "unchanged, bursts", rate: 50, followers: 0.5, minutes: 1, number: 1, length: 1},
		{name: "unchanged, ties", rate: 50, minutes: 30, number: 1, length: 1},
	}
}

const (
	first, years = 2017, 8
	wantedOf     = 2000 // archives behind kind.want
)

func main() {
	log.SetFlags(0)
	n := flag.Int("n", 10_000, "unchanged archives of each kind")
	planted := flag.Int("planted", 0, "changed archives of each kind; 0: a fifth of n")
	seed := flag.Uint64("seed", 1, "another seed makes up other archives")
	rate := flag.Float64("rate", 0, "only archives of so many incidents a year, 12 or 50")
	flag.Parse()
	if *planted == 0 {
		*planted = *n / 5
	}
	for _, k := range kinds() {
		if *rate != 0 && k.rate != *rate {
			continue
		}
		began := time.Now()
		if k.want == (powers{}) {
			k.unchanged(*n, *seed)
		} else {
			k.changed(*planted, *seed)
		}
		fmt.Printf("    %.0f s\n", time.Since(began).Seconds())
	}
}

// unchanged prints in how many archives a word was said at all; all are false.
func (k kind) unchanged(n int, seed uint64) {
	any, number, length := 0, 0, 0
	for t := range k.each(n, seed) {
		said := [2]bool{}
		for _, c := range comparisons(t) {
			if c.Word != trends.CannotTell {
				said[c.Measure] = true
			}
		}
		any += one(said[trends.Number] || said[trends.Length])
		number += one(said[trends.Number])
		length += one(said[trends.Length])
	}
	p := share(any, n)
	verdict := "within 5 %"
	if p > 0.05 {
		verdict = "MORE THAN 5 %"
	}
	fmt.Printf("%-20s %2.0f a year, %5d archives: a word in %.2f ± %.2f %% (number %.2f, length %.2f): %s\n",
		k.name, k.rate, n, 100*p, 100*standard(p, n), 100*share(number, n), 100*share(length, n), verdict)
}

// changed prints how often the change was found.
func (k kind) changed(n int, seed uint64) {
	measure, word := trends.Number, trends.More
	if k.length > 1 {
		measure, word = trends.Length, trends.Longer
	}
	var found [4]int
	for t := range k.each(n, seed) {
		var in [4]bool
		for _, c := range t.Archive.Comparisons {
			across := c.Halves || c.B.To == first+years/2
			switch {
			case c.Word == trends.CannotTell:
			case c.Measure != measure || c.Word != word || !across:
				in[3] = true
			case c.Halves:
				in[1] = true
			default:
				in[0] = true
			}
		}
		for _, v := range t.Services {
			for _, c := range v.Comparisons {
				if c.Word != trends.CannotTell {
					in[2] = in[2] || c.Measure == measure && c.Word == word
					in[3] = in[3] || c.Measure != measure || c.Word != word
				}
			}
		}
		for i, yes := range in {
			found[i] += one(yes)
		}
	}
	fmt.Printf("%-20s %2.0f a year, %5d archives:", k.name, k.rate, n)
	for i, want := range []float64{k.want.pair, k.want.halves, k.want.service, k.want.beside} {
		got := share(found[i], n)
		// Both are shares of samples.
		off := (got - want) / math.Sqrt(max(want*(1-want), 1/float64(n))*(1/float64(n)+1.0/wantedOf))
		fmt.Printf(" %s %.3f (%.3f, %+.1f s.e.)", [...]string{"years", "halves", "service", "false"}[i], got, want, off)
	}
	fmt.Println()
}

func comparisons(t *trends.Trends) []trends.Comparison {
	list := t.Archive.Comparisons
	for _, v := range t.Services {
		list = append(list, v.Comparisons...)
	}
	return list
}

// each makes up archives and compares their years, on all processors.
func (k kind) each(n int, seed uint64) <-chan *trends.Trends {
	numbers, out := make(chan int), make(chan *trends.Trends)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range numbers {
				out <- trends.Compare(k.archive(rand.New(rand.NewPCG(seed, uint64(i)))))
			}
		})
	}
	go func() {
		for i := range n {
			numbers <- i
		}
		close(numbers)
		workers.Wait()
		close(out)
	}()
	return out
}

// archive makes one up.
func (k kind) archive(r *rand.Rand) *archive.Archive {
	s := settings.Default()
	for n := range 4 {
		since := time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC)
		id := fmt.Sprintf("service-%d", n)
		s.Services = append(s.Services, settings.Service{ID: id, Name: id, Since: calendar.Time{Instant: since, Precision: calendar.Day}})
	}
	s.Declared = true
	var reports []*postmortem.Postmortem
	add := func(start time.Time, service, cause int, longer float64) {
		length := math.Exp(math.Log(60*longer)+1.5*r.NormFloat64()) / k.minutes
		minutes := int(max(1, math.Round(length))) * int(k.minutes)
		path := fmt.Sprintf("%05d", len(reports))
		reports = append(reports, &postmortem.Postmortem{
			Path: path, File: path + ".md", Source: &diag.Source{}, Zone: time.UTC, Services: []string{s.Services[service].ID},
			Date:    calendar.Time{Instant: start, Precision: calendar.Second},
			Terms:   map[string][]frontmatter.Value{"causes": {{Text: fmt.Sprintf("cause-%d", cause)}}},
			Windows: []postmortem.Window{{Start: calendar.Time{Instant: start, Precision: calendar.Second}, End: calendar.Time{Instant: start.Add(time.Duration(minutes) * time.Minute), Precision: calendar.Second}, Level: settings.MajorOutage}},
		})
	}
	for year := range years {
		begin, end := time.Date(first+year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(first+year+1, 1, 1, 0, 0, 0, 0, time.UTC)
		rate, longer := k.rate, 1.0
		if year >= years/2 {
			rate, longer = k.rate*k.number, k.length
		}
		for range poisson(r, rate*end.Sub(begin).Hours()/24/365) {
			start := begin.Add(time.Duration(r.Int64N(int64(end.Sub(begin).Seconds()))) * time.Second)
			service, cause := [...]int{0, 0, 0, 0, 1, 1, 1, 2, 2, 3}[r.IntN(10)], r.IntN(6)
			add(start, service, cause, longer)
			for range poisson(r, k.followers) {
				add(start.Add(time.Duration(1+r.IntN(3*24*60*60))*time.Second), service, cause, longer)
			}
		}
	}
	a, problems := archive.New(s, reports, nil, nil, time.Date(first+years, 6, 1, 0, 0, 0, 0, time.UTC).Unix())
	if problems.Errors() > 0 {
		log.Fatal(problems)
	}
	return a
}

// poisson draws a number, by the product of uniform ones.
func poisson(r *rand.Rand, mean float64) (n int) {
	for left := r.Float64(); left > math.Exp(-mean); left *= r.Float64() {
		n++
	}
	return n
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func share(n, of int) float64 { return float64(n) / float64(of) }

func standard(p float64, n int) float64 { return math.Sqrt(p * (1 - p) / float64(n)) }
