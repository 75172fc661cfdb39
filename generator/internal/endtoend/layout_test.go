package endtoend_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
)

// overflowing lists what is outside of the window or is cut off. Text for screen readers only is cut off on purpose, and summaries in
// rows end in an ellipsis after two lines.
const overflowing = `(() => {
	const found = [], width = document.documentElement.clientWidth;
	const name = e => e.tagName.toLowerCase() + (e.getAttribute("class") ? "." + e.getAttribute("class").replaceAll(" ", ".") : "") + " " + JSON.stringify(e.textContent.trim().slice(0, 40));
	if (document.documentElement.scrollWidth > innerWidth) {
		const out = [...document.querySelectorAll("body *")].filter(e => !e.closest(".vh, .scroll, .table") && e.getBoundingClientRect().right > width + 1);
		found.push("the page is " + document.documentElement.scrollWidth + " px wide: " + out.slice(-3).map(name).join(", "));
	}
	for (const e of document.querySelectorAll("body *")) {
		if (e.closest(".vh, .skip, .defs, .sum, thead") || !e.textContent.trim()) continue;
		if (getComputedStyle(e).clipPath.startsWith("inset")) continue; // for screen readers only, by another sheet
		if (e instanceof SVGElement) {
			if (e.tagName == "text" && !e.closest(".table")) { // which scrolls
				const box = e.getBoundingClientRect();
				if (box.left < -1 || box.right > width + 1) found.push(name(e) + " leaves the window");
			}
			continue;
		}
		const style = getComputedStyle(e);
		const hides = v => v == "hidden" || v == "clip";
		if (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1 || hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1)
			found.push(name(e) + " is cut off");
		if (e.matches(".rows > li, td, th, dd, dt, .badge") && style.display != "none" && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
			found.push(name(e) + " is wider than its box: " + e.scrollWidth + " in " + e.clientWidth);
		if (e.getBoundingClientRect().left < -1) found.push(name(e) + " begins left of the window");
	}
	return found;
})()`

// spacing is the text spacing that WCAG 1.4.12 asks to be borne. A sheet made by
// script needs no permission of the page.
const spacing = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}");
	document.adoptedStyleSheets = [sheet];
})()`

// Nothing leaves the window or is cut off at any width, with text of twice
// the size, and with the spacing of WCAG 1.4.12.
func TestNothingOverflows(t *testing.T) { inBothThemes(t, nothingOverflows) }

func nothingOverflows(t *testing.T, v *tab) {
	check := func(path, how string) {
		for _, what := range eval[[]string](v, overflowing) {
			t.Errorf("%s %s: %s", path, how, what)
		}
	}
	for _, path := range pageTypes() {
		v.open(path)
		for _, width := range []int64{320, 360, 768, 1440} {
			v.width(width)
			check(path, fmt.Sprintf("at %d px", width))
		}
		eval[any](v, spacing+",0")
		for _, width := range []int64{320, 1440} {
			v.width(width)
			check(path, fmt.Sprintf("at %d px with wide spacing", width))
		}
	}
	// The size of text is a setting of the reader; widths in em follow it.
	const textSize = `parseFloat(getComputedStyle(document.documentElement).fontSize)`
	before := eval[float64](v, textSize)
	call(v, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}})
	v.width(1280)
	for _, path := range pageTypes() {
		v.open(path)
		if size := eval[float64](v, textSize); size != 2*before {
			t.Fatalf("text is %v px large, want %v", size, 2*before)
		}
		check(path, "at 1280 px with text of twice the size")
	}
}

// broken lists words of badges and of the heads of columns that go on in
// another line.
const broken = `(() => {
	const found = [], range = document.createRange();
	for (const e of document.querySelectorAll("main :is(.badge, thead th)")) {
		const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
		for (let text = walker.nextNode(); text; text = walker.nextNode()) {
			for (const word of text.data.matchAll(/\S+/g)) {
				range.setStart(text, word.index);
				range.setEnd(text, word.index + word[0].length);
				if (range.getClientRects().length > 1) found.push(word[0]);
			}
		}
	}
	return found;
})()`

// However narrow a table is, the words of its badges and of its head stay whole.
func TestWordsOfBadgesStayWhole(t *testing.T) { inBothThemes(t, wordsOfBadgesStayWhole) }

func wordsOfBadgesStayWhole(t *testing.T, v *tab) {
	v.width(360)
	for _, path := range pageTypes() {
		v.open(path)
		for _, word := range eval[[]string](v, broken) {
			t.Errorf("%s at 360 px: %q is broken", path, word)
		}
	}
	eval[any](v, `(() => {
		const badge = document.createElement("span");
		badge.className = "badge";
		badge.style.overflowWrap = "anywhere";
		badge.textContent = "long".repeat(50);
		document.querySelector("main").append(badge);
	})()`)
	if len(eval[[]string](v, broken)) != 1 {
		t.Error("a word broken on purpose was not seen: this test cannot fail")
	}
}

// ringsCutOff lists what can be focused and stands in a box that cuts off the
// ring around it; the box that scrolls does so in its own direction.
const ringsCutOff = `[...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")].flatMap(e => {
	e.focus({focusVisible: true});
	const style = getComputedStyle(e), ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
	const found = ring > 0 ? [] : [e.textContent + " has no ring"];
	for (let box = e.parentElement; box; box = box.parentElement) {
		if (box == document.body || getComputedStyle(box).overflowX == "visible") continue;
		const outer = box.getBoundingClientRect();
		for (const r of e.getClientRects()) {
			const sides = [r.left - ring < outer.left - .5, r.right + ring > outer.right + .5, r.top - ring < outer.top - .5, r.bottom + ring > outer.bottom + .5];
			if (box.scrollWidth <= box.clientWidth && (sides[0] || sides[1]) || box.scrollHeight <= box.clientHeight && (sides[2] || sides[3]))
				found.push(e.textContent.trim() + " in " + box.className);
		}
	}
	return found;
})`

// The ring around what has the focus is seen on all sides.
func TestFocusRingsAreWhole(t *testing.T) { inBothThemes(t, focusRingsAreWhole) }

func focusRingsAreWhole(t *testing.T, v *tab) {
	call(v, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	for _, path := range pageTypes() {
		v.open(path)
		for _, width := range []int64{360, 1440} {
			v.width(width)
			for _, what := range eval[[]string](v, ringsCutOff) {
				t.Errorf("%s at %d px: %s", path, width, what)
			}
		}
	}
}

// shifts adds up how far things moved while the page loaded, after two more
// frames.
const shifts = `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
	let sum = 0;
	const observer = new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; });
	observer.observe({type: "layout-shift", buffered: true});
	setTimeout(() => { for (const e of observer.takeRecords()) sum += e.value; done(sum); }, 50);
})))`

// moved opens a page and says how far things move while it loads, at the better of two times: on a busy machine
// a style sheet that is asked for first may still arrive late.
func (v *tab) moved(path string) float64 {
	v.open(path)
	sum := eval[float64](v, shifts)
	if sum != 0 {
		v.open(path)
		sum = min(sum, eval[float64](v, shifts))
	}
	return sum
}

// Nothing moves while a page loads.
func TestNothingShifts(t *testing.T) { inBothThemes(t, nothingShifts) }

func nothingShifts(t *testing.T, v *tab) {
	v.uncached()
	for _, width := range []int64{360, 1440} {
		v.width(width)
		for _, path := range pageTypes() {
			if sum := v.moved(path); sum != 0 {
				t.Errorf("%s at %d px: things moved by %f", path, width, sum)
			}
		}
	}
	eval[any](v, `document.body.insertAdjacentHTML("afterbegin", "<p>late</p><p>later</p>"), 0`)
	if eval[float64](v, shifts) == 0 {
		t.Error("a shift made on purpose was not seen: this test cannot fail")
	}
}
