package mcp

import (
	"context"
	"fmt"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"afterword/generator/internal/settings"
)

// The addresses of resources, by RFC 6570; a path may hold slashes.
const (
	incidentURI = "incident://"
	serviceURI  = "service://"
)

func (s server) addResources(to *sdk.Server) {
	add := func(scheme, variable, name, about string, read func(View, string) (string, error)) {
		template := &sdk.ResourceTemplate{URITemplate: scheme + variable, Name: name, Description: about, MIMEType: "text/markdown"}
		to.AddResourceTemplate(template, func(ctx context.Context, r *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
			v, err := s.look(ctx)
			if err != nil {
				return nil, err
			}
			text, err := read(v, strings.TrimPrefix(r.Params.URI, scheme))
			if err != nil {
				return nil, sdk.ResourceNotFoundError(r.Params.URI)
			}
			return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: r.Params.URI, MIMEType: "text/markdown", Text: v.Note + text}}}, nil
		})
	}
	add(incidentURI, "{+path}", "incident", "A report as Markdown, by its path", func(v View, path string) (string, error) {
		return getIncident(v, incidentQuestion{path})
	})
	add(serviceURI, "{id}", "service", "The figures of a service in all years, by its id", func(v View, id string) (string, error) {
		return uptimeOf(v, uptimeQuestion{Service: id})
	})
}

func (s server) addPrompt(to *sdk.Server) {
	prompt := &sdk.Prompt{
		Name: "write_postmortem", Title: "Write a postmortem", Description: "Begin a report in the words of this archive",
		Arguments: []*sdk.PromptArgument{{Name: "notes", Description: "what is known of the incident"}},
	}
	to.AddPrompt(prompt, func(ctx context.Context, r *sdk.GetPromptRequest) (*sdk.GetPromptResult, error) {
		v, err := s.look(ctx)
		if err != nil {
			return nil, err
		}
		text := guide(v) + "\nWhat is known of the incident:\n" + data(r.Params.Arguments["notes"])
		return &sdk.GetPromptResult{Messages: []*sdk.PromptMessage{{Role: "user", Content: &sdk.TextContent{Text: text}}}}, nil
	})
}

// guide says what a report of this archive looks like.
func guide(v View) string {
	a := v.Site.Archive()
	var b strings.Builder
	b.WriteString("Write a postmortem for this archive: one Markdown file with YAML front matter. Write only what the notes say; leave out every key whose value they do not tell, and never guess a time. " +
		"Ask similar_incidents for reports like it first, and name those that help under related:.\n\n" +
		"Keys: title, date, summary, services, severity, impact (a list of start, end, level, services, note; end may be ongoing or unknown, with at_least and at_most), detected, detected_by, acknowledged, mitigated, resolved, " +
		"timeline (a list of time, status, text), causes, tags, upstream (providers that failed), trigger (the change that set it off), actions (a list of title, owner, due, status, kind), sources, related.\n")
	fmt.Fprintf(&b, "Times without a zone are in %s.\n", a.Settings.Zone)
	var lists strings.Builder
	list := func(name string, values []string) {
		if len(values) > 0 {
			fmt.Fprintf(&lists, "%s: %s\n", name, strings.Join(values[:min(len(values), hitsMost)], ", "))
		}
	}
	list("services", serviceIDs(a))
	list("severities, worst first", a.Settings.Severities)
	list("levels of impact", settings.LevelNames())
	for _, k := range a.Taxonomies {
		if k.Topic {
			var names []string
			for _, t := range k.Terms {
				names = append(names, t.Name)
			}
			list(k.Key+" named before", names)
		}
	}
	b.WriteString(data(lists.String()))
	b.WriteString("Sections that help readers: Impact, What happened, Why it happened, How it was resolved, What went well, What changes.\n")
	return b.String()
}
