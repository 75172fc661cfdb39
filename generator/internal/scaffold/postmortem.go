package scaffold

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

//go:embed templates
var templates embed.FS

// NewOptions say what is known of an incident when its postmortem is begun.
// Texts are as they would stand in front matter; "" leaves a key out.
type NewOptions struct {
	// Template is the text whose placeholders are filled in: {{title}} and {{date}}, and
	// {{services}}, {{severity}}, {{timezone}} and {{impact}}, each for whole lines, which
	// are comments where nothing is known. "" is the template "full".
	Template string
	Title    string
	Services []string
	// Start and End bound the first window. End may also be "ongoing" or
	// "unknown", and is "unknown" where only Start is given.
	Start, End string
	Severity   string
	Settings   *settings.Settings
	// Now dates the postmortem, in the archive's zone.
	Now time.Time
}

// Template returns a template that comes with the program: "full", "short" or "stpa".
func Template(name string) (text string, ok bool) {
	data, err := templates.ReadFile("templates/new/" + name + extension)
	return string(data), err == nil
}

// CheckTemplates reports the templates that the settings name and nobody has: own are the paths of the archive's.
func CheckTemplates(src *diag.Source, s *settings.Settings, own []string) (list diag.List) {
	known := []string{"full", "short", "stpa"}
	for _, file := range own {
		known = append(known, strings.TrimSuffix(path.Base(file), extension))
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, t := range s.Templates {
		if t.Text != "" && !slices.Contains(known, t.Text) {
			hint := diag.DidYouMean(t.Text, known, "Write _templates/"+t.Text+extension+", or name one of "+strings.Join(known, ", ")+".")
			list.Add(src.Errorf(diag.ValueInvalid, t.At, hint, "there is no template %q", t.Text))
		}
	}
	return list
}

// NewPostmortem returns the path of a new postmortem within the archive,
// YEAR/slug.md, and its text: the template with all that is known. It is a draft until
// its author says otherwise. The year is that of the start, else that of now.
// The error says which option the archive does not allow, and what it does, or that
// the template has no place for it.
func NewPostmortem(opt NewOptions) (file, text string, err error) {
	title := clean(opt.Title)
	if urls.Slug(title) == "" {
		return "", "", fmt.Errorf("the title %q has no letter or digit to make an address of", opt.Title)
	}
	if opt.Start == "" && opt.End != "" {
		return "", "", errors.New("an end needs a start")
	}
	if text = opt.Template; text == "" {
		text, _ = Template("full")
	}
	now := opt.Now.In(opt.Settings.Zone)
	year := now.Year()
	if opt.Start != "" {
		start, bad := calendar.Parse(opt.Start, opt.Settings.DefaultZone())
		if bad != nil {
			return "", "", fmt.Errorf("start: %s. %s", bad.Message, bad.Hint)
		}
		if year = start.Instant.In(opt.Settings.Zone).Year(); start.Precision == calendar.Day {
			year = start.Instant.Year()
		}
	}
	var pairs []string
	for _, p := range opt.placeholders(title, now.Format(time.DateOnly)) {
		name := "{{" + p.name + "}}"
		if p.given && !strings.Contains(text, name) {
			return "", "", fmt.Errorf("the template has no %s for what is given", name)
		}
		pairs = append(pairs, name, p.value)
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	file = fmt.Sprintf("%04d/%s.md", year, fileName(title))
	return file, text, refused(file, text, opt.Settings)
}

// A placeholder is a word in braces of a template, what is put in its place, and whether
// that is something which must not be lost.
type placeholder struct {
	name, value string
	given       bool
}

// placeholders are all that a template may have. What is not known is a comment.
func (opt NewOptions) placeholders(title, date string) []placeholder {
	s := opt.Settings
	services := "# services: [example]              # small letters, digits, single dashes"
	if len(s.Services) > 0 {
		var ids []string
		for _, v := range s.Services {
			ids = append(ids, v.ID)
		}
		services = "# services: " + list(ids[0]) + "              # known: " + strings.Join(ids[:min(len(ids), 8)], ", ")
	}
	if len(opt.Services) > 0 {
		services = "services: " + list(opt.Services...)
	}
	severity := "# severity: " + frontmatter.QuoteYAML(s.Severities[len(s.Severities)-1]) + "                # " +
		strings.Join(s.Severities, ", ") + `; without it, "not recorded"`
	if opt.Severity != "" {
		severity = "severity: " + frontmatter.QuoteYAML(opt.Severity)
	}
	zone := "# timezone: Europe/Berlin           # for times in this file without a zone"
	if s.ZoneGiven {
		zone += "; else " + s.Zone.String()
	}
	impact := fmt.Sprintf("# impact:\n#   - start: %s 14:05\n#     end: %s 14:57\n#     level: partial_outage", date, date)
	if opt.Start != "" {
		end, level := frontmatter.QuoteYAML(cmp.Or(opt.End, "unknown")), settings.Unknown
		if _, bad := calendar.Parse(opt.End, s.DefaultZone()); bad == nil {
			end = opt.End
		}
		if opt.Severity == s.Severities[0] {
			level = settings.MajorOutage
		}
		impact = fmt.Sprintf("impact:\n  - start: %s\n    end: %s\n    level: %s", opt.Start, end, level)
	}
	return []placeholder{
		{"title", frontmatter.QuoteYAML(title), true}, {"date", date, false}, {"services", services, len(opt.Services) > 0},
		{"severity", severity, opt.Severity != ""}, {"timezone", zone, false}, {"impact", impact, opt.Start != ""},
	}
}

// refused reads the text as a build would, and returns the first error: the rules
// are the same for every file. That something happened long ago is none: the date
// of the draft is today's, and only its author knows another.
func refused(file, text string, s *settings.Settings) error {
	_, found := postmortem.Parse(file, diag.NewSource(file, text), s)
	return first(slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Code == diag.WindowFar }))
}

// first is the first problem of a list in one line; nil where there is none.
func first(found diag.List) error {
	switch {
	case len(found) == 0:
		return nil
	case found[0].Hint == "":
		return errors.New(found[0].Message)
	}
	// Advice is a sentence; what only explains goes on with the one before.
	mark := ":"
	if unicode.IsUpper([]rune(found[0].Hint)[0]) {
		mark = "."
	}
	return fmt.Errorf("%s%s %s", found[0].Message, mark, found[0].Hint)
}

// list writes texts as a list on one line.
func list(texts ...string) string { return frontmatter.WriteYAMLFlow(frontmatter.Texts(texts)) }

// extension ends the names of postmortems.
const extension = ".md"

// fileName makes the name of a file from a title, without its extension. Names
// that mean something else, to Afterword or to Windows, get a word in front.
func fileName(title string) string {
	name := urls.ShortSlug(title, urls.MaxName-len(extension))
	if taken := []string{"index", "readme"}; slices.Contains(taken, name) || urls.CheckName(name+extension) != nil {
		name = urls.ShortSlug("incident-"+name, urls.MaxName-len(extension))
	}
	return path.Clean(name)
}

// clean leaves what a title can hold: one line of text without control characters.
func clean(title string) string {
	title = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, r == '\uFEFF', r&0xFFFE == 0xFFFE, 0xFDD0 <= r && r <= 0xFDEF:
			return -1
		}
		return r
	}, title)
	return strings.Join(strings.Fields(title), " ")
}
