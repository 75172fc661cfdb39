package search_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"afterword/generator/internal/search"
	madeup "afterword/generator/internal/testutil/corpus"
)

// readVocabulary reads the words; without odd only those of small letters.
func readVocabulary(t testing.TB, odd bool) madeup.Vocabulary {
	words, err := madeup.Words()
	if err != nil {
		t.Fatal(err)
	}
	if odd {
		return words
	}
	return words.Only(func(word string) bool { return strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == "" })
}

var oddWords = []string{
	"<img src=x onerror=alert(1)>", "</script>", `"quoted"`, "naïve", "Übergang", "🔥", "שלום עולם", "数据库故障", "データベース", "us-east-1",
	"boot.ini", "CVE-2021-44228", "NullPointerException", "don't", "10.0.0.1", "ﬁle", "Straße", "e\u0301te\u0301", "𝒳", "\uf8ff", "ERR_CONN_RESET",
	"x", "7", "split-brain", "Ⅷ", "한국어", "สวัสดี", "\u202eabc",
}

// report is a document with its body.
type report struct {
	search.Document
	Sections []search.Section
}

// corpus makes n reports of about so many words, the same for the same seed;
// with odd ones among them, or only words, hosts and error codes.
func corpus(t testing.TB, n, words int, seed uint64, odd bool) []report {
	v := readVocabulary(t, odd)
	docs := make([]report, n)
	for i := range docs {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		topic := make([]string, 12)
		for k := range topic {
			topic[k] = v.Rare(r, 200)
		}
		text := func(k int) string {
			parts := make([]string, k)
			for j := range parts {
				switch x := r.IntN(100); {
				case x < 14:
					parts[j] = topic[r.IntN(len(topic))]
				case x < 15:
					parts[j] = fmt.Sprintf("%s-%02d.eu", topic[0], r.IntN(90))
				case x < 16:
					parts[j] = fmt.Sprintf("E%05d", r.IntN(100000))
				case odd && x == 16 && r.IntN(6) == 0:
					parts[j] = oddWords[r.IntN(len(oddWords))]
				default:
					parts[j] = v.Pick(r)
				}
			}
			return strings.Join(parts, " ") + "."
		}
		year := 2010 + r.IntN(16)
		d := report{Document: search.Document{
			Path: fmt.Sprintf("%d/report-%d.md", year, i), URL: fmt.Sprintf("/incidents/%d/report-%d/", year, i),
			Title: topic[0] + " " + topic[1] + " outage", Summary: text(12), Year: year,
			Date:     fmt.Sprintf("%d-%02d-%02d", year, 1+r.IntN(12), 1+r.IntN(28)),
			Severity: []string{"critical", "major", "minor", ""}[r.IntN(4)],
			Services: []search.Value{{ID: fmt.Sprintf("api-%d", r.IntN(60)), Name: "API"}},
			Terms: map[string][]string{
				"cause": {[]string{"deploy", "dns", "capacity"}[r.IntN(3)]},
				"tag":   {[]string{"mail", "cdn"}[r.IntN(2)], "all"},
			},
			Seconds: int64(r.IntN(40000)) - 1,
			AtLeast: i%3 == 0,
		}}
		switch { // as much of the date as is known
		case i%29 == 11:
			d.Date, d.Year = "", 0
		case i%17 == 5:
			d.Date = d.Date[:len("2006-01")]
		case i%17 == 7:
			d.Date = d.Date[:len("2006")]
		}
		if r.IntN(3) == 0 {
			d.Services = append(d.Services, search.Value{ID: fmt.Sprintf("queue-%d", r.IntN(9)), Name: "Queue"})
			d.Terms["organization"] = []string{[]string{"Acme Corp", "Globex"}[r.IntN(2)]}
			d.Terms["customer_tier"] = []string{[]string{"gold", "silver"}[i%2]}
		}
		for _, h := range []string{"Impact", "Root cause", "Resolution"} {
			d.Sections = append(d.Sections, search.Section{Heading: h, Text: text(words / 3)})
		}
		d.Sections[1].Code = "kubectl get pods -n " + topic[2]
		docs[i] = d
	}
	return docs
}

// facets are those of the made-up archives, one of which is its own.
var facets = []search.Facet{{Name: "cause", Title: "Cause", Topic: true}, {Name: "tag", Title: "Tag", Topic: true}, {Name: "organization", Title: "Organization"}, {Name: "customer_tier", Title: "Customer tier"}}

// indexOf makes an index of reports; language is "en" for most tests.
func indexOf(t testing.TB, reports []report, language string) *search.Index {
	t.Helper()
	x, err := newIndex(reports, language)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func newIndex(reports []report, language string) (*search.Index, error) {
	docs := make([]search.Document, len(reports))
	for i, r := range reports {
		docs[i] = r.Document
	}
	return search.New(facets, docs, func(n int) []search.Section { return reports[n].Sections }, language)
}

// filesOf returns the files of an index.
func filesOf(t testing.TB, x *search.Index) []search.File {
	t.Helper()
	files, err := x.Files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func build(t testing.TB, reports []report) []search.File {
	t.Helper()
	return filesOf(t, indexOf(t, reports, "en"))
}

// write puts an index and its scripts into a folder for Node.
func write(t testing.TB, files []search.File) string {
	t.Helper()
	dir := t.TempDir()
	scripts, err := search.Scripts()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type":"module"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, f := range append(scripts, files...) {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// node runs a script of testdata in a folder, gives it a value as JSON and
// reads its answer into out.
func node(t testing.TB, script, dir string, in, out any) {
	t.Helper()
	program, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the module was not tested")
	}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var failure bytes.Buffer
	cmd := exec.Command(program, filepath.Join("testdata", script), dir)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(data), &failure
	answer, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, failure.String())
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("%s: %v\n%.300s", script, err, answer)
	}
}
