package calendar

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
)

// zoneError says what is wrong with a zone name and which one to write.
func zoneError(name string) *Error {
	say := func(hint, format string, args ...any) *Error {
		return errorf(diag.TimeZoneUnknown, hint, format, args...)
	}
	switch target := canonical()[name]; {
	case name == "":
		return say("Write an IANA name such as Europe/Berlin, or UTC.", "the time zone is empty")
	case name == "Local":
		return say("Write the IANA name of the place, such as Europe/Berlin, or UTC.",
			`"Local" is the zone of the computer that builds the site`)
	case strings.HasPrefix(name, "Etc/GMT") && target != "UTC" && (target != "" || name == "Etc/GMT+12"):
		return say(etcHint(name), "%q is an offset with its sign reversed, not the zone of a place", name)
	case target != "" && target != "UTC" && (len(labelled(name)) > 0 || strings.HasSuffix(name, "DT")):
		places := append(without(zonesOf(labelled(name)), target), target)
		return say(fmt.Sprintf("Write the place's zone: %s.", oneOf(places)), "%q is an abbreviation, not the zone of a place", name)
	case target != "":
		return say(fmt.Sprintf("Write %s.", target), "%q is another name of the zone %s", name, target)
	case len(labelled(name)) > 0:
		return say(fmt.Sprintf("Write the place's zone: %s.", oneOf(zonesOf(labelled(name)))), "%q is not the name of a time zone", name)
	case looksLikeOffset(name):
		return say("Name the place, such as Europe/Berlin, or write the offset with each time, as in 14:05+02:00.",
			"%s is an offset, not the name of a time zone", quote(name))
	}
	if near := nearestZone(name); near != "" {
		return say(fmt.Sprintf("Did you mean %s?", near), "there is no time zone %s", quote(name))
	}
	return say("Write a name of the IANA time zone database, such as America/New_York, Europe/Berlin or UTC.",
		"there is no time zone %s", quote(name))
}

// etcHint explains names such as Etc/GMT+8, which is eight hours behind UTC.
func etcHint(name string) string {
	sign, hours := name[len("Etc/GMT"):][:1], name[len("Etc/GMT+"):]
	write := func(sign, reversed string) string {
		place := ""
		if zone := canonical()["Etc/GMT"+reversed+hours]; zone != "" {
			place = " a place, such as " + zone + ", or"
		}
		return fmt.Sprintf("write%s the offset %s%02d:00 with each time.", place, sign, number(hours))
	}
	meant := "-"
	if sign == "-" {
		meant = "+"
	}
	return fmt.Sprintf("It is UTC%s%s: %s\nIf UTC%s%s was meant: %s", meant, hours, write(meant, sign), sign, hours, write(sign, meant))
}

// looksLikeOffset reports whether a text is like "+02:00", "UTC+2" or "gmt-5".
func looksLikeOffset(name string) bool {
	rest := strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(name), "UTC"), "GMT")
	return len(rest) > 1 && (rest[0] == '+' || rest[0] == '-') && digits(rest[1:2])
}

// nearestZone finds the canonical name that was probably meant: the same name in
// another case, a city without its continent, or one that is a slip away. "" where
// nothing is near.
func nearestZone(name string) string {
	targets := map[string]string{}
	for _, known := range slices.Sorted(maps.Keys(canonical())) { // in an order, so that the first of equals wins
		if whole := foldZone(known); !strings.HasPrefix(known, "Etc/GMT") {
			for _, key := range []string{whole, whole[strings.LastIndex(whole, "/")+1:]} {
				targets[key] = cmp.Or(targets[key], canonical()[known])
			}
		}
	}
	key := foldZone(name)
	near, _ := diag.Nearest(key, slices.Sorted(maps.Keys(targets)))
	return targets[cmp.Or(near, key)]
}

func foldZone(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
}
