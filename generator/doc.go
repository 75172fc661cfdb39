// Package generator is the API that the command line imports, and nothing else:
// a function for each verb, its options and its report. Each finds the archive,
// asks package pipeline for what it needs, and returns what is to be printed.
//
// # One direction
//
// Data flows in one direction. Each stage is an immutable value, each step a
// pure function, and only the two ends touch the world:
//
//	 content/                                                        public/
//	    │                                                               ▲
//	    ▼ read                                                          │ publish
//	┌────────┐ parse ┌─────────────┐ index ┌─────────┐ plan ┌──────┐ render ┌──────┐
//	│  scan  ├──────▶│ postmortems ├──────▶│ archive ├─────▶│ site ├───────▶│ publish │
//	└────────┘       └─────────────┘       └─────────┘      └──────┘        └──────┘
//
// Package pipeline is this line: one value that takes edits in and brings
// everything up to date. A page of the plan renders itself when it is asked to.
// A build asks all of them, in parallel, and hands each to the publication as it
// is made, so that its memory does not grow with what it makes; a server asks
// for those that a browser wants.
//
// Nothing is kept between builds except one answer to one question: has anything
// changed since this site was published?
//
// # Floors
//
// A package imports only from those above it in this list; a test holds the order.
//
//	diag         a problem and its place; terminal, JSON, SARIF, GitHub
//	urls         base path, slugs, the address of every page
//	calendar     zones, times as written, periods, interval sets, how figures are shown
//	publish      outputs → a folder: lock, stage, compare, exchange
//	linkcheck    links that do not work, within a built site and to other sites
//	frontmatter  YAML, TOML and JSON as one tree with exact places
//	settings     archive.yaml
//	markdown     goldmark and chroma: HTML, headings, links, text in one walk
//	postmortem   the model: one report, parsed and checked
//	importer/prose    texts of other systems → text and Markdown
//	importer/lenient  JSON and front matter that were not written for an archive
//	importer     the frame of an import: incidents on their way in, files, reports
//	importer/*        a package for each format
//	importer/formats  the list of them
//	scan         the archive's directory, confined
//	uptime       the arithmetic of downtime
//	archive      all reports, indexed once: services, years, terms, related
//	chart        drawings: geometry, SVG and the words that say the same
//	search       the index, its reader, its module
//	feeds        Atom, JSON Feed, iCalendar, sitemap, JSON API and its schema, CSV, JSON-LD
//	theme        layouts, functions, fingerprinted assets
//	exporter     the archive in other systems' formats
//	scaffold     the text of a new postmortem, the files of a new archive
//	site         the plan: which pages exist, and their data
//	pipeline     the line above as one value: scan → … → site; again after an edit
//	watch        which files have changed
//	serve        HTTP, live reload, the overlay
//	generator    this package; above it only cmd
//
// On no floor: testutil/ holds what tests share, endtoend/ tests whole sites, and
// bench/, a module of its own, measures whole builds.
package generator
