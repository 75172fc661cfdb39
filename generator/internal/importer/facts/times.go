package facts

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
)

// A mention is a day or a time of day within a line.
type mention struct {
	start, end int    // bytes of the line, its zone among them
	day        string // "2025-10-24", "10-24" where no year is written, "" of a time of day
	clock      string // "15:04" or "15:04:05", "" of a day
	zone       string // the zone that is written behind a time of day, or ""
}

const monthForm = `(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?`

// Groups: 1-3 year, month, day; 4-6 month, day, year; 7-9 day, month, year; 10 digits with
// slashes; 11-14 hour, minute, second, half of the day; 15-16 hour and half alone.
var mentionForm = regexp.MustCompile(`\b(\d{4})-(\d{1,2})-(\d{1,2})T?` +
	`|\b` + monthForm + ` (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?\b` +
	`|\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ` + monthForm + `(?:,? (\d{4}))?\b` +
	`|\b(\d{1,2}[/.]\d{1,2}[/.]\d{4})\b` +
	`|(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])\.?[Mm]\b\.?)?` +
	`|\b(\d{1,2}) ?([AaPp])[Mm]\b`)

// zoneForm is what may follow a time of day.
var zoneForm = regexp.MustCompile(`^ ?\(?(UTC[+-]\d{1,2}(?::\d{2})?|[+]\d{2}:?\d{2}|[A-Z]{2,5}|[A-Z][a-z]+/[A-Z][A-Za-z_/]+|Z)\b\)?`)

// mentions finds the days and the times of day in a text, in order.
func mentions(text string) (found []mention) {
	for _, m := range mentionForm.FindAllStringSubmatchIndex(text, -1) {
		part := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return text[m[2*n]:m[2*n+1]]
		}
		at := mention{start: m[0], end: m[1]}
		glued := m[0] > 0 && strings.ContainsRune("0123456789:.", rune(text[m[0]-1]))
		switch {
		case part(1) != "":
			at.day = dayOf(part(1), part(2), part(3))
		case part(4) != "":
			at.day = dayOf(part(6), part(4), part(5))
		case part(8) != "":
			at.day = dayOf(part(9), part(8), part(7))
		case part(10) != "":
			if t, _, problem := calendar.Guess(part(10), nil); problem == "" && t.Precision == calendar.Day {
				at.day = t.Instant.Format(time.DateOnly)
			}
		case !glued:
			at.clock = clockOf(part(11)+part(15), part(12), part(13), part(14)+part(16))
			if z := zoneForm.FindStringSubmatch(text[m[1]:]); z != nil && at.clock != "" && calendar.IsZone(z[1]) {
				at.zone, at.end = z[1], m[1]+len(z[0])
			}
		}
		if at.day != "" || at.clock != "" {
			found = append(found, at)
		}
	}
	return found
}

// dayOf writes a day as "2006-01-02", as "01-02" where the year is not written,
// and as "" where the calendar has none. A month is a number or three letters at least.
func dayOf(year, month, day string) string {
	m, err := strconv.Atoi(month)
	if err != nil {
		m = strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(month[:3]))/3 + 1
	}
	text := fmt.Sprintf("%s-%02d-%02s", year, m, day)
	if year == "" {
		text = "2000" + text
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	if year == "" {
		return text[len("2000-"):]
	}
	return text
}

// clockOf writes a time of day by 24 hours, "" where clocks have no such time.
func clockOf(hour, minute, second, half string) string {
	h, _ := strconv.Atoi(hour)
	if half != "" {
		if h < 1 || h > 12 {
			return ""
		}
		if h %= 12; strings.EqualFold(half, "p") {
			h += 12
		}
	}
	text := fmt.Sprintf("%02d:%02s", h, minute)
	if second != "" {
		text += ":" + second
	}
	if _, err := time.Parse("15:04:05", (text + ":00")[:8]); err != nil {
		return ""
	}
	return text
}

// nextDay is the day n days after one.
func nextDay(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

var (
	lengthForm = regexp.MustCompile(`(?i)^(?:(\d+) ?d(?:ays?)?)?(?:,? ?(?:and )?(\d+(?:\.\d+)?) ?h(?:(?:ou)?rs?)?)?(?:,? ?(?:and )?(\d+) ?m(?:in(?:ute)?s?)?)?(?:,? ?(?:and )?(\d+) ?s(?:ec(?:ond)?s?)?)?$`)
	asideForm  = regexp.MustCompile(`\s*\([^()]*\)\s*$`)
)

// length reads a text that is a length of time and nothing else: "2h 40m", "79
// minutes". One that is called approximate is none.
func length(text string) (time.Duration, bool) {
	m := lengthForm.FindStringSubmatch(strings.TrimSuffix(asideForm.ReplaceAllString(strings.TrimSpace(text), ""), "."))
	if m == nil {
		return 0, false
	}
	var sum time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if n, err := strconv.ParseFloat(m[i+1], 64); err == nil && n < 100_000 {
			sum += time.Duration(n * float64(unit))
		}
	}
	return sum.Truncate(time.Second), sum > 0
}

var (
	betweenForm = regexp.MustCompile(`(?i)^\s*(?:-|–|—|~|to|until|till|through|and)\s*$`)
	dayAfter    = regexp.MustCompile(`(?i)^[\s,(]*(?:on )?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:the )?$`)
)

// A span is two times of day that a text has as from and to, with the day before
// each, or behind both.
type span struct {
	fromDay, toDay string
	from, to       mention
	start, end     int // bytes of the text
}

// spans finds the spans of a text: "15:30 to 18:10 UTC", "2021-03-31 23:10 – 2021-04-01 01:00 CET".
func spans(text string) (found []span) {
	list := mentions(text)
	for i, from := range list {
		if from.clock == "" || i+1 == len(list) {
			continue
		}
		s := span{from: from, start: from.start}
		if i > 0 && list[i-1].day != "" && len(text[list[i-1].end:from.start]) < 8 {
			s.fromDay, s.start = list[i-1].day, list[i-1].start
		}
		next, gap := i+1, from.end
		if list[next].day != "" && next+1 < len(list) && betweenForm.MatchString(text[gap:list[next].start]) {
			s.toDay, gap, next = list[next].day, list[next].end, next+1
			if list[next].clock == "" || len(text[gap:list[next].start]) > 6 {
				continue
			}
		} else if list[next].clock == "" || !betweenForm.MatchString(text[gap:list[next].start]) {
			continue
		}
		s.to, s.end = list[next], list[next].end
		if s.from.zone == "" {
			s.from.zone = s.to.zone
		}
		if s.fromDay == "" && next+1 < len(list) && list[next+1].day != "" && dayAfter.MatchString(text[s.end:list[next+1].start]) {
			s.fromDay, s.end = list[next+1].day, list[next+1].end
		}
		found = append(found, s)
	}
	return found
}
