// Package importer turns other systems' incidents into files of an archive: the
// import half of "bring your incidents, take them with you".
//
// It is a pure function. Sources and the archive as it stands go in; a Plan of
// files and a Report come out. There is no network, no clock and no disk but for
// Apply, which writes a plan through an os.Root.
//
// Every source is dirty. What is wrong with it is reported, never fixed by a
// guess: an end before its start becomes "end: unknown" with the recorded end in
// the window's note, a time that cannot be read leaves its key out. No incident
// is lost: one that lacks a date becomes a file whose name begins with "_",
// which the generator passes over until a person has completed it.
//
// A file for each idea:
//
//	importer.go             formats, sources, Import
//	inputs.go               which files of a source are looked at
//	incident.go, windows.go one incident on its way, and what is checked about it
//	when.go, zones.go       times as other systems write them
//	text.go                 text free of what no file may hold
//	html.go, tree.go, escape.go  HTML to Markdown
//	jsonin.go               JSON whose types nobody keeps to
//	body.go, tags.go        Markdown of others to Markdown that builds: no raw HTML, no dead links
//	foreign.go              front matter of others, read leniently
//	yaml.go, write.go       an incident as a file, as a person would write it
//	components.go, settings.go  names to services; lines added to archive.yaml
//	reconcile.go            the second import: unchanged, updated, edited, conflict
//	report.go, apply.go     what is told, and the one effect
//
// and one or more for each format: statuspage*.go, cstate.go, gcp.go, upptime.go,
// postmortemsapp.go, posts.go (Hugo, Jekyll), adopt.go (plain Markdown), csv.go.
//
// It may import diag, urls, calendar, frontmatter, settings, markdown and postmortem.
package importer
