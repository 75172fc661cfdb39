package chart

import (
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

const (
	stripHeight = 28
	stepHeight  = stripHeight / 4
)

// slots are the places of a strip, as many in every strip of its kind.
type slots struct {
	noun  string // "week"
	class string // of the strip, and the id of the pattern that cuts its track
	count int
	fill  float64 // how much of its slot a bar takes
}

// Weeks draws the 53 weeks of a year. Dates are shown in the zone.
func Weeks(bins []uptime.Bin, zone *time.Location) Drawing {
	return strip(bins, slots{"week", "weeks", 53, 0.743}, zone) // 4.6 px of 6.19
}

// Days draws the days of a month, in 31 slots whatever its length.
func Days(bins []uptime.Bin, zone *time.Location) Drawing {
	return strip(bins, slots{"day", "days", 31, 0.8}, zone)
}

// Quarter draws the days of a quarter, in 92 slots whatever its length.
func Quarter(bins []uptime.Bin, zone *time.Location) Drawing {
	return strip(bins, slots{"day", "quarter", 92, 0.8}, zone)
}

// strip draws a bar for each bin with impact, doubt or maintenance, and what is uncertain
// beneath it or in its place. The style sheet knows how wide a bar of a strip is, and how high
// one of a class; bars are on the lower edge. The page has the patterns #weeks, #days, #quarter and #hatch.
func strip(bins []uptime.Bin, slots slots, zone *time.Location) Drawing {
	var p pen
	pitch := 100 / float64(slots.count)
	span := func(from, to int) (x, width float64) { // of the bins from one to another, both counted
		return spanOf(float64(from)*pitch, (float64(to)+slots.fill)*pitch)
	}
	tracked := runs(bins, func(b uptime.Bin) bool { return b.Tracked })
	p.open("svg", "strip "+slots.class).attr("aria-hidden", "true").begin()
	for _, r := range tracked {
		x, width := span(r.first, r.last)
		p.open("rect", "track").percent("x", x).percent("width", width).end()
	}
	for _, r := range runs(bins, func(b uptime.Bin) bool { return b.Future && !b.Tracked }) {
		x, width := span(r.first, r.last)
		p.open("line", "future").percent("x1", x).percent("x2", percent(x+width)).pixels("y1", stripHeight-0.5).pixels("y2", stripHeight-0.5).end()
	}
	p.open("rect", "slots").attr("fill", "url(#"+slots.class+")").end()
	for _, r := range tracked {
		x, width := span(r.first, r.last)
		p.open("rect", "foot-line").percent("x", x).percent("width", width).end()
	}
	for i, b := range bins {
		impacted := b.Impacted()
		if impacted == 0 && b.ByLevel[settings.Maintenance] == 0 && !b.Unknown {
			continue
		}
		x, width := span(i, i)
		title := dates(in(zone, b.Start), in(zone, max(b.Start, b.End-1))) + ": " + describe(b)
		bar := func(class string) { p.open("rect", class).percent("x", x).say("", title) }
		hatched := func(top, height float64) {
			p.open("rect", "unknown-edge").percent("x", x).pixels("y", top).percent("width", width).pixels("height", height)
			p.attr("fill", "url(#hatch)").say("", title)
		}
		if b.ByLevel[settings.Maintenance] > 0 {
			bar("plan")
		}
		if impacted == 0 && b.Unknown {
			hatched(stripHeight-2*stepHeight, 2*stepHeight)
		}
		if impacted > 0 {
			if top := stripHeight - float64(stepOf(impacted)*stepHeight); b.Unknown && top > 0 {
				hatched(top-stepHeight, stepHeight)
			}
			class := stepClass(impacted)
			if b.ByLevel[settings.MajorOutage] == 0 {
				class = "hollow " + class
			}
			bar(class)
		}
	}
	p.raw(`</svg><span class="vh">`)
	p.text(sentence(bins, zone, slots.noun))
	p.raw("</span>")
	return p.drawing()
}

// A run is bins side by side, from the first to the last.
type run struct{ first, last int }

func runs(bins []uptime.Bin, of func(uptime.Bin) bool) (out []run) {
	for i := 0; i < len(bins); i++ {
		first := i
		for i < len(bins) && of(bins[i]) {
			i++
		}
		if i > first {
			out = append(out, run{first, i - 1})
		}
	}
	return out
}

func in(zone *time.Location, instant int64) time.Time {
	return time.Unix(instant, 0).In(zone)
}

// describe says what happened in a bin: "38 min, 1 incident".
func describe(b uptime.Bin) string {
	var parts []string
	impacted := b.Impacted()
	switch {
	case impacted > 0 && b.Unknown:
		parts = append(parts, calendar.AtLeast(calendar.Duration(impacted)))
	case impacted > 0:
		parts = append(parts, calendar.Duration(impacted))
	case b.Unknown:
		parts = append(parts, "length of impact not recorded")
	}
	if impacted > 0 && b.ByLevel[settings.MajorOutage] == 0 {
		parts = append(parts, "no full outage")
	}
	if b.ByLevel[settings.Maintenance] > 0 {
		parts = append(parts, calendar.Duration(b.ByLevel[settings.Maintenance])+" of planned maintenance")
	}
	if b.Incidents > 0 {
		parts = append(parts, calendar.Plural(b.Incidents, "incident"))
	}
	if b.Ongoing {
		parts = append(parts, "ongoing")
	}
	return strings.Join(parts, ", ")
}

// sentence sums up a strip of days or weeks.
func sentence(bins []uptime.Bin, zone *time.Location, noun string) string {
	var affected, doubtful []uptime.Bin
	tracked, future := 0, 0
	for _, b := range bins {
		switch {
		case b.Tracked:
			tracked++
		case b.Future:
			future++
		}
		switch {
		case b.Impacted() > 0:
			affected = append(affected, b)
		case b.Unknown:
			doubtful = append(doubtful, b)
		}
	}
	switch {
	case tracked == 0 && future > 0:
		return "Nothing is known yet."
	case tracked == 0:
		return "Not tracked."
	case len(affected) == 0 && len(doubtful) == 0:
		return "No impact recorded."
	}
	var out []string
	if len(affected) > 0 {
		out = append(out, "Impact "+when(affected, tracked, zone, noun)+".")
	}
	if len(doubtful) > 0 {
		out = append(out, "Impact of unrecorded length "+when(doubtful, tracked, zone, noun)+".")
	}
	return strings.Join(out, " ")
}

// fewDays is how many days a sentence names.
const fewDays = 6

// when says on which days or in which weeks of a strip bins are.
func when(bins []uptime.Bin, tracked int, zone *time.Location, noun string) string {
	most := bins[0]
	for _, b := range bins {
		if b.Impacted() > most.Impacted() {
			most = b
		}
	}
	monthDay := func(b uptime.Bin) string { return in(zone, b.Start).Format("2 January") }
	n := len(bins)
	count := calendar.Count(int64(n)) + " of " + calendar.Plural(tracked, noun)
	switch {
	case noun == "week" && n == 1:
		return "in the week from " + monthDay(most)
	case noun == "week" && most.Impacted() > 0:
		return "in " + count + ", most in the week from " + monthDay(most)
	case noun == "week":
		return "in " + count
	case n > fewDays:
		return "on " + count + ", most on " + monthDay(most)
	}
	form := "2"
	if in(zone, bins[0].Start).Month() != in(zone, bins[n-1].Start).Month() {
		form = "2 January"
	}
	var days []string
	for _, b := range bins[:n-1] {
		days = append(days, in(zone, b.Start).Format(form))
	}
	return "on " + calendar.Plural(n, "day") + ": " + list(append(days, monthDay(bins[n-1])))
}
