package pipeline_test

import (
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"flag"
	"fmt"
	"html"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var (
	editionCases = flag.Int("editions", 20, "how many random archives the tests of editions build")
	editionSeed  = flag.Uint64("editions.seed", 17, "what they are made from")
)

func editionArchives() int {
	if testing.Short() {
		return min(6, *editionCases)
	}
	return *editionCases
}

// A secretive archive is made at random, with everything that an edition hides in the words of secret.
// Where absent says so, a hidden part is not there at all: nobody may notice.
type secretive struct {
	rng    *rand.Rand     // decides what the visible archive looks like
	secret func() string  // a word that is hidden
	absent func() bool    // whether a hidden part is left out
	mark   string         // the id of an edition that hides from the chosen one
	marks  map[string]int // how often each kind of mark was written
	files  map[string]string
}

// marked are all the kinds of marks that the grammar has.
var marked = []string{"report", "page", "service", "impact", "timeline", "actions", "sources", "related", "causes", "tags", "aliases", "service-name", "key", "item-key",
	"text", "section", "setext", "nested-section", "block", "nested-block", "block-code", "words", "instead", "words-heading", "words-list", "words-quote", "words-table", "words-image", "comment",
	"yaml-comment", "region", "upstream", "trigger", "term", "definition", "bundle", "static", "edition-folder", "draft", "parameter", "window-service", "words-front", "section-rules", "other-bundle"}

// hidden returns a part, or nothing where the archive lacks it.
func (s *secretive) hidden(kind, part string) string {
	s.marks[kind]++
	if s.absent() {
		return ""
	}
	return part
}

// maybe returns a part of the visible archive in half of all archives.
func (s *secretive) maybe(part string) string {
	if s.rng.IntN(2) == 0 {
		return ""
	}
	return part
}

func (s *secretive) write() map[string]string {
	s.files = map[string]string{}
	w := s.secret
	m := s.mark
	s.files["archive.yaml"] = "title: Inside " + w() + "\ntimezone: UTC\nas_of: 2025-01-01\nedit_url: https://git.example/x/\n" +
		"editions:\n  - id: public\n    title: What went wrong\n    base_url: https://status.example/pm/\n    services: {api: The API}\n" +
		"  - {id: customers, title: For customers, services: {api: The API}}\n  - {id: internal}\n" +
		"hidden_keys: {public: [detected_by, actions.owner, team.lead], customers: [detected_by, actions.owner, team.lead]}\n" +
		"taxonomies: {region: {title: Regions}}\nterms:\n  causes: {shared cause: {definition: \"What all share" + s.hidden("definition", " ["+w()+"]{edition="+m+"}") + "\"}}\n" +
		"  region:\n    eu: {parent: world}\n" + s.hidden("term", "    "+w()+": {definition: "+w()+", synonyms: ["+w()+"], parent: "+w()+"}\n") +
		"services:\n" + s.hidden("service", "  - {id: core-"+w()+", name: "+w()+", description: "+w()+", edition: "+m+"}\n") +
		"  - {id: api, name: " + w() + ", since: 2024-01-01, slo: 99.9}\n  - {id: web, name: Web}\n"
	service := regexp.MustCompile(`core-\S+,`).FindString(s.files["archive.yaml"])
	service = strings.TrimSuffix(service, ",")
	for n := range 3 + s.rng.IntN(2) {
		s.files[fmt.Sprintf("2024/r%d/index.md", n)] = s.report(n, service)
		if !s.absent() {
			s.files[fmt.Sprintf("2024/r%d/graph.png", n)] = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + w()
		}
		s.files[fmt.Sprintf("2024/r%d/open.txt", n)] = "open to all"
		s.files[fmt.Sprintf("2024/r%d/map.png", n)] = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + []string{w(), "open to all"}[min(n%3, 1)]
	}
	s.marks["static"]++
	s.marks["edition-folder"]++
	if !s.absent() {
		s.files["static/only-inside.txt"] = w()
		s.files["static/_editions/"+m+"/"+w()+".txt"] = w()
		s.files["static/_editions/public/robots-note.txt"] = "for all"
	} else {
		s.files["static/_editions/public/robots-note.txt"] = "for all"
	}
	for _, kind := range []string{"report", "page", "draft"} {
		s.marks[kind]++
		if s.absent() {
			continue
		}
		text := "---\ntitle: " + w() + "\ndate: 2024-05-01\nsummary: " + w() + "\n"
		switch kind {
		case "report":
			s.files["2024/"+w()+".md"] = text + "services: [api, web]\nstart: 2024-05-01T00:00:00Z\nend: 2024-05-02T00:00:00Z\nlevel: major_outage\ncauses: [" + w() + "]\ntags: [shared]\norganization: " + w() + "\nupdated: 2024-12-31\n---\n" + w() + " [all](r0/index.md)\n"
		case "page":
			s.files["pages/"+w()+".md"] = strings.Replace(text, "date: ", "updated: ", 1) + "edition: " + m + "\n---\n" + w() + "\n"
		case "draft":
			s.files["2024/"+w()+".md"] = text + "edition: public\ndraft: true\n---\n" + w() + "\n"
		}
	}
	s.files["pages/about.md"] = "---\ntitle: About\nedition: public\n---\nAbout us, and [" + w() + "]{edition=" + m + " instead=\"others\"}.\n"
	s.marks["instead"]++
	return s.files
}

// report is one that the edition shows, with something hidden at every place that can have a mark.
func (s *secretive) report(n int, service string) string {
	w, m := s.secret, s.mark
	var b strings.Builder
	p := func(parts ...string) { b.WriteString(strings.Join(parts, "")) }
	p("---\ntitle: Inside ", w(), "\ndate: 2024-0", fmt.Sprint(n+2), "-03\nedition: public\nedition_texts:\n  public: {title: Report ", fmt.Sprint(n), ", summary: A short summary}\nsummary: ", w(), "\n")
	s.marks["text"]++
	p(s.hidden("yaml-comment", "# "+w()+"\n"))
	p("services: [api", s.maybe(", web"), s.hidden("service-name", ", {name: web, edition: "+m+"}"))
	if service != "" {
		p(", ", service)
	}
	p("]\nseverity: major\n")
	p(s.hidden("key", "detected_by: "+w()+"\n"))
	p("impact:\n  - {start: 2024-0", fmt.Sprint(n+2), "-01T10:00:00Z, end: 2024-0", fmt.Sprint(n+2), "-01T11:00:00Z, level: partial_outage, services: [api], note: seen}\n")
	p(s.hidden("impact", "  - {start: 2024-06-01T10:00:00Z, end: 2024-06-01T11:00:00Z, level: major_outage, note: "+w()+", edition: "+m+"}\n"))
	if service != "" {
		p(s.hidden("window-service", "  - {start: 2024-07-01T10:00:00Z, end: 2024-07-01T11:00:00Z, level: major_outage, services: ["+service+"]}\n"))
	}
	p("timeline:\n  - {time: 2024-0", fmt.Sprint(n+2), "-01T10:05:00Z, status: found, text: \"Seen by all", s.hidden("words-front", " ["+w()+"]{edition="+m+"}"), "\"}\n")
	p(s.hidden("timeline", "  - time: 2024-06-01T10:10:00Z\n    edition: "+m+"\n    text: |\n      "+w()+"\n      "+w()+"\n"))
	p("actions:\n  - {title: Look, status: open", s.hidden("item-key", ", owner: "+w()), "}\n")
	p(s.hidden("actions", "  - {title: "+w()+", owner: "+w()+", link: \"https://"+w()+".example/\", edition: "+m+"}\n"))
	p("sources:\n  - {title: Status, url: \"https://status.example/1\"}\n", s.hidden("sources", "  - {title: "+w()+", url: \"https://"+w()+".example/\", edition: "+m+"}\n"))
	p("causes: [shared cause", s.hidden("causes", ", {name: "+w()+", edition: "+m+"}"), "]\n")
	p("tags: [shared", s.hidden("tags", ", {name: \""+w()+" "+w()+"\", edition: "+m+"}"), "]\n")
	p("region: [eu", s.hidden("region", ", {name: "+w()+", edition: "+m+"}"), "]\n")
	p("upstream:\n  - {name: Cloud, edition: public}\n", s.hidden("upstream", "  - {name: "+w()+", edition: "+m+"}\n"))
	p(s.hidden("trigger", "trigger: {name: "+w()+", edition: "+m+"}\n"))
	p("aliases: [/old/", fmt.Sprint(n), s.hidden("aliases", ", {path: /"+w()+"/, edition: "+m+"}"), "]\n")
	if n > 1 {
		p("related: [2024/r0", s.hidden("related", ", {path: 2024/r1, edition: "+m+"}"), "]\n")
	}
	p("team: {name: Ours", s.hidden("parameter", ", lead: "+w()), "}\n")
	p("---\n")
	p("The first paragraph", s.hidden("words", " ["+w()+" and "+w()+"]{edition="+m+"}"), ". It links to [a text](open.txt)", s.maybe(" and *more*"), ".\n\n")
	p(s.hidden("comment", "<!-- "+w()+"\n"+w()+" -->\n"))
	p("## Open ["+w()+"]{edition=", m, " instead=\"heading\"}\n\nText of all.\n\n")
	s.marks["words-heading"]++
	p("- one\n- two", s.hidden("words-list", " [x "+w()+"]{edition="+m+"}"), "\n\n")
	p("> quoted", s.hidden("words-quote", " ["+w()+"]{edition="+m+"}"), "\n\n")
	p("| a | b |\n|---|---|\n| 1 | 2", s.hidden("words-table", " ["+w()+"]{edition="+m+"}"), " |\n\n")
	p(s.hidden("block", "::: "+m+"\n"+w()+" [all](../r0/index.md)\n\n![A "+w()+"](graph.png)\n\n[inside](/only-inside.txt)\n\n"+s.inner()+":::\n\n"))
	s.marks["words-image"]++
	s.marks["bundle"]++
	// All bundles have a file of the same name, which some show to all and others to some.
	s.marks["other-bundle"]++
	if n%3 == 0 {
		p(s.hidden("other-bundle", "::: "+m+"\n![A map](map.png)\n:::\n\n"))
	} else {
		p("![A map](map.png)\n\n")
	}
	p("After the block.\n\n")
	p(s.hidden("section", "## Inside "+w()+" {edition="+m+"}\n\n"+w()+"\n\n### Deeper "+w()+"\n\n```sh\n"+w()+"\n```\n\n"))
	p(s.hidden("section-rules", "## Rules {edition="+m+"}\n\n```yaml\n---\n"+w()+"\n```\n\n- "+w()+"\n---\n"+w()+"\n\n> "+w()+"\n---\n<!--\n# "+w()+"\n-->\n"+w()+"\n\n"))
	s.marks["nested-section"]++
	p("## Later\n\nMore for all.\n\n")
	p(s.hidden("setext", "Under "+w()+" {edition="+m+"}\n---\n\n"+w()+"\n"))
	return b.String()
}

// inner is what a hidden block may hold: code with marks in it, and another block.
func (s *secretive) inner() string {
	s.marks["nested-block"]++
	s.marks["block-code"]++
	return "```\n:::\n" + s.secret() + "\n```\n\n::: internal\n" + s.secret() + "\n:::\n\n"
}

// site builds an edition and returns its files by path, with what was said of the archive.
func site(t *testing.T, files map[string]string, edition string) (out map[string][]byte) {
	t.Helper()
	t.Run(edition, func(t *testing.T) { // which cleans up
		b, list := build(t, files, edition)
		out = contents(t, b.Tree)
		maps.Copy(out, said(t, list))
	})
	return out
}

// readings are a file's bytes in every way in which somebody could read them.
func readings(data []byte) [][]byte {
	all := [][]byte{data}
	for at := 0; ; at++ { // a packed file has several streams behind a head
		i := bytes.Index(data[at:], []byte("\x1f\x8b\x08"))
		if i < 0 {
			break
		}
		at += i
		if r, err := gzip.NewReader(bytes.NewReader(data[at:])); err == nil {
			r.Multistream(false)
			if text, err := io.ReadAll(r); err == nil {
				all = append(all, text)
			}
		}
	}
	for _, m := range base64Text.FindAll(data, -1) {
		if text, err := base64.StdEncoding.DecodeString(string(m)); err == nil {
			all = append(all, text)
		}
	}
	for _, text := range slices.Clone(all) {
		plain := strings.ReplaceAll(html.UnescapeString(string(text)), "\r\n ", "") // calendars fold lines
		all = append(all, escaped.ReplaceAllFunc([]byte(plain), func(e []byte) []byte {
			r, _ := strconv.ParseInt(strings.TrimLeft(string(e), `%\u`), 16, 32) // as the expression has it
			return []byte(string(rune(r)))
		}))
	}
	return all
}

var (
	base64Text = regexp.MustCompile(`[A-Za-z0-9+/]{40,}={0,2}`)
	escaped    = regexp.MustCompile(`%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}`) // in addresses and in JSON
)

// canary is part of every hidden word; no other text holds it.
const canary = "xqzj"

func TestNothingHiddenIsShown(t *testing.T) {
	times, words := 0, 0 // that the narrowest edition shows, which hides nothing of it
	s := &secretive{rng: rand.New(rand.NewPCG(*editionSeed, 0)), marks: map[string]int{}, mark: "internal", absent: func() bool { return false }, secret: func() string { words++; return canary + fmt.Sprint(words) }}
	for _, data := range site(t, s.write(), "internal") {
		times += bytes.Count(data, []byte(canary))
	}
	if times < 200 {
		t.Fatalf("the narrowest edition shows what is hidden from others %d times only", times)
	}
	total := map[string]int{}
	for n := range editionArchives() {
		rng := rand.New(rand.NewPCG(*editionSeed, uint64(n)))
		words := 0
		s := &secretive{
			rng: rng, marks: total, mark: "internal", absent: func() bool { return false },
			secret: func() string { words++; return fmt.Sprintf("%s%da%d", canary, n, words) },
		}
		edition := []string{"public", "customers"}[n%2]
		if edition == "public" && n%4 == 0 {
			s.mark = "customers"
		}
		for _, found := range shown(site(t, s.write(), edition)) {
			t.Errorf("archive %d, edition %s: %s", n, edition, found)
		}
		if t.Failed() {
			break
		}
	}
	for _, kind := range marked {
		if total[kind] == 0 {
			t.Errorf("no archive has the mark %q", kind)
		}
	}
}

// TestTheHiddenIsIndifferent promises that two archives which differ in hidden parts alone have the
// same bytes in the wider edition, whether the hidden says something else or is not there.
func TestTheHiddenIsIndifferent(t *testing.T) {
	for n := range editionArchives() {
		edition := []string{"public", "customers"}[n%2]
		make := func(word string, without uint64) map[string][]byte {
			absent := rand.New(rand.NewPCG(without, uint64(n)))
			words := 0
			s := &secretive{
				rng: rand.New(rand.NewPCG(*editionSeed, uint64(n))), marks: map[string]int{}, mark: "internal",
				absent: func() bool { return without > 0 && absent.IntN(3) == 0 },
				secret: func() string { words++; return fmt.Sprintf("%s%s%d", canary, strings.Repeat(word, 1+words%3), words) },
			}
			return site(t, s.write(), edition)
		}
		one, other := make("a", 0), make("other", uint64(n%3))
		for _, found := range difference(one, other) {
			t.Errorf("archive %d, edition %s: %s", n, edition, found)
		}
		if t.Failed() {
			break
		}
	}
}

// kept is a sink that keeps everything.
type kept struct {
	sync.Mutex
	files map[string][]byte
}

func (k *kept) Put(f publish.File) error {
	data, err := f.Bytes()
	k.Lock()
	defer k.Unlock()
	k.files[f.Path] = bytes.Clone(data)
	return err
}

// TestEditionsAfterAnother promises that an edition which is made of what another has left behind, in either order, is
// the one that is made of nothing.
func TestEditionsAfterAnother(t *testing.T) {
	words := 0
	s := &secretive{
		rng: rand.New(rand.NewPCG(*editionSeed, 1)), marks: map[string]int{}, mark: "internal", absent: func() bool { return false },
		secret: func() string { words++; return canary + fmt.Sprint(words) },
	}
	dir := t.TempDir()
	for name, text := range s.write() {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(text))
	}
	p := pipeline.Open(pipeline.Options{Content: dir, Display: "content", Edition: "internal"})
	t.Cleanup(func() { p.Close() }) // it was only read
	for _, id := range []string{"internal", "public", "internal", "customers", "public"} {
		warm := &kept{files: map[string][]byte{}}
		if _, list, err := p.Rebuild(t.Context(), pipeline.Edits{Edition: id}, pipeline.Planned); err != nil || list.Errors() > 0 {
			t.Fatal(err, list)
		}
		if _, list, err := p.Render(t.Context(), warm); err != nil || list.Errors() > 0 {
			t.Fatal(err, list)
		}
		cold, _ := build(t, s.files, id)
		for _, found := range difference(contents(t, cold.Tree), warm.files) {
			t.Errorf("edition %s: %s", id, found)
		}
	}
}
