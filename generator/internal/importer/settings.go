package importer

import (
	"fmt"
	"regexp"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
)

var settingsLimits = frontmatter.Limits{Bytes: 1 << 20, Depth: 32, Keys: 10_000}

// addServices writes services into the text of the settings file. Lines are added,
// none is changed. The result is read back; where it does not say what it should,
// the text is returned as it was, with an error.
func addServices(a *archive, added []settings.Service) (string, error) {
	text := a.existing.SettingsText
	toml := strings.HasSuffix(a.existing.SettingsFile, ".toml")
	var result string
	switch {
	case strings.TrimSpace(text) == "":
		result = "title: Postmortems\n\nservices:\n" + blockServices(added, "  ")
	case toml:
		result = strings.TrimRight(text, "\n") + "\n" + tomlServices(added)
	default:
		result = insertYAML(a.existing.SettingsFile, text, added)
	}
	s, list := settings.Read(diag.NewSource(a.existing.SettingsFile, result), toml)
	if list.Errors() > 0 {
		return text, fmt.Errorf("the services cannot be added to %s; add them by hand:\n%s", a.existing.SettingsFile, blockServices(added, "  "))
	}
	for _, want := range append(append([]settings.Service{}, a.settings.Services...), added...) {
		if got, ok := s.Service(want.ID); !ok || got.Name != prose.Or(want.Name, want.ID) || got.Parent != want.Parent {
			return text, fmt.Errorf("the service %s cannot be added to %s; add it by hand", want.ID, a.existing.SettingsFile)
		}
	}
	return result, nil
}

// insertYAML adds to the list of services in YAML, wherever it is and in whichever style.
func insertYAML(file, text string, added []settings.Service) string {
	root, _ := frontmatter.ParseYAML(diag.NewSource(file, text), settingsLimits)
	f, ok := root.Get("services")
	flow := ok && f.Value.At.Start < len(text) && text[f.Value.At.Start] == '['
	switch {
	case !ok:
		return strings.TrimRight(text, "\n") + "\n\nservices:\n" + blockServices(added, "  ")
	case flow && len(f.Value.Items) == 0:
		line, rest, _ := strings.Cut(text[f.Value.At.End:], "\n")
		return strings.TrimRight(text[:f.Value.At.Start], " \t") + strings.TrimRight(line, " \t\r") + "\n" + blockServices(added, "  ") + rest
	case flow:
		end, separator := f.Value.At.End-1, ", "
		if tail := text[f.Value.Items[len(f.Value.Items)-1].At.End:end]; strings.Contains(yamlComment.ReplaceAllString(tail, ""), ",") {
			separator = " "
		}
		items := frontmatter.WriteYAMLFlow(frontmatter.Node{Kind: frontmatter.Sequence, Items: serviceNodes(added)})
		return text[:end] + separator + items[1:len(items)-1] + text[end:]
	}
	// Before the next key and what introduces it, with the indentation of the first item.
	end, indent := len(text), "  "
	for _, other := range root.Fields {
		if other.KeyAt.Start > f.KeyAt.Start {
			end = min(end, other.KeyAt.Start)
		}
	}
	if items := f.Value.Items; len(items) > 0 {
		line := text[strings.LastIndexByte(text[:items[0].At.Start], '\n')+1 : items[0].At.Start]
		indent = line[:len(line)-len(strings.TrimLeft(line, " "))]
	}
	end = introduction.FindStringIndex(text[:end])[0]
	return strings.TrimSuffix(text[:end], "\n") + "\n" + blockServices(added, indent) + text[end:]
}

// introduction matches the blank lines and the comments before a key.
var introduction = regexp.MustCompile(`(?m)(?:^(?:#.*|[ \t\r]*)\n?)*\z`)

var yamlComment = regexp.MustCompile(`#[^\n]*`)

// serviceNodes are the entries of services in settings.
func serviceNodes(added []settings.Service) []frontmatter.Node {
	return each("services", added, func(s settings.Service) []frontmatter.Field {
		name := s.Name
		if name == s.ID {
			name = ""
		}
		return []frontmatter.Field{
			text("id", s.ID), text("name", name), text("organization", s.Organization), text("parent", s.Parent), text("description", s.Description), text("url", s.URL),
		}
	}).Value.Items
}

func blockServices(added []settings.Service, indent string) string {
	return frontmatter.WriteYAMLItems(indent, serviceNodes(added))
}

func tomlServices(added []settings.Service) string {
	var b strings.Builder
	for _, n := range serviceNodes(added) {
		b.WriteString("\n[[services]]\n")
		for _, f := range n.Fields {
			// A basic string of TOML, whose escapes are those of YAML's double quotes.
			text := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`, "\n", `\n`).Replace(f.Value.Text)
			b.WriteString(f.Key + ` = "` + text + "\"\n")
		}
	}
	return b.String()
}
