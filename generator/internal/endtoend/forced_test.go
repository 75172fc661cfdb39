package endtoend_test

import "testing"

// unseen lists bars of impact and edges of badges that have a contrast below 3
// with the page (WCAG 2, 1.4.11), and counts all that were looked at. A hollow bar
// is seen by its outline.
const unseen = `(() => {
	const luminance = text => {
		const [r, g, b] = text.match(/[\d.]+/g).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const paper = luminance(getComputedStyle(document.documentElement).backgroundColor);
	const faint = color => { const ink = luminance(color); return /^rgba.*, 0\)$/.test(color) || (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 3 };
	const bars = [...document.querySelectorAll("main svg rect:is(.l1, .l2, .l3, .l4)")].filter(e => e.getBoundingClientRect().width > 0);
	const badges = [...document.querySelectorAll(".badge")];
	return {
		Seen: bars.length,
		Faint: [
			...bars.filter(e => { const s = getComputedStyle(e); return (s.fill === "none" || faint(s.fill)) && (s.stroke === "none" || faint(s.stroke)) }),
			...badges.filter(e => { const s = getComputedStyle(e); return s.borderTopStyle === "none" || faint(s.borderTopColor) }),
		].map(e => e.getAttribute("class") + " " + e.textContent.trim()),
	};
})()`

// Where the reader's system chooses the colours, every bar still differs from the
// page, and badges keep an edge.
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
			found := eval[struct {
				Seen  int
				Faint []string
			}](v, unseen)
			bars += found.Seen
			for _, what := range found.Faint {
				t.Errorf("%s, forced %s: %q cannot be told from the page", path, scheme, what)
			}
		}
	}
	if bars < 50 {
		t.Errorf("only %d bars were looked at", bars)
	}
	eval[any](v, `document.querySelector(".badge").style.borderColor = "Canvas"`)
	if len(eval[struct{ Faint []string }](v, unseen).Faint) == 0 {
		t.Error("an edge hidden on purpose was not seen: this test cannot fail")
	}
}
