// Command relevance measures how well reports are found, and prints a table for README:
//
//	go run -C generator/bench ./relevance ../internal/search/testdata/relevance
//
// The folder is an archive with a queries.json: a list of objects with query, kind, paths (of the
// reports that answer it) and half, "tune" or "hold"; only those held out from tuning are asked,
// unless -half says otherwise. Kinds are remembered, typo, prefix, description, alert, draft, and
// none: texts that nothing in the archive is like. The first sentence of each draft is one more kind,
// opening: half a draft.
//
// Beside Afterword stand plain BM25, and, where -modules names a folder with their packages,
// MiniSearch as its users tune it and Pagefind. Other engines get the words of an alert or a draft
// without its punctuation, as their search fields would want them.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/search"
)

var (
	half    = flag.String("half", "hold", "which queries are asked: tune, hold, or \"\" for all")
	modules = flag.String("modules", "", "a folder with node_modules/minisearch and node_modules/pagefind")
)

// A query is one of queries.json.
type query struct {
	Query string   `json:"query"`
	Kind  string   `json:"kind"`
	Half  string   `json:"half"`
	Paths []string `json:"paths"`
}

func (q query) long() bool {
	return q.Kind == "alert" || q.Kind == "draft" || q.Kind == "opening" || q.Kind == "none"
}

// kinds of queries that have an answer.
var kinds = []string{"remembered", "typo", "prefix", "description", "alert", "draft", "opening"}

// An engine returns the paths that it finds, the best first.
type engine struct {
	name string
	find func(query) []string
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("relevance: name the folder of reports")
	}
	if err := run(flag.Arg(0)); err != nil {
		log.Fatal("relevance: ", err)
	}
}

func run(dir string) error {
	line := pipeline.Open(pipeline.Options{Content: dir, Display: dir, Clock: time.Now})
	defer line.Close() // it is only read
	u, list, err := line.Rebuild(context.Background(), pipeline.Edits{}, pipeline.Indexed)
	if err == nil && list.Errors() > 0 {
		err = fmt.Errorf("%s: %s", list[0].File, list[0].Message)
	}
	if err != nil {
		return err
	}
	index, err := u.Loaded.SearchIndex()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, "queries.json"))
	if err != nil {
		return err
	}
	var queries []query
	if err := json.Unmarshal(data, &queries); err != nil {
		return err
	}
	queries = slices.DeleteFunc(queries, func(q query) bool { return *half != "" && q.Half != *half })
	for _, q := range queries {
		if q.Kind == "draft" {
			q.Kind = "opening"
			q.Query, _, _ = strings.Cut(q.Query, ". ")
			queries = append(queries, q)
		}
	}
	reports := read(u.Loaded.Archive)
	engines := []engine{{"Afterword", func(q query) []string { return afterword(index, q) }}, {"BM25", newBM25(reports)}}
	for _, s := range scripts {
		if err := s.installed(); err != nil {
			log.Print(err)
			continue
		}
		engine, err := s.ask(reports, queries)
		if err != nil {
			return err
		}
		engines = append(engines, engine)
	}
	fmt.Printf("%d reports; queries held out: %d.\n\n| engine | measure |", len(reports), len(queries))
	of := map[string][]query{}
	for _, q := range queries {
		of[q.Kind] = append(of[q.Kind], q)
	}
	for _, kind := range kinds {
		fmt.Printf(" %s (%d) |", kind, len(of[kind]))
	}
	fmt.Println("\n|---|---|" + strings.Repeat("--:|", len(kinds)))
	for _, e := range engines {
		var rows [4]string
		for _, kind := range kinds {
			for n, v := range measure(e, of[kind]) {
				rows[n] += fmt.Sprintf(" %.3f |", v)
			}
		}
		for n, name := range []string{"MRR@10", "recall@1", "recall@5", "recall@10"} {
			fmt.Printf("| %s | %s |%s\n", e.name, name, rows[n])
		}
	}
	silence(index, of)
	return nil
}

// silence prints how often Afterword is wrong to answer, and not to.
func silence(x *search.Index, of map[string][]query) {
	answered := func(all []query) (n int) {
		for _, q := range all {
			if len(x.Similar(q.Query, search.SimilarOptions{}).Results) > 0 {
				n++
			}
		}
		return n
	}
	with, without := slices.Concat(of["alert"], of["draft"]), of["none"]
	yes, wrong := answered(with), answered(without)
	fmt.Printf("\nNothing like it: %d of %d texts without a precedent got an answer, %d of %d with one got none; precision %.2f.\n",
		wrong, len(without), len(with)-yes, len(with), float64(len(without)-wrong)/math.Max(1, float64(len(without)-wrong+len(with)-yes)))
}

// measure returns MRR@10 and recall@1, @5, @10.
func measure(e engine, queries []query) (mean [4]float64) {
	for _, q := range queries {
		for n, path := range e.find(q) {
			if n < 10 && slices.Contains(q.Paths, path) {
				for k, v := range []bool{true, n < 1, n < 5, true} {
					if k == 0 {
						mean[k] += 1 / float64(n+1)
					} else if v {
						mean[k]++
					}
				}
				break
			}
		}
	}
	for k := range mean {
		mean[k] /= math.Max(1, float64(len(queries)))
	}
	return mean
}

func afterword(x *search.Index, q query) (paths []string) {
	if q.long() {
		found := x.Similar(q.Query, search.SimilarOptions{Limit: 10, All: true})
		for _, hit := range found.Results {
			paths = append(paths, hit.Path)
		}
		return paths
	}
	for _, hit := range x.Search(search.Query{Text: q.Query}).Results {
		paths = append(paths, hit.Path)
	}
	return paths
}

// A report is what the other engines read.
type report struct {
	Path string `json:"path"`
	Text string `json:"text"`
	Name string `json:"title"`
}

func read(a *archive.Archive) (all []report) {
	for _, i := range a.Incidents {
		all = append(all, report{i.Path, i.Summary + "\n" + i.Organization + "\n" + strings.Join(i.ServiceNames(), " ") + "\n" + i.Source.Text()[i.Body:], i.Title})
	}
	return all
}

var wordPattern = regexp.MustCompile(`[\p{L}\p{N}]+`)

func words(text string) []string { return wordPattern.FindAllString(strings.ToLower(text), -1) }

// newBM25 is Robertson's formula over title and text as one field, k1 1.2 and b .75, without stems.
func newBM25(reports []report) func(query) []string {
	counts, length, mean := make([]map[string]float64, len(reports)), make([]float64, len(reports)), 0.
	holding := map[string]float64{}
	for n, r := range reports {
		counts[n] = map[string]float64{}
		for _, w := range words(r.Name + "\n" + r.Text) {
			counts[n][w]++
			length[n]++
		}
		for w := range counts[n] {
			holding[w]++
		}
		mean += length[n] / float64(len(reports))
	}
	return func(q query) (paths []string) {
		score := map[int]float64{}
		asked := map[string]bool{}
		for _, w := range words(q.Query) {
			asked[w] = true
		}
		for _, w := range slices.Sorted(maps.Keys(asked)) {
			rarity := math.Log(1 + (float64(len(reports))-holding[w]+.5)/(holding[w]+.5))
			for n := range reports {
				if tf := counts[n][w]; tf > 0 {
					score[n] += rarity * tf * 2.2 / (tf + 1.2*(.25+.75*length[n]/mean))
				}
			}
		}
		best := slices.SortedFunc(maps.Keys(score), func(a, b int) int {
			if score[a] != score[b] {
				return int(math.Copysign(1, score[b]-score[a]))
			}
			return a - b
		})
		for _, n := range best[:min(10, len(best))] {
			paths = append(paths, reports[n].Path)
		}
		return paths
	}
}
