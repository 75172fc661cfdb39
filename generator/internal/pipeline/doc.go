// Package pipeline takes an archive from its folder to the files of its site.
//
// A [Pipeline] is one archive for as long as a program works with it. Rebuild
// takes in what has changed and brings everything up to date, as far along this
// line as the caller needs:
//
//	read     files and settings
//	index    front matter → the archive and its numbers
//	plan     archive, theme → the site: which files it has
//	check    all Markdown rendered once, for what is wrong with it
//	preview  a few pages of each layout rendered, for what is wrong with those
//
// Each stage is an immutable value made from those before it; reading the folder
// is the only effect. What the caller does then is its own choice: read the
// archive (uptime, search, export), render one file at a time ([Snapshot], for
// serve) or all of them into a [Sink] ([Pipeline.Render], for build and check).
//
// What an edit leaves alone is taken over from the rebuild before. Nothing is
// kept on disk: [Pipeline.Stamp] identifies everything that a site is made from,
// so that a build can find that nothing has changed.
package pipeline
