package linkcheck

import (
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// Within checks the pages and style sheets of a built site, and reports links that do
// not work and pages that no link leads to. Files are named by their path within the
// site. Those that are copied as they are (publish.File.Open is set) are
// their author's: links may lead to them, but they are not read. 404.html and
// pages that redirect need not be reachable.
func Within(t publish.Tree, base urls.Base) (list diag.List) {
	s := read(t, base)
	for _, p := range s.pages {
		if p.err != nil {
			list.Add(broken(p.file, fmt.Sprintf("the page cannot be parsed: %v", p.err)))
		}
		for _, r := range p.refs {
			if what := s.fault(p, r); what != "" {
				list.Add(broken(p.file, what))
			}
		}
	}
	list.Add(s.orphans()...)
	return list.Sorted()
}

// broken is the error of a file.
func broken(f publish.File, what string) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.LinkBroken, File: f.Path, Message: what}
	if f.Source != "" {
		d.Hint = "The page is made from " + f.Source + "."
	}
	return d
}

// A site is a tree with its pages and style sheets parsed.
type site struct {
	tree  publish.Tree
	base  urls.Base
	pages []*page          // by path
	at    map[string]*page // by path in the tree
}

// read parses pages and style sheets, several at once.
func read(t publish.Tree, base urls.Base) *site {
	s := &site{tree: t, base: base, at: map[string]*page{}}
	var parsing errgroup.Group
	parsing.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range t {
		html := strings.HasSuffix(f.Path, ".html")
		if f.Open != nil || !html && !strings.HasSuffix(f.Path, ".css") {
			continue
		}
		p := &page{file: f, html: html}
		s.pages, s.at[f.Path] = append(s.pages, p), p
		parsing.Go(func() error {
			p.parse()
			from := s.served(f.Path)
			for n, r := range p.refs {
				p.refs[n].to = s.resolve(from, r.value)
			}
			return nil
		})
	}
	_ = parsing.Wait() // a page keeps its own error
	return s
}

// fault says what is wrong with a link; "" where nothing is.
func (s *site) fault(p *page, r ref) string {
	to := r.to
	says := func(format string, args ...any) string {
		return fmt.Sprintf("%s %q "+format, append([]any{r.where, short(r.value, 80)}, args...)...)
	}
	switch {
	case to.err != nil:
		return says("cannot be read: %v", to.err)
	case to.outside && to.full && r.follow && !s.has(to.path):
		return "" // Other sites may share the host; this is one, unless the base path was clearly forgotten.
	case to.outside:
		return says("leaves the base path %s", s.base.Root())
	case to.elsewhere:
		return ""
	case !s.has(to.path) && s.has(to.path+"/"):
		return says("needs a redirect: the page is at %s", s.base.Path(to.path+"/"))
	case !s.has(to.path):
		return says("leads nowhere: there is no %s", urls.OutputFile(to.path))
	case to.relative && p.file.Path == urls.OutputFile(urls.NotFound):
		return says("is relative, and this page is served at any depth")
	}
	target := s.at[urls.OutputFile(to.path)]
	switch {
	case to.fragment == "", target == nil, !target.html: // the ids of other files are not known
	case target.ids[to.fragment], strings.EqualFold(to.fragment, "top"), strings.HasPrefix(to.fragment, ":~:"): // the last two need no id
	default:
		return fmt.Sprintf("%s %q: %s has no id %q", r.where, short(r.value, 80), target.file.Path, short(to.fragment, 80))
	}
	return ""
}

// orphans are the pages that cannot be reached from the home page.
func (s *site) orphans() (list diag.List) {
	home, ok := s.at[urls.OutputFile(urls.Home)]
	if !ok {
		return diag.List{broken(publish.File{Path: urls.OutputFile(urls.Home)}, "the site has no home page")}
	}
	seen := map[*page]bool{home: true}
	for queue := []*page{home}; len(queue) > 0; queue = queue[1:] {
		for _, r := range queue[0].refs {
			if target := s.at[urls.OutputFile(r.to.path)]; r.follow && !r.to.elsewhere && !r.to.outside && target != nil && !seen[target] {
				seen[target] = true
				queue = append(queue, target)
			}
		}
	}
	for _, p := range s.pages {
		if p.html && !seen[p] && !p.redirect && p.file.Path != urls.OutputFile(urls.NotFound) {
			list.Add(broken(p.file, "no link leads here from the home page"))
		}
	}
	return list
}

// has reports whether the tree holds the file that a site path is served from.
func (s *site) has(path string) bool {
	_, ok := s.tree.Lookup(urls.OutputFile(path))
	return ok
}

// short cuts a text that is quoted in a message to so many characters.
func short(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
