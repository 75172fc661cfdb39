// Package chart draws: the length of an incident as a bar, the impact windows of a postmortem as
// lanes, samples of data files over them, days and weeks as strips of bars, the days of a month as weeks, the lengths of a
// year's incidents as dots, an error budget as it is spent, and the trends of years in the rows of tables. It imports
// calendar, series, postmortem, uptime, archive, stats and trends.
//
// A chart is a function from data to a [Drawing], which is HTML and SVG ready for a
// page, and says in words what it shows, for those who do not see it. It has classes and no
// colours: those are the style sheet's. The markup is written by the pen in svg.go.
//
// # Units
//
// An SVG here has no viewBox, but for those that hold marks alone and are stretched: the lines of samples, and the rows of
// row.go, in which all marks of a kind are one path. Across, positions are per cent of the width, with at most three
// decimals, so that a drawing stretches with its column; down, they are pixels, so that text and
// strokes keep their size. The y of a text is its baseline. Whether text fits is judged at the
// narrowest column, that of a telephone, at 12 px; a wider one has more room.
package chart

import "math"

const (
	// narrowest is the width in pixels at which a drawing has to be legible.
	narrowest = 328
	// thinnest is the width in pixels below which a mark is hard to see: it gets a second
	// rectangle of this width at the same place, since an attribute cannot say max().
	thinnest = 3
)

// percent rounds to three decimals. The conversion keeps processors that fuse
// a product and a sum from rounding differently.
func percent(x float64) float64 {
	return math.Round(float64(max(0, min(100, x))*1000)) / 1000
}

// spanOf returns the position and width of what is between two positions in per cent.
// Neighbours that share an edge share it after rounding too.
func spanOf(from, to float64) (x, width float64) {
	x = percent(from)
	return x, percent(percent(to) - x)
}

// pixels is a width in per cent at the narrowest column.
func pixels(share float64) float64 { return float64(share * narrowest / 100) }

// TextWidth estimates the width of a text of 12 px in a sans serif face, in
// pixels, from above rather than from below.
func TextWidth(text string) float64 {
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
	if TextWidth(text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && TextWidth(string(runes))+12 > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
