package crawl

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// members are what things of a type must say. The vocabulary is that of
// https://schema.org.
var members = map[string][]string{
	"WebSite":        {"url", "name"},
	"TechArticle":    {"url", "headline", "datePublished", "dateModified", "author", "publisher"},
	"Report":         {"reportNumber"},
	"Event":          {"name", "startDate"},
	"Person":         {"name"},
	"Organization":   {"name"},
	"BreadcrumbList": {"itemListElement"},
	"ListItem":       {"position", "name", "item"},
	"Dataset":        {"url", "name", "description", "creator", "temporalCoverage", "distribution"},
	"DataDownload":   {"encodingFormat", "contentUrl"},
}

// structured judges a block of JSON-LD.
func (s *site) structured(r *report, block string) {
	v, err := decode([]byte(block))
	if err != nil {
		r.add(Machine, "the JSON-LD is not JSON: %v", err)
		return
	}
	root, ok := v.(map[string]any)
	if !ok || root["@context"] != "https://schema.org" {
		r.add(Machine, "the JSON-LD has no @context https://schema.org")
		return
	}
	graph, ok := root["@graph"].([]any)
	if !ok || len(graph) == 0 {
		r.add(Machine, "the JSON-LD has no @graph with things in it")
		return
	}
	for n, thing := range graph {
		if t, ok := thing.(map[string]any); !ok || len(types(t)) == 0 {
			r.add(Machine, "the JSON-LD has no @type at @graph[%d]", n)
		}
		s.thing(r, thing)
	}
}

// thing judges a value and all that it holds.
func (s *site) thing(r *report, v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			s.thing(r, item)
		}
	case map[string]any:
		for _, name := range types(v) {
			for _, key := range members[name] {
				if empty(v[key]) {
					r.add(Machine, "the JSON-LD has a %s without %s", name, key)
				}
			}
			if name == "BreadcrumbList" {
				steps(r, v["itemListElement"])
			}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if text, ok := v[key].(string); ok {
				s.member(r, key, text)
			}
			s.thing(r, v[key])
		}
	}
}

// member judges a text by its key.
func (s *site) member(r *report, key, text string) {
	switch key {
	case "datePublished", "dateModified", "startDate", "endDate", "contentReferenceTime":
		if !isUTC(text) && !isDay(text) {
			r.add(Machine, "the JSON-LD has the %s %q, which is no RFC 3339 time in UTC or date", key, short(text))
		}
	case "@id", "url", "item", "contentUrl":
		s.published(r, "the JSON-LD: "+key, text)
	}
}

// steps judges the positions of breadcrumbs: 1, 2, 3 …
func steps(r *report, v any) {
	list, _ := v.([]any)
	for n, item := range list {
		step, _ := item.(map[string]any)
		if step["position"] != json.Number(strconv.Itoa(n+1)) {
			r.add(Machine, "the JSON-LD has the position %v at breadcrumb %d", step["position"], n+1)
		}
	}
}

// types are the @type of a thing, one or several.
func types(v map[string]any) (names []string) {
	switch t := v["@type"].(type) {
	case string:
		return []string{t}
	case []any:
		for _, name := range t {
			names = append(names, fmt.Sprint(name))
		}
	}
	return names
}

// empty tells a member that is missing or says nothing.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}
