package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
)

// A leak is made on purpose in a file of a site: its first text is replaced by its second, in which WORD is
// something that the edition hides. Without the first, the second is a file that the site does not have.
type leak struct{ channel, file, before, after string }

// leaks are one for each way in which what is hidden could come out.
var leaks = []leak{
	{"alternative text", "incidents/2024/r1/index.html", "</main>", `<img src="map.png" alt="The rack of WORD"></main>`},
	{"og:description", "incidents/2024/r1/index.html", "</head>", `<meta property="og:description" content="WORD failed"></head>`},
	{"title of a drawing", "services/api/2024/index.html", "</main>", `<svg><title>1 h of WORD</title></svg></main>`},
	{"comment of HTML", "index.html", "</main>", "<!-- WORD --></main>"},
	{"alias", "WORD/index.html", "", `<meta http-equiv="refresh" content="0; url=/">`},
	{"anchor", "incidents/2024/r1/index.html", `id="h-later"`, `id="h-WORD"`},
	{"number of an anchor", "incidents/2024/r1/index.html", `id="h-later"`, `id="h-later-2"`},
	{"number of words", "api/schema/incident.json", "{", `{"x-words": 412,`},
	{"schema's values", "api/schema/incident.json", "{", `{"enum": ["core-WORD"],`},
	{"figure of a badge", "badges/api/2024.svg", "<title>", "<title>99.1 % "},
	{"label of a badge", "badges/api/2024.svg", "<title>", "<title>WORD: "},
	{"id of a feed", "feed.xml", "<id>tag:", "<id>tag:WORD,"},
	{"author of a feed", "feed.json", "{", `{"authors": [{"name": "WORD"}],`},
	{"calendar, folded", "calendar.ics", "DESCRIPTION:", "DESCRIPTION:" + strings.Repeat("x", 57) + " XQ\r\n ZJ77 "},
	{"date of a sitemap", "sitemap.xml", "<lastmod>2024-05-03", "<lastmod>2024-12-31"},
	{"address of a sitemap", "sitemap.xml", "</urlset>", "<url><loc>https://status.example/pm/incidents/2024/WORD/</loc></url></urlset>"},
	{"number of related reports", "incidents/2024/r1/index.html", "</main>", "<p>4 more like this</p></main>"},
	{"time of a file", "_headers", "/pm/*\n", "/pm/*\n  Last-Modified: Tue, 31 Dec 2024 00:00:00 GMT\n"},
	{"file of a bundle", "incidents/2024/r0/graph.png", "", "\x89PNG\r\n\x1a\nWORD"},
	{"address, encoded", "years/2024/index.html", "</main>", `<a href="/tags/%78%71zj77/">one</a></main>`},
	{"address of data", "about/index.html", "</main>", `<img src="data:image/svg+xml;base64,BASE64"></main>`},
	{"entities", "method/index.html", "</main>", "&#120;&#x71;zj77</main>"},
	{"packed file", "search/extra.bin", "", "GZIP"},
	{"cell of a table", "years/2024/incidents.csv", "\n", "\n\"WORD, x\","},
	{"JSON, escaped", "api/actions.json", "{", `{"owner": "\u0078qzj77",`},
	{"Markdown twin", "incidents/2024/r1/index.md", "\n## ", "\n## WORD\n\n## "},
	{"llms.txt", "llms.txt", "## 2024", "## WORD"},
}

// numbers are channels in which no word comes out: only a site that was made without the hidden parts tells.
var numbers = []string{"number of an anchor", "number of words", "figure of a badge", "date of a sitemap", "number of related reports", "time of a file"}

// disguised are channels that the generator itself has not, which check --leaks does not look into.
var disguised = []string{"address of data", "packed file", "JSON, escaped"}

const leaked = canary + "77"

// plant returns the file of a tree with the leak.
func (l leak) plant(t *testing.T, tree publish.Tree) publish.File {
	t.Helper()
	packed := bytes.NewBufferString("\x01\x00\x00\x00\x1b\x00\x00\x00")
	w := gzip.NewWriter(packed)
	fmt.Fprint(w, leaked)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("WORD", leaked, "GZIP", packed.String(), "BASE64", base64.StdEncoding.EncodeToString([]byte("<svg><title>A picture of "+leaked+"</title></svg>")))
	file, _ := tree.Lookup(fill.Replace(l.file))
	if l.before == "" && file.Path == "" {
		return publish.File{Path: fill.Replace(l.file), Data: []byte(fill.Replace(l.after))}
	}
	if !bytes.Contains(file.Data, []byte(l.before)) {
		t.Fatalf("%s does not say %q", l.file, l.before)
	}
	file.Data = bytes.Replace(file.Data, []byte(l.before), []byte(fill.Replace(l.after)), 1)
	return file
}

// TestLeaksAreFound promises that leaks made on purpose are found: by what the property tests look at, and, where words come
// out, by check --leaks.
func TestLeaksAreFound(t *testing.T) {
	words := 0
	s := &secretive{
		rng: rand.New(rand.NewPCG(3, 0)), marks: map[string]int{}, mark: "internal", absent: func() bool { return false },
		secret: func() string { words++; return canary + fmt.Sprint(76+words) },
	}
	archive := s.write()
	b, list := build(t, archive, "public")
	clean := contents(t, b.Tree)
	if found := append(shown(clean), shown(said(t, list))...); len(found) > 0 {
		t.Fatal(found)
	}
	if found, err := b.Leaks(); err != nil || strings.Contains(fmt.Sprint(found), canary) {
		t.Fatal(found, err)
	}
	for _, l := range leaks {
		t.Run(l.channel, func(t *testing.T) {
			file := l.plant(t, b.Tree)
			broken := *b
			broken.Tree = publish.Tree{file}
			if bytes.Equal(clean[file.Path], file.Data) {
				t.Error("the sites seem to be the same")
			}
			if slices.Contains(numbers, l.channel) {
				return
			}
			if len(shown(contents(t, broken.Tree))) == 0 {
				t.Error("no file seems to show it")
			}
			found, err := broken.Leaks()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(disguised, l.channel) && !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.File == file.Path && strings.Contains(d.Message, leaked) }) {
				t.Errorf("check --leaks finds %v", found)
			}
		})
	}
	inside, _ := build(t, archive, "internal")
	t.Run("search index", func(t *testing.T) {
		of := func(tree publish.Tree, search bool) publish.Tree {
			return slices.DeleteFunc(slices.Clone(tree), func(f publish.File) bool { return strings.HasPrefix(f.Path, "search/") != search })
		}
		for _, kind := range []string{"terms", "cards", "manifest"} {
			if found := shown(contents(t, of(inside.Tree, true))); !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, "search/"+kind) }) {
				t.Errorf("no file of the index's %s seems to show it: %v", kind, found)
			}
		}
		broken, loaded := *b, *b.Loaded
		loaded.Archive = inside.Loaded.Archive
		broken.Loaded, broken.Tree = &loaded, of(b.Tree, false)
		found, err := broken.Leaks()
		if err != nil || !strings.Contains(fmt.Sprint(found), canary) {
			t.Errorf("check --leaks finds %v, %v", found, err)
		}
	})
	t.Run("error message", func(t *testing.T) {
		d := diag.Diagnostic{File: "content/2024/r1/index.md", Line: 1, Code: diag.ValueInvalid, Message: "bad", Excerpt: leaked}
		if found := shown(said(t, diag.List{d})); len(found) == 0 {
			t.Error("no message seems to show it")
		}
	})
	if n := len(leaks) + 2; n < 20 {
		t.Errorf("%d channels only", n)
	}
}

// contents are the files of a tree by path.
func contents(t *testing.T, tree publish.Tree) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, f := range tree {
		data, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		out[f.Path] = data
	}
	return out
}

// said is what all writers say of problems.
func said(t *testing.T, list diag.List) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, format := range diag.Formats() {
		var b bytes.Buffer
		if err := diag.Write(&b, list, format, "", diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		out["problems as "+format] = b.Bytes()
	}
	return out
}

// shown lists the files that show a hidden word, in their names too.
func shown(files map[string][]byte) (found []string) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, text := range append(readings(files[name]), []byte(name)) {
			if i := bytes.Index(bytes.ToLower(text), []byte(canary)); i >= 0 {
				found = append(found, fmt.Sprintf("%s shows …%q…", name, text[max(0, i-60):min(len(text), i+40)]))
				break
			}
		}
	}
	return found
}

// difference lists the files in which two sites differ.
func difference(one, other map[string][]byte) (found []string) {
	all := maps.Clone(one)
	maps.Copy(all, other)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		a, here := one[name]
		b, there := other[name]
		n := 0
		for n < min(len(a), len(b)) && a[n] == b[n] {
			n++
		}
		switch from := max(0, n-80); {
		case here != there:
			found = append(found, name+" is in one site only")
		case !bytes.Equal(a, b):
			found = append(found, fmt.Sprintf("%s differs:\n%q\n%q", name, a[from:min(len(a), n+80)], b[from:min(len(b), n+80)]))
		}
	}
	return found
}

// build builds an edition.
func build(t *testing.T, files map[string]string, edition string) (*pipeline.Built, diag.List) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, "content", filepath.FromSlash(name)), []byte(text))
	}
	b, list, err := pipeline.Build(t.Context(), pipeline.Options{Content: dir + "/content", Display: "content", Edition: edition})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Loaded.Close() }) // it was only read
	if list.Errors() > 0 {
		for _, f := range slices.Sorted(maps.Keys(files)) {
			if strings.HasSuffix(f, ".md") {
				t.Logf("%s\n%s", f, files[f])
			}
		}
		t.Fatalf("errors in edition %s: %v", edition, list)
	}
	return b, list
}
