package calendar

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"afterword/generator/internal/diag"
)

// An Error says why a text cannot be read as a time, a length or a zone. The caller
// knows where the text is written and makes a diagnostic of it; an Error is never
// wrapped or returned as an error, so it is not one.
type Error struct {
	Code    diag.Code
	Message string // one line, without a full stop
	Hint    string // how to fix it; may hold several lines
}

func errorf(code diag.Code, hint, format string, args ...any) *Error {
	return &Error{code, fmt.Sprintf(format, args...), hint}
}

// The rest of this file words the errors of a text that has the form of a time: its
// local time or its zone is wrong. Every time that could be meant is offered in full.

// offer writes an instant so that it can be pasted: with its offset, or in UTC
// where the offset has seconds, as local mean times of the 19th century have.
func (s stamp) offer(instant, offset int64) string {
	if offset%60 != 0 {
		return localText(instant, secondLayout) + "Z"
	}
	return localText(instant+offset, s.layout()) + offsetText(offset)
}

// offers lists candidates with their abbreviations.
func (s stamp) offers(found []candidate) string {
	var list []string
	for _, r := range found {
		list = append(list, s.offer(r.instant, r.offset)+named(r.abbreviation))
	}
	return oneOf(list)
}

// named puts an abbreviation in brackets; many zones have only an offset there.
func named(abbreviation string) string {
	if !isLetters(abbreviation) {
		return ""
	}
	return " (" + abbreviation + ")"
}

func isLetters(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }) < 0
}

func (s stamp) gap(zone *time.Location) *Error {
	before, after := gapAt(s.local, zone)
	edge := before.end
	layout := "15:04"
	if localText(edge+before.offset, dayLayout) != localText(edge+after.offset, dayLayout) {
		layout = "2006-01-02 15:04"
	}
	if (before.offset-after.offset)%60 != 0 || (edge+before.offset)%60 != 0 {
		layout += ":05"
	}
	return &Error{diag.TimeGap,
		fmt.Sprintf("%s did not exist in %s: clocks went from %s to %s", s.text(s.layout()), zone,
			localText(edge+before.offset, layout), localText(edge+after.offset, layout)),
		fmt.Sprintf("Write %s.", s.offers([]candidate{
			{s.local - after.offset, before.offset, before.abbreviation},
			{s.local - before.offset, after.offset, after.abbreviation},
		}))}
}

func (s stamp) ambiguous(found []candidate, zone *time.Location) *Error {
	times := "twice"
	if len(found) > 2 {
		times = fmt.Sprintf("%d times", len(found))
	}
	return &Error{diag.TimeAmbiguous,
		fmt.Sprintf("%s happened %s in %s: clocks went back", s.text(s.layout()), times, zone),
		fmt.Sprintf("Write %s, whichever it was.", s.offers(found))}
}

// unclaimed words an abbreviation where no zone is in force.
func (s stamp) unclaimed() *Error {
	meanings := labelled(s.zone)
	message := fmt.Sprintf("%s is an abbreviation, and no zone is in force to check it against", s.zone)
	if len(zonesOf(meanings)) > 1 && len(offsetsOf(meanings)) > 1 {
		message = fmt.Sprintf("%s is an abbreviation of several zones, and none is in force", s.zone)
	}
	if len(meanings) == 0 {
		return &Error{diag.TimeZoneMissing, message,
			fmt.Sprintf("Write the offset, as in %s-08:00, or declare timezone: with the IANA name of the place.", s.text(s.layout()))}
	}
	return &Error{diag.TimeZoneMissing, message, s.meanings(meanings, nil)}
}

// clock writes the local time with a space, as before a zone.
func (s stamp) clock() string { return strings.Replace(s.text(s.layout()), "T", " ", 1) }

// meanings offers a time for every offset that a label means, and the zones
// that have it, but for the one in force.
func (s stamp) meanings(labels []label, inForce *time.Location) string {
	var lines []string
	begin := "Write "
	if inForce != nil {
		begin = fmt.Sprintf("If %s was meant: ", s.zone)
	}
	for _, offset := range offsetsOf(labels) {
		var zones []string
		for _, l := range labels {
			if l.offset == offset && l.zone != orUTC(inForce).String() {
				zones = append(zones, l.zone)
			}
		}
		declare := ""
		if len(zones) > 0 {
			declare = ", or declare timezone: " + oneOf(zones)
		}
		lines = append(lines, fmt.Sprintf("%s%s%s%s.", begin, s.text(s.layout()), offset, declare))
	}
	return strings.Join(lines, "\n")
}

func offsetsOf(labels []label) []string {
	var offsets []string
	for _, l := range labels {
		if l.offset != "" {
			offsets = append(without(offsets, l.offset), l.offset)
		}
	}
	return offsets
}

// mislabelled words an abbreviation that the clocks of the zone in force did not
// show at that local time; found is what they did show.
func (s stamp) mislabelled(found []candidate, zone *time.Location) *Error {
	var shown, lines []string
	for _, r := range found {
		time := s.offer(r.instant, r.offset)
		if isLetters(r.abbreviation) {
			shown = append(shown, r.abbreviation)
			time = fmt.Sprintf("%s %s, which is %s", s.clock(), r.abbreviation, time)
		}
		lines = append(lines, fmt.Sprintf("If clocks in %s showed it: %s.", zone, time))
	}
	message := fmt.Sprintf("%s was not in force in %s at %s", s.zone, zone, s.text(s.layout()))
	if len(shown) > 0 {
		message += ", " + oneOf(shown) + " was"
	}
	otherwise := "Else write the offset or the IANA name of the place."
	if meanings := labelled(s.zone); len(meanings) > 0 {
		otherwise = s.meanings(meanings, zone)
	}
	return &Error{diag.TimeZoneLabel, message, strings.Join(append(lines, otherwise), "\n")}
}

// labelError words what follows a time and is neither an offset, an
// abbreviation in capitals nor an exact IANA name.
func (s stamp) labelError(asZone *Error) *Error {
	clock := s.clock()
	say := func(hint string) *Error {
		return &Error{diag.TimeZoneLabel, fmt.Sprintf("%s is not a zone", quote(s.zone)), hint}
	}
	switch upper := strings.ToUpper(s.zone); {
	case upper == "UTC" || upper == "GMT" || upper == "Z":
		return say(fmt.Sprintf("Write %s %s.", clock, upper))
	case looksLikeOffset(s.zone):
		hint := "Write the offset alone, as in " + clock + "-08:00."
		if offset, ok := normalOffset(s.zone[3:]); ok {
			if _, bad := parseOffset(offset); bad == nil {
				hint = fmt.Sprintf("Write the offset alone: %s%s.", s.text(s.layout()), offset)
			}
		}
		return say(hint)
	}
	meanings := labelled(s.zone)
	if len(meanings) == 0 {
		return asZone
	}
	if len(offsetsOf(meanings)) > 0 { // an abbreviation in lower case
		return say(fmt.Sprintf("Write %s %s where that is the zone in force.\n%s", clock, strings.ToUpper(s.zone), s.meanings(meanings, nil)))
	}
	zone := meanings[0].zone
	return say(fmt.Sprintf("Write %s %s, or declare timezone: %s and leave %s out.", clock, zone, zone, s.zone))
}

// quote puts an author's text into a message: at most forty characters of it,
// with control characters made visible.
func quote(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if utf8.RuneCountInString(text) > 40 {
		text = string([]rune(text)[:39]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
