package endtoend_test

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"testing"
)

// A spot is a bar of impact: a point that must be drawn, and one beside it that
// is not.
type spot struct {
	Name         string
	X, Y         float64
	EmptyX       float64
	EmptyY       float64
	Hollow, Seen bool
}

// spots finds a point on every bar: its middle, or the left edge where it is
// only an outline. The point beside it is above the drawing, on the page.
const spots = `[...document.querySelectorAll("main svg :is(.l1, .l2, .l3, .l4)")].filter(e => e.tagName == "rect").map(e => {
	const box = e.getBoundingClientRect(), svg = e.ownerSVGElement.getBoundingClientRect(), hollow = e.classList.contains("hollow");
	return {Name: e.getAttribute("class") + " " + e.textContent, Hollow: hollow, Seen: box.width > 0 && svg.width > 0,
		X: hollow ? box.left : box.left + box.width / 2, Y: box.top + box.height / 2 + scrollY,
		EmptyX: 2, EmptyY: svg.top + scrollY};
})`

// B8: where the reader's system chooses the colours, every bar still differs
// from the page, and badges keep an edge.
func TestForcedColours(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	bars := 0
	for _, scheme := range []look{light, dark} {
		v.look(scheme.forced())
		for _, path := range []string{"/", "/years/2024/", "/services/payments/2024/", "/incidents/2024/flapping/", "/method/"} {
			v.open(path)
			if !eval[bool](v, `matchMedia("(forced-colors: active)").matches`) {
				t.Fatal("the browser does not force colours")
			}
			img, err := png.Decode(bytes.NewReader(v.screenshot()))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range eval[[]spot](v, spots) {
				if !s.Seen {
					continue
				}
				bars++
				best := 1.0
				// The edge of an outline lies between two columns of pixels.
				for dx := -1; dx <= 1; dx++ {
					best = max(best, ratio(img.At(int(s.X)+dx, int(s.Y)), img.At(int(s.EmptyX), int(s.EmptyY))))
				}
				if best < 3 {
					t.Errorf("%s, forced %s: the bar %q has a contrast of %.2f with the page", path, scheme, s.Name, best)
				}
			}
			for _, badge := range eval[[]string](v, `[...document.querySelectorAll(".badge")].filter(e => {
				const s = getComputedStyle(e);
				return s.borderTopStyle == "none" || parseFloat(s.borderTopWidth) < 1 || s.borderTopColor == getComputedStyle(document.documentElement).backgroundColor || s.borderTopColor == "rgba(0, 0, 0, 0)";
			}).map(e => e.className + " " + e.textContent.trim())`) {
				t.Errorf("%s, forced %s: the badge %q has no edge", path, scheme, badge)
			}
		}
	}
	if bars < 50 {
		t.Errorf("only %d bars were looked at", bars)
	}
}

// ratio is the contrast of WCAG 2 between two pixels.
func ratio(a, b color.Color) float64 {
	luminance := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// linear undoes the transfer function of sRGB for a channel of 16 bits.
func linear(v uint32) float64 {
	c := float64(v) / 0xffff
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
