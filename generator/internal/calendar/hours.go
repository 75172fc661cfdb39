package calendar

import (
	"strings"
	"time"
)

// Hours are a part of every week on the clocks of a zone: "mon-fri, 08:00 to 18:00".
type Hours struct {
	Days [7]bool // by time.Weekday: those on which a part begins
	// From and To are seconds after the midnight that begins the day. To is greater than From,
	// and more than a day's 86 400 where the part runs past midnight.
	From, To int64
	Zone     *time.Location
}

// In returns the seconds of an interval that are in the hours. The local days are walked one by
// one: where clocks skip From or To, it is the moment at which they do; where they show it twice,
// a part begins with the first time and ends with the last.
func (h Hours) In(in Interval) Set {
	zone := orUTC(h.Zone)
	var parts []Interval
	if in.Empty() {
		return nil
	}
	year, month, day := DateOf(in.Start, zone)
	for day -= 2; ; day++ { // a part may run on from the day before, and midnight be shown twice
		midnight := localDay(year, month, day)
		if firstInstant(midnight, zone) >= in.End {
			return Union(parts...)
		}
		if h.Days[time.Unix(midnight, 0).UTC().Weekday()] {
			parts = append(parts, Interval{firstInstant(midnight+h.From, zone), lastInstant(midnight+h.To, zone)}.Clip(in))
		}
	}
}

// lastInstant returns the last instant at which the clocks of a zone show a local time; where
// they skip it, the moment at which they do.
func lastInstant(local int64, zone *time.Location) int64 {
	if at := candidates(local, zone); len(at) > 0 {
		return at[len(at)-1].instant
	}
	return firstInstant(local, zone)
}

// ParseWeekdays reads one day or a run of them: "mon", "Monday", "mon-fri", "sat-mon".
func ParseWeekdays(text string) (days [7]bool, ok bool) {
	first, last, run := strings.Cut(strings.ToLower(strings.ReplaceAll(text, "–", "-")), "-")
	from, ok := weekday(first)
	to, also := from, true
	if run {
		to, also = weekday(last)
	}
	if !ok || !also {
		return days, false
	}
	for day := from; ; day = (day + 1) % 7 {
		days[day] = true
		if day == to {
			return days, true
		}
	}
}

func weekday(text string) (int, bool) {
	text = strings.TrimSpace(text)
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := strings.ToLower(day.String()); text == name || text == name[:3] {
			return int(day), true
		}
	}
	return 0, false
}

// String is the hours as a sentence has them: "Mon–Fri 08:00–18:00, Europe/Berlin".
func (h Hours) String() string {
	clock := func(seconds int64) string {
		if seconds == 86400 {
			return "24:00"
		}
		return localText(seconds%86400, "15:04")
	}
	return h.weekdays() + " " + clock(h.From) + enDash + clock(h.To) + ", " + orUTC(h.Zone).String()
}

// weekdays writes runs of days, from Monday on: "Mon–Fri", "Tue, Sat–Sun".
func (h Hours) weekdays() string {
	if h.Days == [7]bool{true, true, true, true, true, true, true} {
		return "every day"
	}
	name := func(n int) string { return time.Weekday(n % 7).String()[:3] }
	var runs []string
	for n := 1; n <= 7; n++ {
		first := n
		for n < 7 && h.Days[n%7] && h.Days[(n+1)%7] {
			n++
		}
		switch {
		case !h.Days[n%7]:
		case n > first:
			runs = append(runs, name(first)+enDash+name(n))
		default:
			runs = append(runs, name(n))
		}
	}
	return strings.Join(runs, ", ")
}
