package calendar

import (
	"slices"
	"strings"
)

// A label is an abbreviation or a word that people write for a zone. Labels serve
// hints and guesses: Parse never derives a zone from one.
type label struct {
	text   string
	offset string // "" for a word that means both standard and daylight time
	zone   string
}

// labels are in no particular order, but of an ambiguous one the meaning found
// most often in postmortems comes first.
var labels = [...]label{
	{"PT", "", "America/Los_Angeles"}, {"Pacific", "", "America/Los_Angeles"},
	{"PST", "-08:00", "America/Los_Angeles"}, {"PDT", "-07:00", "America/Los_Angeles"},
	{"MT", "", "America/Denver"}, {"Mountain", "", "America/Denver"},
	{"MST", "-07:00", "America/Denver"}, {"MST", "-07:00", "America/Phoenix"}, {"MDT", "-06:00", "America/Denver"},
	{"CT", "", "America/Chicago"}, {"Central", "", "America/Chicago"},
	{"CST", "-06:00", "America/Chicago"}, {"CST", "+08:00", "Asia/Shanghai"}, {"CST", "-05:00", "America/Havana"},
	{"CDT", "-05:00", "America/Chicago"}, {"CDT", "-04:00", "America/Havana"},
	{"ET", "", "America/New_York"}, {"Eastern", "", "America/New_York"},
	{"EST", "-05:00", "America/New_York"}, {"EDT", "-04:00", "America/New_York"},
	{"AST", "-04:00", "America/Halifax"}, {"AST", "-04:00", "America/Puerto_Rico"}, {"AST", "+03:00", "Asia/Riyadh"},
	{"ADT", "-03:00", "America/Halifax"},
	{"NST", "-03:30", "America/St_Johns"}, {"NDT", "-02:30", "America/St_Johns"},
	{"AKST", "-09:00", "America/Anchorage"}, {"AKDT", "-08:00", "America/Anchorage"},
	{"HST", "-10:00", "Pacific/Honolulu"},
	{"BRT", "-03:00", "America/Sao_Paulo"}, {"ART", "-03:00", "America/Argentina/Buenos_Aires"},
	{"WET", "+00:00", "Europe/Lisbon"}, {"WEST", "+01:00", "Europe/Lisbon"},
	{"BST", "+01:00", "Europe/London"}, {"BST", "+06:00", "Asia/Dhaka"}, {"BST", "+11:00", "Pacific/Bougainville"},
	{"IST", "+05:30", "Asia/Kolkata"}, {"IST", "+02:00", "Asia/Jerusalem"}, {"IST", "+01:00", "Europe/Dublin"},
	{"IDT", "+03:00", "Asia/Jerusalem"},
	{"CET", "+01:00", "Europe/Paris"}, {"CEST", "+02:00", "Europe/Paris"}, {"MET", "+01:00", "Europe/Paris"}, {"MEST", "+02:00", "Europe/Paris"},
	{"EET", "+02:00", "Europe/Helsinki"}, {"EEST", "+03:00", "Europe/Helsinki"},
	{"MSK", "+03:00", "Europe/Moscow"},
	{"SAST", "+02:00", "Africa/Johannesburg"}, {"WAT", "+01:00", "Africa/Lagos"},
	{"CAT", "+02:00", "Africa/Maputo"}, {"EAT", "+03:00", "Africa/Nairobi"},
	{"GST", "+04:00", "Asia/Dubai"}, {"PKT", "+05:00", "Asia/Karachi"}, {"WIB", "+07:00", "Asia/Jakarta"},
	{"SGT", "+08:00", "Asia/Singapore"}, {"HKT", "+08:00", "Asia/Hong_Kong"}, {"PHT", "+08:00", "Asia/Manila"},
	{"KST", "+09:00", "Asia/Seoul"}, {"JST", "+09:00", "Asia/Tokyo"},
	{"AWST", "+08:00", "Australia/Perth"}, {"ACST", "+09:30", "Australia/Adelaide"}, {"ACDT", "+10:30", "Australia/Adelaide"},
	{"AEST", "+10:00", "Australia/Sydney"}, {"AEST", "+10:00", "Australia/Brisbane"}, {"AEDT", "+11:00", "Australia/Sydney"},
	{"NZST", "+12:00", "Pacific/Auckland"}, {"NZDT", "+13:00", "Pacific/Auckland"},
}

// labelled lists the meanings of a text in any case.
func labelled(text string) []label {
	var found []label
	for _, l := range labels {
		if strings.EqualFold(l.text, text) {
			found = append(found, l)
		}
	}
	return found
}

// zonesOf lists the zones of labels, each once.
func zonesOf(labels []label) []string {
	var zones []string
	for _, l := range labels {
		if !slices.Contains(zones, l.zone) {
			zones = append(zones, l.zone)
		}
	}
	return zones
}

func without(list []string, text string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == text })
}

// oneOf writes alternatives: "a", "a or b", "a, b or c".
func oneOf(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}
