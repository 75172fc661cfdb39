// Package generator is the API that the command line imports, and nothing else: a
// function for each verb, its options and its report. Each finds the archive, asks
// package pipeline for what it needs, and returns what is to be printed. The work
// is done in internal/.
//
// # Data flow
//
// Data flows in one direction. Each stage is an immutable value, each step a pure
// function, and only the two ends touch the world:
//
//	 content/                                                             public/
//	    │                                                                    ▲
//	    ▼ read                                                               │ write
//	┌────────┐ parse ┌─────────────┐ index ┌─────────┐ plan ┌──────┐ render ┌┴────────┐
//	│  scan  ├──────▶│ postmortems ├──────▶│ archive ├─────▶│ site ├───────▶│ publish │
//	└────────┘       └─────────────┘       └─────────┘      └──┬───┘        └─────────┘
//	                                                           │ render, when asked
//	                                                           ▼
//	                                                        serve ◀── watch
//
// A page of the plan renders itself when it is asked to. A build asks all of them,
// in parallel, and hands each to the publication as it is made, so that memory does
// not grow with the output. A server asks for those that a browser wants, and takes
// in an edit at the cost of what it changed. Both go through one value, a
// pipeline.Pipeline, whose Rebuild takes the archive as far as its caller needs:
// search and uptime stop at the archive, export at the site. Where an archive has editions,
// what the one being made hides is cut out right behind scan, so that nothing later has read it.
//
// What is wrong with an archive is not an error of Go but a diagnostic (package
// diag): every stage returns a list of them beside its result, and all are
// reported at once.
//
// Nothing is kept between builds but the answer to one question: has anything
// changed since this site was published?
//
// # Where things go
//
// Paths are below internal/ unless they begin with another folder.
//
//	a field of front matter   postmortem/postmortem.go holds it, postmortem/parse.go reads it,
//	                          site/facts.go shows it; content/README.md explains it to authors
//	a key of either           keys/ describes it, for schemas, the guide and editors
//	what an editor can ask    a file in lsp/ and its line in lsp/server.go
//	a drawing                 a file in chart/ that makes SVG from data; the page's file in site/
//	                          hands it to the layout in themes/default/layouts/, styled by
//	                          themes/default/assets/
//	a format of data files    a file in series/ and its line in series/read.go
//	a type of page            a file in site/ with its data, its row in site/plan.go, its layout in
//	                          themes/default/layouts/; themes/README.md lists what the layout is
//	                          given; urls/site.go holds its address where others link to it
//	a verb                    cmd/afterword/VERB.go and its line in cmd/afterword/main.go,
//	                          generator/VERB.go for what it does
//	an import                 a package in importer/ and its line in importer/formats/formats.go
//	a monitor's format        a file in importer/monitor/ and its line in importer/monitor/monitor.go
//	an export                 a file in exporter/ and its line in exporter/exporter.go
//	a diagnostic              its code in diag/codes.go and its explanation in diag/explain.go; it is
//	                          reported by the package that reads what is wrong
//	a template of reports     scaffold/templates/new/NAME.md
//	a function for layouts    theme/functions.go; themes/README.md explains it to makers of themes
//	a setting                 settings/settings.go holds it, settings/read.go reads it
//
// Tests are beside what they test. endtoend/ tests whole sites, also in a browser;
// cmd/afterword/testdata/ holds scripts of the whole command line.
//
// # Floors
//
// A package imports only from those above it in this list; a test holds the order.
//
//	diag         a problem and its place; terminal, JSON, SARIF, GitHub
//	urls         base path, slugs, the address of every page
//	keys         what front matter and archive.yaml may hold: for schemas, guides and editors
//	calendar     zones, times as written, periods, interval sets, bounds, how numbers are shown
//	series       samples over time: CSV, TSV, Prometheus → points, with exact places of what is wrong
//	publish      outputs → a folder: lock, stage, compare, exchange
//	linkcheck    links that do not work, within a built site and to other sites
//	frontmatter  YAML, TOML and JSON as one tree with exact places
//	edition      what one circle of readers may see, before anything is parsed
//	settings     archive.yaml, its limits; the table of levels
//	markdown     goldmark and chroma: HTML, headings, links, text in one walk
//	postmortem   the model: one report, parsed and checked; its windows and their lengths
//	evidence     what monitors saw of a service, and what of it contradicts its windows
//	rename       where files name a term or a service, and another name for it
//	scan         the archive's directory, confined
//	importer/prose    texts of other systems → text and Markdown
//	importer/lenient  JSON and front matter that were not written for an archive; what keys are called
//	importer/facts    what a report in prose states, with the lines that state it
//	importer     the frame of an import: incidents on their way in, files, reports
//	importer/*        a package for each format
//	importer/formats  the list of them
//	uptime       the arithmetic of downtime
//	stats        the arithmetic of small numbers: exact tests, limits, survival
//	archive      all reports, indexed once: services, years, terms
//	trends       what the years of an archive can tell
//	chart        drawings: geometry, SVG and the words that say the same
//	search       one engine: in memory, and as files with their reader in the browser; related reports
//	feeds        Atom, JSON Feed, iCalendar, sitemap, JSON API and its schema, CSV, JSON-LD
//	recompute    the arithmetic of uptime twice more, from what was published: in the reader's browser, and in Go
//	changes      what a site says otherwise than before: figures, windows, severities; a record of it
//	verify       a published site against itself: its pages, tables, badges and feeds
//	compiled     templates of html/template as closures
//	theme        layouts, functions, fingerprinted assets
//	exporter     the archive in other systems' formats
//	scaffold     the text of a new postmortem, the files of a new archive
//	site         the plan: which pages exist, and their data
//	pipeline     the line above as one value: scan → … → site; again after an edit
//	diff         what a change does to an archive: reports, figures, problems, editions
//	watch        which files have changed
//	serve        HTTP, live reload, errors over the page
//	mcp          answers to assistants, by the Model Context Protocol
//	lsp          answers to editors, by the Language Server Protocol
//	generator    this package; above it only cmd
//
// On no floor: testutil/ holds what tests share, endtoend/ tests whole sites, and
// bench/, a module of its own, measures whole builds.
package generator
