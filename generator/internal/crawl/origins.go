package crawl

import (
	"strings"

	"afterword/generator/internal/publish"
)

// origins judges T3 for a page: what would break a strict Content-Security-Policy
// or tell another host that the page is being read.
func (p *page) origins(r *report) {
	for _, what := range p.inline {
		r.add(Origins, "there is %s", what)
	}
	for _, ref := range p.refs {
		switch at := ref.at; {
		case at.foreign && (ref.use.loads() || ref.use == submission || ref.use == refresh):
			r.add(Origins, "%s %q is of another origin", ref.where, short(ref.value))
		case runs(at.scheme, ref.use):
			r.add(Origins, "%s %q is an address that can run code", ref.where, short(ref.value))
		}
	}
}

// runs tells schemes whose addresses hold a program or a document of their own.
// A data: address may be a picture, as the policy of the design allows.
func runs(scheme string, use use) bool {
	switch scheme {
	case "javascript", "vbscript":
		return true
	case "data":
		return use != picture && use != icon
	}
	return false
}

// foreignStyles judges T3 for style sheets.
func (s *site) foreignStyles() []Finding {
	return s.eachFile(func(f publish.File, r *report) {
		if !strings.HasSuffix(f.Path, ".css") {
			return
		}
		for _, address := range cssAddresses(string(f.Data)) {
			at := s.locate(f.Path, address)
			if at.foreign || runs(at.scheme, picture) {
				r.add(Origins, "url() or @import of %q is of another origin", short(address))
			}
		}
	})
}
