package theme_test

import (
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/settings"
	"afterword/themes"
)

// These tests read the colours of the default theme out of its style sheet and
// hold them to the contrast that WCAG 2 asks for, and the steps of impact to
// being told apart by everybody.

type rgb [3]float64 // linear light, 0–1

// schemes returns the custom properties that are colours, in light and in dark.
func schemes(t *testing.T, theme string) map[string]map[string]rgb {
	t.Helper()
	out := map[string]map[string]rgb{"light": {}, "dark": {}}
	addColours(t, out, stylesheet(t))
	if theme == "ledger" { // which lies on top of the other
		addColours(t, out, headOfLedger(t))
	}
	return out
}

// allSchemes are those of all themes of the program: "ledger dark".
func allSchemes(t *testing.T) map[string]map[string]rgb {
	t.Helper()
	out := map[string]map[string]rgb{}
	for _, theme := range themes.Names() {
		for scheme, colours := range schemes(t, theme) {
			out[theme+" "+scheme] = colours
		}
	}
	return out
}

func addColours(t *testing.T, out map[string]map[string]rgb, css string) {
	t.Helper()
	light, rest, ok := strings.Cut(css, "@media screen and (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("the style sheet has no dark scheme")
	}
	dark, _, _ := strings.Cut(rest, "@media")
	for scheme, text := range map[string]string{"light": light, "dark": dark} {
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6})\b`).FindAllStringSubmatch(text, -1) {
			out[scheme][m[1]] = parseColour(t, m[2])
		}
	}
	for name := range out["light"] {
		if _, ok := out["dark"][name]; !ok {
			t.Errorf("--%s has no dark value", name)
		}
	}
}

// stylesheet is site.css as its authors see it.
func stylesheet(t *testing.T) string {
	t.Helper()
	data, err := fs.ReadFile(themes.FS(), "default/assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// linear undoes the transfer function of sRGB. https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func linear(v uint64) float64 {
	c := float64(v) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func (c rgb) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// contrast is that of WCAG 2. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastIsOfTheFormula(t *testing.T) {
	grey := func(v uint64) rgb { return rgb{linear(v), linear(v), linear(v)} }
	for _, test := range []struct {
		a, b uint64
		want string
	}{{0, 255, "21.00"}, {119, 255, "4.48"}, {118, 255, "4.54"}, {40, 40, "1.00"}} {
		if got := fmt.Sprintf("%.2f", contrast(grey(test.a), grey(test.b))); got != test.want {
			t.Errorf("contrast of greys %d and %d is %s, want %s", test.a, test.b, got, test.want)
		}
	}
}

func TestContrast(t *testing.T) {
	const text, mark = 4.5, 3.0
	type pairs struct {
		least    float64
		inks     string
		grounds  string
		together bool // the first ink stands on the first ground only, and so on
	}
	tests := []pairs{
		{text, "text text-2 text-3 link link-hover visited", "page surface sunken note", false},
		{text, "text link", "done sev3", false}, // alerts
		{text, "sev1-text sev2-text sev3-text ongoing-text planned-text done-text mark-text text-2",
			"sev1 sev2 sev3 ongoing planned done mark surface", true},
		{text, "visited done-text link code-a code-s code-n text-2 text-3", "sunken", false},
		{text, "done-text code-gd", "done code-gd-ground", true},
		{mark, "l1 l2 l3 l4 unk plan r1 r2 r3 base line-2", "page surface", false},
	}
	for scheme, colours := range allSchemes(t) {
		check := func(least float64, ink, ground string) {
			a, ok := colours[ink]
			b, ok2 := colours[ground]
			if !ok || !ok2 {
				t.Errorf("%s: there is no --%s or no --%s", scheme, ink, ground)
				return
			}
			if got := contrast(a, b); got < least {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, less than %.1f", scheme, ink, ground, got, least)
			}
		}
		for _, p := range tests {
			grounds := strings.Fields(p.grounds)
			for n, ink := range strings.Fields(p.inks) {
				if p.together {
					check(p.least, ink, grounds[n])
					continue
				}
				for _, ground := range grounds {
					check(p.least, ink, ground)
				}
			}
		}
	}
}

// TestAccentsCanBeRead promises that an accent which archive.yaml may have, or which an error offers instead,
// has a contrast of 4.5:1 on every ground that a link is on, in both schemes of both themes.
func TestAccentsCanBeRead(t *testing.T) {
	offered := regexp.MustCompile(`Did you mean "(#[0-9a-f]{6})"`)
	read := func(accent string) (settings.Style, diag.List) {
		s, list := settings.Read(diag.NewSource("archive.yaml", "title: A\nlook: {accent: "+accent+"}\n"), false)
		return s.Look.Style, list
	}
	all := allSchemes(t)
	refused := 0
	for n := range 16 * 16 * 16 {
		accent := fmt.Sprintf("%q", fmt.Sprintf("#%03x", n))
		style, list := read(accent)
		if len(list) == 1 {
			refused++
			m := offered.FindStringSubmatch(list[0].Hint)
			if m == nil {
				t.Fatalf("%s: %s: %s", accent, list[0].Message, list[0].Hint)
			}
			if style, list = read(strconv.Quote(m[1])); len(list) > 0 {
				t.Fatalf("%s, which is offered for %s: %s", m[1], accent, list[0].Message)
			}
		}
		for scheme, colours := range all {
			ink := style.Light
			if strings.HasSuffix(scheme, "dark") {
				ink = style.Dark
			}
			for _, ground := range []string{"page", "surface", "sunken", "note", "done", "sev3"} {
				if got := contrast(parseColour(t, ink[1:]), colours[ground]); got < 4.5 {
					t.Errorf("%s: %s %s on --%s has a contrast of %.2f", accent, scheme, ink, ground, got)
				}
			}
		}
	}
	if refused < 1000 || refused > 3500 {
		t.Errorf("%d of 4096 accents were refused", refused)
	}
}

func parseColour(t *testing.T, hex string) rgb {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return rgb{linear(n >> 16), linear(n >> 8 & 255), linear(n & 255)}
}

// eyes are the ways in which the steps of impact are looked at: the matrices
// of Machado, Oliveira and Fernandes (2009) at full severity, and print in grey.
var eyes = map[string][3]rgb{
	"normal": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	"grey":   {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
}

func (c rgb) seen(m [3]rgb) rgb {
	var out rgb
	for row := range m {
		for col := range m[row] {
			out[row] += m[row][col] * c[col]
		}
		out[row] = max(0, min(1, out[row]))
	}
	return out
}

// oklab is the perceptual space of https://bottosson.github.io/posts/oklab/
func (c rgb) oklab() rgb {
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return rgb{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func TestStepsOfImpactAreToldApart(t *testing.T) {
	const leastApart, leastFactor = 9.0, 1.4
	names := []string{"track", "l1", "l2", "l3", "l4"}
	for scheme, colours := range allSchemes(t) {
		for eye, matrix := range eyes {
			for n, name := range names {
				c := colours[name].seen(matrix)
				for _, other := range names[:n] {
					o := colours[other].seen(matrix)
					x, y := c.oklab(), o.oklab()
					if apart := 100 * math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); apart < leastApart {
						t.Errorf("%s, %s: --%s and --%s are %.1f apart, less than %.0f", scheme, eye, name, other, apart, leastApart)
					}
				}
				if n < 2 {
					continue
				}
				// Each step is darker than the one before, or lighter on a dark page.
				before, now := colours[names[n-1]].seen(matrix).luminance()+0.05, c.luminance()+0.05
				if strings.HasSuffix(scheme, "light") {
					before, now = now, before
				}
				if now/before < leastFactor {
					t.Errorf("%s, %s: from --%s to --%s luminance changes by %.2f only", scheme, eye, names[n-1], name, now/before)
				}
			}
		}
	}
}
