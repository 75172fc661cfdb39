package importer

// abbreviations that mean one offset wherever status pages use them. The archive
// itself never derives a zone from one; an import does, and says so.
var abbreviations = map[string]string{
	"WET": "+00:00", "WEST": "+01:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "MET": "+01:00", "MEST": "+02:00",
	"EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "SAST": "+02:00", "WAT": "+01:00", "CAT": "+02:00", "EAT": "+03:00",
	"PKT": "+05:00", "WIB": "+07:00", "HKT": "+08:00", "SGT": "+08:00", "PHT": "+08:00", "JST": "+09:00", "KST": "+09:00",
	"AWST": "+08:00", "ACST": "+09:30", "ACDT": "+10:30", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
	"HST": "-10:00", "AKST": "-09:00", "AKDT": "-08:00", "PST": "-08:00", "PDT": "-07:00", "MST": "-07:00", "MDT": "-06:00",
	"CDT": "-05:00", "EST": "-05:00", "EDT": "-04:00", "AST": "-04:00", "ADT": "-03:00", "NST": "-03:30", "NDT": "-02:30",
	"BRT": "-03:00", "ART": "-03:00",
}

// ambiguous are those that mean several: Chicago or Shanghai; Kolkata, Dublin or Jerusalem.
var ambiguous = map[string]bool{"CST": true, "IST": true, "GST": true, "ET": true, "CT": true, "MT": true, "PT": true}
