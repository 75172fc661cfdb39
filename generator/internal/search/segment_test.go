package search_test

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/search"
)

// inOrder returns documents in the order of the index.
func inOrder(docs []search.Document) (sorted []search.Document) {
	for _, i := range slices.Concat(search.Runs(docs)...) {
		sorted = append(sorted, docs[i])
	}
	return sorted
}

// withoutText returns documents as Assemble needs them.
func withoutText(docs []search.Document) []search.Document {
	docs = slices.Clone(docs)
	for i := range docs {
		docs[i].Sections = nil
	}
	return docs
}

func sameFiles(a, b []search.File) bool {
	return slices.EqualFunc(a, b, func(a, b search.File) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) })
}

// TestCutsDoNotShow cuts archives into segments at random, keeps some of them
// as bytes, and wants the files of Build.
func TestCutsDoNotShow(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 12 {
		docs := corpus(t, 1+r.IntN(400), 60, uint64(round), true)
		for i := range docs {
			if r.IntN(3) == 0 {
				docs[i].Summary = "" // the card shows how the report begins
			}
		}
		want := build(t, docs)
		sorted := inOrder(docs)
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		var segments []*search.Segment
		for from := 0; from < len(sorted); {
			to := from + r.IntN(min(1+len(sorted)/(1+r.IntN(9)), len(sorted)-from)+1) // may be none
			s := search.Invert(sorted[from:to])
			if r.IntN(2) == 0 {
				var err error
				if s, err = search.DecodeSegment(s.Encode()); err != nil {
					t.Fatal(err)
				}
			}
			if s.Documents() != to-from {
				t.Fatalf("a segment of %d documents has %d", to-from, s.Documents())
			}
			segments = append(segments, s)
			from = to
		}
		got, err := search.Assemble(withoutText(docs), segments, search.Options{Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if !sameFiles(got, want) {
			t.Fatalf("%d reports in %d segments give other files", len(docs), len(segments))
		}
	}
}

// TestSegmentStandsAlone inverts documents twice, among different others before
// and after: a segment knows of none of them.
func TestSegmentStandsAlone(t *testing.T) {
	docs := inOrder(corpus(t, 60, 40, 4, true))
	want := bytes.Clone(search.Invert(docs[20:40]).Encode())
	search.Invert(docs)
	if !bytes.Equal(search.Invert(docs[20:40]).Encode(), want) {
		t.Error("the same documents make another segment")
	}
	for i := range docs { // what Invert does not read
		docs[i].Date, docs[i].Severity, docs[i].Seconds, docs[i].Year = "2001-01-01", "other", 1, 1
	}
	if !bytes.Equal(search.Invert(docs[20:40]).Encode(), want) {
		t.Error("a segment depends on what is no part of its key")
	}
}

// TestKnownCards assembles with cards that are known: the index is the same, the
// key tells documents apart, and names that fit no index are not believed.
func TestKnownCards(t *testing.T) {
	docs := inOrder(corpus(t, 100, 40, 5, false))
	segments := []*search.Segment{search.Invert(docs)}
	keys := map[[32]byte]bool{}
	assemble := func(docs []search.Document, known []search.File) []search.File {
		files, err := search.Assemble(docs, segments, search.Options{Cards: func(key [32]byte) []search.File {
			keys[key] = true
			return known
		}})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	want := assemble(docs, nil)
	var cards []search.File
	for _, f := range want {
		if search.IsCards(f.Path) {
			cards = append(cards, search.File{Path: f.Path})
		}
	}
	if len(cards) != 7 {
		t.Fatalf("%d files of cards", len(cards))
	}
	got := assemble(docs, cards)
	for n, f := range got {
		if f.Path != want[n].Path || search.IsCards(f.Path) != (f.Data == nil) || f.Data != nil && !bytes.Equal(f.Data, want[n].Data) {
			t.Errorf("%s is another file", f.Path)
		}
	}
	for _, wrong := range [][]search.File{
		cards[1:], append(slices.Clone(cards), cards[0]), append(slices.Clone(cards[1:]), cards[1]),
		append(slices.Clone(cards[1:]), search.File{Path: "cards/7-000000.bin"}), append(slices.Clone(cards[1:]), search.File{Path: "cards/0-00.bin"}),
	} {
		if !sameFiles(assemble(docs, wrong), want) {
			t.Errorf("cards were believed: %v", wrong)
		}
	}
	if len(keys) != 1 {
		t.Errorf("the same documents have %d keys", len(keys))
	}
	for _, change := range []func(d *search.Document){
		func(d *search.Document) { d.Severity = "other" },
		func(d *search.Document) { d.Date = "2001-01-01" },
		func(d *search.Document) { d.Seconds++ },
		func(d *search.Document) { d.AtLeast = !d.AtLeast },
	} {
		other := slices.Clone(docs)
		change(&other[0])
		before := len(keys)
		assemble(inOrder(other), nil)
		if len(keys) != before+1 {
			t.Error("a change of what cards show does not change their key")
		}
	}
}

// TestForeignSegments puts segments together with documents they were not made of.
func TestForeignSegments(t *testing.T) {
	docs := inOrder(corpus(t, 30, 40, 5, false))
	a, b, c := search.Invert(docs[:10]), search.Invert(docs[10:20]), search.Invert(docs[20:])
	other := slices.Clone(docs)
	other[12].Title = "Another title"
	for name, x := range map[string]struct {
		docs     []search.Document
		segments []*search.Segment
	}{
		"too few":      {docs, []*search.Segment{a, b}},
		"too many":     {docs, []*search.Segment{a, b, c, c}},
		"out of order": {docs, []*search.Segment{b, a, c}},
		"stale":        {other, []*search.Segment{a, b, c}},
		"none":         {docs, nil},
	} {
		if _, err := search.Assemble(x.docs, x.segments, search.Options{}); err == nil || !strings.Contains(err.Error(), "segment") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRuns wants every document once, in order, and most runs to outlive a
// report that comes or goes.
func TestRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	docs := corpus(t, 5000, 3, 2, false)
	texts := func(docs []search.Document) map[string]bool {
		all := map[string]bool{}
		before := ""
		seen := 0
		for _, run := range search.Runs(docs) {
			var paths []string
			for _, i := range run {
				if at := docs[i].Date + " " + docs[i].Path; at <= before {
					t.Fatalf("%s stands after %s", at, before)
				} else {
					before = at
				}
				paths = append(paths, docs[i].Path)
				seen++
			}
			if len(run) > 512 {
				t.Errorf("a run of %d documents", len(run))
			}
			all[strings.Join(paths, " ")] = true
		}
		if seen != len(docs) {
			t.Fatalf("%d of %d documents stand in runs", seen, len(docs))
		}
		return all
	}
	before := texts(docs)
	if len(before) < 15 {
		t.Fatalf("%d runs only", len(before))
	}
	for range 20 {
		i := r.IntN(len(docs))
		after := texts(slices.Delete(slices.Clone(docs), i, i+1))
		lost := 0
		for run := range before {
			if !after[run] {
				lost++
			}
		}
		if lost > 6 {
			t.Errorf("without one report %d of %d runs are others", lost, len(before))
		}
	}
}

// TestKeys changes one thing at a time: documents of different keys, and only
// they, may make different segments.
func TestKeys(t *testing.T) {
	make := func(change func(*search.Document)) search.Document {
		d := search.Document{
			Path: "a.md", URL: "/a/", Title: "Title", Summary: "Summary", Organization: "Org",
			Services: []search.Facet{{ID: "api", Name: "API"}, {ID: "db", Name: "DB"}}, Causes: []string{"dns", "deploy"}, Tags: []string{"mail"},
			Sections: []search.Section{{Heading: "Impact", Text: "Nobody", Code: "ls"}},
		}
		change(&d)
		return d
	}
	keys := map[string]int{}
	changes := []func(*search.Document){
		func(d *search.Document) {},
		func(d *search.Document) { d.Path = "b.md" },
		func(d *search.Document) { d.URL = "/b/" },
		func(d *search.Document) { d.Title, d.Summary = "TitleSummary", "" },
		func(d *search.Document) { d.Title, d.Summary = "", "TitleSummary" },
		func(d *search.Document) { d.Organization = "" },
		func(d *search.Document) { d.Services = d.Services[:1] },
		func(d *search.Document) { d.Services[0].ID, d.Services[0].Name = "API", "api" },
		func(d *search.Document) { d.Causes, d.Tags = []string{"dns"}, []string{"deploy", "mail"} },
		func(d *search.Document) { d.Causes, d.Tags = nil, []string{"dns", "deploy", "mail"} },
		func(d *search.Document) { d.Causes = []string{"dnsdeploy"} },
		func(d *search.Document) { d.Sections = nil },
		func(d *search.Document) { d.Sections[0].Heading, d.Sections[0].Text = "Nobody", "Impact" },
		func(d *search.Document) { d.Sections[0].Code = "ls -l" },
		func(d *search.Document) { d.Sections = append(d.Sections, search.Section{}) },
	}
	for n, change := range changes {
		d := make(change)
		key := string(d.AppendKey(nil))
		if m, known := keys[key]; known {
			t.Errorf("changes %d and %d have one key", m, n)
		}
		keys[key] = n
	}
	d := make(func(d *search.Document) { d.Severity, d.Seconds, d.Date, d.Year = "major", 5, "2020-01-01", 2020 })
	if _, known := keys[string(d.AppendKey(nil))]; !known {
		t.Error("the key holds what Invert does not read")
	}
}

// FuzzSegment inverts reports of any text: what is read back is what was written,
// and the index is the same however its reports were cut into segments.
func FuzzSegment(f *testing.F) {
	few := inOrder(corpus(f, 3, 30, 3, true))
	f.Add("The outage", "of the *database*", "SELECT 1;")
	f.Add("", "", "")
	f.Add("\x00\xff", "㌜ e\u0301 naïve İstanbul", "a-b_c.d/e")
	f.Fuzz(func(t *testing.T, title, text, code string) {
		docs := append(slices.Clone(few), one("z.md", title, text))
		docs[3].Sections[0].Code = code
		docs = inOrder(docs)
		var single []*search.Segment
		for i := range docs {
			single = append(single, search.Invert(docs[i:i+1]))
		}
		s, err := search.DecodeSegment(search.Invert(docs).Encode())
		if err != nil {
			t.Fatal(err)
		}
		docs = withoutText(docs)
		together, err := search.Assemble(docs, []*search.Segment{s}, search.Options{})
		if err != nil {
			t.Fatal(err)
		}
		apart, err := search.Assemble(docs, single, search.Options{})
		if err != nil || !sameFiles(together, apart) {
			t.Fatalf("cut into segments the index is another: %v", err)
		}
		find(t, openIndex(t, together), search.Query{Text: title})
	})
}

// TestDamagedSegments changes every byte of a segment to several others, and cuts it off everywhere.
func TestDamagedSegments(t *testing.T) {
	docs := inOrder(corpus(t, 7, 30, 3, true))
	docs[2].Summary = ""
	data := search.Invert(docs).Encode()
	for i := range data {
		for _, x := range []byte{0x01, 0x80, 0xff} {
			damaged := bytes.Clone(data)
			damaged[i] ^= x
			if _, err := search.DecodeSegment(damaged); err == nil {
				t.Fatalf("byte %d was changed, and nobody noticed", i)
			}
		}
		if _, err := search.DecodeSegment(data[:i]); err == nil {
			t.Fatalf("the first %d bytes of %d were accepted", i, len(data))
		}
	}
	if _, err := search.DecodeSegment(append(bytes.Clone(data), 0)); err == nil {
		t.Error("a byte more was accepted")
	}
}

// TestManySegments assembles more of them than there are processors, each of
// one document, on one and on many processors.
func TestManySegments(t *testing.T) {
	docs := inOrder(corpus(t, 90, 40, 12, true))
	want := build(t, docs)
	var segments []*search.Segment
	for i := range docs {
		segments = append(segments, search.Invert(docs[i:i+1]))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, processors := range []int{1, 5} {
		runtime.GOMAXPROCS(processors)
		got, err := search.Assemble(docs, segments, search.Options{Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if !sameFiles(got, want) {
			t.Errorf("%d processors write other files", processors)
		}
	}
}
