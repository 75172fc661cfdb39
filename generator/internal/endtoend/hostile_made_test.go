package endtoend_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
)

// made are the attacks that no text file holds: bytes, sizes, names and links.
var made = []struct {
	name string
	run  func(t *testing.T)
}{
	{"byte order mark", func(t *testing.T) {
		sameSite(t, func(text string) string { return "\ufeff" + text })
	}},
	{"CRLF", func(t *testing.T) {
		sameSite(t, func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") })
	}},
	{"lone CR", func(t *testing.T) {
		sameSite(t, func(text string) string { return strings.ReplaceAll(text, "\n", "\r") })
	}},
	{"mixed", func(t *testing.T) {
		n := 0
		sameSite(t, func(text string) string {
			return replaceEach(text, "\n", func() string { n++; return []string{"\r", "\r\n", "\n"}[n%3] })
		})
	}},
	{"chained merge keys", func(t *testing.T) {
		text := "a0: &a0 {x: 1}\n"
		for i := 1; i <= 25; i++ {
			text += fmt.Sprintf("a%d: &a%d\n  <<: [*a%d, *a%d]\n", i, i, i-1, i-1)
		}
		refused(t, map[string]string{"a.md": "---\n" + text + "---\n"}, diag.YAMLFeature)
	}},
	{"billion laughs", func(t *testing.T) {
		text := "a0: &a0 [lol, lol]\n"
		for i := 1; i <= 9; i++ {
			text += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
		}
		refused(t, map[string]string{"a.md": "---\n" + text + "---\n", "archive.yaml": "title: A\n" + text}, diag.YAMLFeature)
	}},
	{"nested lists of YAML", func(t *testing.T) {
		refused(t, map[string]string{"a.md": "---\ntags: " + strings.Repeat("[", 20_000) + "\n---\n"}, diag.FrontMatterLimit)
	}},
	{"nested lists of JSON", func(t *testing.T) {
		refused(t, map[string]string{"a.md": `{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}\n"}, diag.FrontMatterLimit)
	}},
	{"nested lists of TOML", func(t *testing.T) {
		refused(t, map[string]string{"a.md": "+++\na = " + strings.Repeat("[", 20_000) + "\n+++\n"}, diag.FrontMatterLimit)
	}},
	{"a hundred megabytes", func(t *testing.T) {
		dir := t.TempDir()
		lay(t, dir, "content/archive.yaml", plain)
		lay(t, dir, "content/2024/a.md", "")
		if err := os.Truncate(filepath.Join(dir, "content/2024/a.md"), 100<<20); err != nil { // never read
			t.Fatal(err)
		}
		_, list := buildIn(t, dir)
		if len(list) != 1 || list[0].Code != diag.FileTooLarge || !strings.Contains(list[0].Hint, "limits.file") {
			t.Error(told(t, dir, list))
		}
	}},
	{"one line", func(t *testing.T) {
		refused(t, map[string]string{"a.md": front + strings.Repeat("x", 3<<20)}, diag.FileTooLarge)
	}},
	{"8,000 keys", func(t *testing.T) {
		text := "---\n"
		for i := range 8_000 {
			text += fmt.Sprintf("k%d: 1\n", i)
		}
		refused(t, map[string]string{"a.md": text + "---\n"}, diag.FrontMatterLimit)
	}},
	{"a title of a megabyte", func(t *testing.T) {
		refused(t, map[string]string{"a.md": "---\ntitle: " + strings.Repeat("a", 1<<20) + "\n---\n"}, diag.FrontMatterLimit)
	}},
	{"a long title", func(t *testing.T) {
		refused(t, map[string]string{"a.md": "---\ntitle: " + strings.Repeat("a", 60_000) + "\ndate: 2024-07-01\n---\n"}, diag.ValueLimit)
	}},
	{"10,000 tags", func(t *testing.T) {
		text := "---\ntitle: A\ndate: 2024-07-01\ntags: ["
		for i := range 10_000 {
			text += fmt.Sprintf("%x,", i)
		}
		refused(t, map[string]string{"a.md": text + "]\n---\n"}, diag.ValueLimit)
	}},
	{"a slug of 300 bytes", func(t *testing.T) {
		refused(t, map[string]string{"a.md": strings.Replace(front, "date", "slug: "+strings.Repeat("a", 300)+"\ndate", 1)}, diag.SlugInvalid)
	}},
	{"a path of 4,096 bytes", func(t *testing.T) {
		refused(t, map[string]string{"a.md": strings.Replace(front, "date", "aliases: [/"+strings.Repeat("a/", 2_048)+"]\ndate", 1), strings.Repeat("deep/", 60) + "a.md": front}, diag.FileName)
	}},
	{"case", func(t *testing.T) { collide(t, "2024/A.md", "2024/a.md") }},
	{"case of folders", func(t *testing.T) { collide(t, "X/a.md", "x/a.md") }},
	{"NFC and NFD", func(t *testing.T) { collide(t, "2024/caf\u00e9.md", "2024/cafe\u0301.md") }},
	{"sharp s", func(t *testing.T) { collide(t, "2024/stra\u00dfe.md", "2024/STRASSE.md") }},
	{"capital sharp s", func(t *testing.T) { collide(t, "2024/stra\u1e9ee.md", "2024/strasse.md") }},
	{"dotless i", func(t *testing.T) { collide(t, "2024/I.md", "2024/\u0131.md") }},
	{"fullwidth", func(t *testing.T) { collide(t, "2024/\uff41.md", "2024/a.md") }},
	{"zero width joiner", func(t *testing.T) { refusedName(t, "2024/a\u200db.md") }},
	{"line break", func(t *testing.T) { refusedName(t, "2024/a\nb.md") }},
	{"markup", func(t *testing.T) { refusedName(t, `2024/"><img onerror=alert(1)>.md`) }},
	{"escape", func(t *testing.T) { refusedName(t, "2024/\x1b[2J.md") }},
	{"not UTF-8", func(t *testing.T) { refusedName(t, "2024/\xe9.md") }},
	{"400 folders deep", func(t *testing.T) {
		refused(t, map[string]string{strings.Repeat("d/", 400) + "a.md": front}, diag.FileName)
	}},
	{"4,000 files in a folder", func(t *testing.T) {
		// Drafts are listed and read, which is what is tested, and not rendered.
		files := map[string]string{"2024/a.md": front}
		for n := range 4_000 {
			files[fmt.Sprintf("2024/n%d.md", n)] = strings.Replace(front, "date", "draft: true\ndate", 1)
		}
		dir := archived(t, files)
		if b, list := buildIn(t, dir); len(list) > 0 || b.Loaded.Drafts != 4_000 {
			t.Error(told(t, dir, list))
		}
	}},
	{"file of a bundle", func(t *testing.T) {
		linked(t, "content/2024/p/notes.txt", map[string]string{"2024/p/index.md": front})
	}},
	{"layout of a theme", func(t *testing.T) {
		linked(t, "themes/stolen/layouts/page.html", map[string]string{"archive.yaml": plain + "theme: stolen\n", "2024/a.md": front})
	}},
	{"layout of the archive", func(t *testing.T) {
		linked(t, "content/layouts/partials/footer.html", map[string]string{"2024/a.md": front})
	}},
	{"asset of a theme", func(t *testing.T) {
		linked(t, "themes/stolen/assets/site.css", map[string]string{"archive.yaml": plain + "theme: stolen\n", "2024/a.md": front})
	}},
	{"a race", race},
	{"a picture of 2.5 thousand million points", func(t *testing.T) {
		// The head of a PNG of 50,000 × 50,000: it is measured and never decoded.
		head := "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x06\x00\x00\x00"
		dir := archived(t, map[string]string{"2024/p/index.md": front + "![a graph](graph.png)\n", "2024/p/graph.png": head + "\x0b\x4e\x1a\x30" + strings.Repeat("\x00", 100)})
		b, list := buildIn(t, dir)
		if list.Errors() > 0 {
			t.Fatal(told(t, dir, list))
		}
		if page := outputs(t, b, "incidents/2024/p/index.html"); !strings.Contains(page, "graph.png") {
			t.Error("the picture is not in the page")
		}
	}},
}

// archived lays files out below content/, with settings where they bring none.
func archived(t testing.TB, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if _, has := files["archive.yaml"]; !has {
		lay(t, dir, "content/archive.yaml", plain)
	}
	for name, text := range files {
		lay(t, dir, "content/"+name, text)
	}
	return dir
}

// refused builds an archive that must have an error of a code in each file, and
// tells its author so in few words.
func refused(t *testing.T, files map[string]string, code diag.Code) {
	t.Helper()
	dir := archived(t, files)
	_, list := buildIn(t, dir)
	found := 0
	for _, d := range list {
		if d.Severity == diag.Error && d.Code == code {
			found++
		}
	}
	text := told(t, dir, list)
	if found == 0 || exit(list) != "1" {
		t.Errorf("no error with the code %s:\n%.1000s", code, text)
	}
	if len(text) > 200_000 {
		t.Errorf("the author is told %d bytes", len(text))
	}
}

// refusedName builds an archive with a file whose name must be an error, and
// must not reach the terminal as it is.
func refusedName(t *testing.T, name string) {
	t.Helper()
	dir := archived(t, map[string]string{name: front})
	_, list := buildIn(t, dir)
	if len(list) != 1 || list[0].Code != diag.FileName {
		t.Fatal(told(t, dir, list))
	}
	if text := list[0].File + list[0].Message; strings.ContainsAny(text, "\n\x1b\u200d") || !utf8.ValidString(text) {
		t.Errorf("the name is printed as it is: %q", text)
	}
}

// collide builds an archive of two files that some system takes for one. A
// system that does so itself has only one of them.
func collide(t *testing.T, one, other string) {
	t.Helper()
	dir := archived(t, map[string]string{one: front, other: front})
	for _, name := range []string{one, other} {
		if folder, err := os.ReadDir(filepath.Join(dir, "content")); err != nil || len(folder) < 2 {
			t.Fatal(err)
		}
		found, err := filepath.Glob(filepath.Join(dir, "content", filepath.Dir(name), "*.md"))
		if err != nil || filepath.Dir(one) == filepath.Dir(other) && len(found) < 2 {
			t.Skip("this file system holds one of the two files only")
		}
	}
	_, list := buildIn(t, dir)
	text := told(t, dir, list)
	if exit(list) != "1" || !strings.Contains(text, string(diag.URLCollision)) || !strings.Contains(text, one) || !strings.Contains(text, other) {
		t.Errorf("want an error that names %s and %s:\n%s", one, other, text)
	}
}

// sameSite builds an archive as it is and with its texts changed: the sites
// must be the same to the byte.
func sameSite(t *testing.T, change func(string) string) {
	t.Helper()
	files := map[string]string{
		"archive.yaml": plain + "description: |\n  One\n  two.\n",
		"2024/a.md":    "---\ntitle: An outage\ndate: 2024-07-01\nsummary: |\n  One\n  two.\nservices: [api]\n---\n# Head\n\ntext\nmore  \ntext\n\n- a\n- b\n\n```go\nx := 1\n\ny\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
		"2024/b.md":    "+++\ntitle = 'B'\ndate = 2024-07-02\nsummary = \"\"\"\none\ntwo\"\"\"\n+++\n> quote\n> more\n",
		"2024/c.md":    "{\n\"title\": \"C\",\n\"date\": \"2024-07-03\"\n}\nText [b](b.md).\n",
	}
	want, list := buildIn(t, archived(t, files))
	if len(list) > 0 {
		t.Fatal(list)
	}
	for name, text := range files {
		files[name] = change(text)
	}
	got, list := buildIn(t, archived(t, files))
	if len(list) > 0 {
		t.Fatal(list)
	}
	if len(want.Tree) != len(got.Tree) {
		t.Fatalf("%d files became %d", len(want.Tree), len(got.Tree))
	}
	for i, f := range want.Tree {
		if other := got.Tree[i]; other.Path != f.Path || !bytes.Equal(other.Data, f.Data) {
			t.Errorf("%s became another file", f.Path)
		}
	}
}

// replaceEach is strings.ReplaceAll with a replacement of its own for each.
func replaceEach(text, old string, replacement func() string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, old)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(replacement())
		text = after
	}
}

// secret stands in a file outside of every archive.
const secret = "SECRET of another folder"

// linked puts a link to a secret into an archive: no site may hold it, and the
// author is told.
func linked(t *testing.T, link string, files map[string]string) {
	t.Helper()
	dir := archived(t, files)
	outside := filepath.Join(t.TempDir(), "id_secret")
	if err := os.WriteFile(outside, []byte(secret), 0o644); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(dir, filepath.FromSlash(link))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, full); err != nil {
		t.Skip("there are no symbolic links here: ", err)
	}
	b, list := buildIn(t, dir)
	for _, f := range b.Tree {
		if strings.Contains(outputs(t, b, f.Path), secret) {
			t.Errorf("%s holds the secret", f.Path)
		}
	}
	if text := told(t, dir, list); exit(list) != "1" || strings.Contains(text, secret) {
		t.Errorf("the author is told:\n%s", text)
	}
}

// race swaps files for links while builds read them.
func race(t *testing.T) {
	dir := archived(t, map[string]string{"2024/p/index.md": front, "2024/p/notes.txt": "fine", "2024/a.md": front, "static/s.txt": "fine"})
	outside := filepath.Join(t.TempDir(), "id_secret")
	if err := os.WriteFile(outside, []byte(front+secret), 0o644); err != nil {
		t.Fatal(err)
	}
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			default:
			}
			for _, name := range []string{"2024/a.md", "2024/p/notes.txt", "static/s.txt"} {
				full := filepath.Join(dir, "content", name)
				made := full + "~" // passed over, should the walk meet it
				if n%2 == 0 {
					_ = os.Symlink(outside, made) // a failure leaves the file that was there
				} else {
					_ = os.WriteFile(made, []byte(front+"fine\n"), 0o644)
				}
				_ = os.Rename(made, full)
			}
		}
	}()
	defer func() { close(done); <-stopped }()
	for range 20 {
		b, _ := hostileRace(t, dir)
		for _, f := range b.Tree {
			data, err := f.Bytes()
			if err != nil {
				continue // it has become a link since
			}
			if bytes.Contains(data, []byte(secret)) {
				t.Fatalf("%s holds the secret", f.Path)
			}
		}
	}
}

// hostileRace is hostileBuild where the machine may fail: files change under it.
func hostileRace(t *testing.T, dir string) (*pipeline.Built, diag.List) {
	b, list, err := pipeline.Build(t.Context(), pipeline.Options{Content: filepath.Join(dir, "content"), Display: "content"})
	if err != nil {
		t.Logf("a build was interrupted: %v", err)
		return &pipeline.Built{}, list
	}
	t.Cleanup(func() {
		if b.Loaded != nil {
			if err := b.Loaded.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	return b, list
}
