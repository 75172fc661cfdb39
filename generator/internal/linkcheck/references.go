package linkcheck

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// addresses are the attributes that hold one address, on whatever element they are.
// https://html.spec.whatwg.org/#attributes-3
var addresses = []string{"href", "src", "action", "formaction", "poster", "data", "background", "manifest"}

// references passes the addresses in one attribute to found, with the name of
// their place, and whether a reader or the browser goes there.
func references(n *html.Node, a html.Attribute, found func(where, value string, follow bool)) {
	where := n.Data + " " + a.Key
	switch {
	case n.Data == "link" && a.Key == "href":
		found("link rel="+strings.Join(strings.Fields(strings.ToLower(attribute(n, "rel"))), " "), a.Val, false)
	case slices.Contains(addresses, a.Key):
		found(where, a.Val, n.Data == "a" || n.Data == "area")
	case n.Data == "meta" && a.Key == "content":
		content := strings.TrimSpace(a.Val)
		if target, ok := refreshTarget(content); ok && strings.EqualFold(attribute(n, "http-equiv"), "refresh") {
			found("meta refresh", target, true)
		}
		// Open Graph names the addresses of the page and of its picture.
		if property := attribute(n, "property"); property == "og:url" || property == "og:image" {
			found("meta "+property, content, false)
		}
	case a.Key == "srcset" || a.Key == "imagesrcset":
		for _, address := range srcset(a.Val) {
			found(where, address, false)
		}
	case a.Key == "ping":
		for address := range strings.FieldsSeq(a.Val) {
			found(where, address, false)
		}
	case n.Namespace == "svg" && strings.Contains(a.Val, "url(") && !strings.HasPrefix(a.Key, "aria-"):
		for _, address := range cssAddresses(a.Val) {
			found(where, address, false)
		}
	}
}

// refreshTarget is the address in "0; url=/new/".
func refreshTarget(content string) (string, bool) {
	_, rest, ok := strings.Cut(content, ";")
	rest = strings.TrimSpace(rest)
	if !ok || len(rest) < 4 || !strings.EqualFold(rest[:4], "url=") {
		return "", false
	}
	return strings.Trim(rest[4:], `'" `), true
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
