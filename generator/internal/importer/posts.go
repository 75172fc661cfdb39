package importer

import (
	"path"
	"regexp"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// parseHugo reads posts of a Hugo site.
func parseHugo(r *reading, inputs []input) { r.posts(inputs, textsOf) }

// parseJekyll reads posts of a Jekyll site, whose file names carry the day.
func parseJekyll(r *reading, inputs []input) { r.posts(inputs, wordsOf) }

// A site is what the configuration of a static site says.
type site struct {
	title, address string
	zone           *time.Location
}

// A lister reads a list of words out of front matter, as one of the tools does.
type lister func(root frontmatter.Node, keys ...string) []string

func (r *reading) posts(inputs []input, words lister) {
	var s site
	for _, in := range inputs {
		if !isConfig(in.path) {
			continue
		}
		root, problem := readConfig(in)
		if problem != "" {
			r.skip(in.source, "", "", "the configuration cannot be read, so links stay without an address: %s", problem)
			continue
		}
		s.title = orText(s.title, textOf(root, "title"))
		if address := textOf(root, "baseURL", "url"); webAddress(address) && !strings.Contains(address, "example.") {
			s.address = strings.TrimSuffix(address, "/") + "/"
		}
		if zone, mistake := calendar.LoadZone(textOf(root, "timeZone", "timezone")); mistake == nil {
			s.zone = zone
		}
	}
	if r.options.Zone != nil {
		s.zone = r.options.Zone
	}
	for _, in := range inputs {
		ext := strings.ToLower(path.Ext(in.path))
		base := path.Base(in.path)
		switch {
		case ext != ".md" && ext != ".markdown":
		case strings.HasPrefix(base, "_index."), strings.EqualFold(base, "README.md"):
		case strings.Contains("/"+in.path, "/archetypes/"), strings.Contains("/"+in.path, "/_layouts/"), strings.Contains("/"+in.path, "/_includes/"):
		default:
			r.post(s, in, words)
		}
	}
}

var datedName = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})[-_ ]+(.+)$`)

func (r *reading) post(s site, input input, words lister) {
	f := readForeign(input.text)
	if !f.found {
		r.skip(input.source, "", "", "it has no front matter; try the format markdown")
		return
	}
	id := strings.TrimSuffix(input.path, path.Ext(input.path))
	in := r.add(input.source, id)
	if f.guess != "" {
		in.note(Guessed, "", "%s", f.guess)
	}
	in.base = s.address
	name := strings.TrimSuffix(path.Base(id), "/index")
	if name == "index" {
		name = path.Base(path.Dir(id))
	}
	dated := datedName.FindStringSubmatch(name)
	in.Title = textOf(f.root, "title")
	in.Date = in.when(r, "date", textOf(f.root, "date", "publishDate", "published_at"), s.zone)
	if dated != nil {
		if in.Date.IsZero() {
			in.Date = in.when(r, "date", dated[1], s.zone)
		}
		if in.Title == "" {
			in.Title = strings.ReplaceAll(dated[2], "-", " ")
			in.note(Guessed, "title", "from the name of the file")
		}
	}
	if in.Title == "" {
		in.Title = heading(f.body)
	}
	in.Updated = in.when(r, "updated", textOf(f.root, "lastmod", "last_modified_at", "updated", "modified"), s.zone)
	in.Summary = plainMarkdown(textOf(f.root, "summary", "description", "excerpt"))
	in.Draft = yes(f.root, "draft") || strings.EqualFold(textOf(f.root, "published"), "false")
	if in.Draft {
		in.note(Guessed, "draft", "it is not published, so it is a draft here too")
	}
	in.Organization = textOf(f.root, "organization", "organisation", "company")
	in.said = textOf(f.root, "severity", "impact_level")
	in.Severity = strings.ToLower(in.said)
	in.Causes = words(f.root, "causes", "categories", "category")
	in.tag(words(f.root, "tags", "keywords")...)
	for _, name := range textsOf(f.root, "services", "service", "components", "affected", "systems") {
		in.affects(r.know(name, component{name: name}))
	}
	in.postSpan(r, f.root, s.zone)
	for _, alias := range append(textsOf(f.root, "aliases", "redirect_from"), textOf(f.root, "permalink")) {
		in.alias(alias)
	}
	in.rest(f.root, `title date publishDate published_at lastmod last_modified_at updated modified summary description excerpt draft published organization organisation
		company severity impact_level causes categories category tags keywords services service components affected systems start start_time started_at incident_start
		end end_time ended_at incident_end resolved resolved_at level impact_kind detected detected_at aliases redirect_from permalink layout type slug url weight menu toc author authors
		image comments sitemap outputs cascade build _build markup math mermaid share`)
	for _, key := range []string{"author", "authors"} {
		if list := textsOf(f.root, key); len(list) > 0 {
			in.keep(key, strings.Join(list, ", "))
		}
	}
	in.body = in.shortcodes(strings.ReplaceAll(f.body, "<!--more-->", ""))
	if old := orText(textOf(f.root, "permalink"), textOf(f.root, "url")); s.address != "" && strings.HasPrefix(old, "/") && !strings.Contains(old, ":") {
		in.cite(in.Title, strings.TrimSuffix(s.address, "/")+old, s.title, calendar.Time{})
	}
}

// postSpan reads the window that some sites keep in front matter.
func (in *incident) postSpan(r *reading, root frontmatter.Node, zone *time.Location) {
	start := in.when(r, "start", textOf(root, "start", "start_time", "started_at", "incident_start"), zone)
	end := in.when(r, "end", textOf(root, "end", "end_time", "ended_at", "incident_end"), zone)
	resolved := in.when(r, "resolved", textOf(root, "resolved_at", "resolved"), zone)
	in.Phases.Resolved = resolved
	in.Phases.Detected = in.when(r, "detected", textOf(root, "detected", "detected_at"), zone)
	level, ok := settings.ParseLevel(strings.ToLower(textOf(root, "level", "impact_kind")))
	if start.IsZero() && end.IsZero() {
		return
	}
	if end.IsZero() && !resolved.IsZero() {
		end = resolved
		in.note(Guessed, "end", "the time at which it was resolved stands for the end")
	}
	if !ok {
		in.note(Guessed, "level", "nothing tells how bad it was: the level is unknown")
	}
	in.impact(span{start: start, end: end, level: level})
}

// alias keeps an old address of the page, where it can be one here.
func (in *incident) alias(text string) {
	text = strings.TrimSpace(text)
	clean := path.Clean("/" + strings.Trim(text, "/"))
	if text == "" || clean == "/" {
		return
	}
	for segment := range strings.SplitSeq(clean[1:], "/") {
		if urls.CheckName(segment) != nil || strings.Contains(segment, ":") {
			in.note(Dropped, "aliases", "%q cannot be an address here", cut(text, 100))
			return
		}
	}
	if path.Ext(clean) != ".html" {
		clean += "/"
	}
	for _, a := range in.Aliases {
		if a.Path == clean {
			return
		}
	}
	in.Aliases = append(in.Aliases, postmortem.Alias{Path: clean})
}

// heading finds the first heading of a text, or "".
func heading(body string) string {
	for line := range strings.Lines(body) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "#"); ok {
			return oneLine(plainMarkdown(strings.TrimLeft(text, "#")))
		}
	}
	return ""
}

var (
	figureCode    = regexp.MustCompile(`\{\{[<%]\s*(?:figure|image|img)\s+([^>%]*?)/?\s*[>%]\}\}`)
	highlightCode = regexp.MustCompile(`(?s)(?:\{\{[<%]\s*highlight\s+"?([\w+#-]*)[^>%]*[>%]\}\}|\{%-?\s*highlight\s+([\w+#-]*)[^%]*%\})\n?(.*?)(?:\{\{[<%]\s*/\s*highlight\s*[>%]\}\}|\{%-?\s*endhighlight\s*-?%\})`)
	refCode       = regexp.MustCompile(`\{\{[<%]\s*(?:rel)?ref\s+"?([^">%]*?)"?\s*[>%]\}\}`)
	anyCode       = regexp.MustCompile(`\{\{[<%]\s*/?\s*([\w./-]+)[^\n]*?[>%]\}\}`)
	liquidTag     = regexp.MustCompile(`\{%-?\s*(\w+)[^%\n]*%\}`)
	liquidSite    = regexp.MustCompile(`\{\{\s*(?:site|page)\.[\w.]+[^}\n]*\}\}`)
	codeOption    = regexp.MustCompile(`(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))`)
)

// shortcodes writes what Hugo and Jekyll would have run: figures and highlighted
// code as Markdown; of the others the text within stays.
func (in *incident) shortcodes(body string) string {
	body = highlightCode.ReplaceAllStringFunc(body, func(s string) string {
		m := highlightCode.FindStringSubmatch(s)
		return fence(m[3], m[1]+m[2])
	})
	body = figureCode.ReplaceAllStringFunc(body, func(s string) string {
		options := map[string]string{}
		for _, o := range codeOption.FindAllStringSubmatch(figureCode.FindStringSubmatch(s)[1], -1) {
			options[strings.ToLower(o[1])] = o[2] + o[3] + o[4]
		}
		if options["src"] == "" {
			return s
		}
		text := orText(options["alt"], orText(options["caption"], options["title"]))
		return "![" + escapeMarkdown(oneLine(text)) + "](" + destination(options["src"]) + ")"
	})
	body = refCode.ReplaceAllString(body, "$1")
	return in.leaveOut(body, anyCode, liquidTag, liquidSite)
}

// leaveOut takes out what no longer runs, outside of code, and reports it.
func (in *incident) leaveOut(body string, forms ...*regexp.Regexp) string {
	left := map[string]bool{}
	var b strings.Builder
	for _, p := range splitCode(body) {
		text := p.text
		for _, form := range forms {
			if p.code && form != anyCode {
				continue
			}
			text = form.ReplaceAllStringFunc(text, func(s string) string {
				left[cut(oneLine(s), 60)] = true
				return ""
			})
		}
		b.WriteString(text)
	}
	if names := sortedKeys(left); len(names) > 0 {
		in.note(Dropped, "body", "left out: %s", cut(strings.Join(names, ", "), 400))
	}
	return b.String()
}
