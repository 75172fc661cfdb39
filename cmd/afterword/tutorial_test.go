package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shown is what the blocks of each step of themes/README.md bring into the home page or, after "css", into the
// style sheet. A "!" before a text means that it is not there.
var shown = map[string][]string{
	"1.1": {"css --link:#8a1c5c", "css prefers-color-scheme:dark){:root{--link:#"},
	"2.1": {},
	"2.2": {`<img class="logo" src="./assets/logo.`, `width="48" height="48"`, `rel="icon" type="image/svg&#43;xml" href="./assets/logo.`, "<strong>platform team</strong>",
		"css --face:var(--sans)", "css --widen:1.35"},
	"3.1": {},
	"3.2": {">Incidents</a>", `href="./about/index.html" dir="auto">About</a>`, `href="./feeds/index.html" dir="auto">Subscribe</a>`, `href="https://example.org/runbooks"`},
	"3.3": {">Incidents</a>", ">About</a>", "!>Actions</a>", "!>Subscribe</a>"},
	"4.1": {`id="latest"`, `id="services"`, "!" + `id="subscribe"`, "!<form"},
	"5.1": {"css @layer tokens{", "css --page:#fff8f0", "css letter-spacing:.02em"},
	"5.2": {"css .name span{position:absolute"},
	"6.1": {"Ask the team", "Data as of"},
	"7.1": {},
	"7.2": {"css --base:#8b867b"},
	"7.3": {`<time datetime="2024-07-01">2024-07-01 10:00</time>`},
	"7.4": {`class="log h-feed"`},
}

// TestTheGuideToThemes does what themes/README.md says, step by step, and looks at the home page after each.
func TestTheGuideToThemes(t *testing.T) {
	text, err := os.ReadFile("../../themes/README.md")
	if err != nil {
		t.Fatal(err)
	}
	tutorial, _, _ := strings.Cut(string(text), "\n# Reference\n")
	dir := t.TempDir()
	t.Chdir(dir)
	lay(t, "content/2024/disk.md", "---\ntitle: The disk was full\ndate: 2024-07-01\nservices: [api]\nstart: 2024-07-01 10:00\nend: 2024-07-01 11:00\n---\nBody.\n")
	settings := map[string]string{"title": "title: Outages\n", "base": "as_of: 2026-11-01T00:00:00Z\ntimezone: UTC\n"}
	done := 0
	for _, step := range regexp.MustCompile(`(?ms)^## (\d)\. .*?(?:\z|^## )`).FindAllStringSubmatch(strings.ReplaceAll(tutorial, "\n## ", "\n## \n## "), -1) {
		for n, block := range regexp.MustCompile("(?ms)^```([a-z]+)(?: (\\S+))?\n(.*?)^```").FindAllStringSubmatch(step[0], -1) {
			switch {
			case block[2] == "content/archive.yaml":
				key, _, _ := strings.Cut(block[3], ":")
				settings[key] = block[3]
			case block[2] != "":
				lay(t, block[2], block[3])
			default:
				for line := range strings.Lines(block[3]) {
					afterword(t, strings.Fields(line)[1:]...)
				}
			}
			lay(t, "content/archive.yaml", settings["title"]+settings["base"]+settings["look"]+settings["menu"]+settings["theme"])
			if block[1] != "sh" {
				afterword(t, "build")
			}
			want, ok := shown[fmt.Sprintf("%s.%d", step[1], n+1)]
			if !ok {
				t.Fatalf("step %s has a block that this test does not know:\n%s", step[1], block[3])
			}
			done++
			look(t, fmt.Sprintf("step %s, block %d", step[1], n+1), want)
		}
	}
	if done != len(shown) {
		t.Errorf("%d blocks of %d were found", done, len(shown))
	}
}

// afterword runs the program, which must succeed.
func afterword(t *testing.T, args ...string) {
	t.Helper()
	var out bytes.Buffer
	if code := run(args, &out, &out); code != 0 {
		t.Fatalf("afterword %s: %d\n%s", strings.Join(args, " "), code, &out)
	}
}

func lay(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// look compares the home page and the style sheet that it names with what is wanted of them.
func look(t *testing.T, where string, want []string) {
	t.Helper()
	if len(want) == 0 {
		return
	}
	page, err := os.ReadFile("public/index.html")
	if err != nil {
		t.Fatal(err)
	}
	css, err := os.ReadFile("public" + string(regexp.MustCompile(`/assets/site\.[0-9a-f]+\.css`).Find(page)))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range want {
		in, wanted := page, true
		if rest, ok := strings.CutPrefix(text, "css "); ok {
			in, text = css, rest
		} else if rest, ok := strings.CutPrefix(text, "!"); ok {
			text, wanted = rest, false
		}
		if bytes.Contains(in, []byte(text)) != wanted {
			t.Errorf("%s: %q is there: %v", where, text, !wanted)
		}
	}
}
