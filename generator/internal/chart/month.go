package chart

import (
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// Month draws the days of a month as the rows of a table: a row for each week, which begins on a
// Monday, and a cell for each day. A day with impact, doubt or maintenance is a link to an address
// and says what happened on it; its class is that of a bar, which the style sheet puts above the
// date. bins are all days of the month, in order.
func Month(year int, month time.Month, bins []uptime.Bin, to string) Drawing {
	var p pen
	column := int(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Weekday()+6) % 7
	blank := func(n int) {
		if n > 0 {
			p.open("td", "").attr("colspan", strconv.Itoa(n)).say("", "")
		}
	}
	p.raw("<tr>")
	blank(column)
	for i, b := range bins {
		if column == 7 {
			p.raw("</tr><tr>")
			column = 0
		}
		column++
		day := strconv.Itoa(i + 1)
		switch class := dayClass(b); {
		case class != "":
			p.raw("<td>")
			p.open("a", class).attr("href", to).attr("aria-label", day+": "+describe(b)).say(day, "")
			p.raw("</td>")
		case b.Tracked:
			p.open("td", "").say(day, "")
		case b.Future:
			p.open("td", "later").say(day, "")
		default:
			p.open("td", "none").say(day, "")
		}
	}
	blank(7 - column)
	p.raw("</tr>")
	return p.drawing()
}

// dayClass says how a day is drawn, by the grammar of strips; "" where nothing was recorded.
func dayClass(b uptime.Bin) string {
	var class string
	switch impacted := b.Impacted(); {
	case impacted > 0 && b.ByLevel[settings.MajorOutage] == 0:
		class = "hollow " + stepClass(impacted)
	case impacted > 0:
		class = stepClass(impacted)
	case b.Unknown:
		class = "doubt"
	}
	if b.ByLevel[settings.Maintenance] > 0 {
		class = strings.TrimSpace(class + " plan")
	}
	return class
}

// DaysInWords sums up days as the bars of Days do. They are shown in the zone.
func DaysInWords(bins []uptime.Bin, zone *time.Location) string {
	return sentence(bins, zone, "day")
}
