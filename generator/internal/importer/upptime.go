package importer

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// A GitHub issue as its API and as gh issue list --json write it, peers 3.5.
type (
	githubIssue struct {
		Number      loose           `json:"number"`
		Title       loose           `json:"title"`
		Body        loose           `json:"body"`
		State       loose           `json:"state"`
		Labels      json.RawMessage `json:"labels"`
		Comments    json.RawMessage `json:"comments"` // a list, or a number where they were not asked for
		CreatedAt   loose           `json:"createdAt"`
		ClosedAt    loose           `json:"closedAt"`
		CreatedREST loose           `json:"created_at"`
		ClosedREST  loose           `json:"closed_at"`
		URL         loose           `json:"url"`
		HTMLURL     loose           `json:"html_url"`
		PullRequest json.RawMessage `json:"pull_request"`
	}
	githubComment struct {
		Body        loose `json:"body"`
		CreatedAt   loose `json:"createdAt"`
		CreatedREST loose `json:"created_at"`
	}
)

var (
	downTitle     = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(.+?)\s+is\s+(?:down|offline)\b`)
	degradedTitle = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(.+?)\s+(?:has degraded performance|is degraded)\b`)
	resolvedText  = regexp.MustCompile(`^\s*\*\*Resolved:?\*\*`)
	commentForm   = regexp.MustCompile(`(?s)<!--(.*?)-->`)
)

// Labels that Upptime sets itself; the other one is the site's slug.
var upptimeLabels = setOf("status maintenance incident down degraded resolved")

// parseUpptime reads issues: lists, pages of lists one after the other, or one issue a line.
func parseUpptime(r *reading, inputs []input) {
	for _, input := range inputs {
		r.eachItem(input, "issues", upptimeItems, func(raw json.RawMessage, index int) { r.upptimeIssue(input, raw, index) })
	}
}

// upptimeItems finds issues also in a list of lists, as "gh api --paginate --slurp" writes it.
func upptimeItems(value json.RawMessage) (issues []json.RawMessage) {
	for _, raw := range itemsOf(value) {
		issues = append(issues, itemsOf(raw)...)
	}
	return issues
}

func (r *reading) upptimeIssue(input input, raw json.RawMessage, index int) {
	var g githubIssue
	label := input.source + " issue " + itoa(index)
	if err := json.Unmarshal(raw, &g); err != nil {
		r.skip(label, "", "", "it does not have the shape of an issue: %v", err)
		return
	}
	if g.Title == "" && g.Number == "" {
		r.skip(label, "", "", "it has neither title nor number, so it is no issue")
		return
	}
	labels := githubLabels(g.Labels)
	has := func(name string) bool {
		return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, name) })
	}
	_, titled := g.titled()
	switch {
	case len(g.PullRequest) > 0 && string(g.PullRequest) != "null":
		r.skip(label, g.Number.String(), g.Title.String(), "it is a pull request")
		return
	case !has("status") && !has("maintenance") && titled == settings.Unknown:
		r.skip(label, g.Number.String(), g.Title.String(), "it has neither the label status nor maintenance, nor a title of Upptime's")
		return
	}
	address := cmp.Or(g.HTMLURL.String(), g.URL.String())
	in := r.add(input.source, cmp.Or(githubID(address), g.Number.String(), itoa(index)))
	in.Title = strings.TrimLeft(oneLine(g.Title.String()), "🛑⚠️🟥🟨🟩✅ ")
	created := in.when(r, "created", cmp.Or(g.CreatedAt.String(), g.CreatedREST.String()), nil)
	closed := in.when(r, "closed", cmp.Or(g.ClosedAt.String(), g.ClosedREST.String()), nil)
	in.Date = orTime(closed, created)
	in.cite(in.Title, address, "", calendar.Time{})
	in.base = address
	in.upptimeComments(r, g)
	if has("maintenance") {
		in.maintenanceIssue(r, g, created)
		return
	}
	in.upptimeOutage(r, g, created, closed)
}

// titled is what a title of Upptime's says: which site was down or degraded. The level is
// Unknown where the title is another one.
func (g githubIssue) titled() (site string, level settings.Level) {
	if m := degradedTitle.FindStringSubmatch(g.Title.String()); m != nil {
		return m[1], settings.DegradedPerformance
	}
	if m := downTitle.FindStringSubmatch(g.Title.String()); m != nil {
		return m[1], settings.MajorOutage
	}
	return "", settings.Unknown
}

// upptimeOutage reads an issue that the monitor opened: its times are those of its checks.
func (in *incident) upptimeOutage(r *reading, g githubIssue, created, closed calendar.Time) {
	name, level := g.titled()
	switch {
	case level != settings.Unknown:
	case strings.Contains(g.Body.String(), "**down**"):
		level = settings.MajorOutage
	case strings.Contains(g.Body.String(), "degraded performance"):
		level = settings.DegradedPerformance
	default:
		in.note(Guessed, "level", "neither title nor text says whether it was down or slow: the level is unknown")
	}
	labels := githubLabels(g.Labels)
	slug := ""
	for _, l := range labels {
		if !upptimeLabels[strings.ToLower(l)] {
			if slug == "" || name != "" && slugOf(name) == slugOf(l) {
				slug = l
			}
		}
	}
	for _, l := range labels {
		if !upptimeLabels[strings.ToLower(l)] && l != slug {
			in.tag(l)
		}
	}
	if slug != "" || name != "" {
		key := r.know(orText(slug, name), component{name: orText(name, slug)})
		in.affects(key)
		if name != "" {
			// A label may have come first, from a maintenance issue; the title holds the name.
			c := r.components[key]
			c.name = oneLine(name)
			r.components[key] = c
		}
	} else {
		in.note(Suspicious, "services", "no label names the site")
	}
	in.DetectedBy = "monitor"
	in.Phases.Resolved = closed
	in.note(Guessed, "impact", "the times are those of the monitor's checks, minutes apart")
	in.impact(span{start: created, end: closed, open: closed.IsZero() && !strings.EqualFold(g.State.String(), "closed"), level: level})
	in.body = commentForm.ReplaceAllString(g.Body.String(), "")
}

// maintenanceIssue reads the comment that announces maintenance: lines "key: value" between <!-- and -->.
func (in *incident) maintenanceIssue(r *reading, g githubIssue, created calendar.Time) {
	in.tag("maintenance")
	values := map[string]string{}
	if m := commentForm.FindStringSubmatch(g.Body.String()); m != nil {
		for line := range strings.Lines(m[1]) {
			key, value, ok := strings.Cut(line, ":")
			if key = strings.ToLower(strings.TrimSpace(key)); ok && values[key] == "" {
				values[key] = strings.TrimSpace(value)
			}
		}
	} else {
		in.note(Suspicious, "impact", "it is labelled maintenance, and no comment tells from when to when")
	}
	start, end := in.when(r, "start", values["start"], r.options.Zone), in.when(r, "end", values["end"], r.options.Zone)
	for _, key := range []string{"expecteddown", "expecteddegraded"} {
		var hit []string
		for slug := range strings.SplitSeq(values[key], ",") {
			if slug = strings.TrimSpace(slug); slug != "" {
				hit = append(hit, in.affects(r.know(slug, component{name: slug})))
			}
		}
		note := ""
		if key == "expecteddegraded" {
			note = "Expected to be slow, not down."
		}
		if len(hit) > 0 {
			in.impact(span{start: start, end: end, level: settings.Maintenance, services: hit, note: note})
		}
	}
	if len(in.Windows) == 0 {
		in.impact(span{start: start, end: end, level: settings.Maintenance})
		in.note(Suspicious, "services", "it names no site")
	}
	in.Date = orTime(created, start)
	in.body = commentForm.ReplaceAllString(g.Body.String(), "")
	for key := range values {
		if key != "start" && key != "end" && key != "expecteddown" && key != "expecteddegraded" {
			in.note(Dropped, "impact", "the key %q of the comment", cut(key, 60))
		}
	}
}

// upptimeComments makes the timeline of an issue's comments.
func (in *incident) upptimeComments(r *reading, g githubIssue) {
	var comments []githubComment
	if isList(g.Comments) && json.Unmarshal(g.Comments, &comments) != nil {
		in.note(Dropped, "timeline", "the comments do not have the shape of comments")
	}
	if n := strings.TrimSpace(string(g.Comments)); !isList(g.Comments) && n != "" && n != "0" && n != "null" {
		in.note(Dropped, "timeline", "there are %s comments, which the API gives apart; gh issue list --json comments has them", cut(n, 10))
	}
	for _, c := range comments {
		at := in.when(r, "comment", cmp.Or(c.CreatedAt.String(), c.CreatedREST.String()), nil)
		status := ""
		if resolvedText.MatchString(c.Body.String()) {
			status = "resolved"
		}
		in.event(at, status, plainMarkdown(commentForm.ReplaceAllString(c.Body.String(), "")))
	}
}

// githubLabels reads labels as objects with names, or as names.
func githubLabels(raw json.RawMessage) (names []string) {
	for _, l := range elements(raw) {
		var name loose
		if members := fields(l); members != nil {
			_ = json.Unmarshal(members["name"], &name) // a label without a name is none
		} else {
			_ = json.Unmarshal(l, &name)
		}
		if text := oneLine(name.String()); text != "" {
			names = append(names, text)
		}
	}
	return names
}

// githubID is "owner/name#number" of an issue's address.
func githubID(address string) string {
	parts := strings.Split(strings.TrimSuffix(address, "/"), "/")
	if n := len(parts); n >= 5 && parts[n-2] == "issues" {
		return parts[n-4] + "/" + parts[n-3] + "#" + parts[n-1]
	}
	return ""
}
