package settings

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// leastContrast is that of text on its ground. https://www.w3.org/TR/WCAG22/#contrast-minimum
const leastContrast = 4.5

// The relative luminance of the grounds on which themes put links: none of the light scheme is
// darker than lightGround, none of the dark scheme lighter than darkGround. themes/README.md asks
// themes to keep to that.
const lightGround, darkGround = 0.8, 0.028

// accents reads the colour of links: one, from which that of the dark scheme is made, or one for
// each scheme. What cannot be read on the pages of its scheme is an error.
func accents(r *frontmatter.Reader) (light, dark string) {
	var found []colour
	for n, v := range r.Texts("accent") {
		scheme, ground := "light", lightGround
		if n > 0 {
			scheme, ground = "dark", darkGround
		}
		c, ok := parseColour(v.Text)
		switch got := contrast(c.luminance(), ground); {
		case !ok:
			r.Add(r.Source().Errorf(diag.ValueInvalid, v.At, "Write it as \"#1d4f91\", in quotes.", "%q is not a colour", v.Text))
		case got < leastContrast:
			r.Add(r.Source().Errorf(diag.ValueInvalid, v.At, fmt.Sprintf("Did you mean %q? It is the nearest that can be read. A list sets both schemes: [\"#light\", \"#dark\"].", c.legible(ground)),
				"the accent %s has a contrast of %.1f on %s pages, and links need %.1f", v.Text, math.Floor(got*10)/10, scheme, leastContrast))
		default:
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return "", ""
	case 1:
		found = append(found, found[0].legible(darkGround))
	}
	return found[0].String(), found[1].String()
}

// A colour is red, green and blue of sRGB, 0 to 255.
type colour [3]float64

func parseColour(text string) (c colour, ok bool) {
	digits, ok := strings.CutPrefix(text, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	return colour{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, ok && err == nil && len(digits) == 6
}

// String writes the colour as style sheets do: "#1d4f91".
func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2])) }

// luminance is relative, from 0 to 1. https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
// The conversion keeps processors that fuse a product and a sum from rounding differently.
func (c colour) luminance() (sum float64) {
	for n, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := c[n] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += float64(weight * v)
	}
	return sum
}

// contrast is that of two luminances. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

// legible is the nearest colour of the same hue that can be read on a ground: darker on a light
// one, lighter on a dark one.
func (c colour) legible(ground float64) colour {
	end := 255.0
	if ground > 0.5 {
		end = 0
	}
	mixed := c
	for step := 1.0; contrast(mixed.luminance(), ground) < leastContrast; step++ {
		for n := range c {
			mixed[n] = math.Round(c[n] + float64((end-c[n])*step/256))
		}
	}
	return mixed
}
