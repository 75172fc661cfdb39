package settings

import (
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A Rule says what the reports of an archive must have.
type Rule struct {
	Severities []string      // whose reports it is for; empty: all reports
	Since      calendar.Time // it is for incidents from this day on; zero: for all
	Require    []string      // keys of front matter, and sections: Section + "What happened"
	Within     time.Duration // from the end of the incident to the date of the report; 0: any time
}

// Section begins what a rule requires of the body, a heading with something beneath it.
const Section = "section:"

// ruleKeys are the keys that a rule can require, beside those that Afterword does not know.
var ruleKeys = []string{
	"title", "date", "updated", "summary", "organization", "services", "severity", "timezone", "impact", "detected", "acknowledged",
	"mitigated", "resolved", "detected_by", "timeline", "causes", "tags", "upstream", "trigger", "related", "actions", "sources",
}

// rules reads what reports must have, once the severities are known.
func rules(r *frontmatter.Reader, s *Settings) (list []Rule) {
	for _, m := range r.Mappings("rules") {
		rule := Rule{Since: m.Day("since", s.Zone), Within: m.Duration("within")}
		for _, v := range m.Texts("severity") {
			if severity(m, s, v) {
				rule.Severities = append(rule.Severities, v.Text)
			}
		}
		for _, v := range m.Texts("require") {
			name, section := strings.CutPrefix(v.Text, Section)
			near, misspelt := diag.Nearest(v.Text, ruleKeys)
			switch {
			case section && strings.TrimSpace(name) == "":
				m.Add(m.Source().Errorf(diag.ValueEmpty, v.At, `Write "section:What happened".`, "the section has no name"))
			case !section && misspelt && !slices.Contains(ruleKeys, v.Text):
				m.Add(m.Source().Errorf(diag.ValueInvalid, v.At, `Did you mean "`+near+`"?`, "%q is not a key of front matter", v.Text))
			default:
				rule.Require = append(rule.Require, v.Text)
			}
		}
		if !m.Has("require") && !m.Has("within") {
			m.Add(m.Source().Errorf(diag.KeyMissing, m.Node().At, "Add require: or within:.", "the rule asks for nothing"))
		}
		m.RejectUnknown()
		if len(rule.Severities) > 0 || !m.Has("severity") { // else it would be for all reports
			list = append(list, rule)
		}
	}
	return list
}

// templates reads which template a new report of a severity begins with.
func templates(r *frontmatter.Reader, s *Settings) map[string]frontmatter.Value {
	m := r.Mapping("templates")
	if m == nil {
		return nil
	}
	names := map[string]frontmatter.Value{}
	for _, f := range m.Node().Fields {
		if severity(m, s, frontmatter.Value{Text: f.Key, At: f.KeyAt}) {
			names[f.Key] = frontmatter.Value{Text: m.RequiredText(f.Key), At: f.Value.At}
		}
	}
	return names
}

// severity reports whether a text is one of the archive's severities, and an error where it is not.
func severity(r *frontmatter.Reader, s *Settings, v frontmatter.Value) bool {
	known := slices.Contains(s.Severities, v.Text)
	if !known && !s.SeveritiesUnread {
		hint := diag.DidYouMean(v.Text, s.Severities, "Write one of "+strings.Join(s.Severities, ", ")+".")
		r.Add(r.Source().Errorf(diag.SeverityUnknown, v.At, hint, "%q is not a severity of this archive", v.Text))
	}
	return known
}
