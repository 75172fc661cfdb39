package scaffold

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"
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

// NewPostmortem returns the path of a new postmortem within the archive,
// YEAR/slug.md, and its text: front matter with all that is known and with
// comments for the rest, and the sections of a good report. It is a draft until
// its author says otherwise. The year is that of the start, else that of now.
// The error says which option the archive does not allow, and what it does.
func NewPostmortem(opt NewOptions) (file, text string, err error) {
	title := clean(opt.Title)
	if urls.Slug(title) == "" {
		return "", "", fmt.Errorf("the title %q has no letter or digit to make an address of", opt.Title)
	}
	if opt.Start == "" && opt.End != "" {
		return "", "", errors.New("an end needs a start")
	}
	now := opt.Now.In(opt.Settings.Zone)
	year := now.Year()
	v := postmortemView{
		Title: frontmatter.QuoteYAML(title), Date: now.Format(time.DateOnly), Severities: strings.Join(opt.Settings.Severities, ", "),
		Mildest: frontmatter.QuoteYAML(opt.Settings.Severities[len(opt.Settings.Severities)-1]),
		Example: list("example"), Known: known(opt.Settings), Levels: strings.Join(settings.LevelNames(), ", "),
	}
	if opt.Severity != "" {
		v.Severity = frontmatter.QuoteYAML(opt.Severity)
	}
	if len(opt.Services) > 0 {
		v.Services = list(opt.Services...)
	}
	if opt.Settings.ZoneGiven {
		v.Zone = opt.Settings.Zone.String()
	}
	if len(opt.Settings.Services) > 0 {
		v.Example = list(opt.Settings.Services[0].ID)
	}
	if opt.Start != "" {
		start, bad := calendar.Parse(opt.Start, opt.Settings.DefaultZone())
		if bad != nil {
			return "", "", fmt.Errorf("start: %s. %s", bad.Message, bad.Hint)
		}
		if year = start.Instant.In(opt.Settings.Zone).Year(); start.Precision == calendar.Day {
			year = start.Instant.Year()
		}
		v.Start, v.End, v.Level = opt.Start, frontmatter.QuoteYAML(cmp.Or(opt.End, "unknown")), settings.Unknown.String()
		if _, bad := calendar.Parse(opt.End, opt.Settings.DefaultZone()); bad == nil {
			v.End = opt.End
		}
		if opt.Severity == opt.Settings.Severities[0] {
			v.Level = settings.MajorOutage.String()
		}
	}
	file = fmt.Sprintf("%04d/%s.md", year, fileName(title))
	if text, err = render("postmortem.md", v); err != nil {
		return "", "", err
	}
	return file, text, refused(file, text, opt.Settings)
}

// refused reads the text as a build would, and returns the first error: the rules
// are the same for every file. That something happened long ago is none: the date
// of the draft is today's, and only its author knows another.
func refused(file, text string, s *settings.Settings) error {
	_, found := postmortem.Parse(file, diag.NewSource(file, text), s)
	found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Code == diag.WindowFar })
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

// A postmortemView is what templates/postmortem.md shows; all of it is YAML already.
type postmortemView struct {
	Title, Date, Severity, Severities, Mildest string
	Services, Example, Known                   string
	Zone, Start, End, Level, Levels            string // Zone is empty where none is in force
}

// list writes texts as a list on one line.
func list(texts ...string) string { return frontmatter.WriteYAMLFlow(frontmatter.Texts(texts)) }

// render fills in a template.
func render(name string, view any) (string, error) {
	t, err := template.New(name).Delims("[[", "]]").ParseFS(templates, "templates/"+name)
	if err != nil {
		return "", fmt.Errorf("reading the template %s: %w", name, err)
	}
	var b strings.Builder
	if err := t.Execute(&b, view); err != nil {
		return "", fmt.Errorf("filling in the template %s: %w", name, err)
	}
	return b.String(), nil
}

// known names services that the archive declares, for a comment.
func known(s *settings.Settings) string {
	var ids []string
	for _, v := range s.Services {
		ids = append(ids, v.ID)
	}
	return strings.Join(ids[:min(len(ids), 8)], ", ")
}

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
