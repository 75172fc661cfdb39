package mcp

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/search"
	"afterword/generator/internal/uptime"
)

// hitsMost is how many incidents or action items one answer lists at most.
const hitsMost = 50

type searchQuestion struct {
	Query string `json:"query" jsonschema:"words, \"phrases\", -exclusions and filters (service: year: severity: cause: tag: organization: upstream: trigger: after: before: longer:, and the archive's own taxonomies)"`
	Limit int    `json:"limit,omitempty" jsonschema:"incidents at most; 10 by default, 50 at most"`
}

func searchIncidents(v View, q searchQuestion) (string, error) {
	index, err := v.Index()
	if err != nil {
		return "", err
	}
	found := index.Search(search.Query{Text: q.Query, Limit: within(q.Limit)})
	text := fmt.Sprintf("%d incidents found, %d listed.\n", found.Total, len(found.Results))
	if found.Corrected != nil {
		text += fmt.Sprintf("Read as %q.\n", *found.Corrected)
	}
	if len(found.Results) == 0 {
		return text, nil
	}
	var b strings.Builder
	for _, h := range found.Results {
		fmt.Fprintf(&b, "%s  %s  %s\n    services: %s; severity: %s\n    %s\n", h.Path, cmp.Or(h.Date, "no date"), h.Title,
			cmp.Or(strings.Join(h.Services, ", "), "not recorded"), cmp.Or(h.Severity, "not recorded"), strings.Join(h.Excerpt, ""))
	}
	return text + bounded(b.String()), nil
}

type similarQuestion struct {
	Text    string `json:"text" jsonschema:"an alert, log lines, a stack trace, a draft of a report: as long as it is"`
	Service string `json:"service,omitempty" jsonschema:"the id of a service: only its incidents"`
	Limit   int    `json:"limit,omitempty" jsonschema:"incidents at most; 10 by default, 50 at most"`
}

func similarIncidents(v View, q similarQuestion) (string, error) {
	index, err := v.Index()
	if err != nil {
		return "", err
	}
	o := search.SimilarOptions{Limit: within(q.Limit)}
	if q.Service != "" {
		o.Service = []string{q.Service}
	}
	found := index.Similar(q.Text, o)
	text := fmt.Sprintf("%d incidents are like it.\n", len(found.Results))
	if len(found.Results) == 0 {
		text = "Nothing like it was found.\n"
		if len(found.Guess) > 0 {
			text += "The nearest, which is not near:\n"
		}
	}
	var b strings.Builder
	for _, h := range slices.Concat(found.Results, found.Guess) {
		fmt.Fprintf(&b, "%s  %s  %s\n    shares: %s\n    says: %s\n    ended: %s\n", h.Path, cmp.Or(h.Date, "no date"), h.Title,
			strings.Join(slices.Concat(h.Identifiers, h.Words, h.Named), ", "), strings.Join(h.Excerpt, ""), cmp.Or(strings.Join(h.Ended, "; "), "not recorded"))
	}
	if b.Len() == 0 {
		return text, nil
	}
	return text + bounded(b.String()), nil
}

// within is a limit that a client may ask for.
func within(limit int) int {
	if limit < 1 {
		return 10
	}
	return min(limit, hitsMost)
}

type incidentQuestion struct {
	Path string `json:"path" jsonschema:"the path that search_incidents lists, such as 2018/zuora-connect"`
}

func getIncident(v View, q incidentQuestion) (string, error) {
	a := v.Site.Archive()
	i, ok := a.Incident(strings.Trim(q.Path, "/"))
	if !ok {
		paths := make([]string, 0, len(a.Incidents))
		for _, i := range a.Incidents {
			paths = append(paths, i.Path)
		}
		return "", fmt.Errorf("there is no incident %q. %s", q.Path, diag.DidYouMean(q.Path, paths, "search_incidents lists paths."))
	}
	return bounded(v.Site.Markdown(i)), nil
}

type uptimeQuestion struct {
	Service string `json:"service" jsonschema:"the id of a service; list_services names them"`
	Period  string `json:"period,omitempty" jsonschema:"a year or a month, such as 2018 or 2018-03; all years by default"`
}

func uptimeOf(v View, q uptimeQuestion) (string, error) {
	a := v.Site.Archive()
	service, ok := a.Service(q.Service)
	if !ok {
		return "", fmt.Errorf("there is no service %q. %s", q.Service, diag.DidYouMean(q.Service, serviceIDs(a), "list_services names all."))
	}
	year, month, err := period(q.Period)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, y := range a.Uptime().Service(service.ID) {
		switch {
		case year != 0 && y.In.Year != year:
		case month != 0:
			writeFigures(&b, fmt.Sprintf("%d-%02d", year, month), y.Months[month-1].Stats, y.MonthContributions(month-1))
		default:
			writeFigures(&b, y.In.String(), y.Stats, y.Contributions())
		}
	}
	if b.Len() == 0 {
		return fmt.Sprintf("%s was not tracked in that time.\n", service.ID), nil
	}
	return "≥ and ≤ mark bounds, where an end, a time of day or a level was not recorded.\n" + bounded(b.String()), nil
}

// period reads a year, a year and a month, or nothing.
func period(text string) (year, month int, err error) {
	y, m, dashed := strings.Cut(text, "-")
	if text != "" {
		year, err = strconv.Atoi(y)
	}
	if dashed && err == nil {
		month, err = strconv.Atoi(m)
	}
	if err != nil || text != "" && year < 1 || dashed && (month < 1 || month > 12) {
		return 0, 0, fmt.Errorf("period %q is neither a year such as 2018 nor a month such as 2018-03", text)
	}
	return year, month, nil
}

func writeFigures(b *strings.Builder, name string, f uptime.Stats, windows []uptime.Contribution) {
	if !f.Tracked() {
		return
	}
	fmt.Fprintf(b, "%s: uptime %s, downtime %s, impacted %s, incidents %d; tracked from %s to %s\n", name, f.Uptime(), f.Weighted.Per(1000).Duration(),
		f.Impacted.Duration(), f.Incidents, calendar.RFC3339(f.Period.Start), calendar.RFC3339(f.Period.End))
	for _, c := range windows {
		fmt.Fprintf(b, "  %s to %s, %s, %s\n", calendar.RFC3339(c.Counted.Start), calendar.RFC3339(c.Counted.End), strings.ToLower(c.Window.Level.Words()), c.Postmortem.Path)
	}
}

type nothing struct{}

func listServices(v View, _ nothing) (string, error) {
	a := v.Site.Archive()
	var b strings.Builder
	for _, s := range a.Services {
		fmt.Fprintf(&b, "%s: %s; %d incidents", s.ID, s.Name, len(s.Incidents))
		if target := s.Target(a.AsOf); target != 0 {
			fmt.Fprintf(&b, "; target %s %%", calendar.Decimal(target))
		}
		if s.Parent != nil {
			fmt.Fprintf(&b, "; part of %s", s.Parent.ID)
		}
		b.WriteByte('\n')
	}
	return fmt.Sprintf("%d services.\n", len(a.Services)) + bounded(b.String()), nil
}

func serviceIDs(a *archive.Archive) (ids []string) {
	for _, s := range a.Services {
		ids = append(ids, s.ID)
	}
	return ids
}

type actionQuestion struct {
	Owner string `json:"owner,omitempty" jsonschema:"only those of this owner"`
	All   bool   `json:"all,omitempty" jsonschema:"also those that are done or dropped"`
}

func listActions(v View, q actionQuestion) (string, error) {
	a := v.Site.Archive()
	var lines []string
	for _, open := range []bool{true, false} {
		for _, i := range a.Incidents {
			for _, action := range i.Actions {
				if action.Done() == open || !open && !q.All || q.Owner != "" && !strings.EqualFold(action.Owner, q.Owner) {
					continue
				}
				line := fmt.Sprintf("%s; %s; owner %s; %s", action.Title, action.Status, cmp.Or(action.Owner, "not recorded"), i.Path)
				if !action.Due.IsZero() {
					line += "; due " + calendar.ISOTime(action.Due)
				}
				if action.Overdue(a.AsOf) {
					line += ", overdue"
				}
				lines = append(lines, line)
			}
		}
	}
	text := fmt.Sprintf("%d action items", len(lines))
	if len(lines) > hitsMost {
		text += fmt.Sprintf(", the first %d listed", hitsMost)
		lines = slices.Clip(lines[:hitsMost])
	}
	if len(lines) == 0 {
		return text + ".\n", nil
	}
	return text + ".\n" + bounded(strings.Join(lines, "\n")), nil
}
