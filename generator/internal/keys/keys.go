package keys

// A Key is one key of a mapping.
type Key struct {
	Name    string
	Aliases []string // other names that are read as this one
	Type    Type
	// Choices are the words that it takes, and Words names a list of the archive's own that it
	// takes them from: "services", "editions", "reports", the ID of a taxonomy.
	Choices  []string
	Words    string
	Open     bool // other words may be written, too
	Many     bool // a list of them; one alone is a list of one
	Required bool
	Text     string // what it means, in a line of Markdown
	Example  string // a value as YAML has it, "" where Keys have theirs
	Keys     []Key  // of a mapping
	// Or are the keys of a mapping that may stand in the place of the value, with Many of several.
	Or []Key
	// Further says that other keys than Keys may stand in the mapping.
	Further bool
}

// A Type is what a value looks like.
type Type uint8

// The types of values.
const (
	Text     Type = iota // any scalar, as it is written: 017 and no are text
	Slug                 // lower-case letters and digits, with single dashes between
	Path                 // an address within the site, from its root
	Bool                 // true or false
	Integer              // a whole number
	Number               // with up to three decimals
	Address              // an absolute web address
	Day                  // 2026-03-05
	Time                 // a day, or a day with a time and perhaps a zone
	Date                 // a Time, a month, a year, or unknown
	End                  // a Time, ongoing or unknown
	Duration             // 90m, 1h30m, 14d
	Clock                // a time of day: 08:00
	Zone                 // of the time zone database: Europe/Berlin
	Mapping              // with the Keys, and no others
	Free                 // a mapping whose keys are the archive's own
)

// window are the keys of an impact window.
func window() []Key {
	return []Key{
		{Name: "start", Type: Date, Required: true, Text: "when users were first affected", Example: "2026-03-03 14:05"},
		{Name: "end", Type: End, Required: true, Text: "when they no longer were; `ongoing` or `unknown`", Example: "2026-03-03 14:57"},
		{Name: "level", Choices: []string{"major_outage", "partial_outage", "degraded_performance", "maintenance", "unknown"}, Text: "how badly", Example: "major_outage"},
		{Name: "at_least", Type: Duration, Text: "the least that a window of unknown end lasted", Example: "90m"},
		{Name: "at_most", Type: Duration, Choices: []string{"observed"}, Open: true, Text: "the most that it lasted; `observed`: both bounds are what monitors saw", Example: "4h"},
		{Name: "note", Text: "a sentence on the window, inline Markdown", Example: "Payments by card only."},
	}
}

// Report are the keys of a report's front matter, but for those of taxonomies that only some archives have.
// Keys of an author's own may stand beside them.
func Report() []Key {
	return append([]Key{
		{Name: "title", Required: true, Text: "what failed, in a few words", Example: "An expired certificate stopped payments"},
		{Name: "date", Type: Date, Required: true, Text: "when the report was published: a day, a month, a year or `unknown`; `{value: …, note: …}` for a day that you derived", Example: "2026-03-05",
			Or: []Key{
				{Name: "value", Type: Date, Required: true, Text: "the day", Example: "2026-03-05"},
				{Name: "note", Required: true, Text: "what it is derived from", Example: "The day of the last update."},
			}},
		{Name: "updated", Aliases: []string{"lastmod"}, Type: Time, Text: "when it was last changed in substance", Example: "2026-03-20"},
		{Name: "summary", Aliases: []string{"description"}, Text: "one or two sentences, shown in lists and feeds", Example: "No payment went through for 52 minutes."},
		{Name: "organization", Aliases: []string{"organisation"}, Words: "organizations", Open: true, Text: "only where it differs from that of the services", Example: "Example Shop"},
		{Name: "services", Aliases: []string{"service"}, Words: "services", Many: true, Text: "ids from `archive.yaml`", Example: "[checkout, search]"},
		{Name: "severity", Words: "severities", Text: "one of the archive's; absent is \"not recorded\"", Example: "major"},
		{Name: "timezone", Type: Zone, Text: "for times in this file that carry no zone", Example: "Europe/Berlin"},
		{Name: "impact", Type: Mapping, Many: true, Text: "the windows in which users were affected",
			Keys: marked(append(window(), Key{Name: "services", Words: "services", Many: true, Text: "those of the report's that the window is of", Example: "[checkout]"})...)},
		{Name: "detected", Type: Time, Text: "when somebody or something noticed", Example: "2026-03-03 14:09"},
		{Name: "acknowledged", Type: Time, Text: "when somebody began to work on it", Example: "2026-03-03 14:11"},
		{Name: "mitigated", Type: Time, Text: "when users were no longer affected, or less", Example: "2026-03-03 14:40"},
		{Name: "resolved", Type: Time, Text: "when it was over", Example: "2026-03-03 14:57"},
		{Name: "detected_by", Choices: []string{"alert", "customer", "employee"}, Open: true, Text: "`alert`, `customer`, `employee` or other words", Example: "alert"},
		{Name: "timeline", Type: Mapping, Many: true, Text: "what happened when", Keys: marked(
			Key{Name: "time", Type: Time, Text: "absent where nobody recorded it", Example: "2026-03-03 14:09"},
			Key{Name: "status", Choices: []string{"investigating", "identified", "update", "monitoring", "resolved"}, Open: true, Text: "a word such as `identified`", Example: "identified"},
			Key{Name: "text", Text: "what happened, inline Markdown", Example: "The alert goes off."},
		)},
		{Name: "causes", Aliases: []string{"categories"}, Words: "causes", Open: true, Many: true, Text: "contributing factors, any words; reuse those that exist", Example: "[expired certificate]"},
		{Name: "upstream", Words: "upstream", Open: true, Many: true, Text: "providers whose failure was felt here", Example: "[OVH]"},
		{Name: "trigger", Words: "trigger", Open: true, Text: "the one thing that set it off, apart from its causes", Example: "deploy"},
		{Name: "tags", Words: "tags", Open: true, Many: true, Text: "anything else to find it by", Example: "[tls, payments]"},
		{Name: "related", Words: "reports", Many: true, Text: "paths without `.md`; the link appears on both reports", Example: "[2013/paymo-network]"},
		{Name: "unrelated", Words: "reports", Many: true, Text: "not to be listed as related, on either report, however alike they are", Example: "[2013/customer-io]"},
		{Name: "actions", Type: Mapping, Many: true, Text: "what was promised", Keys: marked(
			Key{Name: "title", Required: true, Text: "what will be done, inline Markdown", Example: "Alert 30 days before a certificate expires"},
			Key{Name: "owner", Text: "who does it", Example: "platform team"},
			Key{Name: "due", Type: Day, Text: "the day by which", Example: "2026-04-01"},
			Key{Name: "opened", Type: Day, Text: "the day from which; absent: the report's date", Example: "2026-03-05"},
			Key{Name: "closed", Type: Day, Text: "the day on which it was done or dropped", Example: "2026-03-28"},
			Key{Name: "status", Choices: []string{"open", "done", "closed", "cancelled", "wontfix", "unknown"}, Open: true, Text: "`open` unless you say otherwise; `done`, `closed`, `cancelled` and `wontfix` close it, `unknown` is not recorded", Example: "open"},
			Key{Name: "link", Type: Address, Text: "of its ticket", Example: "https://example.org/tickets/17"},
			Key{Name: "kind", Choices: []string{"prevent", "detect", "mitigate", "process"}, Open: true, Text: "`prevent`, `detect`, `mitigate`, `process` or a word of your own", Example: "detect"},
		)},
		{Name: "published_changes", Type: Mapping, Many: true, Text: "what was published otherwise before", Keys: marked(
			Key{Name: "date", Type: Day, Required: true, Text: "since when it is as it is now", Example: "2026-03-20"},
			Key{Name: "text", Required: true, Text: "what changed", Example: "The end moved from 14:57 to 15:20."},
		)},
		{Name: "sources", Type: Mapping, Many: true, Text: "where the facts were published; each has a title or an address", Keys: marked(
			Key{Name: "title", Text: "of the source", Example: "Report"},
			Key{Name: "url", Type: Address, Text: "its address", Example: "https://example.com/report"},
			Key{Name: "publisher", Text: "who published it", Example: "Example Shop"},
			Key{Name: "date", Type: Date, Text: "when", Example: "2026-03-05"},
			Key{Name: "archived", Type: Address, Text: "the address of a copy", Example: "https://web.archive.org/web/2026/https://example.com/report"},
		)},
		{Name: "signal", Type: Mapping, Text: "the series beside the report that shows when it was: `afterword check` compares it with the windows", Keys: []Key{
			{Name: "file", Required: true, Text: "of the report's folder", Example: "errors.csv"},
			{Name: "column", Text: "its label, where the file has several", Example: "5xx"},
			{Name: "above", Type: Number, Text: "users are affected while it is above this", Example: "5"},
			{Name: "below", Type: Number, Text: "or below this", Example: "99.5"},
		}},
		{Name: "aliases", Type: Path, Many: true, Text: "addresses that redirect here", Example: "[/old/address/]"},
		{Name: "slug", Type: Slug, Text: "replaces the last part of the address", Example: "certificate"},
		{Name: "draft", Type: Bool, Text: "`true` or `false`, nothing else", Example: "true"},
		{Name: "edition_texts", Type: Free, Text: "other wordings for wider editions", Example: "{public: {title: Payments failed}}"},
	}, append(alone(window()), marked()...)...)
}

// marked adds the key by which an item is for an edition.
func marked(keys ...Key) []Key {
	return append(keys, Key{Name: "edition", Words: "editions", Text: "the widest edition that shows it", Example: "internal"})
}

// alone are the keys of a window that stand at the top of a report which has only one.
func alone(keys []Key) []Key {
	for n := range keys {
		keys[n].Required = false
		keys[n].Text = "of the only window, instead of `impact`: " + keys[n].Text
	}
	return keys
}
