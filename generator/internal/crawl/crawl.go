// Package crawl checks a built site as a stranger would: it parses every page of
// a publish.Tree and tells what is broken, missing, too large or not to be
// published. Nothing is fetched and nothing is written; the same tree gives the
// same findings in the same order.
//
// The rules are T1–T5, T10 and T11 of the project's design: structure, links,
// resources of other origins, drawings, tables and times and images, budgets,
// and the data that programs read. Each rule has a file of its own; page.go
// collects what they need in one walk over each page.
//
// Files that are copied as they are (publish.File.Open is set) belong to the
// archive's author: links may lead to them, but they are neither read nor judged.
//
// It may import diag, urls, tree and x/net/html.
package crawl

import (
	"cmp"
	"fmt"
	"slices"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// A Rule names what a finding breaks.
type Rule string

// The rules, under the names that the design gives them.
const (
	Structure Rule = "T1"  // headings, ids, language, titles, descriptions
	Linking   Rule = "T2"  // links and fragments lead somewhere; every page can be reached
	Origins   Rule = "T3"  // nothing from other origins, no inline style or script
	Drawings  Rule = "T4"  // every svg is named or hidden, and holds nothing to focus
	Tables    Rule = "T5"  // captions, header scopes, machine times, sizes of images
	Budget    Rule = "T10" // bytes, nodes, requests
	Machine   Rule = "T11" // feeds, calendars, sitemaps, JSON-LD, the JSON API
)

// A Finding is one thing that is wrong with a file of the site.
type Finding struct {
	// File is the path within the tree: "services/api/index.html".
	File string
	// Owner is where the file comes from, as the tree tells it; "" for a file that is missing.
	Owner string
	Rule  Rule
	// What is wrong, in one line without a full stop.
	What string
}

// String is "services/api/index.html: T2: …".
func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.File, f.Rule, f.What) }

// All checks everything, reading each page once. The findings are sorted by
// file, rule and what.
func All(t publish.Tree, base urls.Base) []Finding {
	s := read(t, base)
	return sorted(slices.Concat(s.links(), s.pageFaults(), s.budgets(), s.data()))
}

// Links checks that every address within the site leads to a file, every
// fragment to an id, and that every page can be reached from the home page.
// 404.html and redirect pages need not be reachable.
func Links(t publish.Tree, base urls.Base) []Finding { return sorted(read(t, base).links()) }

// Pages checks each page for itself, and its title against all others: T1, T3,
// T4 and T5. Redirect pages need neither a heading, a description nor a title of their own.
func Pages(t publish.Tree, base urls.Base) []Finding { return sorted(read(t, base).pageFaults()) }

// Budgets checks sizes: compressed bytes and nodes of pages, bytes of style
// sheets and scripts, and requests a page.
func Budgets(t publish.Tree) []Finding { return sorted(read(t, urls.Base{}).budgets()) }

// Data checks what programs read: Atom, JSON Feed, iCalendar, sitemap, JSON-LD
// and the JSON API.
func Data(t publish.Tree, base urls.Base) []Finding { return sorted(read(t, base).data()) }

// sorted orders findings, each once.
func sorted(list []Finding) []Finding {
	slices.SortFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(list)
}

// A report collects what is wrong with one file.
type report struct {
	file publish.File
	list []Finding
}

func (r *report) add(rule Rule, format string, args ...any) {
	r.list = append(r.list, Finding{r.file.Path, r.file.Source, rule, fmt.Sprintf(format, args...)})
}

// short cuts a text that is quoted in a finding.
func short(text string) string {
	const most = 80
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
