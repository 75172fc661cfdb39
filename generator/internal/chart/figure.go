// Package chart computes the geometry of the drawings: duration bars, the
// lanes of a postmortem, the strips of days and weeks, the plot of a year's
// durations and the error budget as it is spent. Templates draw; this package decides where. It
// imports calendar, postmortem and uptime.
//
// # Units
//
// A drawing is an SVG without a viewBox. Fields named X and Width are per cent of
// its width, from 0 to 100 with at most three decimals, so that it stretches with its
// column; Y, Height and all other lengths are pixels, so that text and
// strokes keep their size. Print them as x="{{.X}}%" and y="{{.Y}}". A Y that belongs to a
// text is its baseline. Whether text fits is judged at the narrowest column,
// that of a telephone, at 12 px; a wider one has more room.
package chart

import "math"

const (
	// Narrowest is the width in pixels at which a drawing has to be legible.
	Narrowest = 328
	// Thinnest is the width in pixels below which a mark is hard to see: it gets a second
	// rectangle of this width at the same place, since an attribute cannot say max().
	Thinnest = 3
	// Apart is the least distance in pixels between two labels of an axis.
	Apart = 48
)

// percent rounds to three decimals. The conversion keeps processors that fuse
// a product and a sum from rounding differently.
func percent(x float64) float64 {
	return math.Round(float64(max(0, min(100, x))*1000)) / 1000
}

// spanOf returns place and width of what lies between two positions in per cent.
// Neighbours that share an edge share it after rounding too.
func spanOf(from, to float64) (x, width float64) {
	x = percent(from)
	return x, percent(percent(to) - x)
}

// pixels is a width in per cent at the narrowest column.
func pixels(share float64) float64 { return float64(share * Narrowest / 100) }

// textWidth estimates the width of a text of 12 px in a sans serif face, in
// pixels, from above rather than from below.
func textWidth(text string) float64 {
	var width float64
	for _, r := range text {
		switch {
		case r >= 0x1100: // East Asian scripts, and what else is as wide as high
			width += 12.5
		case r == 'm' || r == 'w' || r == 'M' || r == 'W':
			width += 10.5
		case r == 'i' || r == 'l' || r == 'j' || r == ':' || r == '.' || r == ',':
			width += 3.5
		case r == ' ' || r == '\u00A0':
			width += 3.8
		default:
			width += 7
		}
	}
	return width
}

// shorten cuts a text to a width in pixels and ends it in an ellipsis.
func shorten(text string, width float64) string {
	if textWidth(text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && textWidth(string(runes))+12 > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
