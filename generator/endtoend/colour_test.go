package endtoend_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const styleSheet = "../../themes/default/assets/site.css"

// A colour is sRGB, 0–1 a channel, encoded as in a style sheet.
type colour [3]float64

// Palettes are the tokens of the style sheet by name, for each way of looking
// at it: "light", "dark", and each of them with more contrast.
func palettes(t *testing.T) map[string]map[string]colour {
	t.Helper()
	data, err := os.ReadFile(styleSheet)
	if err != nil {
		t.Fatal(err)
	}
	light := tokens(t, string(data), "@layer tokens {\n  :root {")
	dark := tokens(t, string(data), "@media screen and (prefers-color-scheme: dark) {\n    :root {", light)
	return map[string]map[string]colour{
		"light":                light,
		"dark":                 dark,
		"light, more contrast": tokens(t, string(data), "@media (prefers-contrast: more) {\n    :root {", light),
		"dark, more contrast":  tokens(t, string(data), "@media screen and (prefers-contrast: more) and (prefers-color-scheme: dark) {\n    :root {", dark),
	}
}

var token = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`)

// tokens reads the block that begins with a head, laid over others.
func tokens(t *testing.T, css, head string, under ...map[string]colour) map[string]colour {
	t.Helper()
	all := map[string]colour{}
	for _, u := range under {
		for name, c := range u {
			all[name] = c
		}
	}
	_, block, found := strings.Cut(css, head)
	block, _, closed := strings.Cut(block, "}")
	if !found || !closed {
		t.Fatalf("%s has no %q", styleSheet, head)
	}
	for _, m := range token.FindAllStringSubmatch(block, -1) {
		var c colour
		for i := range c {
			v, err := strconv.ParseUint(m[2][2*i:2*i+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c[i] = float64(v) / 255
		}
		all[m[1]] = c
	}
	return all
}

// linear undoes the transfer function of sRGB (IEC 61966-2-1).
func (c colour) linear() (out [3]float64) {
	for i, v := range c {
		if v <= 0.04045 {
			out[i] = v / 12.92
		} else {
			out[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return out
}

func luminance(rgb [3]float64) float64 { return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2] }

// contrast is the ratio of WCAG 2, from 1 to 21.
func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

func (c colour) contrast(other colour) float64 {
	return contrast(luminance(c.linear()), luminance(other.linear()))
}

// A pair is a colour on a ground, and the contrast that it needs there.
type pair struct {
	front, ground string
	least         float64
}

// pairs are all combinations in which the style sheet shows something.
func pairs() (list []pair) {
	add := func(least float64, grounds string, fronts ...string) {
		for ground := range strings.FieldsSeq(grounds) {
			for _, front := range fronts {
				list = append(list, pair{front, ground, least})
			}
		}
	}
	// Text: at least 4.5 (WCAG 1.4.3).
	add(4.5, "page surface sunken", "text", "text-2", "text-3", "link", "link-hover", "visited")
	add(4.5, "note", "text", "text-2", "text-3", "link", "link-hover")
	add(4.5, "done sev3", "text", "link") // tips and warnings in prose
	for _, badge := range []string{"sev1", "sev2", "sev3", "sev4", "ongoing", "planned", "done", "mark"} {
		add(4.5, badge, badge+"-text")
	}
	add(4.5, "sunken", "code-k", "code-t", "code-f", "code-a", "code-s", "code-n", "code-c", "code-gi", "code-gd", "code-gh")
	add(4.5, "code-gi-ground", "code-gi")
	add(4.5, "code-gd-ground", "code-gd")
	// Marks and the edges of controls: at least 3 (WCAG 1.4.11).
	add(3, "page surface", "l1", "l2", "l3", "l4", "unk", "plan", "base", "line-2")
	add(3, "page", "r1", "r2", "r3")
	return list
}

// T8: everything that is read or told apart has the contrast it needs.
func TestContrast(t *testing.T) {
	for look, tokens := range palettes(t) {
		for _, p := range pairs() {
			front, ok := tokens[p.front]
			ground, also := tokens[p.ground]
			if !ok || !also {
				t.Errorf("%s: there is no --%s or no --%s", look, p.front, p.ground)
				continue
			}
			if got := front.contrast(ground); got < p.least {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, want at least %.1f", look, p.front, p.ground, got, p.least)
			}
		}
	}
}

// More contrast means that the quietest text reaches what is asked of AAA.
func TestMoreContrast(t *testing.T) {
	for look, tokens := range palettes(t) {
		if !strings.Contains(look, "more") {
			continue
		}
		for _, name := range []string{"text", "text-2", "text-3"} {
			if got := tokens[name].contrast(tokens["page"]); got < 7 {
				t.Errorf("%s: --%s has a contrast of %.2f, want at least 7", look, name, got)
			}
		}
		if got := tokens["line-2"].contrast(tokens["page"]); got < 4.5 {
			t.Errorf("%s: --line-2 has a contrast of %.2f, want at least 4.5", look, got)
		}
	}
}

// No colour of the style sheet is unknown to TestContrast.
func TestContrastKnowsEveryToken(t *testing.T) {
	known := map[string]bool{}
	for _, p := range pairs() {
		known[p.front], known[p.ground] = true, true
	}
	for name := range palettes(t)["light"] {
		if !known[name] && name != "line" && name != "track" { // a hairline and a band: decoration
			t.Errorf("nothing is asked of --%s", name)
		}
	}
}

// views are how eyes see linear RGB: the matrices for full severity of Machado,
// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
// Vision Deficiency", 2009, and luminance alone.
var views = map[string][3][3]float64{
	"normal": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	"grey":   {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
}

func (c colour) seen(m [3][3]float64) (out [3]float64) {
	in := c.linear()
	for i, row := range m {
		out[i] = min(1, max(0, row[0]*in[0]+row[1]*in[1]+row[2]*in[2]))
	}
	return out
}

// oklab is the space of Björn Ottosson, from linear sRGB.
// https://bottosson.github.io/posts/oklab/
func oklab(c [3]float64) [3]float64 {
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

// difference is the distance in OKLab, times 100.
func difference(a, b [3]float64) float64 {
	x, y := oklab(a), oklab(b)
	return 100 * math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2])
}

var steps = []string{"track", "l1", "l2", "l3", "l4"}

// T9: the steps of impact can be told apart by eyes of every kind, and their
// order is one of lightness.
func TestColourBlindness(t *testing.T) {
	all := palettes(t)
	for _, look := range []string{"light", "dark"} {
		for name, view := range views {
			colours := make([]colour, len(steps))
			seen := make([][3]float64, len(steps))
			for i, s := range steps {
				colours[i], seen[i] = all[look][s], all[look][s].seen(view)
			}
			if got := closest(colours, view); got < 9 {
				t.Errorf("%s, %s: two of %v are only %.1f apart, want 9", look, name, steps, got)
			}
			for i := 1; i < len(seen); i++ {
				before, after := luminance(seen[i-1]), luminance(seen[i])
				if darker := after < before; darker != (look == "light") {
					t.Errorf("%s, %s: %s does not follow %s in lightness", look, name, steps[i], steps[i-1])
				}
				if step := contrast(before, after); step < 1.4 {
					t.Errorf("%s, %s: from %s to %s is a factor of %.2f, want 1.4", look, name, steps[i-1], steps[i], step)
				}
			}
		}
	}
}

// The arithmetic itself gives the figures that others have published: the
// contrasts of well-known pairs, and the distances that stand in the design.
func TestColourArithmetic(t *testing.T) {
	white, black, grey := colour{1, 1, 1}, colour{}, colour{0x76 / 255., 0x76 / 255., 0x76 / 255.}
	if got := fmt.Sprintf("%.2f %.2f", white.contrast(black), white.contrast(grey)); got != "21.00 4.54" {
		t.Errorf("white on black and on #767676 have contrasts of %s", got)
	}
	// The smallest distances within the palette of the design, as computed there.
	palette := []colour{{0xcd, 0xdb, 0xd9}, {0xc0, 0x80, 0x00}, {0xb0, 0x47, 0x0a}, {0x8c, 0x1a, 0x22}, {0x4d, 0x0a, 0x1e}}
	for i := range palette {
		for n := range palette[i] {
			palette[i][n] /= 255
		}
	}
	for name, want := range map[string]float64{"normal": 12.4, "protan": 11.7, "deutan": 11.7, "tritan": 10.3, "grey": 11.6} {
		if got := closest(palette, views[name]); math.Abs(got-want) > 0.15 {
			t.Errorf("%s: the closest two of the palette are %.2f apart, want %.1f", name, got, want)
		}
	}
}

// closest is the smallest difference between any two colours in a view.
func closest(list []colour, view [3][3]float64) float64 {
	smallest := math.Inf(1)
	for i := range list {
		for j := range i {
			smallest = min(smallest, difference(list[i].seen(view), list[j].seen(view)))
		}
	}
	return smallest
}
