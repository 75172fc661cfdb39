package facts

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
)

// A mention is a day, a time of day, or both, within a line.
type mention struct {
	start, end int    // bytes of the line, its zone among them
	day        string // "2025-10-24", "10-24" where no year is written, "" of a time of day
	clock      string // "15:04" or "15:04:05", "" of a day
	zone       string // the zone that is written behind a time of day, or ""
	behind     bool   // the day is behind the time of day
}

const monthForm = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?`

// Groups: 1 a day, 2 the year in it where it is written behind the month, 3 a day in
// digits, 4 a time of day.
var mentionForm = regexp.MustCompile(`\b((?:` + monthForm + ` \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?(?: of)? ` + monthForm + `)(?:,? (\d{4}))?)\b` +
	`|\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})(?:T|\b)` +
	`|(\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\b\.?)?|\b\d{1,2} ?[AaPp][Mm]\b)`)

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
		switch day, clock := part(1)+part(3), part(4); {
		case part(1) != "" && part(2) == "":
			at.day, _ = strings.CutPrefix(certain(day+" 2000", time.DateOnly), "2000-")
		case day != "":
			at.day = certain(day, time.DateOnly)
		case !glued:
			if !strings.Contains(clock, ":") {
				clock = strings.TrimRight(clock, " AaPpMm") + ":00" + strings.TrimLeft(clock, "0123456789")
			}
			layout := "15:04"
			if strings.Count(clock, ":") > 1 {
				layout = time.TimeOnly
			}
			at.clock = certain("2000-01-01 "+clock, layout)
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

// certain writes a time by a layout, "" where the text is none, or may be several.
func certain(text, layout string) string {
	t, _, problem := calendar.Guess(text, nil)
	if problem != "" || t.Precision < calendar.Day {
		return ""
	}
	return t.Instant.Format(layout)
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
	lengthUnit = regexp.MustCompile(`(\d) ?(d|h|m|s)(?:ays?|(?:ou)?rs?|in(?:ute)?s?|ec(?:ond)?s?)?\b(?:,? and |,? ?)?`)
	asideForm  = regexp.MustCompile(`\s*\([^()]*\)\s*$`)
)

// length reads a text that is a length of time and nothing else: "2h 40m", "79
// minutes". One that is called approximate is none.
func length(text string) (time.Duration, bool) {
	text = strings.TrimSuffix(asideForm.ReplaceAllString(strings.ToLower(strings.TrimSpace(text)), ""), ".")
	d, bad := calendar.ParseDuration(lengthUnit.ReplaceAllString(text, "$1$2"))
	return d, bad == nil
}

var (
	betweenForm = regexp.MustCompile(`(?i)^\s*(?:-|–|—|~|to|until|till|through|and)\s*$`)
	dayAfter    = regexp.MustCompile(`(?i)^[\s,(]*(?:on )?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:the )?$`)
)

// times finds the times that a text has, in order: a day and the time of day behind
// it are one, and so are a time of day and the day behind it.
func times(text string) (found []mention) {
	list := mentions(text)
	for i := 0; i < len(list); i++ {
		m := list[i]
		clockBehind := func(i int) bool {
			return i+1 < len(list) && list[i].day != "" && list[i+1].clock != "" && strings.Trim(text[list[i].end:list[i+1].start], " ,(*_`-–—@atT|)") == ""
		}
		if clockBehind(i) {
			i++
			m.clock, m.zone, m.end = list[i].clock, list[i].zone, list[i].end
		} else if m.clock != "" && i+1 < len(list) && list[i+1].day != "" && !clockBehind(i+1) && dayAfter.MatchString(text[m.end:list[i+1].start]) {
			i++
			m.day, m.end, m.behind = list[i].day, list[i].end, true
		}
		found = append(found, m)
	}
	return found
}

// A span is two times of day that a text has as from and to. A day behind both is that of the first.
type span struct{ from, to mention }

// spans finds the spans of a text: "15:30 to 18:10 UTC", "2021-03-31 23:10 – 2021-04-01 01:00 CET".
func spans(text string) (found []span) {
	list := times(text)
	for i, to := range list[min(1, len(list)):] {
		from := list[i]
		if from.clock == "" || to.clock == "" || !betweenForm.MatchString(text[from.end:to.start]) {
			continue
		}
		if from.zone = cmp.Or(from.zone, to.zone); from.day == "" && to.behind {
			from.day, to.day = to.day, ""
		}
		found = append(found, span{from, to})
	}
	return found
}
