package feeds

import (
	"strconv"
	"unicode/utf8"
)

// The look of a badge: paper and ink, on any ground. No colour judges the value; the
// pairs have a contrast of 7.5 and 13 to 1.
const (
	badgeHeight   = 20
	badgePadding  = 7  // left and right of each text
	badgeBaseline = 14 // of texts of badgeSize pixels
	badgeSize     = 11
	badgePaper    = "#fbfaf7"
	badgeInk      = "#1d1c1a"
	badgeMuted    = "#55514a"
	badgeLine     = "#8b867b"
	badgeShade    = "#e8e4db"
	badgeFonts    = "Helvetica, Arial, 'Liberation Sans', sans-serif"
	// badgeLabel is how many characters of a label are shown; the title has all.
	badgeLabel = 60
)

// Badge is /badges/ID/2018.svg, a picture for other sites: what is measured, and its
// value. Its title holds both in full. It is SVG 1.1 (https://www.w3.org/TR/SVG11/),
// loads nothing and has no style sheet, which the policies of other sites may refuse.
func Badge(label, value string) ([]byte, error) {
	shown := label
	if utf8.RuneCountInString(label) > badgeLabel {
		shown = string([]rune(label)[:badgeLabel-1]) + "…"
	}
	left, right := badgeWidth(shown), badgeWidth(value)
	split := left + 2*badgePadding
	width := split + right + 2*badgePadding
	px := strconv.Itoa
	svg := newElement("svg", "", "width", px(width), "height", px(badgeHeight), "role", "img", "aria-label", label+": "+value)
	svg.add("title", label+": "+value)
	svg.add("rect", "", "x", "0", "y", "0", "width", px(width), "height", px(badgeHeight), "rx", "3", "fill", badgePaper)
	svg.add("rect", "", "x", px(split), "y", "1", "width", px(width-split-1), "height", px(badgeHeight-2), "rx", "2", "fill", badgeShade)
	// The line is on half pixels, so that it is one pixel wide and sharp.
	svg.add("rect", "", "x", "0.5", "y", "0.5", "width", px(width-1), "height", px(badgeHeight-1), "rx", "2.5", "fill", "none", "stroke", badgeLine)
	text := func(x, length int, fill, text string) {
		// textLength makes the text as wide as its box expects, whatever font is there.
		svg.add("text", text, "x", px(x), "y", px(badgeBaseline), "textLength", px(length), "lengthAdjust", "spacingAndGlyphs",
			"font-family", badgeFonts, "font-size", px(badgeSize), "fill", fill)
	}
	text(badgePadding, left, badgeMuted, shown)
	text(split+badgePadding, right, badgeInk, value)
	return svg.document("http://www.w3.org/2000/svg")
}

// badgeWidth is the width of a text at badgeSize in pixels, rounded up, by the metrics
// of Helvetica, which Arial and Liberation Sans share. Characters beyond ASCII are
// estimated; textLength makes up for the difference.
func badgeWidth(text string) int {
	thousandths := 0
	for _, r := range text {
		switch n := int(r) - ' '; {
		case r == '\u00a0':
			thousandths += badgeAdvances[0]
		case n >= 0 && n < len(badgeAdvances):
			thousandths += badgeAdvances[n]
		case r >= 0x2E80: // East Asian scripts, and what else is as wide as high
			thousandths += 1000
		default:
			thousandths += 556
		}
	}
	return max(1, (thousandths*badgeSize+999)/1000)
}

// badgeAdvances are the widths of the printable characters of ASCII, from the space on,
// in thousandths of the font's size.
var badgeAdvances = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
}
