package crawl

import (
	"strings"

	"golang.org/x/net/html"
)

// A use says what a browser does with an address.
type use uint8

const (
	hyperlink  use = iota // a reader may follow it
	relation              // the page names it: canonical, alternate, prev, next
	refresh               // the browser goes there by itself
	submission            // a form is sent there
	hint                  // a connection is opened ahead of time
	stylesheet            // from here on it is fetched with the page
	script
	icon
	picture
	fetched
)

// loads tells an address that a browser contacts without being asked to.
func (u use) loads() bool { return u >= hint }

// addresses are the attributes that hold one address, by element; "*" is any.
var addresses = map[string]map[string]use{
	"a":      {"href": hyperlink},
	"area":   {"href": hyperlink},
	"form":   {"action": submission},
	"button": {"formaction": submission},
	"input":  {"formaction": submission, "src": picture},
	"img":    {"src": picture},
	"image":  {"href": picture},
	"use":    {"href": picture},
	"video":  {"src": fetched, "poster": picture},
	"audio":  {"src": fetched},
	"source": {"src": fetched},
	"track":  {"src": fetched},
	"embed":  {"src": fetched},
	"object": {"data": fetched},
	"iframe": {"src": fetched},
	"frame":  {"src": fetched},
	"script": {"src": script},
	"*":      {"background": picture, "manifest": fetched},
}

// references returns the addresses in one attribute to found.
func references(n *html.Node, a html.Attribute, found func(ref)) {
	use, ok := addresses[n.Data][a.Key]
	if !ok {
		use, ok = addresses["*"][a.Key]
	}
	switch {
	case ok:
		found(ref{where: n.Data + " " + a.Key, value: a.Val, use: use})
	case n.Data == "link" && a.Key == "href":
		rel := strings.Join(strings.Fields(strings.ToLower(attribute(n, "rel"))), " ")
		found(ref{where: "link rel=" + rel, value: a.Val, use: relUse(rel)})
	case a.Key == "srcset" || a.Key == "imagesrcset":
		for _, address := range srcset(a.Val) {
			found(ref{where: n.Data + " " + a.Key, value: address, use: picture})
		}
	case a.Key == "ping":
		for address := range strings.FieldsSeq(a.Val) {
			found(ref{where: n.Data + " " + a.Key, value: address, use: fetched})
		}
	}
}

// relUse says what a browser does with a link element.
func relUse(rel string) use {
	for word := range strings.FieldsSeq(rel) {
		switch word {
		case "stylesheet":
			return stylesheet
		case "icon", "apple-touch-icon", "mask-icon":
			return icon
		case "preload", "modulepreload", "prefetch", "prerender", "manifest":
			return fetched
		case "preconnect", "dns-prefetch":
			return hint
		}
	}
	return relation
}

// srcset returns the addresses of a list of image candidates.
// https://html.spec.whatwg.org/#parsing-a-srcset-attribute
func srcset(list string) (out []string) {
	const space = " \t\n\f\r"
	for {
		list = strings.TrimLeft(list, space+",")
		if list == "" {
			return out
		}
		end := strings.IndexAny(list, space)
		if end < 0 {
			end = len(list)
		}
		address := list[:end]
		list = list[end:]
		// A comma at its end closes the candidate; otherwise descriptors follow up to the next one.
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			out = append(out, trimmed)
			continue
		}
		out = append(out, address)
		_, list, _ = strings.Cut(list, ",")
	}
}
