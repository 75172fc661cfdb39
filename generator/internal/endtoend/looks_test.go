package endtoend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A variation is what an archive may say of how it looks.
type variation struct {
	name, theme, yaml string
	files             map[string]string // in the archive's folder
}

// svg is a logo of a size.
func svg(width, height int) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"><rect width="100%%" height="100%%" fill="#8a1c5c"/></svg>`, width, height)
}

// longMenu has more entries than fit into a line.
func longMenu() string {
	menu := "menu:\n- page: about\n"
	for n := range 14 {
		menu += fmt.Sprintf("- {name: Runbook of team %d, url: \"https://archive.example.com/%d\"}\n", n, n)
	}
	return menu
}

func variations() []variation {
	logo := func(width, height int) map[string]string {
		return map[string]string{"assets/logo.svg": svg(width, height)}
	}
	return []variation{
		{"plain", "", "", nil},
		{"long menu", "", longMenu(), nil},
		{"right to left", "", "title: أرشيف الأعطال\nlanguage: ar\nlook: {footer: \"حول هذا الأرشيف\", accent: \"#006b5e\"}\nmenu: [{name: حول, page: about}]\n", nil},
		{"huge logo", "", "look: {logo: logo.svg, favicon: logo.svg}\n", logo(9000, 900)},
		{"tall logo", "", "look: {logo: logo.svg}\n", logo(20, 900)},
		{"logo without a size", "", "look: {logo: logo.svg}\n", map[string]string{"assets/logo.svg": `<svg xmlns="http://www.w3.org/2000/svg"><circle cx="9" cy="9" r="9"/></svg>`}},
		{"logo that holds the name", "", "look: {logo: logo.svg}\n", map[string]string{"assets/logo.svg": svg(240, 48),
			"assets/head.css": ".name span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }"}},
		{"accent of two", "", "look: {accent: [\"#7a5a00\", \"#ffd400\"]}\n", nil},
		{"no home sections", "", "look: {home: []}\n", nil},
		{"another home", "", "look: {home: [subscribe, browse, services, latest, year, figures, search]}\n", nil},
		{"narrow and serif", "", "look: {width: narrow, font: serif}\n", nil},
		{"wide and system", "", "look: {width: wide, font: system}\n", nil},
		{"sans", "", "look: {font: sans}\n", nil},
		{"long footer", "", "look:\n  footer: |\n    ## Who we are\n\n    - the [platform team](pages/about.md)\n    - `pager@example.com`\n\n    " + strings.Repeat("unbreakable", 20) + "\n", nil},
		{"long title", "", "title: " + strings.Repeat("Outages", 20) + "\nlook: {logo: logo.svg}\n", logo(48, 48)},
		{"menu of its own", "", "menu: [{name: Home, page: /}, {page: about}, {page: search}, {name: The API, page: services/api}]\n", nil},
		{"light paper", "", "", map[string]string{"assets/head.css": ":root { --page: #fff5e8; --surface: #fff; --sunken: #f6ead9 }\n.name { letter-spacing: .05em }"}},
		{"ledger, dressed", "ledger", "look: {accent: \"#8a1c5c\", logo: logo.svg, footer: \"*Ours*\"}\n" + longMenu(), logo(400, 100)},
		{"ledger, right to left", "ledger", "title: أرشيف الأعطال\nlook: {font: serif, width: narrow, home: [latest, browse]}\n", nil},
		{"ledger, light paper", "ledger", "", map[string]string{"assets/head.css": ":root { --page: #fff5e8; --surface: #fff; --sunken: #f6ead9 }"}},
	}
}

// build builds a small archive in this look.
func (l variation) build(t *testing.T) built {
	t.Helper()
	dir := t.TempDir()
	title := "title: Outages\n"
	if strings.Contains(l.yaml, "title:") {
		title = ""
	}
	lay(t, dir, "archive.yaml", title+"timezone: UTC\nas_of: 2026-11-01T00:00:00Z\nservices: [{id: api, name: API}, {id: web, name: Website}]\n"+l.yaml)
	lay(t, dir, "pages/about.md", "---\ntitle: About this archive\n---\nWhat it is for. See [the API](/services/api/).\n")
	for n := range 12 {
		lay(t, dir, fmt.Sprintf("2026/%d.md", n), fmt.Sprintf("---\ntitle: The disk of host %d was full\nsummary: Nothing was written for a while.\ndate: 2026-0%d-02\nservices: [api]\nseverity: major\ncauses: [capacity]\ntags: [disk, alerts]\nstart: 2026-0%d-01 10:0%d\nend: 2026-0%[2]d-01 1%d:30\nlevel: major_outage\n---\n## What happened\n\nSee [about](../pages/about.md).\n", n, n%9+1, n%9+1, n%10, n%9))
	}
	for name, text := range l.files {
		lay(t, dir, name, text)
	}
	b, err := buildSite(dir, "https://archive.example.net/repo/", l.theme)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Loaded.Close() }) // it was only read
	return built{l.name, b.Loaded.Base, b.Tree}
}

// TestLooks promises that whatever archive.yaml and head.css say of the look, axe finds nothing wrong, nothing
// overflows or shifts, and the dark scheme is dark.
func TestLooks(t *testing.T) {
	for _, l := range variations() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			b := l.build(t)
			paths := []string{"/", "/incidents/2026/3/", "/about/"}
			findNothing(t, b, paths)
			v := openTab(t, b)
			v.uncached()
			for n, path := range paths {
				for k, width := range []int64{320, 768, 1280} {
					v.width(width)
					if n == 0 || k == 0 { // head and foot are the same on all pages
						if sum := v.moved(path); sum != 0 {
							t.Errorf("%s at %d px: things moved by %f", path, width, sum)
						}
					}
					for _, what := range eval[[]string](v, overflowing) {
						t.Errorf("%s at %d px: %s", path, width, what)
					}
				}
			}
			v.look(dark)
			v.open("/")
			if ground := eval[string](v, `getComputedStyle(document.documentElement).backgroundColor`); ground != "rgb(20, 23, 27)" && ground != "rgb(17, 20, 23)" {
				t.Errorf("the dark page is %s", ground)
			}
			if *screenshots != "" {
				l.picture(t, v)
			}
		})
	}
}

// picture makes pictures of the first page and of a report, to be looked at.
func (l variation) picture(t *testing.T, v *tab) {
	name := strings.NewReplacer(" ", "_", ",", "").Replace(l.name)
	for page, path := range map[string]string{"home": "/", "report": "/incidents/2026/3/"} {
		v.open(path)
		for _, scheme := range []look{light, dark} {
			v.look(scheme)
			for _, width := range []int64{360, 768, 1280} {
				v.width(width)
				file := fmt.Sprintf("look-%s-%s-%d-%s.png", name, page, width, scheme)
				if err := os.WriteFile(filepath.Join(*screenshots, file), v.screenshot(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
