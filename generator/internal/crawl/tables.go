package crawl

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A table is what T5 asks of one.
type table struct {
	caption  string
	headers  int
	unscoped []string // texts of header cells without a scope
}

// element takes a caption or a header cell of the table.
func (t *table) element(n *html.Node) {
	if n.DataAtom == atom.Caption {
		t.caption = text(n)
		return
	}
	t.headers++
	switch strings.ToLower(attribute(n, "scope")) {
	case "row", "col", "rowgroup", "colgroup":
	default:
		t.unscoped = append(t.unscoped, text(n))
	}
}

// An image is what T5 asks of one.
type image struct {
	source        string
	alt           bool
	width, height string
}

func newImage(n *html.Node) image {
	return image{attribute(n, "src"), has(n, "alt"), attribute(n, "width"), attribute(n, "height")}
}

// machineTime is what a program reads of a time element.
// https://html.spec.whatwg.org/#the-time-element
func machineTime(n *html.Node) string {
	if has(n, "datetime") {
		return attribute(n, "datetime")
	}
	return text(n)
}

// tabular judges T5.
func (p *page) tabular(r *report) {
	for _, t := range p.tables {
		if t.caption == "" {
			r.add(Tables, "a table has no caption")
		}
		if t.headers == 0 {
			r.add(Tables, "the table %q has no header cells", short(t.caption))
		}
		for _, cell := range t.unscoped {
			r.add(Tables, "the header cell %q of the table %q has no scope", short(cell), short(t.caption))
		}
	}
	for _, value := range p.times {
		if !isInstant(value) && !isDay(value) && !isDuration(value) {
			r.add(Tables, "the time %q is no RFC 3339 time, date or ISO 8601 duration", short(value))
		}
	}
	for _, i := range p.images {
		if !i.alt {
			r.add(Tables, "the image %q has no alt", short(i.source))
		}
		if !isSize(i.width) || !isSize(i.height) {
			r.add(Tables, "the image %q has no width and height in pixels", short(i.source))
		}
	}
}

func isSize(text string) bool {
	n, err := strconv.ParseUint(text, 10, 31)
	return err == nil && n > 0
}

// isInstant tells an RFC 3339 time.
func isInstant(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// isUTC tells an RFC 3339 time in UTC, written with Z.
func isUTC(text string) bool { return isInstant(text) && strings.HasSuffix(text, "Z") }

// isDay tells a date.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// iso8601 is a duration of whole parts: "P3DT4H52M", "PT38M", "P2W".
var iso8601 = regexp.MustCompile(`^P(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$`)

func isDuration(text string) bool {
	return iso8601.MatchString(text) && !strings.HasSuffix(text, "P") && !strings.HasSuffix(text, "T")
}
