package sitecheck

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"afterword/generator/internal/urls"
)

// data checks what programs read.
func (s *site) data() {
	for _, path := range []string{
		urls.FeedsOf(urls.Home).Atom, urls.FeedsOf(urls.Home).JSON, urls.FeedsOf(urls.Home).Calendar, urls.Sitemap,
		urls.APIIncidents, urls.APIServices, urls.APIUptime, urls.APIActions,
	} {
		if _, ok := s.tree.Lookup(urls.OutputFile(path)); !ok {
			s.fault(urls.OutputFile(path), "the file is missing")
		}
	}
	c := jsonschema.NewCompiler()
	for _, f := range s.files {
		if strings.HasPrefix(f.Path, schemas) {
			schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(f.Data))
			if err == nil {
				err = c.AddResource(address+f.Path, closed(schema))
			}
			if err != nil {
				s.fault(f.Path, "this is no schema: %v", err)
			}
		}
	}
	for _, f := range s.files {
		dir, name := path.Split(f.Path)
		switch {
		case dir == "api/":
			s.api(c, f.Path, name, f.Data)
		case name == "index.json" && strings.HasPrefix(dir, "incidents/"):
			s.api(c, f.Path, "incident.json", f.Data)
		case name == "feed.xml", name == "feed.json":
			s.feed(f.Path, f.Data)
		case path.Ext(name) == ".ics":
			s.calendar(f.Path, f.Data)
		case path.Ext(name) == ".xml", path.Ext(name) == ".svg":
			s.wellFormed(f.Path, f.Data)
		}
	}
	for _, p := range s.pages {
		p.structured()
	}
	s.sitemap()
}

// schemas is the folder of the site in which the schemas of its API are.
const schemas = "api/schema/"

// address is where the compiler of schemas looks for the files of the site.
const address = "https://site.invalid/"

// closed takes a schema for the last word: what it does not name is a fault. As
// published it lets keys be added. Definitions stay open, since others extend them.
func closed(schema any) any {
	switch v := schema.(type) {
	case []any:
		for _, item := range v {
			closed(item)
		}
	case map[string]any:
		if _, ok := v["properties"]; ok {
			v["unevaluatedProperties"] = false
		}
		for key, item := range v {
			if key != "$defs" {
				closed(item)
			}
		}
	}
	return schema
}

// api checks a document of the API by its schema, and what no schema can say.
func (s *site) api(c *jsonschema.Compiler, file, name string, data []byte) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		s.fault(file, "this is not JSON: %v", err)
		return
	}
	schema, err := c.Compile(address + schemas + name)
	if err != nil {
		s.fault(file, "no schema: %v", err)
		return
	}
	if err := schema.Validate(v); err != nil {
		s.fault(file, "%v", err)
	}
	s.record(file, "", v)
}

// record checks that addresses of pages lead there, and that a least is not above its most.
func (s *site) record(file, key string, v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			s.record(file, key, item)
		}
	case map[string]any:
		if address, ok := v["url"].(string); ok && key != "sources" {
			s.published(file, "url", address)
		}
		least, one := v["min"].(json.Number)
		most, other := v["max"].(json.Number)
		if one && other {
			x, _ := least.Float64()
			y, _ := most.Float64()
			if x > y {
				s.fault(file, "%s: %s is above %s", key, least, most)
			}
		}
		for key, item := range v {
			s.record(file, key, item)
		}
	}
}

// members are what things of a type must say. https://schema.org
var members = map[string][]string{
	"WebSite":        {"url", "name"},
	"TechArticle":    {"url", "headline", "author", "publisher"},
	"Report":         {"reportNumber"},
	"Event":          {"name", "startDate"},
	"Person":         {"name"},
	"Organization":   {"name"},
	"BreadcrumbList": {"itemListElement"},
	"ListItem":       {"position", "name", "item"},
	"Dataset":        {"url", "name", "description", "creator", "temporalCoverage", "distribution"},
	"DataDownload":   {"encodingFormat", "contentUrl"},
}

// structured checks the JSON-LD of a page.
func (p *page) structured() {
	for _, n := range p.elements {
		if attribute(n, "type") != "application/ld+json" || n.FirstChild == nil {
			continue
		}
		var root struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(n.FirstChild.Data), &root); err != nil || root.Context != "https://schema.org" || len(root.Graph) == 0 {
			p.fault("the JSON-LD has no graph: %v", err)
		}
		for _, thing := range root.Graph {
			p.thing(thing)
		}
	}
}

// thing checks a value of JSON-LD and all that it holds.
func (p *page) thing(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			p.thing(item)
		}
	case map[string]any:
		types, ok := v["@type"].([]any)
		if !ok {
			types = []any{v["@type"]}
		}
		for _, name := range types {
			kind, _ := name.(string)
			for _, key := range members[kind] {
				if v[key] == nil || v[key] == "" {
					p.fault("the JSON-LD has a %s without %s", kind, key)
				}
			}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if address, ok := v[key].(string); ok && (key == "@id" || key == "url" || key == "item" || key == "contentUrl") {
				p.published(p.file.Path, "the JSON-LD: "+key, address)
			}
			if moment, ok := v[key].(string); ok && (strings.HasPrefix(key, "date") || strings.HasSuffix(key, "Date")) && !machineTime.MatchString(moment) {
				p.fault("the JSON-LD has the %s %q", key, moment)
			}
			p.thing(v[key])
		}
	}
}

// wellFormed reads a whole XML document, not only its first element.
func (s *site) wellFormed(file string, data []byte) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			s.fault(file, "this is no XML: %v", err)
			return
		}
	}
}

// sitemap checks that the sitemap names the pages that may be indexed, each once,
// and no others, and that robots.txt names the sitemap.
func (s *site) sitemap() {
	listed := map[string]bool{}
	for _, f := range s.files {
		if ok, _ := path.Match("sitemap*.xml", f.Path); !ok {
			continue
		}
		var m struct {
			Locs    []string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url>loc"`
			Parts   []string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap>loc"`
			Changed []string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url>lastmod"`
		}
		if err := xml.Unmarshal(f.Data, &m); err != nil || len(m.Locs)+len(m.Parts) > 50_000 || len(f.Data) > 50<<20 {
			s.fault(f.Path, "%d addresses, %d bytes: %v", len(m.Locs), len(f.Data), err)
		}
		for _, address := range append(m.Locs, m.Parts...) {
			to := s.published(f.Path, "the entry", address)
			if listed[to] {
				s.fault(f.Path, "%q twice", address)
			}
			listed[to] = true
		}
		for _, at := range m.Changed {
			if !machineTime.MatchString(at) {
				s.fault(f.Path, "the lastmod %q", at)
			}
		}
	}
	for _, p := range s.pages {
		if indexed := !p.noindex && !p.redirect && p.path != urls.NotFound; indexed != listed[p.file.Path] {
			p.fault("may be indexed: %v, named by the sitemap: %v", indexed, listed[p.file.Path])
		}
	}
	robots, ok := s.tree.Lookup("robots.txt")
	if line := "Sitemap: " + s.base.Absolute(urls.Sitemap) + "\n"; ok && robots.Open == nil && s.base.Origin() != "" && !strings.Contains(string(robots.Data), line) {
		s.fault("robots.txt", "it does not name the sitemap")
	}
}
