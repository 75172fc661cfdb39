// Package lsp is a language server: it shows the authors of an archive in their editor what
// check would report, while they type, and what the archive knows of the word under the cursor.
//
// A server has one archive. It keeps the texts that the editor holds ([document]) and lays them over
// the files; one goroutine brings a pipeline up to date with what was typed, and makes a view of the
// archive, which does not change. Requests are answered from the texts as they are and from the last view,
// beside each other, so that none waits for the archive. Where something is in front matter is found
// by parsing the text at hand, with a word in the place of the cursor where somebody is still typing.
//
// It reads and never writes: what changes files is an edit that the editor makes.
//
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
package lsp
