package endtoend_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/testutil/sitecheck"
)

var everyDrawing = flag.Bool("drawings", false, "look at all pages of testdata/charts in a browser, not at one of them")

// drawings is the archive of reports with samples beside them, as a theme shows it.
func drawings(t *testing.T, theme string) built {
	t.Helper()
	b, err := drawn(theme)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var drawn = func() func(theme string) (built, error) {
	var mu sync.Mutex
	made := map[string]built{}
	return func(theme string) (built, error) {
		mu.Lock()
		defer mu.Unlock()
		if b, ok := made[theme]; ok {
			return b, nil
		}
		b, err := buildSite("testdata/charts/content", bases[0], theme)
		if err == nil {
			made[theme] = built{"charts", b.Loaded.Base, b.Tree}
		}
		return made[theme], err
	}
}()

// drawnPages are the pages that hold drawings.
func drawnPages() []string {
	all := []string{"/incidents/2025/queue/", "/incidents/2025/feature-flag/", "/incidents/2025/primary/", "/incidents/2024/disk/", "/incidents/2024/payments/"}
	if *everyDrawing {
		return all
	}
	return all[:1]
}

// Drawings of samples have nothing that axe-core finds wrong, stay within the window at every width, and have names
// which say what they show.
func TestDrawingsInBrowser(t *testing.T) {
	themes := []string{"default"}
	if *everyDrawing {
		themes = append(themes, "ledger")
	}
	for _, theme := range themes {
		t.Run(theme, func(t *testing.T) {
			b := drawings(t, theme)
			findNothing(t, b, drawnPages())
			v := openTab(t, b)
			for _, path := range drawnPages() {
				v.open(path)
				for _, width := range []int64{320, 768, 1440} {
					v.width(width)
					for _, what := range eval[[]string](v, overflowing) {
						t.Errorf("%s at %d px: %s", path, width, what)
					}
				}
				nodes := call(v, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
				var pictures []string
				for _, n := range nodes {
					if n.Role != nil && n.Name != nil && (string(n.Role.Value) == `"image"` || string(n.Role.Value) == `"img"`) {
						pictures = append(pictures, string(n.Name.Value))
					}
				}
				t.Logf("%s: %s", path, strings.Join(pictures, "\n\t"))
				want := "lowest 83"
				if !strings.Contains(path, "queue") {
					want = "lowest"
				}
				if !slices.ContainsFunc(pictures, func(name string) bool { return strings.Contains(name, want) }) {
					t.Errorf("%s: no picture says what it shows: %q", path, pictures)
				}
				if *screenshots != "" {
					for _, l := range []look{light, dark} {
						v.look(l)
						for _, width := range []int64{360, 768, 1440} {
							v.width(width)
							picture(t, fmt.Sprintf("drawings-%s-%s-%d-%s.png", theme, strings.ReplaceAll(strings.Trim(path, "/"), "/", "_"), width, l), v.screenshot())
						}
					}
					call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
					call(v, emulation.SetEmulatedVisionDeficiency, emulation.SetEmulatedVisionDeficiencyParams{Type: "achromatopsia"})
					v.width(700) // about what paper has
					picture(t, fmt.Sprintf("drawings-%s-%s-paper.png", theme, strings.ReplaceAll(strings.Trim(path, "/"), "/", "_")), v.screenshot())
					call(v, emulation.SetEmulatedVisionDeficiency, emulation.SetEmulatedVisionDeficiencyParams{Type: "none"})
					picture(t, fmt.Sprintf("drawings-%s-%s.pdf", theme, strings.ReplaceAll(strings.Trim(path, "/"), "/", "_")), v.print())
					v.look(light)
				}
			}
		})
	}
}

func picture(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*screenshots, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A drawing is where its file is named: on the page, in feeds. The file is published and
// linked, and the Markdown twin links it.
func TestDrawingsEverywhere(t *testing.T) {
	b := drawings(t, "default")
	for _, fault := range sitecheck.All(b.tree, b.base) {
		t.Error(fault)
	}
	for _, broken := range linkcheck.Within(b.tree, b.base) {
		t.Error(broken)
	}
	for file, parts := range map[string][]string{
		"incidents/2025/feature-flag/index.html": {`<figure class="lanes samples">`, `<a href="../../../incidents/2025/feature-flag/errors.csv">errors.csv</a>`, "signal above 0.5", "No samples between 14:30 and 14:37."},
		"incidents/2025/feature-flag/errors.csv": {"time,5xx [%],4xx [%]"},
		"incidents/2025/feature-flag/index.md":   {"(https://archive.example.net/incidents/2025/feature-flag/errors.csv"},
		"feed.xml":                               {"Share of requests answered with an error", "https://archive.example.net/incidents/2025/feature-flag/errors.csv"},
	} {
		text := fileOf(t, b, file)
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("%s lacks %s", file, part)
			}
		}
	}
}

func fileOf(t *testing.T, b built, name string) string {
	t.Helper()
	for _, f := range b.tree {
		if f.Path == name && f.Open != nil {
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close() // it was only read
			data, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		if f.Path == name {
			return string(f.Data)
		}
	}
	t.Fatalf("the site has no %s", name)
	return ""
}

// A drawing that only a hidden part of a report has is not published, and neither are its values, also where the
// report's signal names its file; a page in the open that names a hidden file is an error.
func TestDrawingsOfEditions(t *testing.T) {
	const settings = "title: Outages\ntimezone: UTC\neditions: [{id: public}, {id: internal}]\ndefault_edition: public\n"
	const front = "---\nedition: public\ntitle: An outage\ndate: 2025-05-15\nstart: 2025-05-13T14:05:00Z\nend: 2025-05-13T15:20:00Z\n"
	const data = "time,secret\n2025-05-13T14:00:00Z,41234\n2025-05-13T14:30:00Z,49876\n"
	for name, c := range map[string]struct {
		body   string
		signal string
		errors bool
	}{
		"hidden":  {"Open words.\n\n::: internal\n\n![Secret](a.csv)\n\n:::\n", "signal: {file: a.csv, above: 5}\n", false},
		"encoded": {"![Secret](&#97;.csv)\n", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, dir, "content/archive.yaml", settings)
			lay(t, dir, "content/2025/x/index.md", front+c.signal+"---\n\n"+c.body)
			lay(t, dir, "content/2025/x/a.csv", data)
			b, list := buildIn(t, dir)
			if (list.Errors() > 0) != c.errors {
				t.Fatal(list)
			}
			if c.errors && !slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Code == diag.ImageMissing }) {
				t.Error(list)
			}
			for _, f := range b.Tree {
				if strings.HasSuffix(f.Path, "a.csv") || bytes.Contains(f.Data, []byte("41234")) || bytes.Contains(f.Data, []byte("49 876")) {
					t.Errorf("%s is published with what is hidden", f.Path)
				}
			}
		})
	}
}
