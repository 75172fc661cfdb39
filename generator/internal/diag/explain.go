package diag

import "slices"

// An Explanation says what a code stands for.
type Explanation struct {
	Code Code
	// Summary is one plain sentence on what is wrong.
	Summary string
	// Advice says how to fix it, in one or two sentences.
	Advice string
}

// Explain returns the catalogue of codes in the order in which a build meets
// them; `afterword help codes` prints it.
func Explain() []Explanation { return slices.Clone(catalogue) }

var catalogue = []Explanation{
	// The archive and its files.
	{ArchiveMissing, "No archive was found in the working folder or above it.", "Run afterword init DIR to begin one, or name the folder with --content."},
	{FileUnreadable, "A file or folder cannot be read.", "Look at its permissions; the message carries the reason that the system gave."},
	{FileKind, "The archive holds something that is not a regular file, or a kind of file that may not be published.", "Take away named pipes, sockets and devices, and HTML or scripts that lie beside a postmortem."},
	{FileName, "A file or folder name cannot become part of a URL on every system.", "Rename it with letters, digits, dashes, dots and underscores, as in connect-apps.md."},
	{FileTooLarge, "A file is larger than the archive allows.", "Shorten it, or raise the limit under limits: in archive.yaml."},
	{FileIgnored, "A file of the archive is not published.", "Move it to where it is read, or begin its name with _ to say that it is left out on purpose."},
	{FileSecret, "A file looks like a key or a password file and is not published.", "Take it out of the archive; what was committed once should be replaced too."},
	{FileVanished, "A file was there when the archive was listed and gone or changed when it was read.", "Build again once nothing writes to the archive."},
	{LinkCycle, "A symbolic link leads back to a folder that holds it.", "Remove the link."},
	{LinkOutside, "A symbolic link leaves the project and is not followed.", "Copy what it points at into the archive."},
	{LinkDangling, "A symbolic link points at nothing.", "Remove the link or fix its target."},
	{Encoding, "A file is not UTF-8.", "Save it as UTF-8; editors call this the encoding of the file."},
	{ControlCharacter, "A file holds a control character that has no place in text.", "Delete it; the excerpt shows it as an escape such as \\x1b."},

	// Front matter and archive.yaml as text.
	{FrontMatterMissing, "A postmortem has no front matter.", "Begin the file with --- and at least a title and a date, or let afterword import markdown add it."},
	{FrontMatterUnclosed, "Front matter begins and never ends.", "Close it with the line it began with: --- for YAML, +++ for TOML."},
	{FrontMatterKind, "Front matter is in a form that is not read.", "Write YAML between ---, TOML between +++, or a JSON object."},
	{FrontMatterShape, "Front matter is not a list of keys and values.", "Write one key: value a line."},
	{FrontMatterLimit, "Front matter is longer, deeper or has more keys than is allowed.", "Shorten it, or raise the limit under limits: in archive.yaml."},
	{Syntax, "YAML, TOML or JSON cannot be read as it is written.", "Look at the marked place: often a quote, a bracket or the indentation is at fault."},
	{DuplicateKey, "A key is given twice.", "Keep one of the two; the message names the line of the first."},
	{YAMLFeature, "Anchors, aliases, merge keys and tags of YAML are not read.", "Write the value out where it is needed."},

	// Editions.
	{EditionUnknown, "A mark names an edition that archive.yaml does not list.", "Use one of the ids under editions: in archive.yaml."},
	{EditionWider, "Something is marked for a wider edition than what holds it.", "Mark what holds it for the wider edition too, or move the part elsewhere."},
	{EditionMark, "A mark of an edition cannot be read, belongs to nothing, stands in code, or is never closed.", "Put it behind a heading, behind [words] or around a block; write \\{edition to show the mark itself."},
	{EditionLeak, "Words that an edition hides at one place are shown by it at another (check --leaks).", "Hide them at both places, or say it in other words where they are shown."},

	// Values.
	{KeyUnknown, "A key is not known and looks like a misspelling, or stands where no other keys may.", "Use the suggested key, or remove it."},
	{KeyMissing, "A key that is required is missing.", "Add it; a postmortem needs at least title and date."},
	{ValueType, "A value is of another type than the key takes.", "Write the value as the message says; draft, for one, is true or false and nothing like it."},
	{ValueEmpty, "A value that must not be empty is empty.", "Give a value or remove the key."},
	{ValueInvalid, "A value is not one of those that the key takes.", "Use one of the values that the message lists."},
	{ValueLimit, "A value is longer or larger than is allowed.", "Shorten it, or raise the limit under limits: in archive.yaml."},
	{ValueDuplicate, "A list holds a value twice.", "Remove one of them."},

	// Times.
	{TimeFormat, "A time is not written in a form that is read.", "Write 2018-12-04T14:00:00-08:00, or 2018-12-04 14:00 America/Los_Angeles."},
	{TimeDateMissing, "A time has no date.", "Write the date too, as in 2018-12-04 14:10."},
	{TimeZoneMissing, "A time has no zone and none is in force.", "Add an offset or Z, or set timezone: in the file or the archive."},
	{TimeZoneLabel, "A zone abbreviation is not the one in force at that instant.", "Write the offset that was meant; the hint lists the readings."},
	{TimeZoneUnknown, "A zone is not an exact IANA name.", "Write a name such as America/Los_Angeles or Europe/Paris."},
	{TimeOffsetMismatch, "The offset and the zone of a time do not agree.", "Keep the one that is right; the hint gives the offset of the zone at that instant."},
	{TimeGap, "A local time was skipped when clocks went forward.", "Write the time with an offset, as in 2024-03-10T03:30:00-07:00."},
	{TimeAmbiguous, "A local time happened twice when clocks went back.", "Write the time with one of the two offsets that the hint shows."},
	{Time12Hour, "A time is written with am or pm.", "Write hours from 00 to 23."},
	{TimeLeapSecond, "A time has a 60th second.", "Write second 59, or 00 of the next minute."},
	{TimeNumber, "A time is a bare number.", "Write it as a date and a time; the hint shows what the number would mean."},
	{DateInvalid, "A date does not exist in the calendar.", "Fix the month or the day; February has 29 days in leap years only."},
	{DateFormat, "A date is not written year, month, day.", "Write 2018-12-04: 03/04/2024 is March to some and April to others."},

	// Windows, phases and the timeline.
	{WindowStart, "An impact window has no start, or one that cannot be counted from.", "Add start: with a time; a date alone needs end: unknown."},
	{WindowEnd, "An impact window has no end.", "Write end: with a time, end: ongoing, or end: unknown where nobody wrote it down."},
	{WindowOrder, "An impact window ends before it starts or at the same instant.", "Fix the time that is wrong; windows hold their start and not their end."},
	{WindowBounds, "at_least and at_most of an impact window are not bounds of an unknown length.", "Use them with end: unknown only, the smaller as at_least, as in 90m or 2d."},
	{WindowLevel, "The level of an impact window is not one that is known.", "Use major_outage, partial_outage, degraded_performance, maintenance or unknown."},
	{WindowService, "An impact window names a service that its postmortem does not.", "Add the service to services: at the top, or take it out of the window."},
	{WindowFar, "An impact window is years away from the date of its report.", "Check the year; a window that is right may stay, and costs this warning."},
	{DateFar, "The date of a report is in the future, or decades before every other incident.", "Check the year; a date that is right may stay, and costs this warning."},
	{PhaseOrder, "The phases of an incident are not in order.", "Check detected, acknowledged, mitigated and resolved; times out of order are left out of statistics."},
	{TimelineOrder, "The timeline is not sorted by time.", "Put its entries in order, or fix the time that is wrong."},

	// Names that refer to something else.
	{ServiceUnknown, "A service is not listed in archive.yaml.", "Use the suggested id, or add the service to services: in archive.yaml."},
	{ServiceID, "A service id holds something other than a–z, 0–9 and single dashes, or is given twice.", "Write an id such as connect-apps; the name may hold anything."},
	{ServiceParent, "The parent of a service is not a service, or leads back to the service itself.", "Name the id of another service, so that parents form a tree."},
	{SeverityUnknown, "A severity is not one of the archive's.", "Use one of those listed under severities: in archive.yaml."},
	{RelatedUnknown, "A related incident does not exist.", "Write its path in the archive, as in 2018/zuora-connect."},

	// Taxonomies and their terms.
	{TaxonomyName, "A taxonomy of archive.yaml has a name that is taken or can be no address.", "Choose another name under taxonomies:; its title may hold anything."},
	{TermClash, "Two terms, or a term and a synonym, under terms: in archive.yaml are one and the same.", "Write each name and each synonym under one term only."},
	{TermParent, "Terms of archive.yaml are their own parents.", "Delete one of the parents that the message lists."},
	{TermSynonym, "A report writes a synonym where archive.yaml names a term; it counts as the term.", "Write the term; afterword terms --rename SYNONYM=TERM does it in all files."},
	{TermNear, "Two terms differ by one letter or a plural, and are counted apart.", "Rename one with afterword terms --rename OLD=NEW, or declare both under terms: in archive.yaml where both are meant."},
	{TermRename, "A term cannot be given another name safely where it is written (terms --rename).", "Edit the place by hand; nothing was changed."},

	// What the archive's own rules ask for.
	{RuleMissing, "A report lacks what the rules: in archive.yaml ask for.", "Add it, put draft: true back until it is known, or change the rule."},
	{RuleLate, "A report was published, or is still a draft, later than the rules: in archive.yaml allow.", "Publish it soon; of a report that is published this warning stays, unless the rule has another since:."},

	// URLs.
	{BaseURL, "base_url is not the address of a site.", "Write https://example.org/ or https://example.org/repo/, without a query."},
	{SlugInvalid, "A slug cannot be part of a URL.", "Use a–z, 0–9 and single dashes, as in connect-apps."},
	{AliasInvalid, "An alias cannot be a redirect page.", "Write a path of this site that no page has, as in /old/path/."},
	{URLCollision, "Two files claim one URL, or URLs that some systems take for one.", "Rename one of the two, or give it another slug:."},
	{LinkBroken, "A link leads to a page or file that does not exist.", "Fix the target, or remove the link."},
	{LinkFragment, "A link names a heading that its page does not have.", "Use the id of a heading of that page."},
	{LinkScheme, "A link has a scheme that is not allowed.", "Use https:, http: or mailto:, or a path."},

	// Markdown.
	{MarkdownLimit, "Markdown is larger or nested deeper than is allowed.", "Split the page, or raise the limit under limits: in archive.yaml."},
	{RawHTML, "Markdown holds HTML, which is shown as text and never run.", "Write it as Markdown, or put it into a code block."},
	{CodeLanguage, "The language of a code block is not one that is highlighted.", "Use a known name such as go or yaml, or none."},
	{ImageMissing, "An image does not exist.", "Put the file beside the postmortem, or fix its name; case counts."},
	{ImageInvalid, "An image is not what its name says, or is too large to show.", "Save it again as PNG, JPEG, WebP, GIF or AVIF."},
	{ImageRemote, "An image lies on another site.", "Save it beside the postmortem, so that readers ask no other site."},

	// Data files that are drawn.
	{SeriesShape, "A data file is not a table of times and values, nor an answer of Prometheus.", "Write a row of names and below it rows that begin with a time, or save what /api/v1/query_range answers."},
	{SeriesTime, "Times of a data file do not ascend, are there twice, or are written in more than one form.", "Sort the rows, keep one for each time, and write all times alike."},
	{SeriesValue, "A cell of a data file is not a number.", "Write digits and a point; leave the cell empty where nothing was measured."},
	{ChartOption, "What is asked of a drawing cannot be read, or its data do not allow it.", "Write key=value pairs in the title of the image, as in \"kind=step y=log columns=5xx,4xx\"."},
	{SignalWindow, "The windows of a report and the series named as its signal disagree by more than a sample.", "Look at both; afterword windows proposes what the series says."},

	// What monitors saw.
	{EvidenceFile, "A file under evidence/ cannot be read as what a monitor saw.", "Write it again with afterword import monitor."},
	{EvidenceDiffers, "What monitors saw and what reports say of a service contradict each other.", "Ask which of the two is wrong: correct the window, write the report that is missing, or explain it in a note."},
	{EvidenceMissing, "A window takes its bounds from monitors, and none saw it end.", "Import what a monitor saw with afterword import monitor, or write the bound."},
	{MonitorSource, "What a monitor recorded cannot be read, or does not say what afterword import monitor needs.", "Save it again as the hint says; the options say what a file does not."},

	// Addresses of other sites, which check --external asks for.
	{LinkGone, "Another site does not have the page that a link leads to, or its host does not exist any more.", "Link to where the page is now, or to an archived copy; archived: names the copy of a source."},
	{LinkFailing, "Another site has a fault, or does not answer, when the page that a link leads to is asked for.", "Try again later; if it stays so, link to an archived copy."},
	{LinkUnasked, "The address of another site was not asked for.", "The message says why: only public hosts are asked, without passwords, and for a bounded time."},

	// A published site, which verify reads.
	{FigureDiffers, "A published site prints a figure that does not follow from the windows that it publishes.", "Build the site again from its archive; where that does not help, the program is wrong, or somebody changed the file."},

	// Themes.
	{ThemeMissing, "A theme or one of its files does not exist.", "Name a folder under themes/, or default."},
	{ThemeTemplate, "A template of the theme cannot be read or run.", "Fix the marked place in the template; the message is the template engine's."},
}
