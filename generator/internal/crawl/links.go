package crawl

import (
	"strings"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// links are the findings of T2.
func (s *site) links() []Finding {
	list := s.eachPage(func(p *page, r *report) {
		for _, ref := range p.refs {
			s.link(p, ref, r)
		}
	})
	list = append(list, s.eachFile(func(f publish.File, r *report) {
		if !strings.HasSuffix(f.Path, ".css") {
			return
		}
		for _, address := range cssAddresses(string(f.Data)) {
			s.leads(r, ref{where: "url()", value: address, use: fetched, at: s.locate(f.Path, address)})
		}
	})...)
	return append(list, s.orphans()...)
}

// link judges one address of a page.
func (s *site) link(p *page, ref ref, r *report) {
	at := ref.at
	if !s.leads(r, ref) {
		return
	}
	if p.file.Path == urls.OutputFile(urls.NotFound) && !at.full && at.scheme == "" && !strings.HasPrefix(plain(ref.value), "/") && !strings.HasPrefix(plain(ref.value), "#") {
		r.add(Linking, "%s %q is relative, and this page is served at any depth", ref.where, short(ref.value))
	}
	if at.fragment == "" || !at.within() {
		return
	}
	target, ok := s.at[urls.OutputFile(at.path)]
	if !ok || target.err != nil {
		return // not a page of the generator's: nobody knows its ids
	}
	switch {
	case target.known[at.fragment]:
	case strings.EqualFold(at.fragment, "top"), strings.HasPrefix(at.fragment, ":~:"):
		// Browsers know what these mean without an id.
	default:
		r.add(Linking, "%s %q: %s has no id %q", ref.where, short(ref.value), target.file.Path, short(at.fragment))
	}
}

// leads reports an address of the site behind which there is nothing.
func (s *site) leads(r *report, ref ref) bool {
	at, quoted := ref.at, short(ref.value)
	switch {
	case at.bad != "":
		r.add(Linking, "%s %q cannot be read: %s", ref.where, quoted, at.bad)
	case at.outside:
		// Other sites may stand on the same host. An address with a host is
		// taken for one of theirs, unless it is clear that the base path was forgotten.
		if at.full && (ref.use == hyperlink && !s.has(at.path)) {
			return true
		}
		r.add(Linking, "%s %q leaves the base path %s", ref.where, quoted, s.base.Root())
	case !at.within() || s.has(at.path):
		return true
	case s.has(at.path + "/"):
		r.add(Linking, "%s %q needs a redirect: the page is at %s", ref.where, quoted, s.base.Path(at.path+"/"))
	default:
		r.add(Linking, "%s %q leads nowhere: there is no %s", ref.where, quoted, urls.OutputFile(at.path))
	}
	return false
}

// orphans are the pages to which no way leads from the home page.
func (s *site) orphans() []Finding {
	home, ok := s.at[urls.OutputFile(urls.Home)]
	if !ok {
		r := report{file: publish.File{Path: urls.OutputFile(urls.Home)}}
		r.add(Linking, "the site has no home page")
		return r.list
	}
	seen := map[*page]bool{home: true}
	for queue := []*page{home}; len(queue) > 0; queue = queue[1:] {
		for _, ref := range queue[0].refs {
			if ref.use != hyperlink && ref.use != refresh {
				continue
			}
			if target, ok := s.at[urls.OutputFile(ref.at.path)]; ok && ref.at.within() && !seen[target] {
				seen[target] = true
				queue = append(queue, target)
			}
		}
	}
	return s.eachPage(func(p *page, r *report) {
		if !seen[p] && !p.redirect && p.file.Path != urls.OutputFile(urls.NotFound) {
			r.add(Linking, "no way leads here from the home page")
		}
	})
}
