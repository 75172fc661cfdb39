package markdown

import (
	"path"
	"regexp"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// Format returns the format markdown.
func Format() importer.Format {
	return importer.Format{
		Name: "markdown", Summary: "Markdown without front matter", Sources: "a folder of files, or single files",
		Extensions: []string{".md", ".markdown"}, Read: read,
	}
}

func read(j *importer.Job, inputs []importer.Input) {
	var reports []*report
	for _, in := range inputs {
		name := path.Base(in.Stem())
		f := lenient.ReadFront(in.Text)
		title := lenient.Text(f.Root, "title")
		switch {
		case strings.TrimSpace(in.Text) == "":
			j.Skip(in.Source, "", "", "the file is empty")
		case f.Found && title != "" && lenient.Text(f.Root, "date") != "":
			j.Present(in.Source, in.Path, title, "it has front matter already")
		case f.Found:
			j.Skip(in.Source, "", "", "it has front matter of another kind; try the formats hugo or jekyll")
		case strings.EqualFold(name, "readme"), strings.Contains(strings.ToLower(name), "template"):
			j.Skip(in.Source, "", "", "by its name it is no postmortem")
		default:
			reports = append(reports, readReport(j, in, name))
		}
	}
	apart(reports)
}

var (
	genericTitle = regexp.MustCompile(`(?i)^(?:incident|post-?mortem|incident report|incident title|title|report|summary|postmortem report)$`)
	titlePrefix  = regexp.MustCompile(`(?i)^(?:post-?mortem|incident report|incident|outage report)\s*[:–—-]\s*`)
	// nameForm matches the name of a file: its day, its number, and its words.
	nameForm = regexp.MustCompile(`^(?:(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+|$))?(?:((?:[A-Z]{2,10}|(?i:pm|inc|incident|rfc|rca|pir|sev|postmortem))[-_ ]?\d{1,6}(?:[-_]\d{1,6})?)(?:[-_ –—:]+|$))?(.*)$`)
)

// A report is one file, and the parts of its name.
type report struct {
	*importer.Incident
	day, number, stem string
}

func readReport(j *importer.Job, input importer.Input, name string) *report {
	r := &report{Incident: j.Add(j.NewFile(input), input.Stem()), stem: name}
	m := nameForm.FindStringSubmatch(name)
	r.day, r.number = m[1], m[2]
	stated := r.Tell(input.Text, r.day)
	r.Title = titlePrefix.ReplaceAllString(stated.Title, "")
	if r.Title == "" || genericTitle.MatchString(r.Title) {
		r.Title = strings.TrimSpace(strings.ReplaceAll(m[3], "_", " "))
		if !strings.Contains(r.Title, " ") {
			r.Title = strings.ReplaceAll(r.Title, "-", " ")
		}
		r.Title = prose.Or(r.Title, name)
		stated.TitleLine = 0
		r.Note(importer.Guessed, "title", "from the name of the file")
	}
	stated.State("title", r.Title, stated.TitleLine)
	if r.number != "" {
		r.Aliases = append(r.Aliases, postmortem.Alias{Path: "/" + urls.Slug(r.number) + "/"})
		r.Keep("number", r.number)
		stated.State("original.number", r.number, 0)
	}
	return r
}

// apart tells reports of one title apart by their numbers, their days, or the names of their files.
func apart(reports []*report) {
	count := map[string]int{}
	for _, r := range reports {
		count[strings.ToLower(r.Title)]++
	}
	for _, r := range reports {
		if count[strings.ToLower(r.Title)] < 2 {
			continue
		}
		mark := prose.Or(r.number, r.day)
		if mark == "" && r.Date.Precision >= calendar.Day {
			mark = importer.Day(r.Date)
		}
		r.Title += " (" + prose.Or(mark, r.stem) + ")"
		r.Note(importer.Guessed, "title", "another report has the same one: it is told apart by what is in brackets")
	}
}
