// Command search measures the search of a built site in Chromium and prints the
// figures, each with its ratio to what is asked for:
//
//	go run -C generator/bench ./search
//
// It writes an archive of made-up reports of 500 words into a temporary
// folder, builds the site, serves it as a host of static files would and reads
// the browser's log of requests, with the cache off. Nothing fails when a
// figure is missed: machines differ, and bytes and requests are what counts.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/testutil/chromium"
	"afterword/generator/internal/testutil/corpus"
)

var (
	reports = flag.Int("n", 10000, "reports in the archive")
	seed    = flag.Uint64("seed", 1, "another seed gives another archive")
	asked   = flag.Int("queries", 40, "queries of two to four words")
	verbose = flag.Bool("v", false, "print every request of every first query")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal("search: ", err)
	}
}

func run(ctx context.Context) error {
	words, err := corpus.Words()
	if err != nil {
		return err
	}
	browser, err := chromium.Start(ctx)
	if err != nil {
		return err
	}
	defer chromedp.Cancel(browser) // it is of no use any more
	fmt.Printf("%d reports, seed %d, %d queries; %s\n\n", *reports, *seed, *asked, machine(browser))

	folder, err := os.MkdirTemp("", "afterword-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := writeArchive(folder, *reports, *seed, words); err != nil {
		return fmt.Errorf("writing the archive: %w", err)
	}
	var progress pipeline.Progress
	built, list, err := pipeline.Build(ctx, pipeline.Options{Content: folder, Display: "content", Progress: &progress})
	if err != nil {
		return err
	}
	defer built.Loaded.Close()
	if n := list.Errors(); n > 0 {
		return fmt.Errorf("the archive has %d mistakes", n)
	}
	onDisk(built, &progress)

	host := newHost(built.Tree, built.Loaded.Base)
	defer host.Close()
	queries := someQueries(words, *asked)
	return errors.Join(
		cold(browser, host.URL, queries),
		further(browser, host.URL, queries),
		typing(browser, host.URL, "connection"),
		warm(browser, host.URL, queries),
	)
}

// someQueries have two to four words each, none of the hundred most frequent.
func someQueries(v corpus.Vocabulary, n int) []string {
	r := rand.New(rand.NewPCG(2, 2))
	list := make([]string, n)
	for i := range list {
		words := make([]string, 2+r.IntN(3))
		for k := range words {
			words[k] = v.Rare(r, 100)
		}
		list[i] = strings.Join(words, " ")
	}
	return list
}

// onDisk prints what the index costs the build and the host.
func onDisk(b *pipeline.Built, progress *pipeline.Progress) {
	for _, s := range progress.Stages() {
		if s.Name == "search index" {
			row("index time", s.Seconds, 4, "s")
		}
	}
	var files, positions int
	var size, sizeOfPositions float64
	for _, f := range b.Tree {
		switch {
		case !strings.HasPrefix(f.Path, "search/") || !strings.HasSuffix(f.Path, ".bin"):
		case strings.HasPrefix(f.Path, "search/positions/"):
			positions++
			sizeOfPositions += float64(f.Size)
		default:
			files++
			size += float64(f.Size)
		}
	}
	row("index on disk, without positions", size/1e6, 10, "MB")
	row("  positions", sizeOfPositions/1e6, 0, "MB")
	row("files", float64(files+positions), 1500, "")
}

// cold asks each query on a page of its own, until ten results with excerpts stand.
func cold(browser context.Context, host string, queries []string) error {
	var frame, opening, bytes, requests, deep, took, after []float64
	for _, q := range queries {
		t, done, err := openTab(browser, host)
		if err != nil {
			return err
		}
		first := slices.DeleteFunc(t.taken(), func(r request) bool {
			own := strings.HasPrefix(r.url, "/search/") && r.url != "/search/"
			if !own {
				frame = append(frame, r.bytes)
			}
			return !own
		})
		s, err := t.search(q)
		if err != nil {
			return err
		}
		if s.Rows < 10 {
			return fmt.Errorf("%q has %d results only: take more reports", q, s.Rows)
		}
		if err := t.quiet(time.Second); err != nil {
			return err
		}
		all := t.taken()
		upTo := before(all, s.At)
		opening = append(opening, bytesOf(first))
		bytes = append(bytes, bytesOf(first)+bytesOf(upTo))
		requests = append(requests, float64(len(first)+len(upTo)))
		deep = append(deep, float64(rounds(upTo)))
		took = append(took, s.Took)
		after = append(after, bytesOf(all)-bytesOf(upTo))
		if *verbose {
			fmt.Printf("  %s: %d results after %.0f ms\n", q, s.Rows, s.Took)
			for _, r := range append(first, all...) {
				fmt.Printf("    %6.0f B %v %s\n", r.bytes, r.clock <= s.At, r.url)
			}
		}
		done()
	}
	row("cold first query, median", at(bytes, .5)/1e3, 90, "kB")
	row("cold first query, p95", at(bytes, .95)/1e3, 140, "kB")
	row("  of it scripts and manifest, before focus", at(opening, .5)/1e3, 0, "kB")
	row("  requests, median", at(requests, .5), 18, "")
	row("  requests, most", at(requests, 1), 18, "")
	row("  rounds after focus, most", at(deep, 1), 2, "")
	row(fmt.Sprintf("  until results stand, %v a request, median", latency), at(took, .5), 0, "ms")
	row("  later, when idle: counts, passages, median", at(after, .5)/1e3, 0, "kB")
	row("  page, style sheet, icon", sum(frame)/float64(len(queries))/1e3, 0, "kB")
	return nil
}

// further asks all queries on one page.
func further(browser context.Context, host string, queries []string) error {
	t, done, err := openTab(browser, host)
	if err != nil {
		return err
	}
	defer done()
	if _, err := t.search("the first query"); err != nil {
		return err
	}
	if err := t.quiet(time.Second); err != nil {
		return err
	}
	t.taken()
	var bytes, bodies, requests, withAll []float64
	for _, q := range queries {
		s, err := t.search(q)
		if err != nil {
			return err
		}
		if err := t.quiet(time.Second); err != nil {
			return err
		}
		all := t.taken()
		upTo := before(all, s.At)
		bytes = append(bytes, bytesOf(upTo))
		bodies = append(bodies, bodiesOf(upTo))
		requests = append(requests, float64(len(upTo)))
		withAll = append(withAll, bytesOf(all))
	}
	row("each further query, median", at(bytes, .5)/1e3, 30, "kB")
	row("  without the heads of answers", at(bodies, .5)/1e3, 0, "kB")
	row("  p95", at(bytes, .95)/1e3, 0, "kB")
	row("  requests, median", at(requests, .5), 0, "")
	row("  with what comes when idle, median", at(withAll, .5)/1e3, 0, "kB")
	return nil
}

// typing types a word, a letter whenever the results of the one before stand,
// and again at a speed of eight letters a second.
func typing(browser context.Context, host, word string) error {
	t, done, err := openTab(browser, host)
	if err != nil {
		return err
	}
	defer done()
	t.taken()
	var letters []string
	var total []request
	for n := range len(word) {
		if _, err := t.search(word[:n+1]); err != nil {
			return err
		}
		if err := t.quiet(3 * latency); err != nil {
			return err
		}
		all := t.taken()
		letters = append(letters, fmt.Sprintf("%s %d (%.1f kB)", word[:n+1], len(all), bytesOf(all)/1e3))
		total = append(total, all...)
	}
	if err := t.quiet(time.Second); err != nil {
		return err
	}
	idle := t.taken()
	row("typing "+word+", results for each letter", bytesOf(total)/1e3, 0, "kB")
	row("  requests", float64(len(total)), 0, "")
	fmt.Printf("    requests per letter: %s\n", strings.Join(letters, ", "))
	row("  when idle after the last letter", bytesOf(idle)/1e3, 0, "kB")
	if err := longTasks(t); err != nil {
		return err
	}

	fast, done, err := openTab(browser, host)
	if err != nil {
		return err
	}
	defer done()
	fast.taken()
	if _, err := eval[int](fast, fmt.Sprintf(typeFast, word)); err != nil {
		return err
	}
	if err := fast.quiet(time.Second); err != nil {
		return err
	}
	all := fast.taken()
	row("typing "+word+" at 8 letters a second, with idle", bytesOf(all)/1e3, 0, "kB")
	row("  requests", float64(len(all)), 0, "")
	return longTasks(fast)
}

const typeFast = `new Promise(done => {
	const field = document.getElementById('q'), word = %q
	field.focus()
	let n = 0
	const typing = setInterval(() => {
		field.value = word.slice(0, ++n)
		field.dispatchEvent(new InputEvent('input', {bubbles: true}))
		if (n === word.length) clearInterval(typing), done(n)
	}, 125)
})`

func longTasks(t *tab) error {
	tasks, err := eval[[]float64](t, `longTasks`)
	if err != nil {
		return err
	}
	row("  tasks longer than 50 ms", float64(len(tasks)), 0, "")
	if len(tasks) > 0 {
		row("    the longest", slices.Max(tasks), 0, "ms")
	}
	return nil
}

// warm asks the module each query twice, in the page, and times the second.
func warm(browser context.Context, host string, queries []string) error {
	t, done, err := openTab(browser, host)
	if err != nil {
		return err
	}
	defer done()
	times, err := eval[[]float64](t, fmt.Sprintf(`(async () => {
		const { open } = await import('%s/search/search.js')
		const index = await open('%[1]s/search/'), queries = %q.split('|'), times = []
		for (const q of queries) await index.search(q)
		for (const q of queries) {
			const start = performance.now()
			await index.search(q)
			times.push(performance.now() - start)
		}
		return times
	})()`, host, strings.Join(queries, "|")))
	if err != nil {
		return err
	}
	row("warm query with counts, median", at(times, .5), 0, "ms")
	row("warm query with counts, p95", at(times, .95), 50, "ms")
	return nil
}

// row prints a figure and, where there is one, the most it should be.
func row(what string, value, most float64, unit string) {
	limit := ""
	if most > 0 {
		limit = fmt.Sprintf("of %g: %.2f", most, value/most)
	}
	fmt.Printf("%-52s %9.1f %-2s  %s\n", what, value, unit, limit)
}

// at is the value below which a share of all lie.
func at(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(share*float64(len(sorted)-1))]
}

func sum(values []float64) (s float64) {
	for _, v := range values {
		s += v
	}
	return s
}

// machine names what the figures were measured on.
func machine(browser context.Context) string {
	cpu := runtime.GOARCH
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if name, model, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
				cpu = strings.TrimSpace(model)
				break
			}
		}
	}
	return fmt.Sprintf("%d cores of %s, %s, %s, %s", runtime.NumCPU(), cpu, runtime.GOOS, runtime.Version(), version(browser))
}
