package chart

import (
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// A Strip is a row of bars, one for each day of a month or week of a year. Bars stand on the
// lower edge. Draw the track first, then the bars in their order.
type Strip struct {
	Height   float64
	Track    []Span // what was tracked: a pale band with a line of 1 px at its foot
	Future   []Span // what is not known yet: a dotted line of 1 px at the foot
	Bars     []StripBar
	Sentence string // what the strip shows, for those who do not see it
}

// A Span is a part of the width.
type Span struct{ X, Width float64 }

// A StripBar is one bar. Bins without impact, doubt or maintenance have none; others may have two.
type StripBar struct {
	X, Width, Y, Height float64
	// Class is "l1" to "l4" by the time of impact, "unk" for what may have been on top
	// of that, "plan" for maintenance.
	Class   string
	Hollow  bool // no full outage: outline only; Y and Height leave room for a stroke of 1.5 px
	Hatched bool // not known for how long, or whether at all
	Notch   bool // ongoing: cut 2 px from the right edge
	Title   string
	// Seconds of impact, or of maintenance for "plan", 0 for "unk". Those of "l1" to "l4"
	// add up to the Min of the row's impacted time.
	Seconds int64
}

const (
	stripHeight = 28
	stepHeight  = stripHeight / 4
	planHeight  = 3
	dayFill     = 0.8   // of the pitch of 31 slots
	weekFill    = 0.743 // of the pitch of 53 slots: 4.6 px of 6.19
)

// Weeks draws the 53 weeks of a year. Dates are shown in the zone, nil for UTC.
func Weeks(bins []uptime.Bin, zone *time.Location) Strip {
	s := strip(bins, 53, weekFill, zone, weekName)
	s.Sentence = sentence(bins, zone, "week")
	return s
}

// Days draws the days of a month, in 31 slots whatever its length.
func Days(bins []uptime.Bin, zone *time.Location) Strip {
	s := strip(bins, 31, dayFill, zone, dayName)
	s.Sentence = sentence(bins, zone, "day")
	return s
}

func strip(bins []uptime.Bin, slots int, fill float64, zone *time.Location, name func(uptime.Bin, *time.Location) string) Strip {
	s := Strip{Height: stripHeight}
	pitch := 100 / float64(slots)
	spans := func(of func(uptime.Bin) bool) (out []Span) {
		for i := 0; i < len(bins); i++ {
			from := i
			for i < len(bins) && of(bins[i]) {
				i++
			}
			if i > from {
				x, width := spanOf(float64(from)*pitch, (float64(i-1)+fill)*pitch)
				out = append(out, Span{x, width})
			}
		}
		return out
	}
	s.Track = spans(func(b uptime.Bin) bool { return b.Tracked })
	s.Future = spans(func(b uptime.Bin) bool { return b.Future && !b.Tracked })
	for i, b := range bins {
		x, width := spanOf(float64(i)*pitch, (float64(i)+fill)*pitch)
		title := name(b, zone) + ": " + describe(b)
		add := func(class string, top, height float64, seconds int64) *StripBar {
			s.Bars = append(s.Bars, StripBar{X: x, Width: width, Y: top, Height: height, Class: class, Title: title, Seconds: seconds})
			return &s.Bars[len(s.Bars)-1]
		}
		if b.ByLevel[settings.Maintenance] > 0 {
			add("plan", 0, planHeight, b.ByLevel[settings.Maintenance])
		}
		impacted := b.Impacted()
		if impacted > 0 {
			class := Step(impacted)
			height := float64(class[1]-'0') * stepHeight
			if b.Unknown && height < stripHeight {
				add("unk", stripHeight-height-stepHeight, stepHeight, 0).Hatched = true
			}
			bar := add(class, stripHeight-height, height, impacted)
			bar.Notch = b.Ongoing
			if bar.Hollow = b.ByLevel[settings.MajorOutage] == 0; bar.Hollow {
				bar.Y, bar.Height = bar.Y+strokeInset, bar.Height-2*strokeInset
			}
		} else if b.Unknown {
			bar := add("unk", stripHeight-2*stepHeight, 2*stepHeight, 0)
			bar.Hatched, bar.Notch = true, b.Ongoing
		}
	}
	return s
}

func in(zone *time.Location, instant int64) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return time.Unix(instant, 0).In(zone)
}

func dayName(b uptime.Bin, zone *time.Location) string { return calendar.Date(b.Start, zone) }

// weekName shows the days of a bin: "8–14 Jul 2024".
func weekName(b uptime.Bin, zone *time.Location) string {
	first, last := in(zone, b.Start), in(zone, max(b.Start, b.End-1))
	until := last.Format("2 Jan 2006")
	switch {
	case first.YearDay() == last.YearDay():
		return until
	case first.Month() == last.Month():
		return first.Format("2") + "–" + until
	}
	return first.Format("2 Jan") + " – " + until
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
		parts = append(parts, plural(b.Incidents, "incident"))
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
	var out []string
	switch {
	case tracked == 0 && future > 0:
		return "Nothing is known yet."
	case tracked == 0:
		return "Not tracked."
	case len(affected) == 0 && len(doubtful) == 0:
		return "No impact recorded."
	}
	if len(affected) > 0 {
		out = append(out, "Impact "+placesOf(affected, tracked, zone, noun)+".")
	}
	if len(doubtful) > 0 {
		out = append(out, "Impact of unrecorded length "+placesOf(doubtful, tracked, zone, noun)+".")
	}
	return strings.Join(out, " ")
}

const fewDays = 6

// placesOf tells where in a strip bins lie.
func placesOf(bins []uptime.Bin, tracked int, zone *time.Location, noun string) string {
	most := bins[0]
	for _, b := range bins {
		if b.Impacted() > most.Impacted() {
			most = b
		}
	}
	monthDay := func(b uptime.Bin) string { return in(zone, b.Start).Format("2 January") }
	n := len(bins)
	if noun == "week" {
		count := "in " + calendar.Count(int64(n)) + " of " + plural(tracked, "week")
		switch {
		case n == 1:
			return "in the week from " + monthDay(most)
		case most.Impacted() > 0:
			return count + ", most in the week from " + monthDay(most)
		}
		return count
	}
	if n > fewDays {
		return "on " + calendar.Count(int64(n)) + " of " + plural(tracked, "day") + ", most on " + monthDay(most)
	}
	var days []string
	for i, b := range bins {
		if i == n-1 {
			days = append(days, monthDay(b))
		} else {
			days = append(days, in(zone, b.Start).Format("2"))
		}
	}
	return "on " + plural(n, "day") + ": " + list(days)
}

// BlocksLegend explains the signs of Blocks.
const BlocksLegend = "▁ no impact  ▂ up to 10 min  ▄ 1 h  ▆ 4 h  █ longer  ░ no full outage, up to 1 h  ▒ longer  ? length not recorded  · not yet known"

// Blocks draws bins in a terminal, a sign each: a block of rising height where there was a
// full outage, a shaded one where there was not. Bins that were not tracked are spaces.
func Blocks(bins []uptime.Bin) string {
	var out strings.Builder
	for _, b := range bins {
		out.WriteRune(block(b))
	}
	return out.String()
}

func block(b uptime.Bin) rune {
	impacted := b.Impacted()
	switch {
	case impacted > 0 && b.ByLevel[settings.MajorOutage] == 0 && impacted <= Step2:
		return '░'
	case impacted > 0 && b.ByLevel[settings.MajorOutage] == 0:
		return '▒'
	case impacted > 0:
		return [...]rune{'▂', '▄', '▆', '█'}[Step(impacted)[1]-'1']
	case b.Unknown:
		return '?'
	case b.Tracked:
		return '▁'
	case b.Future:
		return '·'
	}
	return ' '
}
