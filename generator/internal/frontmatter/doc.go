// Package frontmatter reads the front matter of Markdown files, and whole
// files of YAML and TOML, into one tree of Nodes that know their places, and
// takes typed values out of it. The schema is strict, since a wrong guess
// publishes a draft or a false number: nothing is converted unasked, and YAML's
// anchors, aliases, merge keys and tags are refused. It may import diag and calendar.
package frontmatter
