package postmortem

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/settings"
)

// CheckRules reports what the archive's rules ask for and the report lacks, and that
// it is late at asOf, in seconds since 1970. sections, which is asked where a rule names
// one, are the ids of headings with something beneath. Of a draft, all of it are notes.
func (p *Postmortem) CheckRules(s *settings.Settings, asOf int64, sections func() []string) (list diag.List) {
	var missing []string
	due := int64(0) // by the strictest rule; 0: at any time
	end, given := p.ended(), p.given()
	for _, rule := range s.Rules {
		if !p.falls(rule) {
			continue
		}
		for _, what := range rule.Require {
			name, section := strings.CutPrefix(what, settings.Section)
			if section && slices.Contains(sections(), markdown.Anchor(strings.TrimSpace(name))) || !section && given[what] {
				continue
			}
			if section {
				what = fmt.Sprintf("a section %q", strings.TrimSpace(name))
			}
			if !slices.Contains(missing, what) {
				missing = append(missing, what)
			}
		}
		if by := end + int64(rule.Within/time.Second); rule.Within > 0 && end > 0 && (due == 0 || by < due) {
			due = by
		}
	}
	add := func(d diag.Diagnostic) {
		if p.Draft {
			d.Severity = diag.Note
		}
		list.Add(d)
	}
	if len(missing) > 0 {
		add(p.Source.Errorf(diag.RuleMissing, diag.Span{}, "The rules: in archive.yaml ask for it.", "the report lacks %s", strings.Join(missing, ", ")))
	}
	day := time.Unix(due, 0).In(s.Zone).Format(time.DateOnly)
	switch {
	case due == 0:
	case p.Draft && asOf > due:
		add(p.Source.Warningf(diag.RuleLate, p.DateAt, "", "the report was due on %s", day))
	case !p.Draft && p.Date.Unix() > due && !p.Date.IsZero():
		add(p.Source.Warningf(diag.RuleLate, p.DateAt, "", "the report was due on %s and came later", day))
	}
	return list
}

// falls reports whether a rule is for the report.
func (p *Postmortem) falls(rule settings.Rule) bool {
	when := p.When()
	return (len(rule.Severities) == 0 || slices.Contains(rule.Severities, p.Severity)) &&
		(rule.Since.IsZero() || !when.IsZero() && when.Unix() >= rule.Since.Unix())
}

// ended is when the incident was over, in seconds since 1970: when it was resolved,
// else the end of its last window; 0 while it lasts and where nobody knows.
func (p *Postmortem) ended() int64 {
	if !p.Phases.Resolved.IsZero() {
		return p.Phases.Resolved.Unix()
	}
	end := int64(0)
	for _, w := range p.Windows {
		if w.Ongoing {
			return 0
		}
		certain, _ := w.Span(0)
		end = max(end, certain.End)
	}
	return end
}

// given says of each key of front matter whether the report has a value for it.
func (p *Postmortem) given() map[string]bool {
	keys := map[string]bool{
		"title": p.Title != "", "date": !p.Date.IsZero(), "updated": !p.Updated.IsZero(), "summary": p.Summary != "",
		"organization": p.Organization != "", "services": len(p.Services) > 0, "severity": p.Severity != "", "timezone": p.Zone != nil,
		"impact": len(p.Windows) > 0, "detected": !p.Phases.Detected.IsZero(), "acknowledged": !p.Phases.Acknowledged.IsZero(),
		"mitigated": !p.Phases.Mitigated.IsZero(), "resolved": !p.Phases.Resolved.IsZero(), "detected_by": p.DetectedBy != "",
		"timeline": len(p.Timeline) > 0, "related": len(p.Related) > 0, "actions": len(p.Actions) > 0, "sources": len(p.Sources) > 0,
	}
	for id := range p.Terms {
		keys[id] = true
	}
	for key, value := range p.Params {
		keys[key] = value != nil
	}
	return keys
}
