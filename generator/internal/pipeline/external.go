package pipeline

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/postmortem"
)

// External asks other sites for the addresses that postmortems and pages lead to,
// and reports those that are gone, wherever they are written. Agent names the
// program to those sites. asked is how many addresses were asked for. The
// error is that of ctx.
func (b *Built) External(ctx context.Context, opt Options, agent string) (list diag.List, asked int, err error) {
	places, err := b.Loaded.places(ctx, opt.jobs())
	if err != nil {
		return nil, 0, err
	}
	var addresses []string
	for _, p := range places {
		addresses = append(addresses, p.URL)
	}
	answers, asked, err := linkcheck.Ask(ctx, addresses, agent)
	if err != nil {
		return nil, 0, err
	}
	return unreached(places, answers), asked, nil
}

// unreached reports the places whose addresses had no good answer.
func unreached(places []place, answers []linkcheck.Answer) (list diag.List) {
	refused := map[string]bool{}
	ofFile := map[*diag.Source]diag.List{}
	for n, p := range places {
		a := answers[n]
		if a.Code == diag.LinkUnasked { // for a reason that is the same wherever it is written
			page, _, _ := strings.Cut(p.URL, "#")
			if refused[page] {
				continue
			}
			refused[page] = true
		}
		if a.Code != "" {
			ofFile[p.src] = append(ofFile[p.src], p.warning(a))
		}
	}
	for src, found := range ofFile {
		list.Add(found.Sorted().Capped(src.File())...)
	}
	return list.Sorted()
}

// A place is where the address of another site is written.
type place struct {
	postmortem.Address
	src *diag.Source
}

// warning is the diagnostic of an address that had no good answer.
func (p place) warning(a linkcheck.Answer) diag.Diagnostic {
	hint := "Link to where the page is now, or to an archived copy."
	switch {
	case a.Code == diag.LinkUnasked:
		hint = "Look at it by hand, or take the link out."
	case p.Copied:
		hint = "The report names an archived copy, which readers can turn to."
	case a.Code == diag.LinkFailing:
		hint = "Try again later; if it stays so, link to an archived copy."
	}
	return p.src.Warningf(a.Code, p.At, hint, "%q %s", p.URL, a.What)
}

// places lists the addresses of other sites, in the order of the files.
func (l *Loaded) places(ctx context.Context, jobs int) (all []place, err error) {
	if l.Archive == nil {
		return nil, nil
	}
	bodies := map[*diag.Source]int{} // where they begin
	for _, i := range l.Archive.Incidents {
		bodies[i.Source] = i.Body
	}
	for _, p := range l.Archive.Pages {
		bodies[p.Source] = p.Body
	}
	texts := slices.SortedFunc(maps.Keys(bodies), func(a, b *diag.Source) int { return cmp.Compare(a.File(), b.File()) })
	md := markdown.New(l.markdown())
	found := make([][]place, len(texts))
	err = each(ctx, len(texts), jobs, func(n int) error {
		src := texts[n]
		for _, a := range postmortem.Addresses(src, l.Settings.Limits.ForFrontMatter()) {
			if isWeb(a.URL) {
				found[n] = append(found[n], place{a, src})
			}
		}
		doc, _ := md.Render(src, bodies[src], nil) // what is wrong with it was reported before
		for _, link := range doc.Links {
			if isWeb(link.URL) {
				found[n] = append(found[n], place{postmortem.Address{URL: link.URL, At: link.Span}, src})
			}
		}
		return nil
	})
	return slices.Concat(found...), err
}

// isWeb reports whether an address is one of the web. Its scheme may be written in capitals.
func isWeb(address string) bool {
	scheme, _, _ := strings.Cut(address, ":")
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}
