package search_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/search"
	"afterword/generator/internal/testutil/costtest"
)

func one(path, title, text string) report {
	return report{
		search.Document{Path: path, URL: "/" + strings.TrimSuffix(path, ".md") + "/", Title: title, Seconds: -1},
		[]search.Section{{Text: text}},
	}
}

func paths(r *search.Result) (out []string) {
	for _, h := range r.Results {
		out = append(out, h.Path)
	}
	return out
}

// TestFinds says for queries which reports they find, in order.
func TestFinds(t *testing.T) {
	docs := []report{
		one("a.md", "Deploy broke the checkout", "A null pointer crashed payments with E12345 in us-east-1; boot.ini was lost. CVE-2021-44228."),
		one("b.md", "Split brain in etcd", "The cluster lost quorum. Connection pools were exhausted, connections failed."),
		one("c.md", "Brain dump", "A split of the monolith. Later the brain of the scheduler failed over. NullPointerException."),
		one("d.md", "数据库故障", "データベースの接続. Café über naïve."),
		one("e.md", "Certificate expired", "The TLS certificate had an expiry nobody watched."),
	}
	for i := range docs {
		docs[i].Date = []string{"2018-03-04", "2019-01-31", "2019-12-31", "", "2021-06-01"}[i]
		docs[i].Seconds = []int64{3600, 7200, 7201, -1, 60}[i]
		docs[i].Severity = []string{"major", "minor", "minor", "", "major"}[i]
		docs[i].Services = []search.Value{{ID: []string{"checkout-api", "etcd", "core", "db", "edge"}[i], Name: []string{"Checkout API", "etcd", "Core", "DB", "Edge"}[i]}}
		docs[i].Year = []int{2018, 2019, 2019, 0, 2021}[i]
	}
	x := indexOf(t, docs, "en")
	for _, c := range []struct{ query, want, corrected string }{
		{"E12345", "a.md", ""}, {"12345", "a.md", ""}, {"us-east-1", "a.md", ""}, {"useast", "a.md", ""}, {"us_east_1", "a.md", ""},
		{"boot.ini", "a.md", ""}, {"ini", "a.md", ""}, {"CVE-2021-44228", "a.md", ""}, {"44228", "a.md", ""}, {"cve", "a.md", ""},
		{"nullpointerexception", "c.md", ""}, {"exception", "c.md", ""},
		{"split brain", "b.md c.md", ""}, {`"split brain"`, "b.md", ""}, {"“split brain”", "b.md", ""}, {`"brain split"`, "", ""},
		{"brain -split", "", ""}, {`brain -"split brain"`, "c.md", ""}, {"-brain", "e.md a.md d.md", ""}, {"brain -etcd", "c.md", ""},
		{"conn", "b.md", ""}, {"connecting", "b.md", ""}, {"failure", "c.md b.md", ""}, {"expiration", "e.md", ""}, {"breaking", "a.md", ""},
		{"losing quorum", "b.md a.md", ""},
		{"certifcate", "e.md", "certificate"}, {"etdc quorum", "b.md", "etcd quorum"}, {"ectd", "b.md", "etcd"}, {"sertificate expired", "e.md", ""},
		{"certificaet expirde", "e.md", "certificate expired"}, {"E12346", "", ""}, {"xyzzy", "", ""}, {"why certificate issue", "e.md", ""},
		{"cafe uber NAIVE", "d.md", ""}, {"cafe\u0301", "d.md", ""}, {"数据库", "d.md", ""}, {"故障", "d.md", ""}, {"库", "d.md", ""}, {"接続", "d.md", ""},
		{"severity:major", "e.md a.md", ""}, {"severity:MAJOR year:2018", "a.md", ""}, {`service:"checkout api"`, "a.md", ""},
		{"service:etcd service:core", "c.md b.md", ""}, {"service:nothing", "", ""}, {"after:2019", "e.md c.md b.md", ""}, {"before:2019", "a.md", ""},
		{"after:2019-02 before:2020", "c.md", ""}, {"after:2019-01-31 before:2019-02", "b.md", ""}, {"after:soon", "", ""},
		{"longer:2h", "c.md", ""}, {"longer:59m", "c.md b.md a.md", ""}, {"shorter:1h", "e.md", ""}, {"longer:1h shorter:2h1s", "b.md", ""}, {"longer:x", "", ""},
		{"-severity:major", "c.md b.md d.md", ""}, {"-severity:MAJOR -year:2019", "d.md", ""}, {`brain -service:"core"`, "b.md", ""}, {"-service:nothing", "e.md c.md b.md a.md d.md", ""},
		{"-service:", "e.md c.md b.md a.md d.md", ""}, {"-after:2019", "a.md d.md", ""}, {"-after:soon year:2018", "a.md", ""}, {"-longer:1h -shorter:1h", "a.md d.md", ""},
		{"severity:minor -severity:minor", "", ""},
		{"", "e.md c.md b.md a.md d.md", ""}, {"!!! 🔥", "", ""}, {"severity:minor brain", "c.md b.md", ""},
	} {
		r := asTyped(x.Search(search.Query{Text: c.query}))
		if got := strings.Join(paths(r), " "); got != c.want {
			t.Errorf("%q finds %q, want %q", c.query, got, c.want)
		}
		if corrected := r.Corrected; c.corrected != "" && (corrected == nil || *corrected != c.corrected) {
			t.Errorf("%q is not corrected to %q", c.query, c.corrected)
		}
	}
}

func TestSorts(t *testing.T) {
	docs := corpus(t, 60, 40, 9, false)
	x := indexOf(t, docs, "en")
	for _, by := range []string{"newest", "oldest", "longest"} {
		r := x.Search(search.Query{Sort: by, Limit: 60})
		if r.Total != 60 || len(r.Results) != 60 {
			t.Fatalf("%s: %d of %d", by, len(r.Results), r.Total)
		}
		for i := range r.Results[1:] {
			a, b := r.Results[i], r.Results[i+1]
			if by == "newest" && a.Date < b.Date || by == "oldest" && a.Date > b.Date || by == "longest" && a.Seconds < b.Seconds {
				t.Errorf("%s: %s %d before %s %d", by, a.Date, a.Seconds, b.Date, b.Seconds)
			}
		}
	}
}

// TestSameBytes builds on one and two processors and from shuffled reports.
func TestSameBytes(t *testing.T) {
	docs := corpus(t, 700, 60, 6, true)
	want := build(t, docs)
	shuffled := slices.Clone(docs)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(docs), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, processors := range []int{1, 3} {
		runtime.GOMAXPROCS(processors)
		got := build(t, shuffled)
		if !slices.EqualFunc(got, want, func(a, b search.File) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) }) {
			t.Fatalf("%d processors write other files", processors)
		}
	}
}

// TestNewReport adds the newest report: all card files but the last stay.
func TestNewReport(t *testing.T) {
	docs := corpus(t, 300, 60, 8, false)
	before := map[string]bool{}
	cards := 0
	for _, f := range build(t, docs) {
		before[f.Path] = true
	}
	added := docs[0]
	added.Path, added.Date = "new.md", "2030-01-01"
	changed := 0
	for _, f := range build(t, append(docs, added)) {
		if path.Dir(f.Path) == "cards" {
			cards++
			if !before[f.Path] {
				changed++
			}
		}
	}
	if changed > 1 || cards < 15 {
		t.Errorf("%d of %d card files changed", changed, cards)
	}
}

func TestRefusals(t *testing.T) {
	a, b := one("a.md", "A", ""), one("a.md", "B", "")
	if _, err := newIndex([]report{a, b}, "en"); err == nil || !strings.Contains(err.Error(), "a.md") {
		t.Errorf("two reports of one path: %v", err)
	}
	a.Date = "2021-02-30"
	if _, err := newIndex([]report{a}, "en"); err == nil || !strings.Contains(err.Error(), "2021-02-30") {
		t.Errorf("a date that is none: %v", err)
	}
	many := a
	many.Path, many.Date = "c.md", ""
	var tags []string
	for n := range 1<<16 + 1 {
		tags = append(tags, fmt.Sprintf("t%d", n))
	}
	many.Terms = map[string][]string{"tag": tags}
	if _, err := indexOf(t, []report{many}, "en").Files(); err == nil || !strings.Contains(err.Error(), "65537") {
		t.Errorf("more tags than the index can tell apart: %v", err)
	}
	many.Terms["tag"] = tags[1:]
	filesOf(t, indexOf(t, []report{many}, "en"))
}

func TestEmptyArchive(t *testing.T) {
	x := indexOf(t, nil, "en")
	for _, text := range []string{"", "a", "word", `"a b"`, "-x", "year:2000"} {
		if r := x.Search(search.Query{Text: text}); r.Total != 0 || r.Results == nil || r.Facets["service"] == nil {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

// TestHostile asks what nobody should, of texts nobody should write.
func TestHostile(t *testing.T) {
	evil := one("x.md", `<script>alert("x")</script>`, strings.Repeat("a", 100000)+" \xff\xfe \u202e "+strings.Repeat("ab-", 5000)+strings.Repeat("库", 3000))
	evil.Summary = `<img src=x onerror=alert(1)> & "quotes" 🔥 שלום`
	x := indexOf(t, []report{evil}, "en")
	for _, text := range []string{
		strings.Repeat("word ", 2000), strings.Repeat("x", 10000), strings.Repeat("-", 10000), strings.Repeat(`"`, 10001), strings.Repeat("a-", 5000),
		strings.Repeat("库", 3000), "\xff\xfe", "service:" + strings.Repeat("9", 10000), "longer:" + strings.Repeat("9h", 5000), strings.Repeat("year:1 ", 1000),
	} {
		costtest.Within(t, fmt.Sprintf("%.20q…", text), costtest.Bound{CPU: 2 * time.Second}, func() { x.Search(search.Query{Text: text}) })
	}
	r := x.Search(search.Query{Text: "onerror script"})
	if r.Total != 1 || !slices.Equal(r.Results[0].Excerpt, []string{"<img src=x ", "onerror", `=alert(1)> & "quotes" 🔥 שלום`}) {
		t.Errorf("found %+v", r.Results)
	}
}

// TestPastedText asks for ten thousand letters of the words that most reports hold.
func TestPastedText(t *testing.T) {
	docs := corpus(t, 1200, 300, 8, false)
	x := indexOf(t, docs, "en")
	var many strings.Builder
	for _, first := range strings.Fields(docs[0].Sections[0].Text) {
		for _, second := range []string{"the", "of", "and", "to"} {
			fmt.Fprintf(&many, "%q ", strings.Trim(first, ".")+" "+second)
		}
	}
	for _, text := range []string{
		strings.Repeat(`"the of" `, 1100), strings.Repeat(`-"the of" `, 1000), strings.Repeat(`"the of the and" `, 600), many.String(),
		`"` + strings.Repeat("the of ", 1400) + `"`, strings.Repeat("-service:api-1 ", 660),
	} {
		costtest.Within(t, fmt.Sprintf("%.20q…", text), costtest.Bound{Allocated: 64 << 20}, func() { x.Search(search.Query{Text: text}) })
	}
}

// TestAbbreviationsOfAnArchive promises that words which an archive calls the same find each other, as
// the trade's do, however they are written in its settings.
func TestAbbreviationsOfAnArchive(t *testing.T) {
	docs := []report{one("a.md", "Orders lost", "The order-service was down on kubernetes."), one("b.md", "Cake", "Eaten.")}
	body := func(n int) []search.Section { return docs[n].Sections }
	x, err := search.New(nil, []search.Document{docs[0].Document, docs[1].Document}, body, "en", "OMS orders Order-Service")
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"oms": "a.md", "k8s": "a.md", "omz": ""} {
		if got := strings.Join(paths(x.Search(search.Query{Text: query})), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}
