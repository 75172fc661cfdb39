package importer

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/settings"
)

// pieces are what texts are made of to find the one that is misread.
var pieces = []string{
	"a", "B", "é", "ß", "日本", "🛑", "\u200b", "\u00a0", "\ufffd", " ", "  ", "\t", "\n", "'", `"`, `\`, "#", " #", ": ", ":", "-", "- ", "--- ", "?", "? ", "!", "&x", "*x", "|", ">", ">-",
	"{", "}", "[", "]", ",", "@", "`", "%", "~", "null", "true", "no", "on", "y", "1", "017", "1.5", "1e3", "0x1f", "1_000", "2024-01-01", "12:30", "12:30:45", ".5", "=", "<<", "<", "<b>", "</b>", "&amp;", "_", "__", "**", "~~", "http://x.org/a:b", "(1)", "1. ", "+ ", "# ", "...",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// TestScalar writes texts as YAML in every place where an import puts one, and
// reads them back: with the library, and with the archive's own strict reader.
func TestScalar(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	texts := append([]string{}, pieces...)
	for range 4_000 {
		texts = append(texts, randomText(r))
	}
	for _, text := range texts {
		if text = clean(text); text == "" {
			continue
		}
		y := &yamlWriter{}
		y.text("", "short", text)
		y.text("  - ", "item", strings.Repeat(text+" word ", 30))
		source := strings.Replace(y.String(), "  - item", "list:\n  - item", 1)
		flow := &yamlWriter{}
		flow.list("", "flow", []string{text, text})
		flow.list("", "long", []string{text, strings.Repeat(text, 60)})
		source += flow.String()

		var loaded struct {
			Short string
			List  []map[string]string
			Flow  []string
			Long  []string
		}
		if err := yaml.Load([]byte(source), &loaded); err != nil {
			t.Fatalf("%q: %v\n%s", text, err, source)
		}
		if loaded.Short != text || loaded.List[0]["item"] != strings.Repeat(text+" word ", 30) || loaded.Flow[1] != text || loaded.Long[1] != strings.Repeat(text, 60) {
			t.Fatalf("%q comes back as %q, %q, %q\n%s", text, loaded.Short, loaded.List, loaded.Flow, source)
		}
		root, list := frontmatter.ParseYAML(diag.NewSource("", source), foreignLimits)
		if len(list) > 0 {
			t.Fatalf("%q: %v\n%s", text, list[0].Message, source)
		}
		short, _ := root.Get("short")
		if short.Value.Kind != frontmatter.Text || short.Value.Text != text {
			t.Fatalf("%q comes back as %v %q\n%s", text, short.Value.Kind, short.Value.Text, source)
		}
	}
}

// rendered is the text that a reader sees of Markdown.
func rendered(t *testing.T, body string) string {
	t.Helper()
	document, list := renderer.Render(diag.NewSource("", body), 0, nil)
	for _, d := range list {
		if d.Code == diag.RawHTML {
			t.Fatalf("raw HTML in %q", body)
		}
	}
	var parts []string
	for _, s := range document.Sections {
		parts = append(parts, s.Heading, s.Text, s.Code)
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// TestEscape shows plain text as it is, whatever Markdown would make of it.
func TestEscape(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 4_000 {
		text := strings.ReplaceAll(oneLine(randomText(r)), "http://x.org/a:b", "x")
		if text == "" {
			continue
		}
		if got := rendered(t, escapeMarkdown(text)); got != text {
			t.Fatalf("%q is shown as %q: %q", text, got, escapeMarkdown(text))
		}
	}
}

// TestHTMLText keeps the text of HTML through Markdown and back.
func TestHTMLText(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for range 2_000 {
		text := strings.ReplaceAll(oneLine(randomText(r)), "http://x.org/a:b", "x")
		source := "<p>" + escape.Replace(text) + "</p>"
		body, _ := toMarkdown(source, "")
		if got := rendered(t, body); got != text {
			t.Fatalf("%q is shown as %q: %q", text, got, body)
		}
	}
}

func TestReadTime(t *testing.T) {
	berlin, _ := calendar.LoadZone("Europe/Berlin")
	chicago, _ := calendar.LoadZone("America/Chicago")
	for _, c := range []struct {
		text string
		zone *time.Location
		want string // "" where there is none
	}{
		{"2024-03-10T02:05:00.000-08:00", nil, "2024-03-10 10:05 UTC"},
		{"2020-01-02T9:30:00-00:00", nil, "2020-01-02 09:30 UTC"},
		{"2020-01-02T09:30:15-00:00", nil, "2020-01-02 09:30:15 UTC"},
		{"2018-04-13 16:50:00", nil, "2018-04-13 16:50 UTC"},
		{"2018-04-13 16:50:00", berlin, "2018-04-13 16:50"},
		{"2021-05-01 10:00:00 +0000 UTC", nil, "2021-05-01 10:00 UTC"},
		{"2021-05-01 10:00:00 +0200 CEST", berlin, "2021-05-01 08:00 UTC"},
		{"2021-05-01 10:00:00.123456789 +0000 UTC m=+0.1", nil, "2021-05-01 10:00 UTC"},
		{"2025-01-01T10:00:00+00:00Z", nil, "2025-01-01 10:00 UTC"}, // Python's isoformat and a Z
		{"Dec 18, 2018 - 13:53 PST", nil, "2018-12-18 21:53 UTC"},
		{"December 18, 2018 1:53 PM PST", nil, "2018-12-18 21:53 UTC"},
		{"Tue, 18 Dec 2018 13:53:00 +0100", nil, "2018-12-18 12:53 UTC"},
		{"18 Dec 2018, 13:53 UTC", nil, "2018-12-18 13:53 UTC"},
		{"Mar 03, 2024 - 09:00 CST", chicago, "2024-03-03 15:00 UTC"},
		{"Mar 03, 2024 - 09:00 CST", nil, "2024-03-03"}, // Chicago or Shanghai: the day is kept
		{"12/18/2018 12:00 AM UTC", nil, "2018-12-18 00:00 UTC"},
		{"18/12/2018", nil, "2018-12-18"},
		{"03/04/2024", nil, ""},
		{"2018-12-18", nil, "2018-12-18"},
		{"2024-03-31 02:30", berlin, "2024-03-31"}, // does not exist: the day is kept
		{"0001-01-01T00:00:00Z", nil, ""},
		{"", nil, ""}, {"null", nil, ""}, {"true", nil, ""}, {"soon", nil, ""}, {"2024-13-40", nil, ""}, {"25:00", nil, ""},
		{"2024-01-01 13:00 PM", nil, ""},
		{strings.Repeat("1", 5000), nil, ""},
	} {
		got, _, problem := readTime(c.text, c.zone)
		written := ""
		if !got.IsZero() {
			written = writeTime(got, c.zone)
		}
		if written != c.want {
			t.Errorf("%.60q is %q, want %q (%s)", c.text, written, c.want, problem)
		}
		if written == "" && problem == "" && !unset(c.text) {
			t.Errorf("%.60q has no time and no problem", c.text)
		}
		// What is written is read by the archive as the same time.
		if again, mistake := calendar.Parse(written, c.zone); written != "" && (mistake != nil || !again.Instant.Equal(got.Instant)) {
			t.Errorf("%q is written as %q, which is %v", c.text, written, again.Instant)
		}
	}
}

func TestAffected(t *testing.T) {
	for text, want := range map[string][]listed{
		"API":                                 {{"API", ""}},
		"API and Webhooks":                    {{"API", ""}, {"Webhooks", ""}},
		"Git, Search and Browse, and Actions": {{"Git", ""}, {"Search and Browse", ""}, {"Actions", ""}},
		"MARKET (HARBOUR) APPS (Market (Harbour) - Production)": {{"Market (Harbour) - Production", "MARKET (HARBOUR) APPS"}},
		"EU (A, B), US (C) and Search":                          {{"A", "EU"}, {"B", "EU"}, {"C", "US"}, {"Search", ""}},
		"":                                                      nil, ")": {{")", ""}}, "(a": {{"(a", ""}},
	} {
		got := affected(text)
		if len(got) != len(want) {
			t.Errorf("%q is %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q is %q, want %q", text, got, want)
			}
		}
	}
}

func TestWriteLength(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "", time.Minute: "1m", 90 * time.Minute: "1h30m", 24 * time.Hour: "24h", 10 * time.Second: "10s", 3661 * time.Second: "1h1m1s"} {
		got := writeLength(d)
		if got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
		if back, mistake := calendar.ParseDuration(got); want != "" && (mistake != nil || back != d) {
			t.Errorf("%q is read as %v", got, back)
		}
	}
}

// TestAddServices adds to settings however they are written: every line that was there stays.
func TestAddServices(t *testing.T) {
	added := []settings.Service{{ID: "new", Name: `New: "one" #2`, Parent: "group"}, {ID: "group", Name: "Group"}}
	for name, before := range map[string]string{
		"absent":      "title: T\n# end",
		"empty":       "title: T\nservices: []  # none\nlanguage: en\n",
		"null":        "title: T\nservices:\nlanguage: en\n",
		"block":       "title: T\nservices:\n  - id: old\n    name: Old # c\n\n# about language\nlanguage: en\n",
		"unindented":  "title: T\nservices:\n- id: old\n  name: Old\nlanguage: en\n",
		"folded last": "services:\n    - id: old\n      description: >-\n        a\n        b\n\n        c\n# end\ntitle: T\n",
		"no newline":  "title: T\nservices:\n  - id: old",
		"flow":        "title: T\nservices: [{id: old, name: Old}]  # c\nlanguage: en\n",
		"flow lines":  "title: T\nservices: [\n  {id: old},  # c\n]\nlanguage: en\n",
		"commented":   "title: T\nservices:\n  # first\n  - id: old\n  # - id: off\nlanguage: en\n",
		"crlf":        "title: T\r\nservices:\r\n  - id: old\r\nlanguage: en\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			a, err := readArchive(Existing{SettingsFile: "archive.yaml", SettingsText: before})
			if err != nil {
				t.Fatal(err)
			}
			after, err := addServices(a, added)
			if err != nil {
				t.Fatal(err)
			}
			s, list := settings.Read(diag.NewSource("archive.yaml", after), false)
			if list.Errors() > 0 || len(s.Services) != len(a.settings.Services)+2 {
				t.Fatalf("%v\n%s", list, after)
			}
			rest := after
			for _, word := range strings.Fields(strings.NewReplacer("[", " ", "]", " ", "}", " ").Replace(before)) {
				i := strings.Index(rest, word)
				if i < 0 {
					t.Fatalf("%q is lost or moved:\n%s", word, after)
				}
				rest = rest[i+len(word):]
			}
		})
	}
	a, err := readArchive(Existing{SettingsFile: "archive.toml", SettingsText: "title = \"T\" # c\n[[services]]\nid = \"old\"\n"})
	if err != nil {
		t.Fatal(err)
	}
	after, err := addServices(a, added)
	if s, list := settings.Read(diag.NewSource("archive.toml", after), true); err != nil || list.Errors() > 0 || len(s.Services) != 3 {
		t.Fatal(err, list, after)
	}
}

// TestBodyIsPortable rewrites Markdown at random and builds it: no raw HTML, no dead link.
func TestBodyIsPortable(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	more := append([]string{"[x](y)", "![i](j.png)", "[x][1]", "\n[1]: /rel\n", "<a href='z'>q</a>", "<br>", "<br/>\n", "<table><tr><td>1", "<!-- c -->", "<script>x</script>", "```\n", "    code\n", "> ", "<https://x.org>", "[f](#no)", "<your-id>", "<div>", "<pre>p</pre>", "<li>", "{{< x >}}", "<img src=x alt=y>", "<ul><li>a</li></ul>"}, pieces...)
	for range 2_000 {
		var b strings.Builder
		for range 1 + r.IntN(10) {
			b.WriteString(more[r.IntN(len(more))])
		}
		in := &incident{}
		body := in.portable(b.String())
		_, list := renderer.Render(diag.NewSource("", body), 0, func(markdown.Reference) markdown.Resolution { return markdown.Resolution{Problem: "none"} })
		for _, d := range list {
			if d.Severity == diag.Error || d.Code == diag.RawHTML {
				t.Fatalf("%q becomes %q: line %d: %s", b.String(), body, d.Line, d.Message)
			}
		}
	}
}
