package keys

// Archive are the keys of archive.yaml.
func Archive() []Key {
	return []Key{
		{Name: "title", Required: true, Text: "of the site", Example: "What went wrong at Example"},
		{Name: "description", Text: "a sentence on the archive, on its home page and in its feeds", Example: "What failed, why, and what we changed."},
		{Name: "base_url", Type: Address, Text: "where the site will be; its path is the base path", Example: "https://example.org/postmortems/"},
		{Name: "cname", Text: "the host of a site on GitHub Pages that has a domain of its own", Example: "postmortems.example.org"},
		{Name: "language", Text: "of the reports, a BCP 47 tag", Example: "en"},
		{Name: "author", Text: "of the site, in feeds", Example: "Example"},
		{Name: "timezone", Type: Zone, Text: "cuts days, months and years, and is the zone of times that name none", Example: "Europe/Berlin"},
		{Name: "as_of", Type: Time, Text: "what counts as now; absent: the time of the build", Example: "2026-11-01T00:00:00Z"},
		{Name: "edit_url", Type: Address, Text: "where files can be edited; their paths are added to it", Example: "https://example.org/edit/main/content/"},
		{Name: "theme", Text: "`default`, `ledger` or a folder under `themes/`", Example: "ledger"},
		{Name: "look", Type: Mapping, Text: "what differs from the theme", Keys: look()},
		{Name: "menu", Type: Mapping, Many: true, Text: "entries beside those of the theme", Keys: []Key{
			{Name: "name", Text: "what it is called; absent: the page's title", Example: "Runbooks"},
			{Name: "page", Text: "a page of this site", Example: "about"},
			{Name: "url", Type: Address, Text: "or one of another", Example: "https://example.org/runbooks/"},
		}},
		{Name: "services", Type: Mapping, Many: true, Text: "every service that a report may name", Keys: service()},
		{Name: "severities", Many: true, Text: "from worst to least", Example: "[critical, major, minor, notice]"},
		{Name: "taxonomies", Type: Free, Text: "further ways of sorting reports, by a key of front matter each", Example: "{region: {title: Regions, singular: Region}}"},
		{Name: "terms", Type: Free, Text: "by taxonomy: what a term means, other words for it, and what it is a kind of", Example: "{causes: {split brain: {definition: Two parts act alone., synonyms: [split-brain]}}}"},
		{Name: "weights", Type: Mapping, Text: "what a second counts as downtime, by level", Keys: []Key{
			{Name: "major_outage", Type: Number, Text: "1 where absent", Example: "1"},
			{Name: "partial_outage", Type: Number, Text: "0.3 where absent", Example: "0.5"},
			{Name: "degraded_performance", Type: Number, Text: "0 where absent", Example: "0.1"},
			{Name: "maintenance", Type: Number, Text: "0 where absent", Example: "0"},
		}},
		{Name: "partial_as_down", Type: Bool, Text: "lets the figures lead that count partial outages as whole ones", Example: "true"},
		{Name: "periods", Choices: []string{"month", "quarter", "year"}, Many: true, Text: "that have pages of their own", Example: "[quarter, year]"},
		{Name: "fiscal_year_starts", Text: "the day with which fiscal years begin", Example: "04-01"},
		{Name: "rolling", Type: Duration, Many: true, Text: "days up to `as_of` that have figures", Example: "[30d, 90d]"},
		{Name: "rules", Type: Mapping, Many: true, Text: "what reports must have", Keys: []Key{
			{Name: "severity", Words: "severities", Many: true, Text: "of which reports; absent: of all", Example: "[critical, major]"},
			{Name: "since", Type: Day, Text: "only of incidents from this day on", Example: "2026-01-01"},
			{Name: "require", Many: true, Text: "keys, and headings as `section:What happened`", Example: "[summary, causes]"},
			{Name: "within", Type: Duration, Text: "from the end of the incident to the report", Example: "14d"},
		}},
		{Name: "templates", Type: Free, Text: "with which of `_templates/` a report begins, by severity", Example: "{critical: full, minor: short}"},
		{Name: "extra_facts", Type: Free, Text: "keys of your own that show among the facts, and their labels", Example: "{incident_id: Number}"},
		{Name: "abbreviations", Type: Free, Text: "words that mean the same in searches, besides k8s, db and the like; the search index names them", Example: "{oms: orders, tkt: ticket tickets}"},
		{Name: "markdown", Type: Mapping, Text: "how bodies are read", Keys: []Key{{Name: "unsafe", Type: Bool, Text: "keeps raw HTML", Example: "true"}}},
		{Name: "outputs", Type: Mapping, Text: "files that can be left out", Keys: []Key{{Name: "markdown", Type: Bool, Text: "each report as Markdown, and `llms.txt`", Example: "false"}}},
		{Name: "editions", Type: Mapping, Many: true, Text: "circles of readers, the widest first; other keys of this file may stand in one of them", Further: true, Keys: []Key{
			{Name: "id", Type: Slug, Required: true, Text: "lower-case letters, digits and dashes", Example: "public"},
			{Name: "out", Text: "the folder that it is built into", Example: "public"},
		}},
		{Name: "default_edition", Words: "editions", Text: "that of reports without a mark; absent: the narrowest", Example: "internal"},
		{Name: "hidden_keys", Type: Free, Text: "by edition: keys that it and wider ones never show", Example: "{public: [detected_by, actions.owner]}"},
		{Name: "limits", Type: Mapping, Text: "what one file may hold", Keys: limits()},
	}
}

func look() []Key {
	return []Key{
		{Name: "accent", Many: true, Text: "the colour of links, or one for each scheme", Example: `"#1d4f91"`},
		{Name: "logo", Text: "a file of `assets/`", Example: "logo.svg"},
		{Name: "favicon", Text: "a file of `assets/`", Example: "icon.png"},
		{Name: "font", Choices: []string{"serif", "sans", "system"}, Text: "the kind of face", Example: "serif"},
		{Name: "width", Choices: []string{"narrow", "wide"}, Text: "of pages", Example: "wide"},
		{Name: "footer", Text: "a line of Markdown at the foot of each page", Example: "Questions to ops@example.org"},
		{Name: "home", Choices: []string{"search", "figures", "ongoing", "year", "latest", "largest", "browse", "subscribe", "services"}, Many: true,
			Text: "the sections of the home page, in their order", Example: "[search, latest]"},
	}
}

func service() []Key {
	return marked([]Key{
		{Name: "id", Type: Slug, Required: true, Text: "what reports call it: lower-case letters, digits and single dashes", Example: "checkout"},
		{Name: "name", Text: "what pages call it", Example: "Checkout"},
		{Name: "organization", Aliases: []string{"organisation"}, Words: "organizations", Open: true, Text: "whose it is", Example: "Example Shop"},
		{Name: "parent", Words: "services", Text: "the service that it is a part of", Example: "shop"},
		{Name: "description", Text: "a sentence", Example: "Takes payments."},
		{Name: "since", Type: Day, Text: "the first tracked day: without it, years without incidents have no figure", Example: "2024-01-01"},
		{Name: "until", Type: Day, Text: "the last tracked day", Example: "2026-06-30"},
		{Name: "slo", Type: Number, Many: true, Text: "the target in per cent of a calendar year; `[{from: 2025-01-01, target: 99.9}]` where it changed", Example: "99.9", Or: []Key{
			{Name: "from", Type: Day, Text: "the first day on which it is in force", Example: "2025-01-01"},
			{Name: "target", Type: Number, Required: true, Text: "per cent of uptime", Example: "99.9"},
		}},
		{Name: "sla", Type: Mapping, Text: "an agreement", Keys: []Key{
			{Name: "period", Choices: []string{"month", "quarter", "year", "fiscal"}, Text: "that it counts by", Example: "month"},
			{Name: "credits", Type: Mapping, Many: true, Required: true, Text: "its steps, from the highest uptime to the lowest", Keys: []Key{
				{Name: "below", Type: Number, Required: true, Text: "per cent of uptime", Example: "99.9"},
				{Name: "credit", Type: Number, Required: true, Text: "per cent of what the period costs", Example: "10"},
			}},
		}},
		{Name: "measured", Type: Mapping, Text: "the part of the week that counts; absent: all of it", Keys: []Key{
			{Name: "days", Many: true, Text: "days, and runs of them", Example: "[mon-fri]"},
			{Name: "from", Type: Clock, Text: "in the service's zone", Example: `"08:00"`},
			{Name: "to", Type: Clock, Text: "earlier than `from`: on the next day", Example: `"18:00"`},
			{Name: "zone", Type: Zone, Text: "absent: that of the archive", Example: "Europe/Berlin"},
		}},
		{Name: "figures", Choices: []string{"reported", "observed"}, Text: "which lead on the page of a year: those of reports, or of monitors", Example: "observed"},
		{Name: "url", Type: Address, Text: "of the service", Example: "https://shop.example.org/"},
	}...)
}

// limits have the values that hold where archive.yaml has none as their examples.
func limits() (keys []Key) {
	for _, l := range [][3]string{
		{"file", "2097152", "bytes of one Markdown file"}, {"front_matter", "65536", "bytes"}, {"depth", "32", "nesting of front matter"}, {"keys", "200", "of one mapping"},
		{"title", "300", "characters"}, {"tags", "50", "tags, causes, services, aliases or related reports of one report"}, {"nesting", "32", "of Markdown blocks"},
		{"table_columns", "100", "of one table"}, {"table_cells", "10000", "of one table"}, {"references", "102400", "bytes that reference links may expand to"}, {"headings", "2000", "of one body"},
		{"highlight_bytes", "65536", "of one block of code that is coloured"}, {"page_bytes", "16777216", "of one page"}, {"files", "200000", "of the archive"}, {"static_file", "104857600", "bytes"},
	} {
		keys = append(keys, Key{Name: l[0], Type: Integer, Text: l[2], Example: l[1]})
	}
	return keys
}
