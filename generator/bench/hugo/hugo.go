// Package hugo is the site that somebody would build by hand with Hugo from
// the archive of package corpus: the same pages, lists and feeds as far as Hugo
// makes them, marked up for Pagefind. It does less than Afterword: no uptime
// with overlaps, no pages of years, no JSON of each incident, no drawings. It
// imports nothing.
package hugo

import "embed"

// Site is Hugo's configuration and layouts; content/ is to be put beside them.
//
//go:embed hugo.yaml all:layouts
var Site embed.FS
