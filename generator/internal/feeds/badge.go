package feeds

import (
	"encoding/xml"
	"fmt"
	"unicode/utf8"
)

// SVG 1.1, as https://www.w3.org/TR/SVG11/ has it, without a style sheet: a badge is
// shown as an image on other sites, whose policies may refuse one.

type badgeSVG struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2000/svg svg"`
	Width   int         `xml:"width,attr"`
	Height  int         `xml:"height,attr"`
	Role    string      `xml:"role,attr"`
	Label   xmlText     `xml:"aria-label,attr"`
	Title   xmlText     `xml:"title"`
	Rects   []badgeRect `xml:"rect"`
	Texts   []badgeText `xml:"text"`
}

type badgeRect struct {
	X      string `xml:"x,attr"`
	Y      string `xml:"y,attr"`
	Width  string `xml:"width,attr"`
	Height string `xml:"height,attr"`
	Radius string `xml:"rx,attr,omitempty"`
	Fill   string `xml:"fill,attr"`
	Stroke string `xml:"stroke,attr,omitempty"`
}

// Length makes the text as wide as its box expects, whatever font is there.
type badgeText struct {
	X      int     `xml:"x,attr"`
	Y      int     `xml:"y,attr"`
	Length int     `xml:"textLength,attr"`
	Adjust string  `xml:"lengthAdjust,attr"`
	Family string  `xml:"font-family,attr"`
	Size   int     `xml:"font-size,attr"`
	Fill   string  `xml:"fill,attr"`
	Text   xmlText `xml:",chardata"`
}

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
// value. Its title holds both in full. It loads nothing.
func Badge(label, value string) ([]byte, error) {
	shown := label
	if utf8.RuneCountInString(label) > badgeLabel {
		shown = string([]rune(label)[:badgeLabel-1]) + "…"
	}
	left, right := badgeWidth(shown), badgeWidth(value)
	split := left + 2*badgePadding
	width := split + right + 2*badgePadding
	px := func(n int) string { return fmt.Sprint(n) }
	text := func(x, length int, fill, text string) badgeText {
		return badgeText{x, badgeBaseline, length, "spacingAndGlyphs", badgeFonts, badgeSize, fill, xmlText(text)}
	}
	return encodeXML(badgeSVG{
		Width: width, Height: badgeHeight, Role: "img",
		Label: xmlText(label + ": " + value), Title: xmlText(label + ": " + value),
		Rects: []badgeRect{
			{X: "0", Y: "0", Width: px(width), Height: px(badgeHeight), Radius: "3", Fill: badgePaper},
			{X: px(split), Y: "1", Width: px(width - split - 1), Height: px(badgeHeight - 2), Radius: "2", Fill: badgeShade},
			// The line lies on half pixels, so that it is one pixel wide and sharp.
			{X: "0.5", Y: "0.5", Width: px(width - 1), Height: px(badgeHeight - 1), Radius: "2.5", Fill: "none", Stroke: badgeLine},
		},
		Texts: []badgeText{
			text(badgePadding, left, badgeMuted, shown),
			text(split+badgePadding, right, badgeInk, value),
		},
	})
}

// badgeWidth is the width of a text at badgeSize in pixels, rounded up.
func badgeWidth(text string) int {
	thousandths := 0
	for _, r := range text {
		thousandths += badgeAdvance(r)
	}
	return max(1, (thousandths*badgeSize+999)/1000)
}

// badgeAdvance is the width of a character in thousandths of the font's size, by the
// metrics of Helvetica, which Arial and Liberation Sans share. Other characters are
// estimated; textLength makes up for the difference.
func badgeAdvance(r rune) int {
	switch {
	case r >= 0x2E80: // East Asian scripts, and what else is as wide as high
		return 1000
	case r == '\u00a0':
		return badgeAdvances[0]
	case r < ' ' || r > '~':
		return 556
	}
	return badgeAdvances[r-' ']
}

// badgeAdvances are those of the printable characters of ASCII, from the space on.
var badgeAdvances = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
}
