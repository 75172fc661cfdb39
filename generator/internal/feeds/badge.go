package feeds

import (
	"strconv"

	"afterword/generator/internal/chart"
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
	shown := first(label, badgeLabel)
	box := func(text string) int { return int(chart.TextWidth(text)*badgeSize/12) + 2*badgePadding }
	split := box(shown)
	width := split + box(value)
	px := strconv.Itoa
	svg := newElement("svg", "", "width", px(width), "height", px(badgeHeight), "role", "img", "aria-label", label+": "+value)
	svg.add("title", label+": "+value)
	svg.add("rect", "", "x", "0", "y", "0", "width", px(width), "height", px(badgeHeight), "rx", "3", "fill", badgePaper)
	svg.add("rect", "", "x", px(split), "y", "1", "width", px(width-split-1), "height", px(badgeHeight-2), "rx", "2", "fill", badgeShade)
	// The line is on half pixels, so that it is one pixel wide and sharp.
	svg.add("rect", "", "x", "0.5", "y", "0.5", "width", px(width-1), "height", px(badgeHeight-1), "rx", "2.5", "fill", "none", "stroke", badgeLine)
	text := func(middle int, fill, text string) {
		svg.add("text", text, "x", px(middle), "y", px(badgeBaseline), "text-anchor", "middle",
			"font-family", badgeFonts, "font-size", px(badgeSize), "fill", fill)
	}
	text(split/2, badgeMuted, shown)
	text((split+width)/2, badgeInk, value)
	return svg.document("http://www.w3.org/2000/svg")
}
